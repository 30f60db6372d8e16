internal import SwiftletCore
internal import SwiftletFormat

extension ONNXImporter {
  /// Operators between real numbers and stored ones.
  static var quantizationLowerings: [String: ONNXLowering] {
    var lowerings: [String: ONNXLowering] = [
      "QuantizeLinear": { importer, use throws in [try importer.quantizeLinear(use)] },
      "DequantizeLinear": { importer, use throws in [try importer.dequantizeLinear(use)] },
      "DynamicQuantizeLinear": { importer, use throws in try importer.dynamicQuantize(use) },
      "QLinearConv": { importer, use throws in [try importer.storedConvolution(use)] },
      "QLinearMatMul": { importer, use throws in
        let left = try importer.real(use, 0, isRow: true)
        let right = try importer.real(use, 3)
        return [try importer.stored(use, try importer.product(left, right), 6)]
      },
    ]
    for prefix in ["", "com.microsoft."] {
      for (name, function) in ["Add": Binary.Function.add, "Mul": .multiply] {
        lowerings["\(prefix)QLinear\(name)"] = { importer, use throws in
          let value = try importer.binary(
            function, try importer.real(use, 0), try importer.real(use, 3))
          return [try importer.stored(use, value, 6)]
        }
      }
    }
    lowerings["com.microsoft.QuantizeLinear"] = lowerings["QuantizeLinear"]
    lowerings["com.microsoft.DequantizeLinear"] = lowerings["DequantizeLinear"]
    return lowerings
  }

  /// A scale and a zero point of a node, where both are known and one for the whole tensor.
  private func known(
    _ scale: Graph.TensorID, _ zeroPoint: Graph.TensorID?
  ) -> Quantization? {
    guard let scales = builder.graph.tensors[scale].reals, scales.count == 1 else { return nil }
    guard let zeroPoint else { return Quantization(scale: scales[0], zeroPoint: 0) }
    guard let zeros = builder.graph.tensors[zeroPoint].integers, zeros.count == 1,
      let zero = Int32(exactly: zeros[0])
    else { return nil }
    return Quantization(scale: scales[0], zeroPoint: zero)
  }

  /// Scales or zero points with axes around them, so that they stretch over a value.
  ///
  /// With blocks, each stands for as many indices of the axis.
  private mutating func stretched(
    _ use: ONNXUse, _ id: Graph.TensorID, over shape: [Int]
  ) throws -> Graph.TensorID {
    let own = lengths(id)
    guard own.reduce(1, *) > 1 else { return try reshaped(id, []) }
    let axis = try axis(use.integer("axis", 1), rank: shape.count)
    guard own.count != 1 || shape.count == 1 else {
      return try alongAxis(id, axis, rank: shape.count)
    }
    let block = try use.integer("block_size", 0)
    guard own.count == shape.count, block > 0 else { return id }
    let indices = try counted(shape[axis]).map { min($0 / block, own[axis] - 1) }
    return try picked(id, axis, indices)
  }

  // MARK: One operator

  private mutating func quantizeLinear(_ use: ONNXUse) throws -> ONNXValue {
    let x = try use.tensor(0)
    let scale = try use.tensor(1)
    let zeroPoint = try use.optionalTensor(2)
    let stated =
      try use.optional(2)?.element
      ?? use.integer("output_dtype").flatMap { ONNXElement(rawValue: Int64($0)) } ?? .uint8
    return try quantized(use, x, scale, zeroPoint, stated == .float ? .uint8 : stated)
  }

  /// Stored numbers for real ones.
  private mutating func quantized(
    _ use: ONNXUse, _ x: Graph.TensorID, _ scale: Graph.TensorID, _ zeroPoint: Graph.TensorID?,
    _ stated: ONNXElement
  ) throws -> ONNXValue {
    let value = try cast(x, to: .float32)
    if let quantization = known(scale, zeroPoint), let inner = stated.inner,
      [.int8, .uint8, .int16].contains(stated)
    {
      let stored = try add(
        .quantize(.init(element: inner)), [value], quantization: quantization)
      return ONNXValue(stored, stated)
    }
    let range = try Self.range(of: stated)
    let factors = try stretched(use, try cast(scale, to: .float32), over: lengths(x))
    var result = try unary(.round, try binary(.divide, value, factors))
    if let zeroPoint {
      let offsets = try cast(zeroPoint, to: .float32)
      result = try binary(.add, result, try stretched(use, offsets, over: lengths(x)))
    }
    result = try unary(.clip, result, alpha: range.lowerBound, beta: range.upperBound)
    return ONNXValue(try cast(result, to: stated.inner ?? .int32), stated)
  }

