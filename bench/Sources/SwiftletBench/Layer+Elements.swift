import SwiftletCases
import SwiftletCore
import SwiftletFormat
import SwiftletKernels

extension Layer {
  /// The nanoseconds of one run of a layer that has no weights.
  func nanosecondsWithoutWeights(
    _ element: ElementType, _ set: InstructionSet
  ) throws(ModelFault.Reason) -> Double? {
    switch self {
    case .conv2D, .depthwise, .fullyConnected: return nil
    case .matMul(let batch, let rows, let depth, let columns):
      return try Self.time(
        MatMul.self, MatMul.Attributes(),
        [
          Self.sample([batch, rows, depth], element, seed: 1),
          Self.sample([batch, depth, columns], element, seed: 2),
        ], Self.result(element), set)
    case .add(let shape): return try Self.binary(.add, shape, element, set)
    case .multiply(let shape): return try Self.binary(.multiply, shape, element, set)
    case .lookup(let shape):
      let input = try Self.sample(shape, element, seed: 1)
      guard element == .int8 else {
        var attributes = Unary.Attributes()
        attributes.function = .tanh
        return try Self.time(Unary.self, attributes, [input], nil, set)
      }
      let table = try SampleTensor(
        .int8, [256], (-128...127).map { Int8(-1 - $0) }, isConstant: true)
      return try Self.time(Lookup.self, NoAttributes(), [input, table], Self.result(element), set)
    case .averagePool(let image):
      var attributes = Pool2D.Attributes()
      attributes.kernelHeight = Int32(image[0])
      attributes.kernelWidth = Int32(image[1])
      return try Self.time(
        Pool2D.self, attributes, [Self.sample([1] + image, element, seed: 1)], nil, set)
    case .maximumPool(let image, let window):
      return try Self.time(
        Pool2D.self, window.maximumPool, [Self.sample([1] + image, element, seed: 1)], nil, set)
    case .softmax(let shape):
      let input = try Self.sample(shape, element, seed: 1)
      return try Self.time(Softmax.self, Softmax.Attributes(), [input], nil, set)
    case .normalization(let shape):
      guard element == .float32 else { return nil }
      let input = try Self.sample(shape, element, seed: 1)
      return try Self.time(Normalization.self, Normalization.Attributes(), [input], nil, set)
    case .transpose(let shape, let order):
      var attributes = Transpose.Attributes()
      for axis in order { _ = attributes.permutation.append(Int32(axis)) }
      let input = try Self.sample(shape, element, seed: 1)
      return try Self.time(Transpose.self, attributes, [input], nil, set)
    }
  }

  private static func binary(
    _ function: Binary.Function, _ shape: [Int], _ element: ElementType, _ set: InstructionSet
  ) throws(ModelFault.Reason) -> Double {
    var attributes = Binary.Attributes()
    attributes.function = function
    return try time(
      Binary.self, attributes,
      [sample(shape, element, seed: 1), sample(shape, element, seed: 2)],
      result(element), set)
  }
}

extension Layer.Window {
  fileprivate var maximumPool: Pool2D.Attributes {
    var attributes = Pool2D.Attributes()
    attributes.function = .maximum
    attributes.kernelHeight = Int32(height)
    attributes.kernelWidth = Int32(width)
    attributes.strideHeight = Int32(stride)
    attributes.strideWidth = Int32(stride)
    attributes.padTop = Int32((height - 1) / 2)
    attributes.padLeft = Int32((width - 1) / 2)
    attributes.padBottom = Int32(height / 2)
    attributes.padRight = Int32(width / 2)
    return attributes
  }
}
