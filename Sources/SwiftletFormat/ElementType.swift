/// The type of one element of a tensor.
///
/// The numbers are part of the format: a case is appended, never renumbered and never removed.
public enum ElementType: UInt8, Sendable, BitwiseCopyable {
  /// The type of an input that an operator was not given.
  case absent = 0
  /// An IEEE 754 binary32 number.
  case float32 = 1
  /// A signed byte.
  case int8 = 2
  /// An unsigned byte.
  case uint8 = 3
  /// A signed 16-bit integer.
  case int16 = 4
  /// A signed 32-bit integer.
  case int32 = 5
  /// A signed 64-bit integer.
  case int64 = 6
  /// A truth value, one byte of 0 or 1.
  case boolean = 7
  /// An IEEE 754 binary16 number; for storage only.
  case float16 = 8

  /// The bytes of one element.
  public var byteCount: Int {
    switch self {
    case .absent: 0
    case .int8, .uint8, .boolean: 1
    case .int16, .float16: 2
    case .float32, .int32: 4
    case .int64: 8
    }
  }
}
