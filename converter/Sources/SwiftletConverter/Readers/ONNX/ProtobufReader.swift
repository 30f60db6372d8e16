/// The fields of one protocol buffer message, in the order of the file.
///
/// Nothing is read outside the message, and nothing is allocated that is larger than a field is.
struct ProtobufReader {
  /// How deep messages may lie inside each other.
  static let mostDepth = 48

  private let bytes: ArraySlice<UInt8>
  private var position: Int
  private let depth: Int

  /// Creates a reader of a file.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes[...]
    position = 0
    depth = 0
  }

  private init(_ bytes: ArraySlice<UInt8>, depth: Int) {
    self.bytes = bytes
    position = bytes.startIndex
    self.depth = depth
  }

  /// Reads the next field; nil at the end of the message.
  mutating func next() throws(ProtobufFault) -> ProtobufField? {
    guard position < bytes.endIndex else { return nil }
    let key = try varint()
    let number = key >> 3
    guard number > 0, number < 1 << 29 else { throw ProtobufFault(.fieldNumber(number)) }
    let content: ProtobufField.Content =
      switch key & 7 {
      case 0: .varint(try varint())
      case 1: .fixed64(try fixed(8))
      case 2: .bytes(try run())
      case 5: .fixed32(UInt32(truncatingIfNeeded: try fixed(4)))
      default: throw ProtobufFault(.form(key & 7))
      }
    return ProtobufField(number: Int(number), content: content, depth: depth)
  }

  /// A reader of a message inside this one.
  static func nested(_ field: ProtobufField) throws(ProtobufFault) -> ProtobufReader {
    guard field.depth < mostDepth else { throw ProtobufFault(.depth(mostDepth)) }
    return ProtobufReader(try field.bytes(), depth: field.depth + 1)
  }

  /// The numbers of a packed field.
  static func numbers(
    in bytes: ArraySlice<UInt8>
  ) throws(ProtobufFault) -> [UInt64] {
    var reader = ProtobufReader(bytes, depth: 0)
    var numbers: [UInt64] = []
    while reader.position < bytes.endIndex { numbers.append(try reader.varint()) }
    return numbers
  }

  private mutating func varint() throws(ProtobufFault) -> UInt64 {
    var result: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard position < bytes.endIndex else { throw ProtobufFault(.truncated) }
      let byte = bytes[position]
      position += 1
      guard shift < 63 || byte <= 1 else { throw ProtobufFault(.numberTooLong) }
      result |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return result }
    }
    throw ProtobufFault(.numberTooLong)
  }

  private mutating func fixed(_ count: Int) throws(ProtobufFault) -> UInt64 {
    guard bytes.endIndex - position >= count else { throw ProtobufFault(.truncated) }
    var result: UInt64 = 0
    for index in 0..<count { result |= UInt64(bytes[position + index]) << UInt64(8 * index) }
    position += count
    return result
  }

  private mutating func run() throws(ProtobufFault) -> ArraySlice<UInt8> {
    let count = try varint()
    let available = bytes.endIndex - position
    guard count <= UInt64(available) else {
      throw ProtobufFault(.length(needed: count, available: available))
    }
    let start = position
    position += Int(count)
    return bytes[start..<position]
  }
}

/// One field of a message, as it is stored.
struct ProtobufField {
  /// The forms in which a field is stored.
  enum Content {
    case varint(UInt64)
    case fixed32(UInt32)
    case fixed64(UInt64)
    case bytes(ArraySlice<UInt8>)
  }

  let number: Int
  let content: Content
  /// How many messages the field's own lies in.
  let depth: Int

  /// The field's bytes, which lie in the file.
  func bytes() throws(ProtobufFault) -> ArraySlice<UInt8> {
    guard case .bytes(let bytes) = content else { throw ProtobufFault(.formUnexpected) }
    return bytes
  }

  /// The field's message.
  func message() throws(ProtobufFault) -> ProtobufReader { try .nested(self) }

  /// The field's text.
  func text() throws(ProtobufFault) -> String {
    guard let text = String(validating: try bytes(), as: UTF8.self) else {
      throw ProtobufFault(.text)
    }
    return text
  }

  /// The field's integer.
  func integer() throws(ProtobufFault) -> Int64 {
    guard case .varint(let number) = content else { throw ProtobufFault(.formUnexpected) }
    return Int64(bitPattern: number)
  }

  /// The field's real number.
  func float() throws(ProtobufFault) -> Float {
    guard case .fixed32(let bits) = content else { throw ProtobufFault(.formUnexpected) }
    return Float(bitPattern: bits)
  }

  /// Adds the field's integers, of which there are many where they are packed.
  func append(to list: inout [Int64]) throws(ProtobufFault) {
    if case .bytes(let bytes) = content {
      for number in try ProtobufReader.numbers(in: bytes) { list.append(Int64(bitPattern: number)) }
    } else {
      list.append(try integer())
    }
  }

  /// Adds the field's numbers of four bytes, as they are stored.
  func append(fixed32 list: inout [UInt8]) throws(ProtobufFault) {
    switch content {
    case .bytes(let bytes):
      guard bytes.count % 4 == 0 else { throw ProtobufFault(.truncated) }
      list += bytes
    case .fixed32(let bits): list += [UInt8](elements: [bits])
    case .varint, .fixed64: throw ProtobufFault(.formUnexpected)
    }
  }

  /// Adds the field's numbers of eight bytes, as they are stored.
  func append(fixed64 list: inout [UInt8]) throws(ProtobufFault) {
    switch content {
    case .bytes(let bytes):
      guard bytes.count % 8 == 0 else { throw ProtobufFault(.truncated) }
      list += bytes
    case .fixed64(let bits): list += [UInt8](elements: [bits])
    case .varint, .fixed32: throw ProtobufFault(.formUnexpected)
    }
  }
}
