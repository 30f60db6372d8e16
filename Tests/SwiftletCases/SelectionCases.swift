public import SwiftletCore
internal import SwiftletFormat

/// Uses of ``SwiftletCore/ArgMax``.
public enum ArgMaxCases {
  /// Every case.
  public static func all() throws(ModelFault.Reason) -> [OperatorCase<ArgMax>] {
    var cases: [OperatorCase<ArgMax>] = []
    for shape in [[10], [40, 3], [3, 400], [2, 5, 70, 3], [1, 7]] {
      for axis in -shape.count..<shape.count {
        for minimum in [false, true] {
          var attributes = ArgMax.Attributes()
          attributes.axis = Int32(axis)
          attributes.minimum = minimum
          attributes.keepsAxis = axis < 0
          attributes.selectsLast = axis & 1 == 0
          attributes.element = minimum ? .int64 : .int32
          let place = attributes.selectsLast ? "last" : "first"
          let name = "\(place) \(minimum ? "least" : "greatest") of \(shape) along \(axis)"
          let bytes = try SampleTensor.int8(shape, seed: 8)
          let reals = try SampleTensor.float32(shape, seed: 8)
          cases.append(OperatorCase("int8 \(name)", attributes, [bytes]))
          cases.append(OperatorCase("float32 \(name)", attributes, [reals]))
          cases.append(
            OperatorCase(
              "uint8 \(name)", attributes,
              [try SampleTensor(.uint8, shape, bytes.values(UInt8.self))]))
          cases.append(
            OperatorCase(
              "int32 \(name)", attributes,
              [try SampleTensor(.int32, shape, reals.values(Int32.self))]))
        }
      }
    }
    return cases
  }
}

/// Uses of ``SwiftletCore/PRelu``.
public enum PReluCases {
  /// Every case.
  public static func all() throws(ModelFault.Reason) -> [OperatorCase<PRelu>] {
    var cases: [OperatorCase<PRelu>] = []
    for (shape, slopes) in [
      ([2, 5, 7, 70], [70]), ([2, 5, 7, 3], [1, 1, 3]), ([300], [1]), ([4, 65], [4, 65]),
      ([4, 65], [4, 1]),
    ] as [([Int], [Int])] {
      let name = "\(shape) with slopes \(slopes)"
      cases.append(
        OperatorCase("float32 \(name)", .init(), [try .float32(shape), try .float32(slopes)]))
      cases.append(
        OperatorCase(
          "int8 \(name)", .init(),
          [
            try .int8(shape, scale: 0.1, zeroPoint: 11, seed: 4),
            try .int8(slopes, scale: 0.01, zeroPoint: 0, seed: 5),
          ], output: Quantization(scale: 0.09, zeroPoint: -7)))
    }
    return cases
  }
}

/// Uses of ``SwiftletCore/Unary``.
public enum UnaryCases {
  /// Every case.
  public static func all() throws(ModelFault.Reason) -> [OperatorCase<Unary>] {
    var cases: [OperatorCase<Unary>] = []
    for code in 0...UInt8.max {
      guard let function = UnaryFunction(rawValue: code) else { continue }
      var attributes = Unary.Attributes()
      attributes.function = function
      attributes.alpha = 0.5
      attributes.beta = 2
      // Inside the domain of every function.
      cases.append(
        OperatorCase(
          "\(function)", attributes,
          [try .float32([3, 2100], in: function == .acosh ? 1...4 : 0.1...0.9)]))
    }
    for function in [UnaryFunction.abs, .negative, .square, .sign] {
      var attributes = Unary.Attributes()
      attributes.function = function
      cases.append(
        OperatorCase("int32 \(function)", attributes, [try ElementCases.tensor(.int32)]))
      cases.append(
        OperatorCase("int64 \(function)", attributes, [try ElementCases.tensor(.int64)]))
    }
    var negation = Unary.Attributes()
    negation.function = .logicalNot
    cases.append(
      OperatorCase("boolean logicalNot", negation, [try ElementCases.tensor(.boolean)]))
    return cases
  }
}
