import Glibc
import SwiftletCases
import SwiftletCore
import Testing

@Suite struct BinaryTests {
  @Test func everyRunGivesTheBytesOfTheReference() throws {
    for example in try BinaryCases.all() { #expect(try example.disagreement() == nil) }
  }

  @Test func theReferenceIsTheRealFunctionOfTheStretchedInputs() throws {
    for example in try BinaryCases.all() where example.inputs[0].type.byteCount != nil {
      let (left, right) = (example.inputs[0], example.inputs[1])
      guard left.type.element == .float32 || left.type.element == .int8 else { continue }
      let trial = try example.trial()
      let shape = trial.outputType.shape
      let found = reals(of: try trial.reference(), trial.outputType)
      let (x, y) = (left.realValues, right.realValues)
      let step = Double(trial.outputType.quantization?.scale ?? 0)
      let zeroPoint = Double(trial.outputType.quantization?.zeroPoint ?? 0)
      for index in 0..<shape.elementCount {
        let result = Self.real(
          example.attributes.function, x[Self.position(index, shape, left.type.shape)],
          y[Self.position(index, shape, right.type.shape)])
        guard result.isFinite else { continue }
        var expected = max(
          Double(example.attributes.bounds.lower),
          min(Double(example.attributes.bounds.upper), result))
        if step > 0 {
          expected = max(step * (-128 - zeroPoint), min(step * (127 - zeroPoint), expected))
        }
        // The quantized maximum rounds once more than the others, and the bound once.
        #expect(
          abs(found[index] - expected) <= 0.51 * step + 2e-6 * max(1, abs(expected)),
          "\(example) at \(index)")
      }
    }
  }

  private static func real(_ function: Binary.Function, _ x: Double, _ y: Double) -> Double {
    switch function {
    case .add: x + y
    case .subtract: x - y
    case .multiply: x * y
    case .divide: x / y
    case .maximum: max(x, y)
    case .minimum: min(x, y)
    case .squaredDifference: (x - y) * (x - y)
    case .power: pow(x, y)
    case .modulo: fmod(fmod(x, y) + y, y)
    case .remainder: fmod(x, y)
    case .floorDivide: floor(Double(Float(x) / Float(y)))
    case .arcTangent: atan2(x, y)
    case .and, .or, .exclusiveOr, .shiftLeft, .shiftRight: .nan
    }
  }

  private static func position(_ index: Int, _ output: Shape, _ input: Shape) -> Int {
    var (rest, position, stride) = (index, 0, 1)
    for axis in 0..<output.rank {
      let (next, place) = rest.quotientAndRemainder(
        dividingBy: output.fromInnermost(axis))
      if input.fromInnermost(axis) != 1 {
        position += place * stride
        stride *= input.fromInnermost(axis)
      }
      rest = next
    }
    return position
  }

  @Test func integersWrapAndDivideTowardsZero() throws {
    let left: [Int32] = [7, -7, 7, .min, 5, .max]
    let right: [Int32] = [2, 2, -2, -1, 0, 1]
    func results(_ function: Binary.Function) throws -> [Int32] {
      var attributes = Binary.Attributes()
      attributes.function = function
      let trial = try OperatorTrial<Binary>(
        attributes, [SampleTensor(.int32, [6], left), SampleTensor(.int32, [6], right)])
      return elements(of: try trial.run(), Int32.self)
    }
    #expect(try results(.divide) == [3, -3, -3, .min, 0, .max])
    #expect(try results(.add) == [9, -5, 5, .max, 5, .min])
    #expect(try results(.maximum) == [7, 2, 7, -1, 5, .max])
  }

