internal import SwiftletCore
internal import SwiftletFormat

extension ONNXImporter {
  /// Functions of one number.
  static var unaryLowerings: [String: ONNXLowering] {
    var lowerings = parametricLowerings.merging(truthLowerings) { one, _ in one }
    for (name, function) in plainFunctions {
      lowerings[name] = { importer, use throws in
        try importer.function(function, use)
      }
    }
    return lowerings
  }

  /// Functions without parameters.
  private static let plainFunctions: [String: UnaryFunction] = [
    "Abs": .abs, "Acos": .acos, "Acosh": .acosh, "Asin": .asin, "Asinh": .asinh, "Atan": .atan,
    "Atanh": .atanh, "Ceil": .ceil, "Cos": .cos, "Cosh": .cosh, "Erf": .erf, "Exp": .exp,
    "Floor": .floor, "HardSwish": .hardSwish, "Log": .log, "Mish": .mish, "Neg": .negative,
    "Reciprocal": .reciprocal, "Relu": .relu, "Round": .round, "Sigmoid": .logistic,
    "Sign": .sign, "Sin": .sin, "Sinh": .sinh, "Softplus": .softplus, "Softsign": .softsign,
    "Sqrt": .sqrt, "Tan": .tan, "Tanh": .tanh,
  ]

  /// Functions whose parameters are attributes.
  private static var parametricLowerings: [String: ONNXLowering] {
    [
      "LeakyRelu": { importer, use throws in
        try importer.function(.leakyRelu, use, alpha: use.float("alpha", 0.01))
      },
      "Elu": { importer, use throws in
        try importer.function(.elu, use, alpha: use.float("alpha", 1))
      },
      "Celu": { importer, use throws in
        try importer.function(.celu, use, alpha: use.float("alpha", 1))
      },
      "Selu": { importer, use throws in
        try importer.function(
          .selu, use, alpha: use.float("alpha", 1.67326319217681884765625),
          beta: use.float("gamma", 1.05070102214813232421875))
      },
      "ThresholdedRelu": { importer, use throws in
        try importer.function(.thresholdedRelu, use, alpha: use.float("alpha", 1))
      },
      "HardSigmoid": { importer, use throws in
        try importer.function(
          .hardSigmoid, use, alpha: use.float("alpha", 0.2), beta: use.float("beta", 0.5))
      },
      "Shrink": { importer, use throws in
        try importer.function(
          .shrink, use, alpha: use.float("lambd", 0.5), beta: use.float("bias", 0))
      },
      "Gelu": { importer, use throws in
        try importer.function(try use.text("approximate") == "tanh" ? .geluTanh : .gelu, use)
      },
      "com.microsoft.Gelu": { importer, use throws in try importer.function(.gelu, use) },
      "com.microsoft.FastGelu": { importer, use throws in
        guard use.optional(1) == nil else { throw LoweringFault("it has a bias") }
        return try importer.function(.geluTanh, use)
      },
      "Swish": { importer, use throws in
        let value = try importer.swish(use.tensor(0), use.float("alpha", 1))
        return [ONNXValue(value, try use.value(0).element)]
      },
      "Clip": { importer, use throws in
        [ONNXValue(try importer.clip(use), try use.value(0).element)]
      },
      "Dropout": { importer, use throws in try importer.dropout(use) },
    ]
  }

  /// Functions that give a truth value.
  private static var truthLowerings: [String: ONNXLowering] {
    [
      "Not": { importer, use throws in
        [ONNXValue(try importer.unary(.logicalNot, use.tensor(0)), .bool)]
      },
      "IsNaN": { importer, use throws in
        let hits = try importer.unary(.isNaN, importer.cast(use.tensor(0), to: .float32))
        return [ONNXValue(try importer.cast(hits, to: .boolean), .bool)]
      },
      "IsInf": { importer, use throws in
        let hits = try importer.unary(
          .isInfinite, importer.cast(use.tensor(0), to: .float32),
          alpha: try use.flag("detect_negative", true) ? 1 : 0,
          beta: try use.flag("detect_positive", true) ? 1 : 0)
        return [ONNXValue(try importer.cast(hits, to: .boolean), .bool)]
      },
      "BitwiseNot": { importer, use throws in
        let x = try importer.widened(use.tensor(0))
        let ones = try importer.whole(-1, importer.element(x))
        let element = try use.value(0).element
        return [
          ONNXValue(
            try importer.narrowed(try importer.binary(.exclusiveOr, x, ones), element), element)
        ]
      },
    ]
  }

