import Testing

@testable import SwiftletPictures

@Suite struct PictureTests {
  private let noise = PictureSample.noise(5, 3)

  @Test func bitmapsAndPixmapsHoldThePicture() throws {
    #expect(try Picture(parsing: PictureSample.bitmap(of: noise)) == noise)
    #expect(try Picture(parsing: PictureSample.pixmap(of: noise)) == noise)
  }

  @Test func aBitmapMayStartAtItsTop() throws {
    let line: [UInt8] = [3, 2, 1, 6, 5, 4, 0, 0]
    let picture = try Picture(
      parsing: PictureSample.bitmap(2, -2, bits: 24, lines: line + [9, 8, 7, 12, 11, 10, 0, 0]))
    #expect(picture.samples == Array(1...12))
  }

  @Test(
    arguments: [
      (1, [0b0110_0000], [0, 1, 1, 0]), (2, [0b0011_1001], [0, 3, 2, 1]),
      (4, [0x0F, 0x3A], [0, 15, 3, 10]), (8, [0, 7, 255, 1], [0, 7, 255, 1]),
    ] as [(Int, [UInt8], [Int])])
  func everyDepthOfAPaletteIsRead(bits: Int, line: [UInt8], numbers: [Int]) throws {
    let palette = (0..<1 << bits).flatMap { [UInt8]([UInt8($0), UInt8(255 - $0), 100, 0]) }
    let padded = line + [UInt8](repeating: 0, count: 4 - line.count)
    let picture = try Picture(
      parsing: PictureSample.bitmap(4, 1, bits: bits, palette: palette, lines: padded))
    #expect(picture.samples == numbers.flatMap { [UInt8]([100, UInt8(255 - $0), UInt8($0)]) })
  }

  @Test func aNumberBeyondThePaletteIsBlack() throws {
    let picture = try Picture(
      parsing: PictureSample.bitmap(
        2, 1, bits: 8, palette: [1, 2, 3, 0], lines: [0, 1, 0, 0], colourCount: 1))
    #expect(picture.samples == [3, 2, 1, 0, 0, 0])
  }

  @Test func anOldHeaderHasPalettesOfThreeBytes() throws {
    let palette: [UInt8] = [1, 2, 3, 4, 5, 6]
    let picture = try Picture(
      parsing: PictureSample.bitmap(
        2, 1, bits: 1, palette: palette, lines: [0x40, 0, 0, 0], isCore: true))
    #expect(picture.samples == [3, 2, 1, 6, 5, 4])
  }

  @Test func masksSayWhereColoursAre() throws {
    let wide = PictureSample.bitmap(
      1, 1, bits: 32, lines: [0x10, 0x20, 0x30, 0x40], compression: 3,
      masks: [0xFF, 0xFF00, 0xFF_0000])
    #expect(try Picture(parsing: wide).samples == [0x10, 0x20, 0x30])
    let plain = PictureSample.bitmap(1, 1, bits: 32, lines: [0x10, 0x20, 0x30, 0x40])
    #expect(try Picture(parsing: plain).samples == [0x30, 0x20, 0x10])
    let narrow = PictureSample.bitmap(
      1, 1, bits: 16, lines: [0xE0, 0x07, 0, 0], compression: 3, masks: [0xF800, 0x7E0, 0x1F])
    #expect(try Picture(parsing: narrow).samples == [0, 255, 0])
    let usual = PictureSample.bitmap(1, 1, bits: 16, lines: [0x1F, 0x7C, 0, 0])
    #expect(try Picture(parsing: usual).samples == [255, 0, 255])
  }

