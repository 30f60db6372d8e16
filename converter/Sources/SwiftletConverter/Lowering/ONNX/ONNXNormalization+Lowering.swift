internal import SwiftletCore
internal import SwiftletFormat

extension ONNXImporter {
  /// Operators that bring elements to a common size.
  static var normalizationLowerings: [String: ONNXLowering] {
    [
      "BatchNormalization": alike { importer, use throws in try importer.batchNormalization(use) },
      "InstanceNormalization": alike { importer, use throws in
        try importer.instanceNormalization(use)
      },
      "GroupNormalization": alike { importer, use throws in try importer.groupNormalization(use) },
      "LayerNormalization": { importer, use throws in try importer.layerNormalization(use) },
      "RMSNormalization": alike { importer, use throws in
        try importer.normalized(
          use.tensor(0), .rootMeanSquare, from: use.integer("axis", -1),
          epsilon: use.float("epsilon", 1e-5), scale: use.optionalTensor(1))
      },
      "MeanVarianceNormalization": alike { importer, use throws in
        try importer.meanVarianceNormalization(use)
      },
      "LpNormalization": alike { importer, use throws in try importer.lpNormalization(use) },
      "LRN": alike { importer, use throws in try importer.localNormalization(use) },
      "Softmax": alike { importer, use throws in try importer.softmax(use, logarithm: false) },
      "LogSoftmax": alike { importer, use throws in try importer.softmax(use, logarithm: true) },
      "Hardmax": { importer, use throws in try importer.hardmax(use) },
    ]
  }

  /// A normalization along the axes from one on, or along some of them.
  mutating func normalized(
    _ x: Graph.TensorID, _ kind: Normalization.Kind, from number: Int, count: Int = 0,
    epsilon: Float, scale: Graph.TensorID? = nil, bias: Graph.TensorID? = nil
  ) throws -> Graph.TensorID {
    var attributes = Normalization.Attributes()
    attributes.kind = kind
    attributes.axis = Int32(try axis(number, rank: lengths(x).count))
    attributes.axisCount = Int32(count)
    attributes.epsilon = epsilon
    var inputs: [Graph.TensorID?] = [x]
    if scale != nil || bias != nil { inputs.append(scale) }
    if bias != nil { inputs.append(bias) }
    return try add(.normalization(attributes), inputs)
  }

  /// A list of one number a channel, as it stretches over values with channels behind the batch.
  func stretch(_ count: Int, rank: Int) -> [Int] {
    [count] + Array(repeating: 1, count: max(0, rank - 2))
  }

  private mutating func batchNormalization(_ use: ONNXUse) throws -> Graph.TensorID {
    let x = try use.tensor(0)
    let rank = lengths(x).count
    guard try !use.flag("training_mode"), !use.wants(1) else {
      throw LoweringFault(
        "it is in training mode", remedy: "export the model for inference, as with model.eval()")
    }
    let parameters = try (1...4).map { try use.tensor($0) }
    let count = lengths(parameters[0]).reduce(1, *)
    guard rank >= 2, parameters.allSatisfy({ lengths($0).reduce(1, *) == count }),
      lengths(x)[1] == count
    else { throw LoweringFault("its parameters do not fit the shape \(lengths(x))") }
    let epsilon = try use.float("epsilon", 1e-5)
    let shape = stretch(count, rank: rank)
    if let known = try folded(parameters, epsilon, shape) {
      return try binary(.add, try binary(.multiply, x, known.scale), known.offset)
    }
    let variance = try binary(.add, parameters[3], try real(epsilon))
    let scale = try binary(.multiply, parameters[0], try unary(.reciprocalSqrt, variance))
    let offset = try binary(
      .subtract, parameters[1], try binary(.multiply, parameters[2], scale))
    return try binary(
      .add, try binary(.multiply, x, try reshaped(scale, shape)), try reshaped(offset, shape))
  }

