internal import SwiftletCore
internal import SwiftletFormat

extension TFLiteImporter {
  /// Lowers one operator, and gives the values of its outputs.
  mutating func lower(_ use: TFLiteUse) throws -> [Graph.TensorID] {
    switch use.code {
    case .conv2D: [try conv2D(use)]
    case .depthwiseConv2D: [try depthwiseConv2D(use)]
    case .transposeConv: [try transposeConv2D(use)]
    case .fullyConnected: [try fullyConnected(use)]
    case .add, .sub, .mul, .div, .maximum, .minimum, .squaredDifference, .pow, .floorDiv,
      .floorMod, .logicalAnd, .logicalOr, .bitwiseXor, .rightShift, .atan2:
      [try binary(use)]
    case .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual: [try compare(use)]
    case .select, .selectV2: [try select(use)]
    case .oneHot: [try oneHot(use)]
    case .gather: [try gather(use)]
    case .gatherNd: [try gatherLists(use)]
    case .embeddingLookup: [try embeddingLookup(use)]
    case .scatterNd: [try scatterLists(use)]
    case .broadcastTo: [try broadcastTo(use)]
    case .tile: [try tile(use)]
    case .fill: [try fill(use)]
    case .zerosLike: [try zerosLike(use)]
    case .topkV2: try topK(use)
    case .reverseV2: [try reverse(use)]
    case .averagePool2D, .maxPool2D: [try pool2D(use)]
    case .mean, .sum, .reduceMax, .reduceMin, .reduceProd: [try reduce(use)]
    case .softmax, .logSoftmax: [try softmax(use)]
    case .concatenation: [try concatenation(use)]
    case .pack: [try pack(use)]
    case .unpack: try unpack(use)
    case .split, .splitV: try split(use)
    case .slice: [try slice(use)]
    case .stridedSlice: [try stridedSlice(use)]
    case .pad, .padv2, .mirrorPad: [try pad(use)]
    case .reshape, .squeeze, .expandDims: [try reshape(use)]
    case .shape: [try shape(use)]
    case .transpose: [try transpose(use)]
    case .spaceToDepth, .depthToSpace: [try depthAndSpace(use)]
    case .spaceToBatchNd, .batchToSpaceNd: [try batchAndSpace(use)]
    case .resizeBilinear, .resizeNearestNeighbor: [try resize(use)]
    case .quantize: [try quantize(use)]
    case .dequantize: [try dequantize(use)]
    case .cast: [try cast(use)]
    case .argMax, .argMin: [try argMax(use)]
    case .prelu: [try pRelu(use)]
    case .batchMatmul: [try matMul(use)]
    case .l2Normalization: [try normalization(use)]
    case .cumsum: [try cumulative(use)]
    default: [try unary(use)]
    }
  }

  /// The value of an input that must be there.
  mutating func input(_ use: TFLiteUse, _ position: Int) throws -> Graph.TensorID {
    guard position < use.inputs.count, let index = use.inputs[position] else {
      throw LoweringFault("its input \(position) is missing")
    }
    return try value(index)
  }

  /// The value of an input that may be left out.
  mutating func optionalInput(_ use: TFLiteUse, _ position: Int) throws -> Graph.TensorID? {
    guard position < use.inputs.count, let index = use.inputs[position] else { return nil }
    return try value(index)
  }

  /// The type that the file states for an input, before uint8 becomes int8.
  func stated(_ use: TFLiteUse, _ position: Int) throws -> TensorType {
    guard position < use.inputs.count, let index = use.inputs[position] else {
      throw LoweringFault("its input \(position) is missing")
    }
    return try TFLiteTypes.stated(tensor(index))
  }

  /// The integers of an input that must be known before anything runs.
  mutating func integers(_ use: TFLiteUse, _ position: Int) throws -> [Int] {
    let id = try input(use, position)
    guard let values = builder.graph.tensors[id].integers else {
      throw LoweringFault(
        "its input \(position) ('\(builder.graph.tensors[id].name)') is not known before it runs",
        remedy: "export the model with the shapes of its inputs fixed")
    }
    // Far outside of every axis, and small enough for sums of them not to overflow.
    return values.map { max(-(1 << 40), min(1 << 40, $0)) }
  }