  @Test(arguments: [1, 2])
  func runLengthsAreRefusedByName(compression: Int) {
    let file = PictureSample.bitmap(1, 1, bits: 8, lines: [0, 1, 0, 0], compression: compression)
    #expect(throws: PictureFault.kindUnknown("a BMP picture with run-length compression")) {
      try Picture(parsing: file)
    }
  }

  @Test(
    arguments: [
      ("P2\n3 1 # three\n4\n0 2 4\n", [0, 128, 255]), ("P2 1 1 255 7", [7]),
      ("P2 2 1 255#hello\n3 4", [3, 4]), ("P5 2 1 255# hello\n#\u{2}", [35, 2]),
      ("P5 2 1 255\n\u{1}\u{2}", [1, 2]), ("P5 1 1 65535\n\u{7F}\u{0}", [127]),
      ("P5 1 1 1000\n\u{3}\u{68}", [222]),
    ] as [(String, [UInt8])])
  func graymapsOfEveryKindAreRead(text: String, grey: [UInt8]) throws {
    let samples = try Picture(parsing: Array(text.utf8)).samples
    #expect(samples == grey.flatMap { [$0, $0, $0] })
  }

  @Test func pixmapsAsTextAreRead() throws {
    let text = "P3 1 2 255 1 2 3\n4 5 6"
    #expect(try Picture(parsing: Array(text.utf8)).samples == [1, 2, 3, 4, 5, 6])
  }

  @Test(arguments: ["", "P7 1 1", "GIF89a", "B", "\u{0}"])
  func otherFilesAreRefused(text: String) {
    #expect(throws: PictureFault.formatUnknown) { try Picture(parsing: Array(text.utf8)) }
  }

  @Test(arguments: [
    "P5 100000 100000 255\n", "P6 9999999999999999999 1 255\n", "P5 67108865 1 255\n",
  ])
  func aSizeThatIsOnlyClaimedTakesNoMemory(text: String) {
    #expect(throws: PictureFault.self) { try Picture(parsing: Array(text.utf8)) }
  }

  @Test(arguments: ["P2 1 1 255", "P5 1 1 255x1", "P5 1 1 255#1", "P2 1 1 255-1"])
  func theHeaderOfAGraymapEndsWithABlank(text: String) {
    #expect(throws: PictureFault.self) { try Picture(parsing: Array(text.utf8)) }
  }

  @Test(arguments: [("P5 65536 1 255\n", 65_536, 1), ("P5 1 65536 255\n", 1, 65_536)])
  func aSideHasItsLimit(text: String, width: Int, height: Int) {
    let file = Array(text.utf8) + [UInt8](repeating: 0, count: 65_536)
    let fault = #expect(throws: PictureFault.tooLarge(width: width, height: height)) {
      try Picture(parsing: file)
    }
    #expect(
      fault?.description
        == "it has \(width)×\(height) pixels, and at most 65535 on a side are read")
  }

  @Test func aFileLargerThanTheMemoryIsRefusedBeforeItIsCopied() throws {
    let limit = Int(Int32.max)
    let large = try #require(SparseFile("P5 1 1 255\n", byteCount: limit + 1))
    let fault = #expect(throws: PictureFault.fileTooLarge(byteCount: limit + 1)) {
      try Picture(contentsOf: large.path)
    }
    #expect(fault?.description == "its file has 2147483648 bytes, and at most 2147483647 are read")
    let other = try #require(SparseFile("no picture", byteCount: 300 << 30))
    #expect(throws: PictureFault.formatUnknown) { try Picture(contentsOf: other.path) }
  }

  @Test func sizesThatAreNoneAreRefused() {
    for (width, height) in [(0, 1), (1, 0), (-1, 1), (1 << 30, 1 << 30), (1, Int(Int32.min))] {
      #expect(throws: PictureFault.self) {
        try Picture(parsing: PictureSample.bitmap(width, height, bits: 24, lines: [0, 0, 0, 0]))
      }
    }
  }

  /// The files that every damage is tried on; what a library reads is left out where it is missing.
  static var files: [[UInt8]] {
    let noise = PictureSample.noise(4, 3)
    return [
      PictureSample.bitmap(of: noise), PictureSample.pixmap(of: noise),
      PictureSample.bitmap(
        3, 1, bits: 4, palette: [UInt8](repeating: 9, count: 64), lines: [0x12, 0x30, 0, 0]),
      PictureSample.bitmap(
        1, 1, bits: 32, lines: [1, 2, 3, 4], compression: 3, masks: [0xFF, 0xFF00, 0xFF_0000]),
      Array("P3 1 2 255 1 2 3\n4 5 6".utf8), PictureSample.png, PictureSample.jpeg,
    ]
  }

  @Test(arguments: files.indices)
  func everyPrefixOfAFileIsReadOrRefused(number: Int) {
    let file = Self.files[number]
    for count in file.indices {
      // What is read has as many pixels as it says.
      guard let picture = try? Picture(parsing: Array(file[..<count])) else { continue }
      #expect(picture.samples.count == 3 * picture.width * picture.height)
    }
  }

  @Test(arguments: files.indices)
  func everyDamagedByteIsReadOrRefused(number: Int) {
    let file = Self.files[number]
    for index in file.indices {
      for mask in [UInt8(0x01), 0x10, 0x80, 0xFF] {
        var damaged = file
        damaged[index] ^= mask
        // A size of billions is refused; one of millions may be a picture of so many.
        guard let picture = try? Picture(parsing: damaged) else { continue }
        #expect(picture.samples.count == 3 * picture.width * picture.height)
      }
    }
  }
}