  /// Scale, bias, mean and variance that are known, as one product and one sum.
  private mutating func folded(
    _ parameters: [Graph.TensorID], _ epsilon: Float, _ shape: [Int]
  ) throws -> (scale: Graph.TensorID, offset: Graph.TensorID)? {
    let known = parameters.compactMap { builder.graph.tensors[$0].reals }
    guard known.count == 4 else { return nil }
    var scales: [Float] = []
    var offsets: [Float] = []
    for index in known[0].indices {
      let deviation = (Double(known[3][index]) + Double(epsilon)).squareRoot()
      let scale = Double(known[0][index]) / deviation
      scales.append(Float(scale))
      offsets.append(Float(Double(known[1][index]) - Double(known[2][index]) * scale))
    }
    return (try reals(scales, shape), try reals(offsets, shape))
  }

  private mutating func instanceNormalization(_ use: ONNXUse) throws -> Graph.TensorID {
    let x = try use.tensor(0)
    let shape = lengths(x)
    guard shape.count > 2 else { throw LoweringFault("the shape \(shape) is not an image's") }
    let wide = stretch(shape[1], rank: shape.count)
    return try normalized(
      x, .layer, from: 2, epsilon: use.float("epsilon", 1e-5),
      scale: reshaped(use.tensor(1), wide), bias: reshaped(use.tensor(2), wide))
  }

  private mutating func groupNormalization(_ use: ONNXUse) throws -> Graph.TensorID {
    let x = try use.tensor(0)
    let shape = lengths(x)
    let groups = try use.integer("num_groups", 0)
    guard shape.count > 1, groups > 0, shape[1] % groups == 0 else {
      throw LoweringFault("the shape \(shape) has no \(groups) groups of channels")
    }
    let size = shape[1] / groups
    let parts = try reshaped(x, [shape[0], groups, shape[1...].reduce(1, *) / groups])
    let lines = try normalized(parts, .layer, from: 2, epsilon: use.float("epsilon", 1e-5))
    // Before operator set 21, a scale and bias were those of a group.
    let isWhole = lengths(try use.tensor(1)) == [shape[1]]
    let inner = Array(shape[2...])
    let value = try reshaped(
      lines, isWhole ? shape : [shape[0], groups, size] + inner)
    let wide = stretch(isWhole ? shape[1] : groups, rank: lengths(value).count)
    let result = try binary(
      .add, try binary(.multiply, value, try reshaped(use.tensor(1), wide)),
      try reshaped(use.tensor(2), wide))
    return try reshaped(result, shape)
  }

  private mutating func layerNormalization(_ use: ONNXUse) throws -> [ONNXValue] {
    let x = try use.tensor(0)
    let element = try use.value(0).element
    let first = try axis(use.integer("axis", -1), rank: lengths(x).count)
    let epsilon = try use.float("epsilon", 1e-5)
    let value = try normalized(
      x, .layer, from: first, epsilon: epsilon, scale: use.optionalTensor(1),
      bias: use.optionalTensor(2))
    guard use.wants(1) || use.wants(2) else { return [ONNXValue(value, element)] }
    let axes = Array(first..<lengths(x).count)
    let mean = try reduced(.mean, x, axes)
    let variance = try reduced(
      .mean, try unary(.square, try binary(.subtract, x, mean)), axes)
    let inverse = try unary(.reciprocalSqrt, try binary(.add, variance, try real(epsilon)))
    return [ONNXValue(value, element), ONNXValue(mean, .float), ONNXValue(inverse, .float)]
  }

  private mutating func meanVarianceNormalization(_ use: ONNXUse) throws -> Graph.TensorID {
    let x = try use.tensor(0)
    let axes = try axes(use.integers("axes") ?? [0, 2, 3], rank: lengths(x).count)
    let centred = try binary(.subtract, x, try reduced(.mean, x, axes))
    let variance = try reduced(.mean, try unary(.square, centred), axes)
    let deviation = try binary(.add, try unary(.sqrt, variance), try real(1e-9))
    return try binary(.divide, centred, deviation)
  }

