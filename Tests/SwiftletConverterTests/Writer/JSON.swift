/// A value of JSON, with `inf` and `nan` as flatc writes them.
enum JSON: Equatable {
  case number(Double)
  case text(String)
  case list([JSON])
  case object([String: JSON])

  /// Reads a text, or answers with nil if it is not JSON.
  init?(_ text: some Sequence<UInt8>) {
    var reader = JSONReader(Array(text))
    guard let value = reader.value() else { return nil }
    self = value
  }

  /// Where another value differs, but for what is lost when a float is written in six decimals.
  func differences(from other: JSON, at path: String = "") -> [String] {
    switch (self, other) {
    case (.number(let one), .number(let two)):
      return one == two || abs(one - two) <= max(1e-6, 1e-6 * abs(one))
        ? [] : ["\(path): \(one), \(two)"]
    case (.text(let one), .text(let two)): return one == two ? [] : ["\(path): \(one), \(two)"]
    case (.list(let one), .list(let two)):
      guard one.count == two.count else { return ["\(path): \(one.count), \(two.count) entries"] }
      return one.indices.flatMap { one[$0].differences(from: two[$0], at: "\(path)[\($0)]") }
    case (.object(let one), .object(let two)):
      return Set(one.keys).union(two.keys).sorted().flatMap { key in
        guard let mine = one[key], let theirs = two[key] else {
          return ["\(path).\(key) is in one"]
        }
        return mine.differences(from: theirs, at: "\(path).\(key)")
      }
    case (.number, _), (.text, _), (.list, _), (.object, _): return ["\(path): other kinds"]
    }
  }
}

private struct JSONReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func value() -> JSON? {
    skipSpace()
    switch peek() {
    case UInt8(ascii: "{"): return object()
    case UInt8(ascii: "["): return list()
    case UInt8(ascii: "\""): return text().map(JSON.text)
    default: return word()
    }
  }

  private mutating func object() -> JSON? {
    var entries: [String: JSON] = [:]
    position += 1
    while !skip("}") {
      skipSpace()
      guard let key = text(), skip(":"), let value = value() else { return nil }
      entries[key] = value
      _ = skip(",")
    }
    return .object(entries)
  }

  private mutating func list() -> JSON? {
    var values: [JSON] = []
    position += 1
    while !skip("]") {
      guard let value = value() else { return nil }
      values.append(value)
      _ = skip(",")
    }
    return .list(values)
  }

  private mutating func text() -> String? {
    guard peek() == UInt8(ascii: "\"") else { return nil }
    var content: [UInt8] = []
    position += 1
    while let byte = peek(), byte != UInt8(ascii: "\"") {
      if byte == UInt8(ascii: "\\") { position += 1 }
      guard let byte = peek() else { return nil }
      content.append(byte)
      position += 1
    }
    position += 1
    return String(decoding: content, as: UTF8.self)
  }

  private mutating func word() -> JSON? {
    let start = position
    while let byte = peek(), !" \n,]}".utf8.contains(byte) { position += 1 }
    let word = String(decoding: bytes[start..<position], as: UTF8.self)
    if word == "true" { return .number(1) }
    if word == "false" { return .number(0) }
    return Double(word).map(JSON.number)
  }

  private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = peek(), byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") {
      position += 1
    }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard peek() == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }
}
