/// The type of one element of a `.npy` file.
public enum NumpyElement: String, CaseIterable, Sendable {
  /// One byte: zero is false, anything else is true.
  case bool = "b1"
  /// Signed 8-bit integer.
  case int8 = "i1"
  /// Signed 16-bit integer.
  case int16 = "i2"
  /// Signed 32-bit integer.
  case int32 = "i4"
  /// Signed 64-bit integer.
  case int64 = "i8"
  /// Unsigned 8-bit integer.
  case uint8 = "u1"
  /// Unsigned 16-bit integer.
  case uint16 = "u2"
  /// Unsigned 32-bit integer.
  case uint32 = "u4"
  /// Unsigned 64-bit integer.
  case uint64 = "u8"
  /// IEEE binary16.
  case float16 = "f2"
  /// IEEE binary32.
  case float32 = "f4"
  /// IEEE binary64.
  case float64 = "f8"

  /// The number of bytes of one element.
  public var byteCount: Int {
    switch self {
    case .bool, .int8, .uint8: 1
    case .int16, .uint16, .float16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    }
  }

  /// The name that numpy prints, such as `float32`.
  public var name: String { "\(self)" }

  /// What the header of a little-endian file calls the type, such as `<f4`.
  var descriptor: String { (byteCount == 1 ? "|" : "<") + rawValue }

  /// Reads a header's name of a type, and whether its bytes are in big-endian order.
  static func parse(_ descriptor: String) -> (element: NumpyElement, isBigEndian: Bool)? {
    guard let order = descriptor.first,
      let element = NumpyElement(rawValue: String(descriptor.dropFirst()))
    else { return nil }
    switch order {
    case "<": return (element, false)
    case ">": return (element, true)
    case "=": return (element, 1.bigEndian == 1)
    case "|": return element.byteCount == 1 ? (element, false) : nil
    default: return nil
    }
  }
}

/// A Swift type that stores one element of an array.
public protocol NumpyScalar: Sendable, BitwiseCopyable {
  /// The element type with the same values.
  static var element: NumpyElement { get }

  /// Reads the value whose little-endian bits these are.
  init(littleEndianBits bits: UInt64)

  /// The value's bits, zero-extended.
  var littleEndianBits: UInt64 { get }

  /// Converts another type's value: integers exactly or not at all, floats to the nearest.
  init?(converting value: NumpyValue)
}

/// One element, widened without loss.
public enum NumpyValue: Equatable, Sendable {
  /// A truth value or a signed integer.
  case signed(Int64)
  /// An unsigned integer.
  case unsigned(UInt64)
  /// A number of any float type.
  case float(Double)

  init(_ bits: UInt64, of element: NumpyElement) {
    switch element {
    case .bool: self = .signed(bits & 0xFF == 0 ? 0 : 1)
    case .int8: self = .signed(Int64(Int8(truncatingIfNeeded: bits)))
    case .int16: self = .signed(Int64(Int16(truncatingIfNeeded: bits)))
    case .int32: self = .signed(Int64(Int32(truncatingIfNeeded: bits)))
    case .int64: self = .signed(Int64(truncatingIfNeeded: bits))
    case .uint8, .uint16, .uint32, .uint64: self = .unsigned(bits)
    case .float16: self = .float(Self.widened(half: UInt16(truncatingIfNeeded: bits)))
    case .float32: self = .float(Double(Float(littleEndianBits: bits)))
    case .float64: self = .float(Double(bitPattern: bits))
    }
  }

  /// Widens a binary16 exactly; not every host's Swift has it as a type.
  private static func widened(half bits: UInt16) -> Double {
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Double(bits & 0x3FF)
    let magnitude: Double =
      switch exponent {
      case 0: fraction * 0x1p-24
      case 31: fraction == 0 ? .infinity : .nan
      default: Double(sign: .plus, exponent: exponent - 25, significand: fraction + 1024)
      }
    return bits >> 15 == 0 ? magnitude : -magnitude
  }
}

extension NumpyScalar where Self: FixedWidthInteger {
  /// Reads the value whose little-endian bits these are.
  public init(littleEndianBits bits: UInt64) { self.init(truncatingIfNeeded: bits) }

  /// The value's bits; the bytes above the type's own width are not used.
  public var littleEndianBits: UInt64 { UInt64(truncatingIfNeeded: self) }

  /// Converts a value that the type can hold exactly.
  public init?(converting value: NumpyValue) {
    switch value {
    case .signed(let value): self.init(exactly: value)
    case .unsigned(let value): self.init(exactly: value)
    case .float(let value): self.init(exactly: value)
    }
  }
}

extension Int8: NumpyScalar {
  /// The type that numpy calls int8.
  public static var element: NumpyElement { .int8 }
}

extension Int16: NumpyScalar {
  /// The type that numpy calls int16.
  public static var element: NumpyElement { .int16 }
}

extension Int32: NumpyScalar {
  /// The type that numpy calls int32.
  public static var element: NumpyElement { .int32 }
}

extension Int64: NumpyScalar {
  /// The type that numpy calls int64.
  public static var element: NumpyElement { .int64 }
}

extension UInt8: NumpyScalar {
  /// The type that numpy calls uint8.
  public static var element: NumpyElement { .uint8 }
}

extension UInt16: NumpyScalar {
  /// The type that numpy calls uint16.
  public static var element: NumpyElement { .uint16 }
}

extension UInt32: NumpyScalar {
  /// The type that numpy calls uint32.
  public static var element: NumpyElement { .uint32 }
}

extension UInt64: NumpyScalar {
  /// The type that numpy calls uint64.
  public static var element: NumpyElement { .uint64 }
}

extension Bool: NumpyScalar {
  /// The type that numpy calls bool.
  public static var element: NumpyElement { .bool }

  /// Reads any byte but zero as true.
  public init(littleEndianBits bits: UInt64) { self = bits & 0xFF != 0 }

  /// One for true.
  public var littleEndianBits: UInt64 { self ? 1 : 0 }

  /// Converts zero and one.
  public init?(converting value: NumpyValue) {
    guard let bit = UInt8(converting: value), bit <= 1 else { return nil }
    self = bit == 1
  }
}

extension Float: NumpyScalar {
  /// The type that numpy calls float32.
  public static var element: NumpyElement { .float32 }

  /// Reads the value whose little-endian bits these are.
  public init(littleEndianBits bits: UInt64) {
    self.init(bitPattern: UInt32(truncatingIfNeeded: bits))
  }

  /// The value's bits.
  public var littleEndianBits: UInt64 { UInt64(bitPattern) }

  /// Converts to the nearest value.
  public init?(converting value: NumpyValue) {
    switch value {
    case .signed(let value): self.init(value)
    case .unsigned(let value): self.init(value)
    case .float(let value): self.init(value)
    }
  }
}

extension Double: NumpyScalar {
  /// The type that numpy calls float64.
  public static var element: NumpyElement { .float64 }

  /// Reads the value whose little-endian bits these are.
  public init(littleEndianBits bits: UInt64) { self.init(bitPattern: bits) }

  /// The value's bits.
  public var littleEndianBits: UInt64 { bitPattern }

  /// Converts to the nearest value.
  public init?(converting value: NumpyValue) {
    switch value {
    case .signed(let value): self.init(value)
    case .unsigned(let value): self.init(value)
    case .float(let value): self = value
    }
  }
}
