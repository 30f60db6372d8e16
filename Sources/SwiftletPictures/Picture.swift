/// A picture in memory: red, green and blue of each pixel, line after line from the top.
public struct Picture: Equatable, Sendable {
  /// The most pixels that are decoded, those of a square of 8192.
  public static let pixelLimit = 1 << 26

  /// The most pixels of a line and the most lines that are decoded, those of JPEG.
  public static let sideLimit = 65_535

  /// The most bytes of a file that are read.
  public static let byteLimit = Int(Int32.max)

  /// The pixels of a line.
  public let width: Int

  /// The number of lines.
  public let height: Int

  /// Three samples for each pixel.
  public let samples: [UInt8]

  /// Creates a picture.
  ///
  /// - Precondition: there are three samples for each pixel, and at least one pixel.
  public init(width: Int, height: Int, samples: [UInt8]) {
    precondition(width > 0 && height > 0 && samples.count == 3 * width * height)
    (self.width, self.height, self.samples) = (width, height, samples)
  }

  /// Whether a size above zero is no more than is decoded.
  static func isDecoded(width: Int, height: Int) -> Bool {
    width <= sideLimit && height <= sideLimit && height <= pixelLimit / width
  }

  /// Refuses sizes that are nothing, or more than is decoded.
  static func check(width: Int, height: Int) throws(PictureFault) {
    guard width > 0, height > 0 else { throw .damaged("it has no pixels") }
    guard isDecoded(width: width, height: height) else {
      throw .tooLarge(width: width, height: height)
    }
  }
}

/// The file formats of pictures that are read.
public enum PictureFormat: String, Sendable {
  /// Portable Network Graphics, by libpng.
  case png = "PNG"
  /// JPEG, by libturbojpeg.
  case jpeg = "JPEG"
  /// The bitmaps of Windows.
  case bitmap = "BMP"
  /// Portable graymaps and pixmaps, as text or as bytes.
  case portableMap = "PPM or PGM"

  /// Tells a format by the first bytes of a file.
  init?(_ bytes: [UInt8]) {
    let starts: [(PictureFormat, [UInt8])] = [
      (.png, [0x89, 0x50, 0x4E, 0x47]), (.jpeg, [0xFF, 0xD8, 0xFF]), (.bitmap, [0x42, 0x4D]),
      (.portableMap, [0x50, 0x32]), (.portableMap, [0x50, 0x33]), (.portableMap, [0x50, 0x35]),
      (.portableMap, [0x50, 0x36]),
    ]
    guard let found = starts.first(where: { bytes.starts(with: $0.1) }) else { return nil }
    self = found.0
  }
}

extension [UInt8] {
  /// Every byte of a span.
  init(copying bytes: RawSpan) {
    // Bytes of any kind are copied as they are.
    self = unsafe bytes.withUnsafeBytes { unsafe Array($0) }
  }

  /// Two bytes at an index, little-endian; checked.
  func uint16(at index: Int) -> Int { Int(self[index]) | Int(self[index + 1]) << 8 }

  /// Four bytes at an index, little-endian; checked.
  func uint32(at index: Int) -> Int { uint16(at: index) | uint16(at: index + 2) << 16 }

  /// Four bytes at an index, little-endian with a sign; checked.
  func int32(at index: Int) -> Int {
    Int(Int32(truncatingIfNeeded: uint32(at: index)))
  }
}
