internal import CSwiftletPictures
internal import Swiftlet

extension Picture {
  /// Reads a picture of any format that is known, turned as its file asks.
  public init(contentsOf path: String) throws(PictureFault) {
    let file: MappedFile
    do throws(FileFault) {
      file = try MappedFile(path: path)
    } catch {
      throw .file(error)
    }
    let bytes = try file.withBytes { bytes throws(PictureFault) in
      // Only a picture that may be read is copied: a file may be larger than the memory.
      let start = [UInt8](copying: bytes.extracting(0..<min(bytes.byteCount, 4)))
      guard PictureFormat(start) != nil else { throw .formatUnknown }
      try Self.check(byteCount: bytes.byteCount)
      return [UInt8](copying: bytes)
    }
    try self.init(parsing: bytes)
  }

  /// Reads the bytes of a picture's file.
  public init(parsing bytes: [UInt8]) throws(PictureFault) {
    try Self.check(byteCount: bytes.count)
    switch PictureFormat(bytes) {
    case .bitmap: self = try Bitmap(bytes).picture()
    case .portableMap: self = try PortableMap(bytes).picture()
    case .png: self = try Self.decoded(bytes, .png)
    case .jpeg:
      let plain = JPEGSegments.withoutExtraneousBytes(bytes)
      self = try Self.decoded(plain, .jpeg).turned(Orientation(jpeg: plain))
    case nil: throw .formatUnknown
    }
  }

  private static func check(byteCount: Int) throws(PictureFault) {
    guard byteCount <= byteLimit else { throw .fileTooLarge(byteCount: byteCount) }
  }

  /// Lets a library of the system decode a picture.
  private static func decoded(
    _ bytes: [UInt8], _ format: PictureFormat
  ) throws(PictureFault) -> Picture {
    var result = unsafe swiftlet_picture()
    let limits = swiftlet_picture_limits(pixels: pixelLimit, side: sideLimit)
    // The decoder reads the bytes it is given while it is called, and no further.
    let status =
      unsafe format == .png
      ? swiftlet_picture_decode_png(bytes, bytes.count, limits, &result)
      : swiftlet_picture_decode_jpeg(bytes, bytes.count, limits, &result)
    defer { unsafe swiftlet_picture_free(&result) }
    let (width, height) = unsafe (Int(result.width), Int(result.height))
    switch status {
    case SWIFTLET_PICTURE_DECODED:
      guard let samples = unsafe result.samples else { throw .damaged("it has no pixels") }
      // The decoder made as many samples.
      return Picture(
        width: width, height: height,
        samples: unsafe Array(UnsafeBufferPointer(start: samples, count: 3 * width * height)))
    case SWIFTLET_PICTURE_LIBRARY_MISSING: throw .libraryMissing(format)
    case SWIFTLET_PICTURE_TOO_LARGE: throw .tooLarge(width: width, height: height)
    case SWIFTLET_PICTURE_MEMORY_REFUSED: throw .memoryRefused(width: width, height: height)
    default:
      // The message ends with a zero byte within its bounds.
      let message = unsafe withUnsafeBytes(of: &result.message) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw .damaged(message.isEmpty ? "it has no pixels" : message)
    }
  }
}
