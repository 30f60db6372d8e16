/// The header of a `.npy` file: what its bytes after the header mean.
struct NumpyHeader: Equatable {
  var element: NumpyElement
  var isBigEndian = false
  var isFortranOrder = false
  var shape: [Int]

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  private static let alignment = 64

  /// Numpy leaves room for the first size of the shape to grow to this many digits.
  private static let growthDigitCount = 21

  /// Reads the header at the start of `bytes`, and returns where the elements begin.
  static func parse(_ bytes: RawSpan) throws(NumpyFault) -> (header: NumpyHeader, end: Int) {
    func byte(_ index: Int) -> UInt8 { bytes.uint8(at: index) }
    for (index, expected) in magic.enumerated() {
      guard index < bytes.byteCount, byte(index) == expected else { throw .isNotNumpy }
    }
    guard bytes.byteCount >= 10 else {
      throw .headerTooShort(needed: 10, available: bytes.byteCount)
    }
    let (major, minor) = (Int(byte(6)), Int(byte(7)))
    guard 1...3 ~= major, minor == 0 else { throw .versionUnknown(major: major, minor: minor) }
    let start = major == 1 ? 10 : 12
    guard bytes.byteCount >= start else {
      throw .headerTooShort(needed: start, available: bytes.byteCount)
    }
    let length = (8..<start).reversed().reduce(0) { $0 << 8 | Int(byte($1)) }
    guard length <= bytes.byteCount - start else {
      throw .headerTooShort(needed: start + length, available: bytes.byteCount)
    }
    var parser = NumpyHeaderParser((start..<start + length).map(byte))
    return (try parser.parse(), start + length)
  }

  /// The count of elements, and of their bytes, when both fit memory.
  func counts() throws(NumpyFault) -> (elements: Int, bytes: Int) {
    try Self.counts(shape, element)
  }

  /// The count of elements, and of their bytes, when both fit memory.
  ///
  /// Sizes beside a zero must fit too, as strides are products of them.
  static func counts(
    _ shape: [Int], _ element: NumpyElement
  ) throws(NumpyFault) -> (elements: Int, bytes: Int) {
    var product = element.byteCount
    for size in shape {
      guard size >= 0 else { throw .sizeNegative(size) }
      let (next, overflow) = product.multipliedReportingOverflow(by: max(size, 1))
      guard !overflow else { throw .isTooLarge }
      product = next
    }
    return shape.contains(0) ? (0, 0) : (product / element.byteCount, product)
  }

  /// The bytes that `numpy.save` writes before the elements of an array in C order.
  func encoded() -> [UInt8] {
    let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text =
      "{'descr': '\(element.descriptor)', 'fortran_order': False, 'shape': (\(sizes)), }"
    if let first = shape.first {
      text += String(repeating: " ", count: Self.growthDigitCount - String(first).count)
    }
    // The text ends with a newline, and version 1 has two bytes for its length.
    let padded = { (start: Int) in
      let end = start + text.utf8.count + 1
      return text.utf8.count + 1 + Self.alignment - end % Self.alignment
    }
    let isVersion1 = padded(10) <= 0xFFFF
    let length = padded(isVersion1 ? 10 : 12)
    var bytes = Self.magic + [isVersion1 ? 1 : 2, 0]
    for shift in 0..<(isVersion1 ? 2 : 4) {
      bytes.append(UInt8(truncatingIfNeeded: length >> (8 * shift)))
    }
    bytes += text.utf8
    bytes += [UInt8](repeating: UInt8(ascii: " "), count: length - text.utf8.count - 1)
    bytes.append(UInt8(ascii: "\n"))
    return bytes
  }
}

extension RawSpan {
  /// The byte at an index, which is checked.
  func uint8(at index: Int) -> UInt8 {
    precondition(index >= 0 && index < byteCount, "the byte is outside the data")
    return unsafe unsafeLoad(fromUncheckedByteOffset: index, as: UInt8.self)
  }
}