  /// `x / (1 + exp(-factor * x))`.
  mutating func swish(_ x: Graph.TensorID, _ factor: Float) throws -> Graph.TensorID {
    guard factor != 1 else { return try unary(.silu, x) }
    return try binary(.multiply, x, try unary(.logistic, try scaled(x, factor)))
  }

  /// A function of every element; integers are computed in a type that knows the function.
  private mutating func function(
    _ function: UnaryFunction, _ use: ONNXUse, alpha: Float = 0, beta: Float = 0
  ) throws -> [ONNXValue] {
    let x = try use.tensor(0)
    let stated = try use.value(0).element
    guard element(x) != .float32 else {
      return [ONNXValue(try unary(function, x, alpha: alpha, beta: beta), stated)]
    }
    let wide = try widened(x)
    let value: Graph.TensorID
    switch function {
    case .abs, .negative, .square, .sign: value = try unary(function, wide)
    case .floor, .ceil, .round: value = wide
    case .relu: value = try binary(.maximum, wide, try whole(0, element(wide)))
    default:
      let real = try unary(function, try cast(x, to: .float32), alpha: alpha, beta: beta)
      value = try cast(real, to: element(wide))
    }
    return [ONNXValue(try narrowed(value, stated), stated)]
  }

  /// `Clip`, with bounds that are attributes or inputs.
  private mutating func clip(_ use: ONNXUse) throws -> Graph.TensorID {
    let x = try use.tensor(0)
    let stated = try use.value(0).element
    let isKnown = [1, 2].allSatisfy { position in
      use.optional(position).map { $0.id.map { constantBytes($0) != nil } ?? false } ?? true
    }
    if element(x) == .float32, isKnown {
      let lower = try use.optional(1) == nil ? use.float("min") : reals(use, 1).first
      let upper = try use.optional(2) == nil ? use.float("max") : reals(use, 2).first
      guard lower != nil || upper != nil else { return x }
      return try unary(.clip, x, alpha: lower ?? -.infinity, beta: upper ?? .infinity)
    }
    var value = try widened(x)
    if let lower = try use.optionalTensor(1) {
      value = try binary(.maximum, value, try widened(lower))
    }
    if let upper = try use.optionalTensor(2) {
      value = try binary(.minimum, value, try widened(upper))
    }
    return try narrowed(value, stated)
  }

  /// `Dropout`, which drops nothing outside of training.
  private mutating func dropout(_ use: ONNXUse) throws -> [ONNXValue] {
    if use.optional(2) != nil {
      let ratio = try use.optional(1) == nil ? 0.5 : reals(use, 1).first ?? 0.5
      guard try reals(use, 2).first == 0 || ratio == 0 else {
        throw LoweringFault(
          "it is in training mode", remedy: "export the model for inference, as with model.eval()")
      }
    }
    let value = try use.value(0)
    guard use.wants(1) else { return [value] }
    let shape = try lengths(use.tensor(0))
    let mask = try broadcast(try whole(1, .boolean), shape)
    return [value, ONNXValue(mask, .bool)]
  }

  // MARK: Types of integers

  /// A value whose type knows arithmetic: small integers and truth values become int32.
  mutating func widened(_ id: Graph.TensorID) throws -> Graph.TensorID {
    switch element(id) {
    case .int8, .uint8, .int16, .boolean: try cast(id, to: .int32)
    case .float32, .int32, .int64, .float16, .absent: id
    }
  }

  /// A computed value in the type that a model states; unsigned ones wrap as they would there.
  mutating func narrowed(
    _ id: Graph.TensorID, _ element: ONNXElement
  ) throws -> Graph.TensorID {
    let inner = element.inner ?? self.element(id)
    switch element {
    case .uint16:
      return try binary(.and, try cast(id, to: .int32), try whole(0xFFFF, .int32))
    case .uint32:
      return try binary(.and, try cast(id, to: .int64), try whole(0xFFFF_FFFF, .int64))
    case .float, .uint8, .int8, .int16, .int32, .int64, .string, .bool, .float16, .double,
      .uint64, .complex64, .complex128, .bfloat16, .float8e4m3fn, .float8e4m3fnuz, .float8e5m2,
      .float8e5m2fnuz, .uint4, .int4, .float4e2m1, .float8e8m0, .uint2, .int2:
      return try cast(id, to: inner)
    }
  }
}
