import Swiftlet
import Testing

@testable import SwiftletPictures

@Suite struct PictureInputTests {
  /// What Pillow's `resize` makes of `noise`, bilinear.
  private static let resized: [((Int, Int), (Int, Int), [UInt8])] = [
    (
      (13, 9), (5, 4),
      [
        125, 125, 123, 134, 166, 78, 130, 127, 74, 97, 105, 155, 163, 143, 154, 146, 112,
        131, 126, 126, 111, 132, 151, 143, 109, 127, 111, 109, 136, 129, 125, 104, 103,
        146, 114, 128, 179, 129, 128, 128, 136, 107, 124, 89, 162, 141, 114, 136, 146,
        176, 142, 128, 137, 155, 145, 149, 97, 159, 105, 148,
      ]
    ),
    (
      (4, 5), (7, 5),
      [
        60, 94, 129, 103, 65, 116, 171, 18, 96, 189, 77, 49, 196, 136, 11, 176, 92, 71,
        163, 64, 108, 151, 214, 60, 187, 216, 68, 244, 220, 81, 213, 178, 69, 163, 128,
        57, 79, 60, 72, 26, 18, 81, 33, 181, 149, 56, 140, 164, 92, 75, 189, 168, 56, 139,
        239, 49, 89, 246, 80, 120, 251, 99, 140, 119, 254, 224, 142, 251, 233, 178, 246,
        247, 111, 170, 212, 39, 97, 166, 40, 115, 91, 41, 126, 44, 151, 223, 84, 98, 230,
        75, 14, 242, 61, 108, 125, 79, 198, 12, 93, 83, 59, 56, 11, 88, 33,
      ]
    ),
    (
      (9, 2), (4, 3),
      [
        139, 68, 89, 173, 118, 68, 190, 178, 71, 58, 102, 101, 164, 66, 113, 174, 155,
        132, 136, 164, 111, 66, 157, 84, 188, 64, 136, 175, 191, 196, 81, 149, 151, 74,
        211, 67,
      ]
    ),
    (
      (12, 8), (3, 2),
      [
        135, 146, 129, 130, 133, 98, 118, 122, 137, 129, 120, 117, 129, 103, 130, 147,
        130, 144,
      ]
    ),
  ]

  @Test(arguments: resized.indices)
  func sizesChangeAsPillowChangesThem(number: Int) {
    let (from, to, expected) = Self.resized[number]
    let noise = PictureSample.noise(from.0, from.1)
    let plane = Resampling.Plane(
      width: from.0, height: from.1, channels: 3, samples: noise.samples)
    let result = Resampling.resized(plane, width: to.0, height: to.1)
    #expect(result.width == to.0 && result.height == to.1)
    #expect(result.samples == expected)
  }

  private func settings(_ texts: KeyValuePairs<String, String>) throws -> PictureSettings {
    var settings = PictureSettings()
    for (key, text) in texts { try settings.set("image.\(key)", to: text) }
    return settings
  }

  private func values(
    _ shape: [Int], of picture: Picture, _ texts: KeyValuePairs<String, String>
  ) throws -> [Float] {
    try PictureInput(.float32, shape, nil, settings(texts)).values(of: picture)
  }

  private let pair = Picture(width: 2, height: 1, samples: [1, 2, 3, 4, 5, 6])

  @Test(
    arguments: [
      ([1, 1, 2, 3], "rgb", [1, 2, 3, 4, 5, 6]),
      ([1, 1, 2, 3], "bgr", [3, 2, 1, 6, 5, 4]), ([1, 3, 1, 2], "rgb", [1, 4, 2, 5, 3, 6]),
      ([1, 3, 1, 2], "bgr", [3, 6, 2, 5, 1, 4]), ([3, 1, 2], "rgb", [1, 4, 2, 5, 3, 6]),
    ] as [([Int], String, [Float])])
  func everyLayoutAndOrderHasItsPlace(shape: [Int], order: String, expected: [Float]) throws {
    #expect(try values(shape, of: pair, ["order": order, "mean": "0"]) == expected)
  }

  @Test func brightnessIsThatOfPillow() throws {
    let noise = PictureSample.noise(5, 3)
    let expected: [Float] = [
      88, 72, 143, 99, 178, 214, 138, 28, 133, 90, 107, 149, 210, 227, 87,
    ]
    for shape in [[1, 3, 5, 1], [1, 1, 3, 5], [3, 5, 1], [1, 3, 5], [3, 5]] {
      #expect(try values(shape, of: noise, ["std": "1"]) == expected)
    }
    let thrice = try values([1, 3, 5, 3], of: noise, ["std": "1", "order": "grey"])
    #expect(thrice == expected.flatMap { [$0, $0, $0] })
  }

