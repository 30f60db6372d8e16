internal import SwiftletCore

/// When each value of a graph is made and read for the last time, in steps.
struct Lifetimes {
  /// The step that makes a value; -1 for the model's inputs.
  private(set) var births: [Int]

  /// The last step that reads a value; the number of steps for the model's outputs.
  private(set) var deaths: [Int]

  /// The values that lie in the arena.
  private(set) var activations: [Graph.TensorID] = []

  init(of graph: Graph) {
    births = Array(repeating: -1, count: graph.tensors.count)
    deaths = Array(repeating: -1, count: graph.tensors.count)
    for port in graph.inputs {
      activations.append(port.tensor)
      // A value that nothing reads keeps its bytes through the first step.
      deaths[port.tensor] = 0
    }
    for (step, node) in graph.nodes.enumerated() {
      for case let input? in node.inputs where graph.tensors[input].constant == nil {
        deaths[input] = step
      }
      births[node.output] = step
      deaths[node.output] = step
      activations.append(node.output)
    }
    for port in graph.outputs { deaths[port.tensor] = graph.nodes.count }
  }

  /// Whether two values are alive at the same step.
  func meet(_ one: Graph.TensorID, _ other: Graph.TensorID) -> Bool {
    births[one] <= deaths[other] && births[other] <= deaths[one]
  }
}
