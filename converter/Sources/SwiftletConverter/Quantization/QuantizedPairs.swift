public import SwiftletCore
internal import SwiftletFormat

/// Quantizations that a float graph states by turning values into integers and back.
///
/// Models of integers come as float operators with a `quantize` and a `dequantize` between them.
public enum QuantizedPairs {
  /// Takes the pairs out of a graph, and gives the quantizations that they state.
  ///
  /// A graph of integer operators without a pair stays as it is: what is float in it is meant to be.
  /// What is left of the pairs, such as a `quantize` before an output of integers, meets the same
  /// quantization on both sides and vanishes in ``Quantizer/quantize(_:ranges:stated:options:)``.
  public static func fold(_ graph: inout Graph) throws -> [Graph.TensorID: Quantization] {
    let producers = graph.producers()
    guard graph.hasQuantizedPair(producers) || !graph.hasIntegerOperators else { return [:] }
    var stated: [Graph.TensorID: Quantization] = [:]
    for node in graph.nodes {
      guard case .quantize = node.operation, let value = node.inputs[0], stated[value] == nil,
        let quantization = graph.tensors[node.output].type.asInt8?.quantization
      else { continue }
      stated[value] = quantization
    }
    for node in graph.nodes {
      guard case .dequantize = node.operation, let integers = node.inputs[0],
        graph.tensors[integers].constant == nil,
        let quantization = graph.tensors[integers].type.asInt8?.quantization
      else { continue }
      stated[node.output] = quantization
      guard let producer = producers[integers],
        case .quantize = graph.nodes[producer].operation,
        let value = graph.nodes[producer].inputs[0], stated[value] == quantization
      else { continue }
      graph.replace(node.output, by: value)
    }
    // A pad and its convolution stand side by side once the pair between them is gone.
    try FusePad.run(&graph)
    return stated
  }
}

extension Graph {
  /// Whether an operator computes with stored values.
  fileprivate var hasIntegerOperators: Bool {
    nodes.contains { !$0.operation.isConversion && tensors[$0.output].type.quantization != nil }
  }

  /// Whether a value becomes integers, and those at once real numbers again.
  fileprivate func hasQuantizedPair(_ producers: [TensorID: Int]) -> Bool {
    nodes.contains { node in
      guard case .dequantize = node.operation, let integers = node.inputs[0],
        let producer = producers[integers], case .quantize = nodes[producer].operation
      else { return false }
      return true
    }
  }
}

extension TensorType {
  /// The type as int8, where it is that or uint8, whose values and zero point move by 128.
  var asInt8: TensorType? {
    guard let quantization else { return nil }
    switch element {
    case .int8: return self
    case .uint8:
      return TensorType(
        .int8, shape,
        Quantization(scale: quantization.scale, zeroPoint: quantization.zeroPoint - 128))
    case .absent, .float32, .int16, .int32, .int64, .boolean, .float16: return nil
    }
  }
}

/// Makes one requantization, or nothing, of integers that become real numbers and integers again.
enum CancelConversions: Pass {
  static let name = "cancel-conversions"

  static func run(_ graph: inout Graph) throws {
    let producers = graph.producers()
    for index in graph.nodes.indices {
      let node = graph.nodes[index]
      guard case .quantize(let attributes) = node.operation, let reals = node.inputs[0],
        let producer = producers[reals], case .dequantize = graph.nodes[producer].operation,
        let integers = graph.nodes[producer].inputs[0]
      else { continue }
      let type = graph.tensors[integers].type
      guard type.element == .int8 || type.element == .uint8, type.quantization != nil else {
        continue
      }
      if type == graph.tensors[node.output].type {
        graph.replace(node.output, by: integers)
      } else {
        graph.nodes[index].operation = .requantize(.init(element: attributes.element))
        graph.nodes[index].inputs = [integers]
      }
    }
    try RemoveDeadCode.run(&graph)
  }
}
