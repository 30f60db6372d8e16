import SwiftletCases
import SwiftletCore
import Testing

@Suite struct Pool2DTests {
  @Test func everyRunGivesTheBytesOfTheReference() throws {
    for example in try Pool2DCases.all() { #expect(try example.disagreement() == nil) }
  }

  @Test func theReferenceIsTheMeanOrMaximumOfTheTapsInTheImage() throws {
    for example in try Pool2DCases.all() {
      let attributes = example.attributes
      let input = example.inputs[0]
      let trial = try example.trial()
      let shape = trial.outputType.shape
      let found = reals(of: try trial.reference(), trial.outputType)
      let values = input.realValues
      let (height, width, channels) = (input.type.shape[1], input.type.shape[2], shape[3])
      // Half a step of the stored mean, and little for the roundings of sums.
      let tolerance = 0.5 * Double(input.type.quantization?.scale ?? 0) + 1e-5
      for index in 0..<shape.elementCount {
        let (pixel, channel) = index.quotientAndRemainder(dividingBy: channels)
        let (line, column) = pixel.quotientAndRemainder(dividingBy: shape[2])
        let (image, row) = line.quotientAndRemainder(dividingBy: shape[1])
        var taps: [Double] = []
        for a in 0..<Int(attributes.kernelHeight) {
          for b in 0..<Int(attributes.kernelWidth) {
            let y =
              row * Int(attributes.strideHeight) - Int(attributes.padTop)
              + a * Int(attributes.dilationHeight)
            let x =
              column * Int(attributes.strideWidth) - Int(attributes.padLeft)
              + b * Int(attributes.dilationWidth)
            guard y >= 0, y < height, x >= 0, x < width else { continue }
            taps.append(values[((image * height + y) * width + x) * channels + channel])
          }
        }
        let area = Int(attributes.kernelHeight * attributes.kernelWidth)
        let count = attributes.countsPadding ? area : taps.count
        let result =
          attributes.function == .average
          ? taps.reduce(0, +) / Double(count) : taps.max() ?? 0
        let expected = max(
          Double(attributes.bounds.lower), min(Double(attributes.bounds.upper), result))
        #expect(abs(found[index] - expected) <= tolerance, "\(example) at \(index)")
      }
    }
  }

  @Test func halvesGoAwayFromZero() throws {
    var attributes = Pool2D.Attributes()
    attributes.kernelWidth = 2
    attributes.strideWidth = 2
    let quantization = Quantization(scale: 1, zeroPoint: 5)
    let trial = try OperatorTrial<Pool2D>(
      attributes,
      [
        SampleTensor(
          .int8, [1, 1, 8, 1], [1, 2, -1, -2, -128, -127, 127, 126] as [Int8], quantization)
      ])
    #expect(elements(of: try trial.run(), Int8.self) == [2, -2, -128, 127])
  }

  @Test func halvesGoUpWhereTheModelAsksForIt() throws {
    var attributes = Pool2D.Attributes()
    attributes.kernelWidth = 2
    attributes.strideWidth = 2
    attributes.roundsHalfUp = true
    let trial = try OperatorTrial<Pool2D>(
      attributes,
      [
        SampleTensor(
          .int8, [1, 1, 8, 1], [1, 2, -1, -2, -128, -127, 127, 126] as [Int8],
          Quantization(scale: 1, zeroPoint: 5))
      ])
    #expect(elements(of: try trial.run(), Int8.self) == [2, -1, -127, 127])
  }

  @Test func everySumOfEveryWindowSizeIsDividedExactly() throws {
    // Two stored values reach each sum of a window that the quick division serves.
    for count in [2, 3, 5, 7, 9, 49, 255, 1024, 4095, 4096, 4097] {
      var attributes = Pool2D.Attributes()
      attributes.kernelWidth = Int32(count)
      var random = SeededRandom(seed: UInt64(count))
      let channels = 48
      let bias = (0..<channels).map { _ in Int.random(in: -128...127, using: &random) }
      let values = (0..<(count * channels)).map { index in
        Int8(clamping: bias[index % channels] + Int.random(in: -2...2, using: &random))
      }
      let input = try SampleTensor(
        .int8, [1, 1, count, channels], values, Quantization(scale: 1, zeroPoint: 0))
      for roundsHalfUp in [false, true] {
        attributes.roundsHalfUp = roundsHalfUp
        let trial = try OperatorTrial<Pool2D>(attributes, [input])
        #expect(try trial.run() == trial.reference(), "\(count) taps, up \(roundsHalfUp)")
      }
    }
  }

  @Test func aWindowThatLiesInThePaddingIsRefused() throws {
    var attributes = Pool2D.Attributes()
    attributes.kernelHeight = 2
    attributes.dilationHeight = 2
    attributes.padTop = 1
    attributes.padBottom = 1
    #expect(throws: ModelFault.Reason.attributeOutOfRange(field: 7)) {
      try OperatorTrial<Pool2D>(attributes, [.int8([1, 1, 1, 1])])
    }
    attributes = Pool2D.Attributes()
    attributes.padRight = 1
    #expect(throws: ModelFault.Reason.attributeOutOfRange(field: 10)) {
      try OperatorTrial<Pool2D>(attributes, [.int8([1, 1, 1, 1])])
    }
  }

  @Test func anotherQuantizationOfTheOutputIsRefused() throws {
    let trial = try OperatorTrial<Pool2D>(
      .init(), [.int8([1, 2, 2, 1])], output: Quantization(scale: 0.2, zeroPoint: 0))
    #expect(throws: ModelFault.Reason.scaleOutOfRange) { try trial.plan() }
  }

  @Test func hostileAttributesAreRefusedOrObeyedInBounds() throws {
    let (accepted, disagreement) = acceptedHostileUses(
      of: Pool2D.self, [try .int8([1, 5, 4, 3])], count: 100_000)
    #expect(accepted > 10)
    #expect(disagreement == nil)
  }

  @Test func thePlanIsSmall() { #expect(MemoryLayout<Pool2D.Plan>.size <= 184) }
}
