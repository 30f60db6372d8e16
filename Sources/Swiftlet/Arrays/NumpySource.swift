/// The elements of an array, read part by part from a file or from memory.
///
/// A file in C order is mapped and read where it lies; one in Fortran order is read as a whole.
public struct NumpySource: Sendable {
  /// The type of every element.
  public let element: NumpyElement

  /// The size along each axis, outermost first; empty for a single value.
  public let shape: [Int]

  /// The number of elements.
  public let count: Int

  private let storage: Storage

  private enum Storage: Sendable {
    case mapped(MappedFile, start: Int, isBigEndian: Bool)
    case array(NumpyArray)
  }

  /// Takes an array in memory.
  public init(_ array: NumpyArray) {
    element = array.element
    shape = array.shape
    count = array.count
    storage = .array(array)
  }

  /// Opens a `.npy` file.
  public init(contentsOf path: String) throws(NumpyFault) {
    let file: MappedFile
    do {
      file = try MappedFile(path: path)
    } catch {
      throw .file(error)
    }
    let (header, start) = try file.withBytes { data throws(NumpyFault) in
      try NumpyHeader.parse(data)
    }
    let counts = try header.counts()
    guard file.byteCount - start == counts.bytes else {
      throw .dataSizeMismatch(needed: counts.bytes, available: file.byteCount - start)
    }
    element = header.element
    shape = header.shape
    count = counts.elements
    storage =
      header.isFortranOrder
      ? .array(try file.withBytes { data throws(NumpyFault) in try NumpyArray(parsing: data) })
      : .mapped(file, start: start, isBigEndian: header.isBigEndian)
  }

  /// Some elements as another type: integers exactly or not at all, floats to the nearest.
  ///
  /// - Precondition: the range is in `0..<count`.
  public func converted<Scalar: NumpyScalar>(
    _ range: Range<Int>, to type: Scalar.Type = Scalar.self
  ) throws(NumpyFault) -> [Scalar] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "the range is outside")
    switch storage {
    case .array(let array):
      // Bytes have no padding to expose.
      return try converted(range, in: unsafe array.bytes.span.bytes, from: 0, false)
    case .mapped(let file, let start, let isBigEndian):
      return try file.withBytes { data throws(NumpyFault) in
        try converted(range, in: data, from: start, isBigEndian)
      }
    }
  }

  private func converted<Scalar: NumpyScalar>(
    _ range: Range<Int>, in data: RawSpan, from start: Int, _ isBigEndian: Bool
  ) throws(NumpyFault) -> [Scalar] {
    let width = element.byteCount
    var converted: [Scalar] = []
    converted.reserveCapacity(range.count)
    for index in range {
      var bits: UInt64 = 0
      for byte in 0..<width {
        let place = isBigEndian ? byte : width - 1 - byte
        bits = bits << 8 | UInt64(data.uint8(at: start + index * width + place))
      }
      if Scalar.element == element {
        converted.append(Scalar(littleEndianBits: bits))
      } else if let scalar = Scalar(converting: NumpyValue(bits, of: element)) {
        converted.append(scalar)
      } else {
        throw .valueOutOfRange(index: index, needed: Scalar.element)
      }
    }
    return converted
  }
}