  /// The quantization that the file states for an output.
  func outputQuantization(_ use: TFLiteUse, _ position: Int = 0) throws -> Quantization? {
    guard position < use.outputs.count else {
      throw LoweringFault("its output \(position) is missing")
    }
    return try quantization(use.outputs[position])
  }

  /// Adds an operator whose output is the operator's own.
  mutating func add(
    _ operation: Operation, _ inputs: [Graph.TensorID?], _ use: TFLiteUse, output: Int = 0
  ) throws -> Graph.TensorID {
    try builder.add(
      operation, inputs, name: use.name, quantization: outputQuantization(use, output))
  }

  /// Adds an operator that gives what it gets: same quantization out as in, then another if asked.
  mutating func move(
    _ operation: Operation, _ inputs: [Graph.TensorID?], _ use: TFLiteUse, output: Int = 0
  ) throws -> Graph.TensorID {
    let value = try builder.add(operation, inputs, name: use.name)
    return try requantized(value, to: outputQuantization(use, output), name: use.name)
  }

  /// A value brought to another quantization, where it has a different one.
  mutating func requantized(
    _ value: Graph.TensorID, to quantization: Quantization?, name: String
  ) throws -> Graph.TensorID {
    let type = builder.type(value)
    guard let quantization, let own = type.quantization, own != quantization else { return value }
    return try builder.add(
      .requantize(.init(element: type.element)), [value], name: name, quantization: quantization)
  }
}

extension Graph.Tensor {
  /// The values of a constant of integers.
  var integers: [Int]? {
    guard let constant else { return nil }
    return switch type.element {
    case .int32: constant.elements(of: Int32.self).map { Int($0) }
    case .int64: constant.elements(of: Int64.self).map { Int($0) }
    case .int16: constant.elements(of: Int16.self).map { Int($0) }
    case .int8: constant.elements(of: Int8.self).map { Int($0) }
    case .uint8: constant.map { Int($0) }
    case .float32, .float16, .boolean, .absent: nil
    }
  }

  /// The values of a constant as real numbers, with its quantization undone.
  var reals: [Float]? {
    guard let constant else { return nil }
    if type.element == .float32 { return constant.elements(of: Float.self) }
    if type.element == .float16 {
      return constant.elements(of: UInt16.self).map { Float(half: $0) }
    }
    guard let integers else { return nil }
    if let channels {
      let axis = min(channels.axis, type.shape.rank - 1)
      let inner = type.shape.product((axis + 1)..<type.shape.rank)
      return integers.enumerated().map { index, stored in
        Float(stored) * channels.scales[index / inner % channels.scales.count]
      }
    }
    guard let quantization = type.quantization else { return integers.map { Float($0) } }
    return integers.map { quantization.scale * Float($0 - Int(quantization.zeroPoint)) }
  }
}

extension Float {
  /// The value of the bits of an IEEE 754 binary16 number.
  init(half bits: UInt16) {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Float(bits & 0x3FF)
    switch exponent {
    case 0: self = sign * fraction * 0x1p-24
    case 31: self = fraction == 0 ? sign * .infinity : .nan
    default:
      let power = Float(sign: .plus, exponent: exponent - 15, significand: 1)
      self = sign * (1 + fraction * 0x1p-10) * power
    }
  }
}

extension Bounds {
  /// The bounds of a fused activation function.
  init(_ activation: TFLiteOptions.Activation) throws(LoweringFault) {
    switch activation {
    case .none: self.init()
    case .relu: self.init(lower: 0)
    case .reluN1To1: self.init(lower: -1, upper: 1)
    case .relu6: self.init(lower: 0, upper: 6)
    case .tanh, .signBit:
      throw LoweringFault(
        "the fused activation \(activation) is not a clamp",
        remedy: "export the model with the activation as an operator of its own")
    }
  }
}
