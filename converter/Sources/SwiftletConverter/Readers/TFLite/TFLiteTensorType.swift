/// The element types that the schema of TFLite numbers.
enum TFLiteTensorType: Int8, CaseIterable, Sendable {
  case float32 = 0
  case float16 = 1
  case int32 = 2
  case uint8 = 3
  case int64 = 4
  case string = 5
  case bool = 6
  case int16 = 7
  case complex64 = 8
  case int8 = 9
  case float64 = 10
  case complex128 = 11
  case uint64 = 12
  case resource = 13
  case variant = 14
  case uint32 = 15
  case uint16 = 16
  case int4 = 17
  case bfloat16 = 18
  case int2 = 19
  case uint4 = 20
  case float8E4M3FN = 21
  case float8E5M2 = 22

  /// The bits that an element takes, or `nil` where they depend on its value.
  var bitCount: Int? {
    switch self {
    case .int2: 2
    case .int4, .uint4: 4
    case .uint8, .bool, .int8, .float8E4M3FN, .float8E5M2: 8
    case .float16, .int16, .uint16, .bfloat16: 16
    case .float32, .int32, .uint32: 32
    case .int64, .complex64, .float64, .uint64: 64
    case .complex128: 128
    case .string, .resource, .variant: nil
    }
  }
}
