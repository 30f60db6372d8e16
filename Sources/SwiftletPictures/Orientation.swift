/// How a camera was held, as its files say it (EXIF), and so how a picture has to be turned.
enum Orientation: Int {
  case upright = 1
  case mirrored = 2
  case halfTurned = 3
  case halfTurnedMirrored = 4
  case transposed = 5
  case turnedRight = 6
  case transverse = 7
  case turnedLeft = 8

  /// Finds what a JPEG file says; upright where it says nothing, or nothing that can be read.
  init(jpeg bytes: [UInt8]) {
    self = Self.exif(in: bytes).flatMap { Self.orientation(in: bytes, $0) } ?? .upright
  }

  /// Where the notes of the camera lie among the segments before the picture.
  private static func exif(in bytes: [UInt8]) -> Range<Int>? {
    let mark = Array("Exif\0\0".utf8)
    var segments = JPEGSegments(bytes)
    while let segment = segments.next() {
      // The kind and the length come before the mark.
      guard bytes[segment.lowerBound] == 0xE1, bytes[segment].dropFirst(3).starts(with: mark)
      else { continue }
      return segment.lowerBound + 9..<segment.upperBound
    }
    return nil
  }

  /// The field of number 0x0112 in the first directory of the notes, which are a TIFF file.
  private static func orientation(in bytes: [UInt8], _ notes: Range<Int>) -> Orientation? {
    guard notes.count >= 8 else { return nil }
    let isLittle = bytes[notes.lowerBound] == 0x49
    let short = { (place: Int) -> Int? in
      guard place >= 0, place <= notes.count - 2 else { return nil }
      let (first, second) = (
        Int(bytes[notes.lowerBound + place]), Int(bytes[notes.lowerBound + place + 1])
      )
      return isLittle ? first | second << 8 : first << 8 | second
    }
    guard let low = short(isLittle ? 4 : 6), let high = short(isLittle ? 6 : 4) else { return nil }
    let directory = high << 16 | low
    guard let count = short(directory) else { return nil }
    for entry in 0..<count {
      let place = directory + 2 + 12 * entry
      guard let field = short(place) else { return nil }
      if field == 0x0112 { return short(place + 8).flatMap(Orientation.init(rawValue:)) }
    }
    return nil
  }

  /// Whether lines become columns.
  var isSideways: Bool { rawValue >= 5 }

  /// Where the pixel at a place of the turned picture comes from, in a picture of a size.
  fileprivate func source(_ x: Int, _ y: Int, _ width: Int, _ height: Int) -> (x: Int, y: Int) {
    let (right, bottom) = (width - 1, height - 1)
    return switch self {
    case .upright: (x, y)
    case .mirrored: (right - x, y)
    case .halfTurned: (right - x, bottom - y)
    case .halfTurnedMirrored: (x, bottom - y)
    case .transposed: (y, x)
    case .turnedRight: (y, bottom - x)
    case .transverse: (right - y, bottom - x)
    case .turnedLeft: (right - y, x)
    }
  }
}

extension Picture {
  /// The picture as it was seen.
  func turned(_ orientation: Orientation) -> Picture {
    guard orientation != .upright else { return self }
    let (lines, columns) = orientation.isSideways ? (width, height) : (height, width)
    var turned: [UInt8] = []
    turned.reserveCapacity(samples.count)
    for y in 0..<lines {
      for x in 0..<columns {
        let source = orientation.source(x, y, width, height)
        let place = 3 * (source.y * width + source.x)
        turned.append(samples[place])
        turned.append(samples[place + 1])
        turned.append(samples[place + 2])
      }
    }
    return Picture(width: columns, height: lines, samples: turned)
  }
}
