internal import SwiftletCore
internal import SwiftletFormat

/// Stores the weights of a float graph in fewer bytes; activations stay float.
enum StoredWeights {
  /// Whether kernels read such weights; otherwise they are rounded alike, and stored as float32.
  static let areRead = true

  /// The graph with the weights that a mode asks for, and the operators whose weights stay.
  static func convert(_ graph: Graph, _ options: QuantizationOptions) throws -> QuantizedGraph {
    var result = graph
    var left: [QuantizedGraph.FloatNode] = []
    for (index, node) in graph.nodes.enumerated() where node.operation.isWeighted {
      do throws(LoweringFault) {
        guard !options.keepsFloat(index, node) else {
          throw LoweringFault("it is to stay in float")
        }
        guard let x = node.inputs[0], graph.tensors[x].type.element == .float32 else { continue }
        guard let weights = node.inputs[1] else { continue }
        var tensor = graph.tensors[weights]
        let operation =
          options.mode == .dynamic
          ? try node.operation.storingInput(
            graph.tensors[x].type, graph.tensors[node.output].type) : node.operation
        if options.mode != .dynamic || tensor.type.element != .int8 {
          try tensor.store(RealWeights(node, in: graph), options)
          result.nodes[index].inputs[1] = result.add(tensor)
        }
        result.nodes[index].operation = operation
      } catch {
        left.append(.init(index: index, name: node.name, reason: error.rule))
      }
    }
    return QuantizedGraph(
      graph: result, floatNodes: left,
      integerNodeCount: graph.nodes.count { $0.operation.isWeighted } - left.count, origin: graph)
  }
}

extension Graph.Tensor {
  fileprivate mutating func store(
    _ real: RealWeights, _ options: QuantizationOptions
  ) throws(LoweringFault) {
    switch options.mode {
    case .none, .int8: return
    case .float16:
      let halves = real.weights.map { Float16($0) }
      guard halves.allSatisfy(\.isFinite) else {
        throw LoweringFault("a weight is greater than any half-precision number")
      }
      constant = .init(elements: halves)
      type = TensorType(.float16, type.shape)
      channels = nil
    case .int8Weights, .dynamic:
      let scales = real.scales(perChannel: options.scalesChannels, input: 1, output: 1)
      constant = .init(elements: real.quantized(scales: scales, input: 1).weights)
      type = TensorType(.int8, type.shape)
      channels = .init(scales: scales, axis: real.axis)
    }
  }
}
