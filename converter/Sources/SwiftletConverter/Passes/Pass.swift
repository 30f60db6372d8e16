internal import SwiftletCore

/// One change of a graph that keeps what it computes.
protocol Pass: SendableMetatype {
  /// The name by which reports speak of the pass.
  static var name: String { get }

  /// Changes the graph.
  static func run(_ graph: inout Graph) throws
}

/// The passes, in the order in which they run.
public enum Passes {
  /// Takes the graph as it is after a stage of a name; what a caller does with it is its own affair.
  public typealias Observer = (_ stage: String, _ graph: Graph) -> Void

  /// The passes that keep a float graph what it computes, but for how sums are rounded.
  private static let ofReals: [any Pass.Type] = [
    RemoveDeadCode.self, MergeEqualNodes.self, MergeConcatenations.self, RemoveIdentities.self,
    FoldConstants.self, MergeReshapes.self, RecognizeDilation.self, RecognizeActivations.self,
    RecognizeSoftmax.self,
    RecognizeNormalizations.self, SinkReshapes.self, MoveTransposes.self, TurnWeights.self,
    SinkReshapes.self, RemoveIdentities.self, MergeEqualNodes.self, FoldScales.self,
    MergeChannelwiseMaps.self, MergeConstantOperands.self, FusePad.self, FuseActivation.self,
    MergeReshapes.self,
  ]

  /// The passes that keep every byte of an output.
  private static let ofStoredValues: [any Pass.Type] = [
    RemoveIdentities.self, MergeEqualNodes.self, MoveTransposes.self, MergeReshapes.self,
    MergeRequantize.self, FuseResidual.self, RemoveDeadCode.self, SeparateOutputs.self,
  ]

  /// Simplifies a graph as its source gives it, before floats are quantized.
  public static func optimize(_ graph: inout Graph, dump: Observer? = nil) throws {
    try run(ofReals, &graph, dump)
  }

  /// Brings a graph whose elements have the types of the file into the form that is planned.
  public static func finish(_ graph: inout Graph, dump: Observer? = nil) throws {
    try run(ofStoredValues, &graph, dump)
  }

  /// Runs passes, and checks the graph after each in builds with assertions.
  private static func run(
    _ passes: [any Pass.Type], _ graph: inout Graph, _ dump: Observer?
  ) throws {
    for pass in passes {
      try pass.run(&graph)
      #if DEBUG
      do {
        try graph.check()
      } catch let fault as GraphInvariantBroken {
        throw GraphInvariantBroken(description: "after \(pass.name): \(fault.description)")
      }
      #endif
      dump?(pass.name, graph)
    }
  }
}
