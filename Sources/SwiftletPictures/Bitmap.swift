/// Reads a bitmap of Windows: 1 to 32 bits a pixel, with or without a palette, from either end.
struct Bitmap {
  private let bytes: [UInt8]
  private let width: Int
  private let height: Int
  private let isTopDown: Bool
  private let bitCount: Int
  private let start: Int
  private let palette: [(UInt8, UInt8, UInt8)]
  private let masks: [Mask]

  /// The bits of one colour in a pixel.
  private struct Mask {
    let shift: Int
    let most: Int

    init(_ bits: Int) {
      shift = bits == 0 ? 0 : bits.trailingZeroBitCount
      most = bits >> shift
    }

    func sample(_ pixel: Int) -> UInt8 {
      most == 0 ? 0 : UInt8(truncatingIfNeeded: ((pixel >> shift & most) * 255 + most / 2) / most)
    }
  }

  private static let fileHeaderByteCount = 14

  init(_ bytes: [UInt8]) throws(PictureFault) {
    self.bytes = bytes
    let header = try Header(bytes)
    (width, height, isTopDown) = (header.width, header.height, header.isTopDown)
    (bitCount, start) = (header.bitCount, header.start)
    masks = try header.masks(bytes).map(Mask.init)
    palette = try header.palette(bytes)
    let lineBytes = (width * bitCount + 31) / 32 * 4
    guard start <= bytes.count, lineBytes <= (bytes.count - start) / height else {
      throw .damaged("it ends before its last line")
    }
  }

  func picture() -> Picture {
    let lineBytes = (width * bitCount + 31) / 32 * 4
    var samples: [UInt8] = []
    samples.reserveCapacity(3 * width * height)
    for line in 0..<height {
      let place = start + (isTopDown ? line : height - 1 - line) * lineBytes
      for column in 0..<width {
        let (red, green, blue) = pixel(place, column)
        samples.append(red)
        samples.append(green)
        samples.append(blue)
      }
    }
    return Picture(width: width, height: height, samples: samples)
  }

  private func pixel(_ line: Int, _ column: Int) -> (UInt8, UInt8, UInt8) {
    switch bitCount {
    case 24:
      let place = line + 3 * column
      return (bytes[place + 2], bytes[place + 1], bytes[place])
    case 16, 32:
      let place = line + bitCount / 8 * column
      let pixel = bitCount == 16 ? bytes.uint16(at: place) : bytes.uint32(at: place)
      return (masks[0].sample(pixel), masks[1].sample(pixel), masks[2].sample(pixel))
    default:
      let bit = bitCount * column
      let shift = 8 - bitCount - bit % 8
      let number = Int(bytes[line + bit / 8]) >> shift & (1 << bitCount - 1)
      return number < palette.count ? palette[number] : (0, 0, 0)
    }
  }

  /// What stands before the palette.
  private struct Header {
    let byteCount: Int
    let width: Int
    let height: Int
    let isTopDown: Bool
    let bitCount: Int
    let hasMasks: Bool
    let colourCount: Int
    let start: Int

    private static let coreByteCount = 12
    private static let usualByteCount = 40

    init(_ bytes: [UInt8]) throws(PictureFault) {
      let place = Bitmap.fileHeaderByteCount
      guard bytes.count >= place + Self.coreByteCount else {
        throw .damaged("it ends inside of its header")
      }
      start = bytes.uint32(at: 10)
      byteCount = bytes.uint32(at: place)
      let isCore = byteCount == Self.coreByteCount
      guard isCore || byteCount >= Self.usualByteCount, byteCount <= bytes.count - place else {
        throw .damaged("its header has \(byteCount) bytes")
      }
      let lines = isCore ? bytes.uint16(at: place + 6) : bytes.int32(at: place + 8)
      width = isCore ? bytes.uint16(at: place + 4) : bytes.int32(at: place + 4)
      height = Int(lines.magnitude)
      isTopDown = lines < 0
      bitCount = bytes.uint16(at: place + (isCore ? 10 : 14))
      let compression = isCore ? 0 : bytes.uint32(at: place + 16)
      colourCount = isCore ? 0 : bytes.uint32(at: place + 32)
      hasMasks = compression == 3 || compression == 6
      try Picture.check(width: width, height: height)
      switch compression {
      case 0, 3, 6: break
      case 1, 2: throw .kindUnknown("a BMP picture with run-length compression")
      default: throw .kindUnknown("a BMP picture of compression \(compression)")
      }
      guard [1, 2, 4, 8, 24].contains(bitCount) && !hasMasks || bitCount == 16 || bitCount == 32
      else { throw .kindUnknown("a BMP picture of \(bitCount) bits a pixel") }
    }

    /// The bits of red, green and blue.
    func masks(_ bytes: [UInt8]) throws(PictureFault) -> [Int] {
      guard hasMasks else {
        return bitCount == 16 ? [0x7C00, 0x3E0, 0x1F] : [0xFF_0000, 0xFF00, 0xFF]
      }
      // They stand behind a usual header, and inside of a longer one, at the same place.
      let place = Bitmap.fileHeaderByteCount + Self.usualByteCount
      guard bytes.count >= place + 12 else { throw .damaged("it ends inside of its header") }
      return [0, 4, 8].map { bytes.uint32(at: place + $0) }
    }

    func palette(_ bytes: [UInt8]) throws(PictureFault) -> [(UInt8, UInt8, UInt8)] {
      guard bitCount <= 8 else { return [] }
      let isCore = byteCount == Self.coreByteCount
      let most = 1 << bitCount
      let count = colourCount == 0 ? most : min(colourCount, most)
      let (size, place) = (isCore ? 3 : 4, Bitmap.fileHeaderByteCount + byteCount)
      guard bytes.count - place >= count * size else {
        throw .damaged("it ends inside of its palette")
      }
      return (0..<count).map { number in
        let entry = place + number * size
        return (bytes[entry + 2], bytes[entry + 1], bytes[entry])
      }
    }
  }
}