  @Test func eachChannelHasItsMeanAndDeviation() throws {
    #expect(
      try values([1, 1, 2, 3], of: pair, ["mean": "1,2,3", "std": "1, 0.5,-3"])
        == [0, 0, 0, 3, 6, -1])
    #expect(try values([1, 1, 2, 3], of: pair, [:]) == (1...6).map { Float($0) / 255 })
    #expect(try values([1, 3, 1, 2], of: pair, ["mean": "1,2,3"]) == [0, 3, 0, 3, 0, 3])
  }

  @Test func eightBitsStoreSamplesAsTheyAreWhereNothingIsKnown() throws {
    let all = Picture(width: 256, height: 1, samples: (0...255).flatMap { [UInt8]([$0, $0, $0]) })
    for quantization in [
      nil, Quantization(scale: 0.003921569, zeroPoint: -128),
      Quantization(scale: 0.1, zeroPoint: 3),
    ] {
      let input = try PictureInput(.int8, [1, 1, 256, 1], quantization, PictureSettings())
      let stored = try input.values(of: all).map { value -> Int in
        let scaled = value / (quantization?.scale ?? 1)
        return Int(scaled.rounded(.toNearestOrEven)) + Int(quantization?.zeroPoint ?? 0)
      }
      #expect(stored == Array(-128...127))
    }
  }

  @Test func theMiddleIsTakenAsTheSettingsAsk() throws {
    // A ramp, so that each value tells where it is from.
    let ramp = Picture(width: 10, height: 4, samples: (0..<120).map { UInt8($0 / 3 % 10) })
    let row = { (texts: KeyValuePairs<String, String>) in
      try values([1, 4, 4, 1], of: ramp, texts).prefix(4).map { $0 }
    }
    #expect(try row(["std": "1"]) == [3, 4, 5, 6])
    #expect(try row(["std": "1", "resize": "4"]) == [3, 4, 5, 6])
    #expect(try row(["std": "1", "resize": "stretch"]) == [1, 3, 6, 8])
    #expect(try row(["std": "1", "crop": "0.4"]) == [4, 4, 5, 5])
    #expect(throws: PictureFault.tooSmall(scaled: 3, needed: 4)) { try row(["resize": "3"]) }
  }

  @Test(arguments: [
    [1, 640], [2, 4, 4, 3], [1, 4, 4, 2], [4], [], [1, 1, 4, 4, 3], [1, 40_000, 4, 3],
  ])
  func inputsOfOtherShapesTakeNoPictures(shape: [Int]) {
    #expect(throws: PictureFault.noPicture(shape: shape)) {
      try PictureInput(.float32, shape, nil, PictureSettings())
    }
  }

  @Test(arguments: [
    ("order", "yuv"), ("mean", ""), ("mean", "1,,2"), ("mean", "nan"), ("mean", "1,2,3,4,5"),
    ("std", "0"), ("std", "1,0,1"), ("crop", "0"), ("crop", "1.1"), ("crop", "x"), ("resize", "0"),
    ("resize", "fill"), ("resize", "70000"), ("size", "3"),
  ])
  func valuesThatSayNothingAreRefused(key: String, text: String) {
    #expect(throws: PictureFault.self) { try settings([key: text]) }
  }

  @Test func asManyNumbersAsChannelsAreNeeded() throws {
    for (key, text) in [("mean", "1,2"), ("std", "1,2"), ("mean", "1,2,3,4")] {
      #expect(throws: PictureFault.self) { try values([1, 1, 2, 3], of: pair, [key: text]) }
    }
    #expect(throws: PictureFault.self) { try values([1, 1, 2, 1], of: pair, ["order": "rgb"]) }
  }

  @Test func aLineOfAPixelIsNotBlownUpWithoutBounds() {
    let line = Picture(width: 1, height: 100_000, samples: [UInt8](repeating: 9, count: 300_000))
    #expect(throws: PictureFault.self) { try values([1, 1000, 1000, 3], of: line, [:]) }
  }

  @Test(arguments: ["cover", "stretch", "32767"])
  func anInputThatClaimsAHugeSizeIsRefused(resize: String) {
    #expect(throws: PictureFault.scaledTooLarge(width: 32_767, height: 32_767)) {
      let dot = Picture(width: 1, height: 1, samples: [1, 2, 3])
      return try values([1, 32_767, 32_767, 3], of: dot, ["resize": resize])
    }
  }
}
