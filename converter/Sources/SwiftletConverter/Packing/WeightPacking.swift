internal import SwiftletCore
internal import SwiftletFormat
internal import SwiftletKernels

/// Turns plain weights into the blocks that kernels use where they lie.
enum WeightPacking {
  /// A graph whose weighted operators all have their weights in blocks.
  static func pack(_ graph: Graph) throws -> Graph {
    var packed = graph
    for (index, node) in graph.nodes.enumerated() {
      guard node.operation.isWeighted, !node.isPacked else { continue }
      let blocks = try blocks(of: node, in: graph)
      guard let input = node.inputs.first, let input else { continue }
      let type = try blockType(of: node, in: graph)
      let weights = node.inputs[1].map { graph.tensors[$0].name } ?? node.name
      let id = packed.add(.init(name: weights, type: type, constant: blocks))
      packed.nodes[index].inputs = [input, id] + node.inputs.dropFirst(3)
      packed.nodes[index].isPacked = true
    }
    return packed
  }

  /// The type of an operator's parameters: with a scale where all channels have the same.
  static func blockType(
    of node: Graph.Node, in graph: Graph
  ) throws(ModelFault.Reason) -> TensorType {
    guard let input = node.inputs.first, let input else {
      throw .inputCount(needed: 2, found: 0)
    }
    let type = graph.tensors[input].type
    let weights = node.inputs[1].map { graph.tensors[$0] }
    let element = weights?.type.element ?? type.element
    var parameters = TensorType(element, Shape())
    if element == .int8, let scale = weights?.commonScale {
      parameters.quantization = Quantization(scale: scale, zeroPoint: 0)
    }
    let format = try BlockFormat(
      input: node.operation.storesInput ? .int8 : type.element, parameters: parameters)
    let byteCount = try node.operation.parameterByteCount(input: type, format: format).total
    parameters.shape = try Shape([byteCount / element.byteCount])
    return parameters
  }

  private static func blocks(of node: Graph.Node, in graph: Graph) throws -> [UInt8] {
    guard let input = node.inputs[0], let weights = node.inputs[1],
      let bytes = graph.tensors[weights].constant
    else {
      throw LoweringFault(
        "its weights are not constants of the model",
        remedy: "freeze the weights before exporting the model")
    }
    let type = graph.tensors[input].type
    let layout = try WeightLayout(node.operation, input: type)
    guard bytes.count == layout.weightCount * graph.tensors[weights].type.element.byteCount else {
      throw LoweringFault("its weights do not have the shape that its attributes need")
    }
    let format = try BlockFormat(
      input: node.operation.storesInput ? .int8 : type.element,
      parameters: blockType(of: node, in: graph))
    let byteCount = try node.operation.parameterByteCount(input: type, format: format)
    let bias = node.inputs.count > 2 ? node.inputs[2].flatMap { graph.tensors[$0].constant } : nil
    guard bias.map({ $0.count == 4 * layout.channelCount }) ?? true else {
      throw LoweringFault("its bias does not have one number for each channel")
    }
    if type.element == .float32 {
      let scales =
        format.hasFactors
        ? try graph.tensors[weights].scales(channelCount: layout.channelCount) : []
      let blocks =
        node.operation.storesInput
        ? layout.packStoring(
          weights: bytes.elements(of: Int8.self), bias: bias?.elements(of: Int32.self),
          scales: scales, format)
        : layout.packFloat(
          weights: bytes, bias: bias?.elements(of: Float.self), scales: scales, format)
      return blocks.padded(to: byteCount, with: 0)
    }
    let quantization = try IntegerWeights(
      weights: graph.tensors[weights], input: type,
      outputScale: node.operation.sumScale ?? graph.tensors[node.output].type.quantized().scale,
      channelCount: layout.channelCount)
    let blocks = try layout.packInteger(
      weights: bytes.elements(of: Int8.self), bias: bias?.elements(of: Int32.self), quantization,
      format)
    return blocks.padded(to: byteCount, with: Int8(quantization.inputZeroPoint))
  }
}

/// What an integer kernel needs to know of weights besides their values.
struct IntegerWeights {
  /// The stored value of the input's real zero.
  let inputZeroPoint: Int
  /// The stored value of the weights' real zero.
  let weightZeroPoint: Int
  /// For each channel, the input's scale times the weights' over the output's, in that order.
  let multipliers: [Float]

