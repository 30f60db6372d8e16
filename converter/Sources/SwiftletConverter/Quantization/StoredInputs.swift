internal import SwiftletCore

extension Operation {
  /// The fewest products for each number of the input and the output that make up for storing it.
  private static let leastProducts = 16

  /// Whether a float input is stored as int8 while the operator runs.
  var storesInput: Bool {
    if case .conv2D(let attributes) = self { return attributes.storesInput }
    if case .fullyConnected(let attributes) = self { return attributes.storesInput }
    return false
  }

  /// The operator that stores a float input as int8 while it runs.
  ///
  /// - Throws: why it goes on to multiply floats.
  func storingInput(_ input: TensorType, _ output: TensorType) throws(LoweringFault) -> Operation {
    let depth = input.shape.fromInnermost(0)
    switch self {
    case .conv2D(var attributes):
      let taps = Int(attributes.kernelHeight) * Int(attributes.kernelWidth)
      let reduction = taps * (depth / max(1, Int(attributes.groups)))
      try Self.check(reduction: reduction, input, output)
      attributes.storesInput = true
      return .conv2D(attributes)
    case .fullyConnected(var attributes):
      try Self.check(reduction: depth, input, output)
      attributes.storesInput = true
      return .fullyConnected(attributes)
    case .depthwiseConv2D, .transposeConv2D, .winogradConv2D, .binary, .unary, .lookup, .pRelu,
      .pool2D, .reduce, .softmax, .concatenation, .slice, .pad, .reshape, .transpose, .resize,
      .quantize, .dequantize, .requantize, .cast, .argMax, .matMul, .normalization, .cumulative,
      .gather, .scatter, .compare, .select, .broadcastTo, .topK:
      throw LoweringFault("the operator multiplies no stored inputs")
    }
  }

  private static func check(
    reduction: Int, _ input: TensorType, _ output: TensorType
  ) throws(LoweringFault) {
    guard reduction <= FullyConnected.mostStoredProducts else {
      throw LoweringFault("it sums more products than fit in 32 bits")
    }
    let numbers = input.shape.elementCount + output.shape.elementCount
    guard output.shape.elementCount * reduction / leastProducts >= numbers else {
      throw LoweringFault("its products are too few to make up for storing the input")
    }
  }
}
