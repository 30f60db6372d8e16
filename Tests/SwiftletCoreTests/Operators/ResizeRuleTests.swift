import SwiftletCases
import SwiftletCore
import Testing

/// The rules by which positions are divided by a scale.
@Suite struct ResizeRuleTests {
  @Test(arguments: try ResizeCases.divided())
  func everyRunEqualsTheReference(_ example: LayoutCase<Resize>) throws {
    try expectEveryRun(of: example, toGive: try example.trial().reference())
  }

  @Test(arguments: try ResizeCases.divided())
  func theReferenceWeighsTheNeighboursOfThePosition(_ example: LayoutCase<Resize>) throws {
    let (input, attributes) = (example.inputs[0], example.attributes)
    let trial = try example.trial()
    let lengths = trial.outputType.shape.lengths
    let found = reals(of: try trial.reference(), trial.outputType)
    let values = input.realValues
    let shape = input.type.shape
    for (number, index) in everyIndex(lengths).enumerated() {
      let y = Self.weights(
        Self.position(
          index[1], shape[1], lengths[1], attributes.rule, attributes.heightScale), shape[1],
        attributes)
      let x = Self.weights(
        Self.position(index[2], shape[2], lengths[2], attributes.rule, attributes.widthScale),
        shape[2], attributes)
      var sum = 0.0
      for (row, yWeight) in y {
        for (column, xWeight) in x {
          let place = ((index[0] * shape[1] + row) * shape[2] + column) * shape[3] + index[3]
          sum += yWeight * xWeight * values[place]
        }
      }
      #expect(abs(found[number] - sum) < 1e-4, "\(index)")
    }
  }

  /// The position in the input of an index of the output, by ONNX's formulas.
  private static func position(
    _ index: Int, _ input: Int, _ output: Int, _ rule: Resize.CoordinateRule, _ stated: Float
  ) -> Double {
    let (o, input, output) = (Double(index), Double(input), Double(output))
    let scale = stated > 0 ? Double(stated) : output / input
    let resized = stated > 0 ? scale * input : output
    switch rule {
    case .asymmetric: return o / scale
    case .halfPixel: return (o + 0.5) / scale - 0.5
    case .halfPixelOrFirst: return output > 1 ? (o + 0.5) / scale - 0.5 : 0
    case .alignCorners: return resized > 1 ? o * (input - 1) / (resized - 1) : 0
    case .halfPixelSymmetric:
      return input / 2 * (1 - output / resized) + (o + 0.5) / scale - 0.5
    }
  }

  /// The indices behind a position, and their weights.
  private static func weights(
    _ position: Double, _ length: Int, _ attributes: Resize.Attributes
  ) -> [(Int, Double)] {
    func held(_ index: Double) -> Int { Int(max(0, min(Double(length - 1), index))) }
    let lower = position.rounded(.down)
    switch attributes.mode {
    case .nearest:
      // A hair's breadth off a half is the half, which a float may be next to.
      let tie = abs(position - lower - 0.5) < 1e-6
      let nearest =
        switch attributes.rounding {
        case .down: (position + 1e-6).rounded(.down)
        case .up: (position - 1e-6).rounded(.up)
        case .halvesDown: tie ? lower : position.rounded()
        case .halvesUp, .ruled: tie ? lower + 1 : position.rounded()
        }
      return [(held(nearest), 1)]
    case .bilinear:
      let inside = max(0, min(Double(length - 1), position))
      let below = inside.rounded(.down)
      return [(held(below), 1 - (inside - below)), (held(below + 1), inside - below)]
    case .cubic:
      let a = Double(attributes.cubicCoefficient)
      var taps: [(Int, Double)] = []
      for index in stride(from: lower - 1, through: lower + 2, by: 1) {
        let x = abs(index - position)
        let weight =
          x <= 1
          ? (a + 2) * x * x * x - (a + 3) * x * x + 1
          : a * x * x * x - 5 * a * x * x + 8 * a * x - 4 * a
        let isInside = index >= 0 && index < Double(length)
        taps.append((held(index), isInside || !attributes.excludesOutside ? weight : 0))
      }
      guard attributes.excludesOutside else { return taps }
      let sum = taps.map(\.1).reduce(0, +)
      return taps.map { ($0.0, $0.1 / sum) }
    }
  }

