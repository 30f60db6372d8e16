import SwiftletCases
import SwiftletCore
import SwiftletFormat
import SwiftletKernels

extension Layer {
  /// The multiply-accumulates of one run, or zero for a layer that only moves or maps elements.
  var productCount: Int {
    switch self {
    case .conv2D(let image, let window, let channels):
      window.placeCount(in: image) * window.height * window.width * image[2] * channels
    case .depthwise(let image, let window):
      window.placeCount(in: image) * window.height * window.width * image[2]
    case .fullyConnected(let rows, let depth, let channels): rows * depth * channels
    case .matMul(let batch, let rows, let depth, let columns): batch * rows * depth * columns
    case .add, .multiply, .lookup, .averagePool, .maximumPool, .softmax, .normalization,
      .transpose:
      0
    }
  }

  /// The nanoseconds of one run on elements of a type, or nil where the layer has no such form.
  func nanoseconds(
    _ element: ElementType, _ set: InstructionSet
  ) throws(ModelFault.Reason) -> Double? {
    switch self {
    case .conv2D(let image, let window, let channels):
      return try time(
        Conv2D.self, window.conv2D(channels), [1] + image, element, set
      ) { attributes, input throws(ModelFault.Reason) in
        try element == .int8
          ? PlainWeights.dot(
            int8: channels, reduction: window.height * window.width * image[2], inputZeroPoint: 3,
            seed: 1)
          : .dot(float32: channels, reduction: window.height * window.width * image[2], seed: 1)
      } byteCount: { attributes, input, format throws(ModelFault.Reason) in
        try Conv2D.parameterByteCount(attributes, input: input, format: format)
      }
    case .depthwise(let image, let window):
      return try time(
        DepthwiseConv2D.self, window.depthwise, [1] + image, element, set
      ) { attributes, input throws(ModelFault.Reason) in
        try element == .int8
          ? PlainWeights.depthwise(
            int8: image[2], tapCount: window.height * window.width, inputZeroPoint: 3, seed: 1)
          : .depthwise(float32: image[2], tapCount: window.height * window.width, seed: 1)
      } byteCount: { attributes, input, format throws(ModelFault.Reason) in
        try DepthwiseConv2D.parameterByteCount(attributes, input: input, format: format)
      }
    case .fullyConnected(let rows, let depth, let channels):
      var attributes = FullyConnected.Attributes()
      attributes.channels = Int32(channels)
      return try time(
        FullyConnected.self, attributes, [rows, depth], element, set
      ) { attributes, input throws(ModelFault.Reason) in
        try element == .int8
          ? PlainWeights.dot(int8: channels, reduction: depth, inputZeroPoint: 3, seed: 1)
          : .dot(float32: channels, reduction: depth, seed: 1)
      } byteCount: { attributes, input, format throws(ModelFault.Reason) in
        try FullyConnected.parameterByteCount(attributes, input: input, format: format)
      }
    case .matMul, .add, .multiply, .lookup, .averagePool, .maximumPool, .softmax, .normalization,
      .transpose:
      return try nanosecondsWithoutWeights(element, set)
    }
  }

  /// Times a layer whose weights are packed beside it.
  private func time<O: Operator>(
    _ type: O.Type, _ attributes: O.Attributes, _ shape: [Int], _ element: ElementType,
    _ set: InstructionSet,
    weights: (O.Attributes, TensorType) throws(ModelFault.Reason) -> PlainWeights,
    byteCount: (O.Attributes, TensorType, BlockFormat) throws(ModelFault.Reason) ->
      ParameterByteCount
  ) throws(ModelFault.Reason) -> Double {
    let input = try Self.sample(shape, element, seed: 2)
    let plain = try weights(attributes, input.type)
    let packed = try plain.packed(
      byteCount(attributes, input.type, plain.format), zeroPoint: element == .int8 ? 3 : 0)
    return try Self.time(type, attributes, [input, packed], Self.result(element), set)
  }

  /// A tensor of values that a seed chooses, whose zero is stored as three.
  static func sample(
    _ shape: [Int], _ element: ElementType, seed: UInt64
  ) throws(ModelFault.Reason) -> SampleTensor {
    element == .int8
      ? try .int8(shape, scale: 0.05, zeroPoint: 3, seed: seed) : try .float32(shape, seed: seed)
  }

  /// The quantization of a result that need not have that of the input.
  static func result(_ element: ElementType) -> Quantization? {
    element == .int8 ? Quantization(scale: 0.08, zeroPoint: -5) : nil
  }

  static func time<O: Operator>(
    _ type: O.Type, _ attributes: O.Attributes, _ inputs: [SampleTensor], _ output: Quantization?,
    _ set: InstructionSet
  ) throws(ModelFault.Reason) -> Double {
    let trial = try OperatorTrial<O>(attributes, inputs, output: output)
    var nanoseconds = Double.infinity
    try trial.withPlan(set) { plan in
      nanoseconds = Stopwatch.nanoseconds { O.run(plan, .whole) }
    }
    return nanoseconds
  }
}

extension Layer.Window {
  /// The places of the window in an image whose border lets it start everywhere.
  func placeCount(in image: [Int]) -> Int {
    ((image[0] - 1) / stride + 1) * ((image[1] - 1) / stride + 1)
  }

  func conv2D(_ channels: Int) -> Conv2D.Attributes {
    var attributes = Conv2D.Attributes()
    attributes.kernelHeight = Int32(height)
    attributes.kernelWidth = Int32(width)
    attributes.strideHeight = Int32(stride)
    attributes.strideWidth = Int32(stride)
    attributes.padTop = Int32((height - 1) / 2)
    attributes.padLeft = Int32((width - 1) / 2)
    attributes.padBottom = Int32(height / 2)
    attributes.padRight = Int32(width / 2)
    attributes.channels = Int32(channels)
    return attributes
  }

  var depthwise: DepthwiseConv2D.Attributes {
    var attributes = DepthwiseConv2D.Attributes()
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
