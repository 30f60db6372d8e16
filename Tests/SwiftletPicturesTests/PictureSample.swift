@testable import SwiftletPictures

/// Pictures for tests, and the files of them.
enum PictureSample {
  /// A picture of the same noise on every machine.
  static func noise(_ width: Int, _ height: Int) -> Picture {
    var state: UInt32 = 1
    let samples = (0..<3 * width * height).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(truncatingIfNeeded: state >> 24)
    }
    return Picture(width: width, height: height, samples: samples)
  }

  /// The bytes of hexadecimal digits.
  static func bytes(_ digits: String) -> [UInt8] {
    let values = digits.filter { !$0.isWhitespace }.compactMap(\.hexDigitValue)
    return stride(from: 0, to: values.count - 1, by: 2).map {
      UInt8(values[$0] << 4 | values[$0 + 1])
    }
  }

  /// `noise(4, 3)` as Pillow writes it, with red, green and blue.
  static let png = bytes(
    """
    89504e470d0a1a0a0000000d49484452000000040000000308020000003b9639910000003049444154789c63b0
    896bdcc21377ac8f65b1430e5374c56ef70b5f5ffc322ebff4945171eb54873eedde575379cdcc01566111aba5
    f5d7f20000000049454e44ae426082
    """)

  /// The same, nearly transparent.
  static let transparentPNG = bytes(
    """
    89504e470d0a1a0a0000000d4948445200000004000000030806000000b4f4aec60000003c49444154789c63b0
    896b64dfc213c77eac8f857db1430e3b5374c56e06f70b5f195efc326628bff494815171eb5476873e6d86de57
    531978cdcc1900cd6e11ce7200f10e0000000049454e44ae426082
    """)

  /// A line of 70,000 black pixels.
  static let longPNG = bytes(
    """
    89504e470d0a1a0a0000000d4948445200011170000000010100000000da3840e60000001e4944415478daedc1
    01010000008220ffaf6e484001000000000000007064222f00017e417ad00000000049454e44ae426082
    """)

  /// Grey ramps of 16×8, to be turned right, as Pillow writes them.
  static let jpeg = bytes(
    """
    ffd8ffe000104a46494600010100000100010000ffe100224578696600004d4d002a0000000800010112000300
    0000010006000000000000ffdb0043000d090a0b0a080d0b0a0b0e0e0d0f13201513121213271c1e17202e2931
    302e292d2c333a4a3e333646372c2d405741464c4e525352323e5a615a50604a51524fffc0000b080008001001
    011100ffc4001500010100000000000000000000000000000204ffc40022100000040407000000000000000000
    000000010311051213150643456263c1c2ffda0008010100003f0048e09b56a355b825f462e462b6ac8aadbe5e
    8c7fffd9
    """)

  /// Where its notes of a camera, its tables and the bits of its pixels start, and where these end.
  static let jpegPlaces = (notes: 20, tables: 56, bits: jpeg.count - 24, end: jpeg.count - 2)

  /// The brightness of its first three lines, turned, as Pillow reads them.
  static let jpegStart: [UInt8] = [
    240, 241, 230, 248, 0, 14, 2, 3, 232, 233, 224, 241, 5, 23, 13, 15, 220, 221, 216, 230, 22, 36,
    31, 31,
  ]

  private static func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// A bitmap of a header of 40 bytes, or of 12 where it says so.
  static func bitmap(
    _ width: Int, _ height: Int, bits: Int, palette: [UInt8] = [], lines: [UInt8],
    compression: Int = 0, masks: [Int] = [], isCore: Bool = false, colourCount: Int = 0
  ) -> [UInt8] {
    var header: [UInt8] = []
    if isCore {
      header = number(12, 4) + number(width, 2) + number(height, 2) + number(1, 2) + number(bits, 2)
    } else {
      header = number(40, 4) + number(width, 4) + number(height, 4) + number(1, 2)
      header += number(bits, 2) + number(compression, 4) + number(0, 12) + number(colourCount, 4)
      header += number(0, 4)
      for mask in masks { header += number(mask, 4) }
    }
    header += palette
    let size = 14 + header.count
    let start = Array("BM".utf8) + number(size + lines.count, 4) + number(0, 4) + number(size, 4)
    return start + header + lines
  }

  /// A picture as a bitmap of 24 bits, from its last line.
  static func bitmap(of picture: Picture) -> [UInt8] {
    var lines: [UInt8] = []
    for line in (0..<picture.height).reversed() {
      for pixel in line * picture.width..<(line + 1) * picture.width {
        lines += picture.samples[3 * pixel..<3 * pixel + 3].reversed()
      }
      while lines.count % 4 != 0 { lines.append(0) }
    }
    return bitmap(picture.width, picture.height, bits: 24, lines: lines)
  }

  /// A picture as a portable pixmap.
  static func pixmap(of picture: Picture) -> [UInt8] {
    Array("P6\n# noise\n\(picture.width) \(picture.height)\n255\n".utf8) + picture.samples
  }
}
