/// An array as `.npy` files hold it: a shape, an element type, and the elements in C order.
public struct NumpyArray: Equatable, Sendable {
  /// The type of every element.
  public let element: NumpyElement

  /// The size along each axis, outermost first; empty for a single value.
  public let shape: [Int]

  /// The elements in C order, little-endian, without gaps.
  public let bytes: [UInt8]

  /// The number of elements.
  public var count: Int { bytes.count / element.byteCount }

  /// Creates an array of elements that are already laid out.
  public init(element: NumpyElement, shape: [Int], bytes: [UInt8]) throws(NumpyFault) {
    let needed = try NumpyHeader.counts(shape, element).bytes
    guard bytes.count == needed else {
      throw .dataSizeMismatch(needed: needed, available: bytes.count)
    }
    self.element = element
    self.shape = shape
    self.bytes = bytes
  }

  /// Creates an array of elements in C order.
  public init<Scalar: NumpyScalar>(_ elements: [Scalar], shape: [Int]) throws(NumpyFault) {
    let needed = try NumpyHeader.counts(shape, Scalar.element).elements
    guard elements.count == needed else {
      throw .countMismatch(needed: needed, available: elements.count)
    }
    let width = Scalar.element.byteCount
    element = Scalar.element
    self.shape = shape
    bytes = unsafe [UInt8](unsafeUninitializedCapacity: elements.count * width) { buffer, count in
      for value in elements {
        let bits = value.littleEndianBits
        for index in 0..<width {
          // One element after the other fills exactly the capacity asked for.
          unsafe buffer.initializeElement(
            at: count, to: UInt8(truncatingIfNeeded: bits &>> UInt64(8 * index)))
          count += 1
        }
      }
    }
  }

  /// The elements, which must have the type asked for.
  public func elements<Scalar: NumpyScalar>(
    of type: Scalar.Type = Scalar.self
  ) throws(NumpyFault) -> [Scalar] {
    guard Scalar.element == element else {
      throw .elementMismatch(needed: Scalar.element, available: element)
    }
    return (0..<count).map { Scalar(littleEndianBits: bits(at: $0)) }
  }

  /// The elements as another type: integers exactly or not at all, floats to the nearest.
  public func converted<Scalar: NumpyScalar>(
    to type: Scalar.Type = Scalar.self
  ) throws(NumpyFault) -> [Scalar] {
    if Scalar.element == element { return try elements() }
    var converted: [Scalar] = []
    converted.reserveCapacity(count)
    for index in 0..<count {
      guard let scalar = Scalar(converting: NumpyValue(bits(at: index), of: element)) else {
        throw .valueOutOfRange(index: index, needed: Scalar.element)
      }
      converted.append(scalar)
    }
    return converted
  }

  private func bits(at index: Int) -> UInt64 {
    let width = element.byteCount
    return bytes[index * width..<(index + 1) * width].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension NumpyArray {
  /// Reads an array from the bytes of a `.npy` file.
  ///
  /// Versions 1 to 3, both byte orders and both memory orders are read; bytes that are missing or
  /// left over are refused.
  public init(parsing data: RawSpan) throws(NumpyFault) {
    let (header, end) = try NumpyHeader.parse(data)
    let needed = try header.counts().bytes
    guard data.byteCount - end == needed else {
      throw .dataSizeMismatch(needed: needed, available: data.byteCount - end)
    }
    let source = data.extracting(end...)
    let order = NumpyOrder(header)
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: needed) { buffer, count in
      order.forEachSourceByte { offset in
        // The order visits each of the `needed` bytes once.
        unsafe buffer.initializeElement(at: count, to: source.uint8(at: offset))
        count += 1
      }
    }
    try self.init(element: header.element, shape: header.shape, bytes: bytes)
  }

  /// Reads an array from a `.npy` file.
  public init(contentsOf path: String) throws(NumpyFault) {
    let file: MappedFile
    do {
      file = try MappedFile(path: path)
    } catch {
      throw .file(error)
    }
    self = try file.withBytes { bytes throws(NumpyFault) in try NumpyArray(parsing: bytes) }
  }

  /// The bytes of the `.npy` file, equal to those that `numpy.save` writes.
  public func encoded() -> [UInt8] {
    NumpyHeader(element: element, shape: shape).encoded() + bytes
  }

  /// Writes a `.npy` file, all or nothing.
  public func write(to path: String) throws(NumpyFault) {
    do {
      try FileWriter.replace(path, with: encoded())
    } catch {
      throw .file(error)
    }
  }
}

/// The order in which the bytes of a file make a little-endian array in C order.
private struct NumpyOrder {
  private let width: Int
  private let isBigEndian: Bool
  private let count: Int
  private var sizes: [Int] = []
  private var strides: [Int] = []

  init(_ header: NumpyHeader) {
    width = header.element.byteCount
    isBigEndian = header.isBigEndian
    count = header.shape.reduce(1) { $0 &* $1 }
    guard header.isFortranOrder else {
      (sizes, strides) = ([count], [1])
      return
    }
    var stride = 1
    // Axes of one element move nothing; without them the rank is below the bits of an `Int`.
    for size in header.shape where size != 1 {
      sizes.append(size)
      strides.append(stride)
      stride &*= max(size, 1)
    }
  }

  /// Calls `body` with the offset of each byte.
  func forEachSourceByte(_ body: (Int) -> Void) {
    var position = [Int](repeating: 0, count: sizes.count)
    var element = 0
    for _ in 0..<count {
      for index in 0..<width {
        body(element * width + (isBigEndian ? width - 1 - index : index))
      }
      for axis in sizes.indices.reversed() {
        position[axis] += 1
        element += strides[axis]
        if position[axis] < sizes[axis] { break }
        element -= strides[axis] * sizes[axis]
        position[axis] = 0
      }
    }
  }
}
