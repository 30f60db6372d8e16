internal import SwiftletCore

/// Gives each output of the model a value of its own that an operator makes.
enum SeparateOutputs: Pass {
  static let name = "separate-outputs"

  static func run(_ graph: inout Graph) throws {
    let made = graph.producers()
    var taken: Set<Graph.TensorID> = []
    for index in graph.outputs.indices {
      let source = graph.outputs[index].tensor
      guard made[source] == nil || !taken.insert(source).inserted else { continue }
      let tensor = graph.tensors[source]
      var attributes = Reshape.Attributes()
      attributes.shape = IntegerList(tensor.type.shape.lengths) ?? IntegerList()
      let copy = graph.add(.init(name: graph.outputs[index].name, type: tensor.type))
      graph.nodes.append(
        .init(
          name: graph.outputs[index].name, operation: .reshape(attributes), inputs: [source],
          output: copy))
      graph.outputs[index].tensor = copy
    }
  }
}
