import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@Suite struct ResizeTests {
  @Test(arguments: try ResizeCases.all())
  func everyRunEqualsTheReference(_ example: LayoutCase<Resize>) throws {
    try expectEveryRun(of: example, toGive: try example.trial().reference())
  }

  @Test(arguments: try ResizeCases.all().filter { $0.attributes.mode == .nearest })
  func nearestTakesTheElementOfTheRule(_ example: LayoutCase<Resize>) throws {
    let input = example.inputs[0]
    let lengths = try example.trial().outputType.shape.lengths
    let expected = everyIndex(lengths).flatMap { index in
      var source = index
      for axis in 1...2 {
        source[axis] = Self.nearest(
          index[axis], input.type.shape[axis], lengths[axis], example.attributes)
      }
      return element(input, source)
    }
    #expect(try example.trial().reference() == expected)
  }

  /// In whole numbers, twice the position over twice the length.
  private static func nearest(
    _ index: Int, _ inputLength: Int, _ outputLength: Int, _ attributes: Resize.Attributes
  ) -> Int {
    switch attributes.rule {
    case .alignCorners where outputLength > 1:
      let span = outputLength - 1
      return (2 * index * (inputLength - 1) + span) / (2 * span)
    case .halfPixel, .halfPixelOrFirst, .halfPixelSymmetric:
      return (2 * index + 1) * inputLength / (2 * outputLength)
    case .asymmetric where attributes.roundsHalfUp:
      return min(inputLength - 1, (2 * index * inputLength + outputLength) / (2 * outputLength))
    case .asymmetric, .alignCorners: return index * inputLength / outputLength
    }
  }

  @Test(
    arguments: try ResizeCases.all().filter {
      $0.attributes.mode == .bilinear && $0.attributes.height < 80
    })
  func bilinearIsTheMeanByDistance(_ example: LayoutCase<Resize>) throws {
    let input = example.inputs[0]
    let lengths = try example.trial().outputType.shape.lengths
    let output = try example.trial().reference()
    let size = input.type.element.byteCount
    for (number, index) in everyIndex(lengths).enumerated() {
      let y = Self.position(index[1], input.type.shape[1], lengths[1], example.attributes.rule)
      let x = Self.position(index[2], input.type.shape[2], lengths[2], example.attributes.rule)
      var mean = 0.0
      for row in 0..<input.type.shape[1] {
        for column in 0..<input.type.shape[2] {
          let weight = max(0, 1 - abs(Double(row) - y)) * max(0, 1 - abs(Double(column) - x))
          let bytes = element(input, [index[0], row, column, index[3]])
          mean += weight * Self.number(bytes, input.type.element)
        }
      }
      let found = Self.number(
        output[(number * size)..<((number + 1) * size)], input.type.element)
      // Half a step, and what 11 bits of the weights leave open.
      #expect(abs(found - mean) < (size == 1 ? 0.63 : 1e-5), "\(index)")
    }
  }

  private static func position(
    _ index: Int, _ inputLength: Int, _ outputLength: Int, _ rule: Resize.CoordinateRule
  ) -> Double {
    let ratio = Double(inputLength) / Double(outputLength)
    let position =
      switch rule {
      case .alignCorners where outputLength > 1:
        Double(index) * Double(inputLength - 1) / Double(outputLength - 1)
      case .halfPixel, .halfPixelOrFirst, .halfPixelSymmetric:
        (Double(index) + 0.5) * ratio - 0.5
      case .asymmetric, .alignCorners: Double(index) * ratio
      }
    return min(max(position, 0), Double(inputLength - 1))
  }

  private static func number(_ bytes: ArraySlice<UInt8>, _ element: ElementType) -> Double {
    switch element {
    case .int8: return Double(Int8(bitPattern: bytes[bytes.startIndex]))
    case .uint8: return Double(bytes[bytes.startIndex])
    default:
      let pattern = bytes.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      return Double(Float(bitPattern: pattern))
    }
  }

  @Test func whatCannotBeResizedIsRefused() throws {
    func refusal(
      _ input: SampleTensor, _ height: Int32, _ width: Int32, _ mode: Resize.Mode,
      _ output: Quantization? = nil
    ) -> ModelFault.Reason? {
      var attributes = Resize.Attributes()
      attributes.mode = mode
      attributes.height = height
      attributes.width = width
      do throws(ModelFault.Reason) {
        try OperatorTrial<Resize>(attributes, [input], output: output).plan()
        return nil
      } catch {
        return error
      }
    }
    let image = try SampleTensor.int8([1, 2, 2, 1])
    #expect(
      refusal(try .int8([2, 2, 1]), 1, 1, .nearest)
        == .shapeMismatch(axis: -1, needed: 4, found: 3))
    #expect(refusal(image, 0, 1, .nearest) == .attributeOutOfRange(field: 3))
    #expect(refusal(image, 1, .min, .nearest) == .attributeOutOfRange(field: 4))
    #expect(refusal(image, .max, 2, .nearest) == .shapeOutOfRange)
    #expect(
      refusal(try .bytes(.int16, [1, 2, 2, 1]), 1, 1, .bilinear)
        == .elementTypeNotSupported(.int16))
    #expect(
      refusal(image, 1, 1, .nearest, Quantization(scale: 0.1, zeroPoint: 1)) == .scaleOutOfRange)
  }

  @Test func missingScratchMemoryIsRefused() throws {
    var types = TensorTypes()
    try types.append(TensorType(.int8, Shape([1, 2, 2, 1])))
    var attributes = Resize.Attributes()
    attributes.width = .max
    let output = try Resize.outputType(attributes, types)
    #expect(throws: ModelFault.Reason.shapeOutOfRange) {
      try Resize.scratchByteCount(attributes, types, output)
    }
  }

  @Test func hostileAttributesAreRefusedOrRunCleanly() throws {
    let accepted = try countAccepted(Resize.self, of: 10_000, seed: 7) { random in
      LayoutCase("", [try .int8([1, 3, 4, 2])]) {
        $0.mode = Bool.random(using: &random) ? .nearest : .bilinear
        $0.rule =
          [.asymmetric, .halfPixel, .alignCorners].randomElement(using: &random) ?? .asymmetric
        $0.roundsHalfUp = .random(using: &random)
        $0.height = Int32(hostileInteger(-1...9, &random))
        $0.width = Int32(hostileInteger(-1...9, &random))
      }
    }
    #expect(accepted > 100)
  }

  @Test func thePlanIsSmall() { #expect(MemoryLayout<Resize.Plan>.size <= 184) }
}