  private mutating func lpNormalization(_ use: ONNXUse) throws -> Graph.TensorID {
    let x = try use.tensor(0)
    let axis = try axis(use.integer("axis", -1), rank: lengths(x).count)
    let power = try use.integer("p", 2)
    guard power != 2 else { return try normalized(x, .euclidean, from: axis, count: 1, epsilon: 0) }
    let size = try lpNorm(x, [axis], power)
    // A line of zeros stays one.
    return try binary(.divide, x, try binary(.maximum, size, try real(.leastNormalMagnitude)))
  }

  /// `LRN`: the mean square of neighbouring channels, as a pool along them.
  private mutating func localNormalization(_ use: ONNXUse) throws -> Graph.TensorID {
    let x = try use.tensor(0)
    let shape = lengths(x)
    let size = try use.integer("size", 1)
    guard shape.count > 2, (1..<(1 << 16)).contains(size) else {
      throw LoweringFault("the shape \(shape) is not an image's, or its size \(size) out of range")
    }
    var attributes = Pool2D.Attributes()
    attributes.kernelHeight = Int32(size)
    attributes.padTop = Int32((size - 1) / 2)
    attributes.padBottom = Int32(size / 2)
    attributes.countsPadding = true
    let inner = shape[2...].reduce(1, *)
    let squares = try reshaped(try unary(.square, x), [shape[0], shape[1], 1, inner])
    let means = try reshaped(try add(.pool2D(attributes), [squares]), shape)
    let sizes = try unary(
      .affine, means, alpha: use.float("alpha", 1e-4), beta: use.float("bias", 1))
    return try binary(.divide, x, try unary(.power, sizes, alpha: use.float("beta", 0.75)))
  }

  /// `Softmax`, `LogSoftmax`; before operator set 13, of all axes from one on together.
  private mutating func softmax(_ use: ONNXUse, logarithm: Bool) throws -> Graph.TensorID {
    let x = try use.tensor(0)
    let shape = lengths(x)
    let number = try use.integer("axis", use.version < 13 ? 1 : -1)
    guard use.version < 13 else {
      return try softmax(x, axis: try axis(number, rank: shape.count), logarithm: logarithm)
    }
    let first = number < 0 ? number + shape.count : number
    guard (0...shape.count).contains(first) else {
      throw LoweringFault("its axis \(number) is outside the \(shape.count) of its input")
    }
    guard first != shape.count - 1 else { return try softmax(x, axis: first, logarithm: logarithm) }
    let flat = try reshaped(
      x, [shape[..<first].reduce(1, *), shape[first...].reduce(1, *)])
    return try reshaped(try softmax(flat, axis: 1, logarithm: logarithm), shape)
  }

  /// Shares of one along an axis.
  mutating func softmax(
    _ x: Graph.TensorID, axis: Int, logarithm: Bool = false
  ) throws -> Graph.TensorID {
    var attributes = Softmax.Attributes()
    attributes.axis = Int32(axis)
    attributes.logarithm = logarithm
    return try add(.softmax(attributes), [x])
  }

  /// `Hardmax`: one where the greatest stands, and zero elsewhere.
  private mutating func hardmax(_ use: ONNXUse) throws -> [ONNXValue] {
    let x = try use.tensor(0)
    let shape = lengths(x)
    let number = try axis(use.integer("axis", use.version < 13 ? 1 : -1), rank: shape.count)
    let isFlat = use.version < 13
    let value =
      try isFlat
      ? reshaped(x, [shape[..<number].reduce(1, *), shape[number...].reduce(1, *)]) : x
    let axis = isFlat ? 1 : number
    var attributes = ArgMax.Attributes()
    attributes.axis = Int32(axis)
    attributes.keepsAxis = true
    let place = try add(.argMax(attributes), [value])
    let count = lengths(value)[axis]
    var wide = lengths(value).map { _ in 1 }
    wide[axis] = count
    let places = try wholes(try counted(count), wide, .int32)
    let hits = try cast(try compared(.equal, places, place), to: element(x))
    return [ONNXValue(try reshaped(hits, shape), try use.value(0).element)]
  }
}