  /// An image of one channel with the numbers from one on.
  private static func resized(
    _ height: Int, _ width: Int, _ change: (inout Resize.Attributes) -> Void
  ) throws -> [Float] {
    var attributes = Resize.Attributes()
    change(&attributes)
    let input = try SampleTensor(
      .float32, [1, height, width, 1], (1...(height * width)).map { Float($0) })
    return elements(of: try OperatorTrial<Resize>(attributes, [input]).run(), Float.self)
  }

  @Test func theExamplesOfONNXComeOut() throws {
    func expect(_ found: [Float], _ expected: [Float]) {
      #expect(found.count == expected.count)
      for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 3e-5) }
    }
    expect(
      try Self.resized(2, 4) {
        ($0.mode, $0.rule) = (.bilinear, .alignCorners)
        ($0.height, $0.width, $0.heightScale, $0.widthScale) = (1, 2, 0.6, 0.6)
      }, [1, 3.142857])
    expect(
      try Self.resized(1, 4) {
        ($0.mode, $0.rule) = (.bilinear, .halfPixelSymmetric)
        ($0.height, $0.width, $0.heightScale, $0.widthScale) = (1, 2, 1, 0.6)
      }, [1.6666667, 3.3333333])
    expect(
      try Self.resized(4, 4) {
        ($0.mode, $0.rule, $0.height, $0.width) = (.bilinear, .halfPixelOrFirst, 3, 1)
      }, [1.6666666, 7, 12.333333])
    expect(
      try Self.resized(4, 4) {
        ($0.mode, $0.rule, $0.cubicCoefficient) = (.cubic, .halfPixel, -0.5)
        ($0.height, $0.width, $0.heightScale, $0.widthScale) = (3, 3, 0.8, 0.8)
        $0.excludesOutside = true
      },
      [
        1.3681267, 2.6695013, 4.0133367, 6.573625, 7.875, 9.218835, 11.948966, 13.250341,
        14.594176,
      ])
    expect(
      try Self.resized(4, 4) {
        ($0.mode, $0.rule) = (.cubic, .alignCorners)
        ($0.height, $0.width, $0.heightScale, $0.widthScale) = (3, 3, 0.8, 0.8)
      },
      [
        1, 2.3951917, 3.7903831, 6.580766, 7.975958, 9.371149, 12.161532, 13.556724, 14.951916,
      ])
    let row = try Self.resized(1, 4) {
      ($0.mode, $0.rule, $0.rounding) = (.nearest, .halfPixel, .up)
      ($0.height, $0.width) = (1, 8)
    }
    #expect(row == [1, 2, 2, 3, 3, 4, 4, 4])
  }

  @Test func numbersWithoutMeaningAreRefused() throws {
    let image = try SampleTensor.float32([1, 2, 2, 1])
    for number in [-1, .nan, .infinity] as [Float] {
      var attributes = Resize.Attributes()
      attributes.heightScale = number
      #expect(throws: ModelFault.Reason.attributeOutOfRange(field: 6)) {
        try OperatorTrial<Resize>(attributes, [image])
      }
      attributes = Resize.Attributes()
      attributes.widthScale = number
      #expect(throws: ModelFault.Reason.attributeOutOfRange(field: 7)) {
        try OperatorTrial<Resize>(attributes, [image])
      }
    }
    var attributes = Resize.Attributes()
    attributes.cubicCoefficient = .nan
    #expect(throws: ModelFault.Reason.attributeOutOfRange(field: 8)) {
      try OperatorTrial<Resize>(attributes, [image])
    }
    attributes = Resize.Attributes()
    attributes.mode = .cubic
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.int8)) {
      try OperatorTrial<Resize>(attributes, [.int8([1, 2, 2, 1])])
    }
  }

  @Test func hostileAttributesAreRefusedOrObeyedInBounds() throws {
    let (accepted, _) = acceptedHostileUses(
      of: Resize.self, [try .float32([1, 3, 4, 2])], count: 10_000, agreeing: false)
    #expect(accepted > 100)
  }
}
