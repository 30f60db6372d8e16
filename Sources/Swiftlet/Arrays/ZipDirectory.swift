/// The list of entries that a zip archive ends with.
struct ZipDirectory {
  /// An entry, as the list describes it.
  struct Entry: Equatable {
    let name: String
    let method: Int
    let isEncrypted: Bool
    let checksum: UInt32
    let packedByteCount: Int
    let byteCount: Int
    let headerOffset: Int
  }

  let entries: [Entry]

  private static let endSignature: UInt32 = 0x0605_4B50
  private static let endByteCount = 22
  private static let listSignature: UInt32 = 0x0201_4B50
  private static let listByteCount = 46
  private static let headerSignature: UInt32 = 0x0403_4B50
  private static let headerByteCount = 30
  private static let zip64LocatorSignature: UInt32 = 0x0706_4B50
  private static let zip64LocatorByteCount = 20

  /// Reads the list at the end of an archive.
  init(_ data: RawSpan) throws(ArchiveFault) {
    guard let end = Self.end(of: data) else { throw .isNotArchive }
    let locator = end - Self.zip64LocatorByteCount
    if locator >= 0, data.uint32(at: locator) == Self.zip64LocatorSignature { throw .isZip64 }
    let count = data.uint16(at: end + 10)
    let (size, start) = (data.uint32(at: end + 12), data.uint32(at: end + 16))
    guard count != 0xFFFF, size != .max, start != .max else { throw .isZip64 }
    guard data.uint16(at: end + 4) == 0, data.uint16(at: end + 6) == 0,
      data.uint16(at: end + 8) == count
    else { throw .isSplit }
    guard Int(start) <= end, Int(size) <= end - Int(start) else { throw .isDamaged(entry: nil) }
    var entries: [Entry] = []
    var position = Int(start)
    for _ in 0..<count {
      let (entry, next) = try Self.entry(at: position, before: Int(start) + Int(size), in: data)
      entries.append(entry)
      position = next
    }
    self.entries = entries
  }

  /// The position of the record that ends an archive, before a comment of at most 65,535 bytes.
  private static func end(of data: RawSpan) -> Int? {
    let last = data.byteCount - endByteCount
    guard last >= 0 else { return nil }
    for position in stride(from: last, through: max(0, last - 0xFFFF), by: -1)
    where data.uint32(at: position) == endSignature {
      // The comment ends the data, so that a signature inside of a comment is not taken.
      if data.uint16(at: position + 20) == last - position { return position }
    }
    return nil
  }

  private static func entry(
    at position: Int, before end: Int, in data: RawSpan
  ) throws(ArchiveFault) -> (Entry, next: Int) {
    guard end - position >= listByteCount, data.uint32(at: position) == listSignature else {
      throw .isDamaged(entry: nil)
    }
    let nameCount = data.uint16(at: position + 28)
    let rest = nameCount + data.uint16(at: position + 30) + data.uint16(at: position + 32)
    guard end - position - listByteCount >= rest else { throw .isDamaged(entry: nil) }
    let start = position + listByteCount
    let name = String(
      decoding: (start..<start + nameCount).map { data.uint8(at: $0) }, as: UTF8.self)
    let sizes = [20, 24, 42].map { data.uint32(at: position + $0) }
    guard !sizes.contains(.max) else { throw .isZip64 }
    let entry = Entry(
      name: name, method: data.uint16(at: position + 10),
      isEncrypted: data.uint16(at: position + 8) & 1 != 0,
      checksum: data.uint32(at: position + 16), packedByteCount: Int(sizes[0]),
      byteCount: Int(sizes[1]), headerOffset: Int(sizes[2]))
    return (entry, start + rest)
  }

  /// Where the packed bytes of an entry lie, behind a header of its own.
  ///
  /// The sizes in that header are not read: writers that did not know them yet left them out.
  static func packedBytes(of entry: Entry, in data: RawSpan) throws(ArchiveFault) -> Range<Int> {
    let header = entry.headerOffset
    guard header <= data.byteCount - headerByteCount,
      data.uint32(at: header) == headerSignature
    else { throw .isDamaged(entry: entry.name) }
    let start =
      header + headerByteCount + data.uint16(at: header + 26) + data.uint16(at: header + 28)
    guard start <= data.byteCount, entry.packedByteCount <= data.byteCount - start else {
      throw .isDamaged(entry: entry.name)
    }
    return start..<start + entry.packedByteCount
  }
}

extension RawSpan {
  /// Two bytes at an index, little-endian; checked.
  func uint16(at index: Int) -> Int { Int(uint8(at: index)) | Int(uint8(at: index + 1)) << 8 }

  /// Four bytes at an index, little-endian; checked.
  func uint32(at index: Int) -> UInt32 {
    UInt32(uint16(at: index)) | UInt32(uint16(at: index + 2)) << 16
  }

  /// The checksum that zip archives hold, of all bytes.
  func checksum() -> UInt32 {
    var register: UInt32 = .max
    for index in byteOffsets {
      let entry = Int(UInt8(truncatingIfNeeded: register) ^ uint8(at: index))
      register = checksumTable[entry] ^ (register >> 8)
    }
    return ~register
  }
}

/// The remainder that each byte leaves by the polynomial of CRC-32, bits reversed.
private let checksumTable: [UInt32] = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte)) { value, _ in
    value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xEDB8_8320
  }
}
