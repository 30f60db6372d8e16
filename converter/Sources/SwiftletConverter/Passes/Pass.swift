internal import SwiftletCore

/// One change of a graph that keeps what it computes.
protocol Pass: SendableMetatype {
  /// The name by which reports speak of the pass.
  static var name: String { get }

  /// Changes the graph.
  static func run(_ graph: inout Graph) throws
}

/// The passes, in the order in which they run.
enum Passes {
  private static let all: [any Pass.Type] = [
    RemoveDeadCode.self, MergeReshapes.self, FusePad.self, FuseActivation.self,
    MergeRequantize.self, FuseResidual.self, RemoveDeadCode.self, SeparateOutputs.self,
  ]

  /// Runs every pass, and checks the graph after each in builds with assertions.
  static func run(_ graph: inout Graph) throws {
    for pass in all {
      try pass.run(&graph)
      #if DEBUG
      try graph.check()
      #endif
    }
  }
}

extension Graph {
  /// Lets every reader of a value read another one.
  mutating func replace(_ old: TensorID, by new: TensorID) {
    for index in nodes.indices {
      for position in nodes[index].inputs.indices where nodes[index].inputs[position] == old {
        nodes[index].inputs[position] = new
      }
    }
    for index in outputs.indices where outputs[index].tensor == old {
      outputs[index].tensor = new
    }
  }
}