  init(
    weights: Graph.Tensor, input: TensorType, outputScale: Float, channelCount: Int
  ) throws {
    let scales = try weights.scales(channelCount: channelCount)
    let source = try input.quantized()
    inputZeroPoint = Int(source.zeroPoint)
    weightZeroPoint = Int(weights.type.quantization?.zeroPoint ?? 0)
    multipliers = scales.map { source.scale * $0 / outputScale }
    guard multipliers.allSatisfy({ $0 >= 0 && $0 < .infinity }) else {
      throw LoweringFault("the ratio of its scales is not a finite number")
    }
  }
}

extension Operation {
  /// The bytes of the parameters, by the operator's rule.
  func parameterByteCount(
    input: TensorType, format: BlockFormat
  ) throws(ModelFault.Reason) -> ParameterByteCount {
    switch self {
    case .conv2D(let attributes):
      try Conv2D.parameterByteCount(attributes, input: input, format: format)
    case .depthwiseConv2D(let attributes):
      try DepthwiseConv2D.parameterByteCount(attributes, input: input, format: format)
    case .transposeConv2D(let attributes):
      try TransposeConv2D.parameterByteCount(attributes, input: input, format: format)
    case .fullyConnected(let attributes):
      try FullyConnected.parameterByteCount(attributes, input: input, format: format)
    case .winogradConv2D(let attributes):
      try WinogradConv2D.parameterByteCount(attributes, input: input)
    case .binary, .unary, .lookup, .pRelu, .pool2D, .reduce, .softmax, .concatenation, .slice,
      .pad, .reshape, .transpose, .resize, .quantize, .dequantize, .requantize, .cast, .argMax,
      .matMul, .normalization, .cumulative, .gather, .scatter, .compare, .select, .broadcastTo,
      .topK:
      throw .constantNeeded(input: 1)
    }
  }

  /// The scale of a convolution's sum where a residual is added to it before the output's.
  var sumScale: Float? {
    guard case .conv2D(let attributes) = self, attributes.sumScale > 0 else { return nil }
    return attributes.sumScale
  }

  /// The zero point of the weights of a model from the time of asymmetric ones.
  var weightZeroPoint: Int32 {
    get {
      switch self {
      case .conv2D(let attributes): attributes.weightZeroPoint
      case .depthwiseConv2D(let attributes): attributes.weightZeroPoint
      case .transposeConv2D(let attributes): attributes.weightZeroPoint
      case .fullyConnected(let attributes): attributes.weightZeroPoint
      case .binary, .unary, .lookup, .pRelu, .pool2D, .reduce, .softmax, .concatenation, .slice,
        .pad, .reshape, .transpose, .resize, .quantize, .dequantize, .requantize, .cast, .argMax,
        .matMul, .normalization, .cumulative, .gather, .scatter, .compare, .select, .broadcastTo,
        .topK, .winogradConv2D:
        0
      }
    }
  }
}

extension Graph.Tensor {
  /// Whether kernels multiply floats with weights as they are stored here.
  var isReadByFloats: Bool {
    switch type.element {
    case .float32, .float16: true
    case .int8:
      (type.quantization?.zeroPoint ?? 0) == 0 && (channels != nil || type.quantization != nil)
    case .absent, .uint8, .int16, .int32, .int64, .boolean: false
    }
  }

  /// The scales of quantized weights, one for each channel.
  func scales(channelCount: Int) throws -> [Float] {
    let scales =
      try channels?.scales ?? Array(repeating: type.quantized().scale, count: channelCount)
    guard scales.count == channelCount else {
      throw LoweringFault("it has \(scales.count) weight scales for \(channelCount) channels")
    }
    return scales
  }

  /// The scale that all channels of quantized weights have, if it is the same.
  var commonScale: Float? {
    guard let channels else { return type.quantization?.scale }
    guard let first = channels.scales.first else { return nil }
    return channels.scales.allSatisfy { $0 == first } ? first : nil
  }
}

extension [UInt8] {
  /// Blocks with a row of padding behind them, where a window meets the border.
  fileprivate func padded(to byteCount: ParameterByteCount, with zeroPoint: Int8) -> [UInt8] {
    self + [UInt8](repeating: UInt8(bitPattern: zeroPoint), count: byteCount.padding)
  }

  /// The bytes as elements of a plain type, in the order of this machine.
  func elements<Value: BitwiseCopyable>(of type: Value.Type) -> [Value] {
    unsafe withUnsafeBytes { bytes in
      (0..<(bytes.count / MemoryLayout<Value>.stride)).map {
        unsafe bytes.loadUnaligned(
          fromByteOffset: $0 * MemoryLayout<Value>.stride, as: Value.self)
      }
    }
  }

  /// The bytes of some elements of a plain type.
  init<Value: BitwiseCopyable>(elements: [Value]) {
    self = unsafe elements.withUnsafeBytes { unsafe Array($0) }
  }
}
