/// Why an array could not be read, written or converted.
public enum NumpyFault: Error, Equatable, Sendable {
  /// The file itself could not be read or written.
  case file(FileFault)
  /// The archive that holds the array could not be read.
  case archive(ArchiveFault)
  /// The data does not begin as a `.npy` file does.
  case isNotNumpy
  /// The format has a version that is not 1, 2 or 3.
  case versionUnknown(major: Int, minor: Int)
  /// The header is longer than the data.
  case headerTooShort(needed: Int, available: Int)
  /// The header breaks its grammar at this byte of it.
  case headerMalformed(position: Int, expected: String)
  /// The header lacks this key.
  case keyMissing(String)
  /// The header has a key that the format does not know.
  case keyUnknown(String)
  /// The header has this key twice.
  case keyRepeated(String)
  /// The elements have a type that no tensor has, such as complex numbers or text.
  case elementUnsupported(String)
  /// The shape holds more elements than memory can.
  case isTooLarge
  /// The shape has a negative size.
  case sizeNegative(Int)
  /// The elements need more or fewer bytes than there are.
  case dataSizeMismatch(needed: Int, available: Int)
  /// The shape asks for another number of elements than were given.
  case countMismatch(needed: Int, available: Int)
  /// The array holds elements of another type than asked for.
  case elementMismatch(needed: NumpyElement, available: NumpyElement)
  /// The value at this index does not fit the type asked for.
  case valueOutOfRange(index: Int, needed: NumpyElement)
}

extension NumpyFault: CustomStringConvertible {
  /// The fault in one sentence, without its remedy.
  public var description: String {
    switch self {
    case .file(let fault): fault.description
    case .archive(let fault): fault.description
    case .isNotNumpy: "the data is not a .npy array"
    case .versionUnknown(let major, let minor):
      ".npy version \(major).\(minor) is unknown; 1, 2 and 3 are read"
    case .headerTooShort(let needed, let available):
      "the header needs \(needed) bytes and the data has \(available)"
    case .headerMalformed(let position, let expected):
      "the header is malformed at byte \(position): expected \(expected)"
    case .keyMissing(let key): "the header lacks '\(key)'"
    case .keyUnknown(let key): "the header has an unknown key '\(key)'"
    case .keyRepeated(let key): "the header has '\(key)' twice"
    case .elementUnsupported(let descriptor): "elements of type '\(descriptor)' are not supported"
    case .isTooLarge: "the shape holds more elements than memory can"
    case .sizeNegative(let size): "the shape has the negative size \(size)"
    case .dataSizeMismatch(let needed, let available):
      "the elements need \(needed) bytes and the data has \(available)"
    case .countMismatch(let needed, let available):
      "the shape needs \(needed) elements and \(available) were given"
    case .elementMismatch(let needed, let available):
      "the elements are \(available.name) and \(needed.name) was asked for"
    case .valueOutOfRange(let index, let needed):
      "the element at index \(index) does not fit \(needed.name)"
    }
  }

  /// What the user can do about it.
  public var remedy: String {
    switch self {
    case .file(let fault): fault.remedy
    case .archive(let fault): fault.remedy
    case .elementUnsupported: "convert the array first, for example with array.astype('float32')"
    case .elementMismatch(let needed, _), .valueOutOfRange(_, let needed):
      "convert the array first with array.astype('\(needed.name)')"
    case .countMismatch, .sizeNegative: "give a shape whose sizes multiply to the element count"
    case .isNotNumpy, .versionUnknown, .headerTooShort, .headerMalformed, .keyMissing,
      .keyUnknown, .keyRepeated, .isTooLarge, .dataSizeMismatch:
      "write the file again with numpy.save"
    }
  }
}
