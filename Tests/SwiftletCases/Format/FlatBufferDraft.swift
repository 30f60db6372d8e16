/// A flatbuffer put together by hand, front to back, so that a test knows where every byte is.
///
/// It writes what it is told and checks nothing; no product code writes flatbuffers with it.
public struct FlatBufferDraft {
  /// The bytes so far.
  public var bytes: [UInt8]

  /// Starts a buffer with room for the root's offset, and the identifier if there is one.
  public init(identifier: String? = nil) {
    bytes = [0, 0, 0, 0] + (identifier.map { Array($0.utf8) } ?? [])
  }

  /// Returns the little-endian bytes of an integer, as the content of a table's field.
  public static func field(_ value: some FixedWidthInteger) -> [UInt8] {
    (0..<(value.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  /// The content of a field that `link` fills in later.
  public static var link: [UInt8] { [0, 0, 0, 0] }

  /// Appends a vtable and its table, and returns where the table and each of its fields lie.
  ///
  /// A field is aligned to the number of its bytes.
  public mutating func table(_ fields: [Int: [UInt8]]) -> (start: Int, fields: [Int: Int]) {
    var offsets: [Int: Int] = [:]
    var end = 4
    for (number, content) in fields.sorted(by: { $0.key < $1.key }) {
      end = (end + content.count - 1) / content.count * content.count
      offsets[number] = end
      end += content.count
    }
    let slots = (fields.keys.max() ?? -1) + 1
    align(to: 2)
    let vtable = bytes.count
    bytes += Self.field(UInt16(4 + 2 * slots)) + Self.field(UInt16(end))
    for number in 0..<slots { bytes += Self.field(UInt16(offsets[number] ?? 0)) }
    align(to: 8)
    let start = bytes.count
    bytes += Self.field(Int32(start - vtable))
    for (number, content) in fields.sorted(by: { $0.key < $1.key }) {
      while bytes.count < start + (offsets[number] ?? 0) { bytes.append(0) }
      bytes += content
    }
    return (start, offsets.mapValues { start + $0 })
  }

  /// Appends a vector of numbers, each given as its bytes, and returns where its length lies.
  public mutating func vector(_ elements: [[UInt8]]) -> Int {
    let size = max(elements.first?.count ?? 1, 4)
    while (bytes.count + 4) % size != 0 { bytes.append(0) }
    let start = bytes.count
    bytes += Self.field(UInt32(elements.count)) + elements.joined()
    return start
  }

  /// Appends a string with its terminating zero, and returns where its length lies.
  public mutating func string(_ text: String) -> Int {
    let start = vector(text.utf8.map { [$0] })
    bytes.append(0)
    return start
  }

  /// Makes the offset at one position lead to another, later, one.
  public mutating func link(_ position: Int?, to target: Int) {
    guard let position else { return }
    set(UInt32(target - position), at: position)
  }

  /// Overwrites the bytes at a position with those of an integer.
  public mutating func set(_ value: some FixedWidthInteger, at position: Int) {
    bytes.replaceSubrange(position..<(position + value.bitWidth / 8), with: Self.field(value))
  }

  /// Appends zeros up to a multiple of a size.
  public mutating func align(to size: Int) {
    while bytes.count % size != 0 { bytes.append(0) }
  }
}