  /// The numbers that a type stores.
  private static func range(of element: ONNXElement) throws(LoweringFault) -> ClosedRange<Float> {
    switch element {
    case .int8: -128...127
    case .uint8: 0...255
    case .int16: -32768...32767
    case .uint16: 0...65535
    case .int4: -8...7
    case .uint4: 0...15
    case .int2: -2...1
    case .uint2: 0...3
    case .float, .int32, .int64, .string, .bool, .float16, .double, .uint32, .uint64, .complex64,
      .complex128, .bfloat16, .float8e4m3fn, .float8e4m3fnuz, .float8e5m2, .float8e5m2fnuz,
      .float4e2m1, .float8e8m0:
      throw LoweringFault("it stores numbers as \(element), to which the runtime does not round")
    }
  }

  private mutating func dequantizeLinear(_ use: ONNXUse) throws -> ONNXValue {
    let stated =
      try use.integer("output_dtype").flatMap { ONNXElement(rawValue: Int64($0)) }
      ?? use.value(1).element
    let value = try dequantized(use, use.tensor(0), use.tensor(1), use.optionalTensor(2))
    return ONNXValue(value, stated.isReal ? stated : .float)
  }

  /// Real numbers for stored ones.
  private mutating func dequantized(
    _ use: ONNXUse, _ x: Graph.TensorID, _ scale: Graph.TensorID, _ zeroPoint: Graph.TensorID?
  ) throws -> Graph.TensorID {
    if let quantization = known(scale, zeroPoint), builder.type(x).quantization == quantization {
      return try add(.dequantize, [x])
    }
    let shape = lengths(x)
    var value = try cast(x, to: .float32)
    if let zeroPoint {
      let offsets = try cast(zeroPoint, to: .float32)
      value = try binary(.subtract, value, try stretched(use, offsets, over: shape))
    }
    let factors = try stretched(use, try cast(scale, to: .float32), over: shape)
    let result = try binary(.multiply, value, factors)
    guard lengths(result) == shape else {
      throw LoweringFault("its scales \(lengths(scale)) do not fit the shape \(shape)")
    }
    return result
  }

  private mutating func dynamicQuantize(_ use: ONNXUse) throws -> [ONNXValue] {
    let x = try use.tensor(0)
    let axes = Array(lengths(x).indices)
    let zero = try real(0)
    let most = try binary(.maximum, try reduced(.maximum, x, axes, keepsAxes: false), zero)
    let least = try binary(.minimum, try reduced(.minimum, x, axes, keepsAxes: false), zero)
    let scale = try binary(.divide, try binary(.subtract, most, least), try real(255))
    let offset = try unary(
      .clip, try unary(.round, try unary(.negative, try binary(.divide, least, scale))),
      alpha: 0, beta: 255)
    let steps = try binary(.add, try unary(.round, try binary(.divide, x, scale)), offset)
    let stored = try cast(try unary(.clip, steps, alpha: 0, beta: 255), to: .uint8)
    return [
      ONNXValue(stored, .uint8), ONNXValue(scale, .float),
      ONNXValue(try cast(offset, to: .uint8), .uint8),
    ]
  }

  // MARK: Operators on stored numbers

  /// The real numbers of a stored input that its scale and zero point follow.
  private mutating func real(
    _ use: ONNXUse, _ position: Int, isRow: Bool = false
  ) throws -> Graph.TensorID {
    let x = try use.tensor(position)
    var (scale, zeroPoint) = (try use.tensor(position + 1), try use.optionalTensor(position + 2))
    if isRow, lengths(scale).count == 1, lengths(scale)[0] > 1 {
      scale = try reshaped(scale, lengths(scale) + [1])
      if let zero = zeroPoint { zeroPoint = try reshaped(zero, lengths(zero) + [1]) }
    }
    return try dequantized(use, x, scale, zeroPoint)
  }

  /// The stored numbers of a result whose scale and zero point are inputs.
  private mutating func stored(
    _ use: ONNXUse, _ value: Graph.TensorID, _ position: Int
  ) throws -> ONNXValue {
    try quantized(
      use, value, use.tensor(position), use.optionalTensor(position + 1),
      use.optional(position + 1)?.element ?? .uint8)
  }

  private mutating func storedConvolution(_ use: ONNXUse) throws -> ONNXValue {
    let x = try real(use, 0)
    let (stored, scale) = (try use.tensor(3), try use.tensor(4))
    let rank = lengths(stored).count
    let factors = try alongAxis(try cast(scale, to: .float32), 0, rank: rank)
    let weights = try binary(
      .multiply, try centred(stored, try use.optionalTensor(5)), factors)
    var bias: Graph.TensorID?
    if let sums = try use.optionalTensor(8) {
      let unit = try binary(
        .multiply, try reshaped(try use.tensor(1), []), try cast(scale, to: .float32))
      bias = try binary(.multiply, try cast(sums, to: .float32), unit)
      bias = try bias.map { try reshaped($0, lengths(sums)) }
    }
    return try self.stored(use, try convolution(use, x: x, weights: weights, bias: bias), 6)
  }
}
