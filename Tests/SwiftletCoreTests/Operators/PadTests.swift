import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@Suite struct PadTests {
  @Test(arguments: try PadCases.all())
  func eachAddedElementHoldsWhatTheModeSays(_ example: LayoutCase<Pad>) throws {
    let input = example.inputs[0]
    let shape = input.type.shape.lengths
    let attributes = example.attributes
    let before = shape.indices.map { attributes.before.count == 0 ? 0 : attributes.before[$0] }
    let after = shape.indices.map { attributes.after.count == 0 ? 0 : attributes.after[$0] }
    let lengths = shape.indices.map { before[$0] + shape[$0] + after[$0] }
    #expect(try example.trial().outputType.shape.lengths == lengths)
    let expected = everyIndex(lengths).flatMap { index in
      let source = shape.indices.map {
        Self.source(index[$0] - before[$0], shape[$0], attributes.mode)
      }
      return source.contains(-1)
        ? ArraySlice(Self.constant(attributes.value, input.type)) : element(input, source)
    }
    try expectEveryRun(of: example, toGive: expected)
  }

  /// Walks along a line that turns round at the ends of the axis.
  private static func source(_ position: Int, _ length: Int, _ mode: Pad.Mode) -> Int {
    let inside = Array(0..<length)
    switch mode {
    case .constant: return inside.contains(position) ? position : -1
    case .edge: return min(max(position, 0), length - 1)
    case .reflect:
      let line = inside.dropFirst().reversed() + inside + inside.dropLast().reversed()
      return line[position + length - 1]
    case .symmetric:
      let line = inside.reversed() + inside + inside.reversed()
      return line[position + length]
    }
  }

  private static func constant(_ value: Float, _ type: TensorType) -> [UInt8] {
    if type.element == .float32 {
      return (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    var real = Double(value)
    if let quantization = type.quantization {
      real = (real / Double(quantization.scale)).rounded() + Double(quantization.zeroPoint)
    }
    return (0..<type.element.byteCount).map { UInt8(truncatingIfNeeded: Int(real) >> (8 * $0)) }
  }

  @Test func aConstantIsHeldInTheRangeOfItsType() throws {
    func added(_ input: SampleTensor, _ value: Float) throws -> [UInt8] {
      var attributes = Pad.Attributes()
      attributes.after = IntegerList(of: [1])
      attributes.value = value
      let bytes = try OperatorTrial<Pad>(attributes, [input]).run()
      return Array(bytes.suffix(input.type.element.byteCount))
    }
    #expect(try added(.int8([1]), 1e30) == [127])
    #expect(try added(.int8([1]), -.infinity) == [128])
    #expect(try added(.int8([1], zeroPoint: 3), .nan) == [3])
    #expect(try added(.bytes(.boolean, [1]), 9) == [1])
    #expect(try added(.bytes(.int32, [1]), -.infinity) == [0x80, 0, 0, 0x80])
    #expect(throws: ModelFault.Reason.attributeOutOfRange(field: 3)) {
      try added(.bytes(.int32, [1]), .nan)
    }
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.float16)) {
      try added(.bytes(.float16, [1]), 1)
    }
    #expect(try added(.bytes(.float16, [1]), 0) == [0, 0])
  }

  @Test(arguments: [
    (Pad.Mode.constant, [-1, 0], [0, 0], 1), (.constant, [0, 0], [0, Int(Int32.min)], 2),
    (.constant, [0], [0, 0], 1), (.constant, [], [1, 1, 1], 2), (.reflect, [2, 0], [0, 0], 1),
    (.reflect, [0, 0], [0, 3], 2), (.symmetric, [3, 0], [0, 0], 1), (.symmetric, [], [0, 4], 2),
  ])
  func moreThanTheModeCanGiveIsRefused(
    _ mode: Pad.Mode, _ before: [Int], _ after: [Int], _ field: Int
  ) throws {
    let example = LayoutCase<Pad>("", [try .int8([2, 3])]) {
      $0.mode = mode
      $0.before = IntegerList(of: before)
      $0.after = IntegerList(of: after)
    }
    #expect(throws: ModelFault.Reason.attributeOutOfRange(field: field)) { try example.trial() }
  }

  @Test func lengthsBeyondEveryTensorAreRefused() throws {
    let example = LayoutCase<Pad>("", [try .int8([2, 3])]) {
      $0.before = IntegerList(of: [Int(Int32.max), 0])
      $0.after = IntegerList(of: [Int(Int32.max), 0])
    }
    #expect(throws: ModelFault.Reason.shapeOutOfRange) { try example.trial() }
  }

  @Test func anInputMayLieInsideTheOutput() throws {
    var types = TensorTypes()
    try types.append(TensorType(.float32, Shape([1, 4, 6])))
    var attributes = Pad.Attributes()
    attributes.before = IntegerList(of: [0, 2, 0])
    var output = try Pad.outputType(attributes, types)
    #expect(
      Pad.sharing(attributes, types, output, input: 0) == Sharing(offset: 48, keepsInput: true))
    attributes.after = IntegerList(of: [0, 0, 1])
    output = try Pad.outputType(attributes, types)
    #expect(Pad.sharing(attributes, types, output, input: 0) == nil)
  }

  @Test func hostileAttributesAreRefusedOrRunCleanly() throws {
    let modes: [Pad.Mode] = [.constant, .reflect, .symmetric, .edge]
    let accepted = try countAccepted(Pad.self, of: 10_000, seed: 7) { random in
      LayoutCase("", [try .int8([2, 3, 2])]) {
        $0.mode = modes.randomElement(using: &random) ?? .constant
        $0.before = hostileList(3, 0...2, &random)
        $0.after = hostileList(3, 0...2, &random)
        $0.value = Float(bitPattern: .random(in: 0...UInt32.max, using: &random))
      }
    }
    #expect(accepted > 100)
  }

  @Test func thePlanIsSmall() { #expect(MemoryLayout<Pad.Plan>.size <= 184) }
}