  @Test func theRareFunctionsOfIntegersAreThoseOfPlainArithmetic() throws {
    for example in try BinaryCases.all() {
      let function = example.attributes.function
      let bytes = try example.trial().run()
      switch example.inputs[0].type.element {
      case .int32:
        let (x, y) = (example.inputs[0].values(Int32.self), example.inputs[1].values(Int32.self))
        #expect(
          elements(of: bytes, Int32.self) == zip(x, y).map { Self.integer(function, $0, $1) },
          "\(example)")
      case .int64:
        let (x, y) = (example.inputs[0].values(Int64.self), example.inputs[1].values(Int64.self))
        #expect(
          elements(of: bytes, Int64.self) == zip(x, y).map { Self.integer(function, $0, $1) },
          "\(example)")
      case .float32, .int8, .uint8, .int16, .boolean, .float16, .absent: continue
      }
    }
  }

  private static func integer<Number: FixedWidthInteger & SignedInteger>(
    _ function: Binary.Function, _ x: Number, _ y: Number
  ) -> Number {
    let rest = y == 0 || y == -1 ? 0 : x % y
    let quotient = y == 0 ? 0 : (y == -1 ? 0 &- x : x / y)
    let isBelow = rest != 0 && (rest < 0) != (y < 0)
    return switch function {
    case .add: x &+ y
    case .subtract: x &- y
    case .multiply: x &* y
    case .divide: quotient
    case .maximum: max(x, y)
    case .minimum: min(x, y)
    case .squaredDifference: (x &- y) &* (x &- y)
    case .power: power(x, y)
    case .remainder: rest
    case .modulo: isBelow ? rest + y : rest
    case .floorDivide: isBelow ? quotient - 1 : quotient
    case .and: x & y
    case .or: x | y
    case .exclusiveOr: x ^ y
    case .shiftLeft: y < 0 ? 0 : x << y
    case .shiftRight: y < 0 ? (x < 0 ? -1 : 0) : x >> y
    case .arcTangent: 0
    }
  }

  /// The power by the definition, with the exponent's period in place of what would not end.
  private static func power<Number: FixedWidthInteger & SignedInteger>(
    _ x: Number, _ y: Number
  ) -> Number {
    if y < 0 { return x == 1 ? 1 : (x == -1 ? (y & 1 == 0 ? 1 : -1) : 0) }
    if x & 1 == 0, y >= Number.bitWidth { return 0 }
    // The odd numbers have a period of a quarter of all, at most.
    let period: Number = 1 << Number(Number.bitWidth - 2)
    var rest = x & 1 == 0 ? y : y % period
    var (result, square): (Number, Number) = (1, x)
    while rest > 0 {
      if rest % 2 == 1 { result = result.multipliedReportingOverflow(by: square).partialValue }
      square = square.multipliedReportingOverflow(by: square).partialValue
      rest /= 2
    }
    return result
  }

  @Test func powersOfIntegersWrap() throws {
    var attributes = Binary.Attributes()
    attributes.function = .power
    let bases: [Int32] = [3, -2, 2, 2, 0, 0, -1, -1, 5]
    let exponents: [Int32] = [4, 3, 31, 32, 0, 5, -3, -4, -1]
    let trial = try OperatorTrial<Binary>(
      attributes, [SampleTensor(.int32, [9], bases), SampleTensor(.int32, [9], exponents)])
    #expect(elements(of: try trial.run(), Int32.self) == [81, -8, .min, 0, 1, 0, -1, 1, 0])
  }

  @Test func booleansAreTrueWhereTheyAreNotZero() throws {
    let left = try SampleTensor(.boolean, [4], [0, 0, 1, 4] as [UInt8])
    let right = try SampleTensor(.boolean, [4], [0, 1, 0, 2] as [UInt8])
    func results(_ function: Binary.Function) throws -> [UInt8] {
      var attributes = Binary.Attributes()
      attributes.function = function
      return try OperatorTrial<Binary>(attributes, [left, right]).run()
    }
    #expect(try results(.and) == [0, 0, 0, 1])
    #expect(try results(.or) == [0, 1, 1, 1])
    #expect(try results(.exclusiveOr) == [0, 1, 1, 0])
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.boolean)) { try results(.add) }
  }

  @Test func aMaximumOfEqualQuantizationsComparesStoredValues() throws {
    var attributes = Binary.Attributes()
    attributes.function = .maximum
    let quantization = Quantization(scale: 0.1, zeroPoint: 3)
    let trial = try OperatorTrial<Binary>(
      attributes,
      [
        SampleTensor(.int8, [3], [1, -128, 127] as [Int8], quantization),
        SampleTensor(.int8, [3], [2, -127, 126] as [Int8], quantization),
      ])
    #expect(elements(of: try trial.run(), Int8.self) == [2, -127, 127])
  }

  @Test func shapesThatDoNotMatchAreRefused() throws {
    #expect(throws: ModelFault.Reason.shapeMismatch(axis: 1, needed: 3, found: 2)) {
      try OperatorTrial<Binary>(.init(), [.float32([4, 3]), .float32([4, 2])])
    }
  }

  @Test func typesThatDifferAreRefused() throws {
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.int8)) {
      try OperatorTrial<Binary>(.init(), [.float32([4]), .int8([4])])
    }
  }

  @Test(arguments: [
    Binary.Function.power, .modulo, .remainder, .floorDivide, .and, .or, .exclusiveOr, .shiftLeft,
    .shiftRight, .arcTangent,
  ])
  func aFunctionWithoutAQuantizedFormIsRefused(_ function: Binary.Function) throws {
    var attributes = Binary.Attributes()
    attributes.function = function
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.int8)) {
      try OperatorTrial<Binary>(attributes, [.int8([4]), .int8([4])])
    }
  }

  @Test func bitsOfFloatsAreRefused() throws {
    var attributes = Binary.Attributes()
    for function in [Binary.Function.and, .shiftLeft] {
      attributes.function = function
      #expect(throws: ModelFault.Reason.elementTypeNotSupported(.float32)) {
        try OperatorTrial<Binary>(attributes, [.float32([4]), .float32([4])])
      }
    }
  }

  @Test func scalesFarApartAreRefused() throws {
    let trial = try OperatorTrial<Binary>(
      .init(), [.int8([4], scale: 1000), .int8([4])], output: Quantization(scale: 1, zeroPoint: 0))
    #expect(throws: ModelFault.Reason.scaleOutOfRange) { try trial.plan() }
  }

  @Test func hostileAttributesAreRefusedOrObeyedInBounds() throws {
    let (accepted, disagreement) = acceptedHostileUses(
      of: Binary.self, [try .int8([3, 5, 4]), try .int8([5, 1])], count: 10_000)
    #expect(accepted > 100)
    #expect(disagreement == nil)
  }

  @Test func thePlanIsSmall() { #expect(MemoryLayout<Binary.Plan>.size <= 184) }
}
