/// Reads the Python dictionary that a `.npy` header is written as.
///
/// Accepted are the three keys in any order, Python's whitespace, a trailing comma, either quote,
/// and the `L` that Python 2 writes after integers. Everything else is refused with its place.
struct NumpyHeaderParser {
  private let text: [UInt8]
  private var position = 0

  init(_ text: [UInt8]) { self.text = text }

  mutating func parse() throws(NumpyFault) -> NumpyHeader {
    var element: (element: NumpyElement, isBigEndian: Bool)?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try expect("{", "'{'")
    while !accept("}") {
      let key = try string("a key in quotes")
      try expect(":", "':'")
      switch key {
      case "descr":
        guard element == nil else { throw .keyRepeated(key) }
        element = try self.element()
      case "fortran_order":
        guard isFortranOrder == nil else { throw .keyRepeated(key) }
        isFortranOrder = try boolean()
      case "shape":
        guard shape == nil else { throw .keyRepeated(key) }
        shape = try tuple()
      default: throw .keyUnknown(key)
      }
      guard accept(",") else {
        try expect("}", "',' or '}'")
        break
      }
    }
    skipWhitespace()
    guard position == text.count else { throw malformed("the end of the header") }
    guard let element else { throw .keyMissing("descr") }
    guard let isFortranOrder else { throw .keyMissing("fortran_order") }
    guard let shape else { throw .keyMissing("shape") }
    return NumpyHeader(
      element: element.element, isBigEndian: element.isBigEndian, isFortranOrder: isFortranOrder,
      shape: shape)
  }

  private mutating func element() throws(NumpyFault) -> (element: NumpyElement, isBigEndian: Bool) {
    skipWhitespace()
    if next == UInt8(ascii: "[") { throw .elementUnsupported("a record of several fields") }
    let descriptor = try string("a type in quotes")
    guard let element = NumpyElement.parse(descriptor) else {
      throw .elementUnsupported(descriptor)
    }
    return element
  }

  private mutating func boolean() throws(NumpyFault) -> Bool {
    skipWhitespace()
    if acceptWord("True") { return true }
    if acceptWord("False") { return false }
    throw malformed("True or False")
  }

  private mutating func tuple() throws(NumpyFault) -> [Int] {
    var sizes: [Int] = []
    try expect("(", "'('")
    while !accept(")") {
      sizes.append(try integer())
      if accept(",") { continue }
      // Python reads one number in parentheses without a comma as a number, not as a tuple.
      guard sizes.count > 1 else { throw malformed("','") }
      try expect(")", "',' or ')'")
      break
    }
    return sizes
  }

  private mutating func integer() throws(NumpyFault) -> Int {
    skipWhitespace()
    let start = position
    var value = 0
    while let digit = next, UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit {
      let (tens, overflowsTens) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflowsSum) = tens.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
      guard !overflowsTens, !overflowsSum else { throw .isTooLarge }
      value = sum
      position += 1
    }
    guard position > start else { throw malformed("a size") }
    guard position == start + 1 || text[start] != UInt8(ascii: "0") else {
      position = start
      throw malformed("a size without leading zeros")
    }
    if next == UInt8(ascii: "L") { position += 1 }
    return value
  }

  private mutating func string(_ expected: String) throws(NumpyFault) -> String {
    skipWhitespace()
    guard let quote = next, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw malformed(expected)
    }
    position += 1
    var characters: [UInt8] = []
    while let byte = next, byte != quote {
      guard 0x20..<0x7F ~= byte, byte != UInt8(ascii: "\\") else {
        throw malformed("a plain character")
      }
      characters.append(byte)
      position += 1
    }
    guard next == quote else { throw malformed("the closing quote") }
    position += 1
    return String(decoding: characters, as: UTF8.self)
  }

  private var next: UInt8? {
    position < text.count ? text[position] : nil
  }

  private mutating func skipWhitespace() {
    // Space, tab, newline, form feed, return.
    while let byte = next, [0x20, 0x09, 0x0A, 0x0C, 0x0D].contains(byte) { position += 1 }
  }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    skipWhitespace()
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func acceptWord(_ word: String) -> Bool {
    guard text.count - position >= word.utf8.count else { return false }
    for (offset, byte) in word.utf8.enumerated() where text[position + offset] != byte {
      return false
    }
    position += word.utf8.count
    return true
  }

  private mutating func expect(
    _ character: Unicode.Scalar, _ expected: String
  ) throws(NumpyFault) {
    guard accept(character) else { throw malformed(expected) }
  }

  private func malformed(_ expected: String) -> NumpyFault {
    .headerMalformed(position: position, expected: expected)
  }
}
