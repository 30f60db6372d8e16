/// Walks the segments of a JPEG file up to its picture, as libjpeg does.
struct JPEGSegments {
  private let bytes: [UInt8]

  /// Where the next segment starts, or the bytes before it; at last, where the walk ended.
  private(set) var place: Int

  /// Whether bytes were passed over that belong to no segment.
  private(set) var hasExtraneousBytes = false

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    // The mark of the format comes first.
    place = min(2, bytes.count)
  }

  /// The next segment, from its kind on; nil at the picture, or where the file cannot be read.
  mutating func next() -> Range<Int>? {
    guard let kind = nextKind() else { return nil }
    let end: Int
    switch bytes[kind] {
    // The segments that hold no bytes have no length either.
    case 0x01, 0xD0...0xD7: end = kind + 1
    // The start and the end of a file, and the start of the picture.
    case 0xD8...0xDA: return nil
    default:
      guard kind + 2 < bytes.count else { return nil }
      let length = Int(bytes[kind + 1]) << 8 | Int(bytes[kind + 2])
      end = kind + 1 + length
      guard length >= 2, end <= bytes.count else { return nil }
    }
    // Bytes of FF fill the space before a kind, as many as there are.
    if bytes[place..<kind].contains(where: { $0 != 0xFF }) { hasExtraneousBytes = true }
    place = end
    return kind..<end
  }

  /// Where the kind of the next segment stands: the first byte behind FF that is neither FF nor 0.
  private func nextKind() -> Int? {
    guard place < bytes.count else { return nil }
    var index = place
    var isMarked = false
    while index < bytes.count, !isMarked || bytes[index] == 0 || bytes[index] == 0xFF {
      isMarked = bytes[index] == 0xFF
      index += 1
    }
    return index < bytes.count ? index : nil
  }

  /// The file without what belongs to no segment.
  ///
  /// libjpeg passes over those bytes too, but its remark about them is the only one that it makes,
  /// so that the end of a file that was cut short would not be noticed.
  static func withoutExtraneousBytes(_ bytes: [UInt8]) -> [UInt8] {
    var walk = JPEGSegments(bytes)
    while walk.next() != nil {}
    let start = walk.nextKind().map { $0 - 1 } ?? walk.place
    let isPlain = bytes[walk.place..<start].allSatisfy { $0 == 0xFF }
    guard walk.hasExtraneousBytes || !isPlain else { return bytes }
    var plain = Array(bytes.prefix(2))
    plain.reserveCapacity(bytes.count)
    var segments = JPEGSegments(bytes)
    while let segment = segments.next() {
      plain.append(0xFF)
      plain += bytes[segment]
    }
    return plain + bytes[start...]
  }
}
