internal import SwiftletFormat

/// The types of elements that ONNX has, by their numbers.
enum ONNXElement: Int64, Sendable {
  case float = 1
  case uint8 = 2
  case int8 = 3
  case uint16 = 4
  case int16 = 5
  case int32 = 6
  case int64 = 7
  case string = 8
  case bool = 9
  case float16 = 10
  case double = 11
  case uint32 = 12
  case uint64 = 13
  case complex64 = 14
  case complex128 = 15
  case bfloat16 = 16
  case float8e4m3fn = 17
  case float8e4m3fnuz = 18
  case float8e5m2 = 19
  case float8e5m2fnuz = 20
  case uint4 = 21
  case int4 = 22
  case float4e2m1 = 23
  case float8e8m0 = 24
  case uint2 = 25
  case int2 = 26

  /// The type in which values are computed; nil where there is none.
  ///
  /// Narrow and wide reals are computed as float32. An unsigned type is held in a signed one that
  /// has all its values, except for uint64, whose upper half is beyond every type.
  var inner: ElementType? {
    switch self {
    case .float, .double, .float16, .bfloat16, .float8e4m3fn, .float8e4m3fnuz, .float8e5m2,
      .float8e5m2fnuz, .float4e2m1, .float8e8m0:
      .float32
    case .uint8, .uint4, .uint2: .uint8
    case .int8, .int4, .int2: .int8
    case .int16: .int16
    case .uint16, .int32: .int32
    case .uint32, .uint64, .int64: .int64
    case .bool: .boolean
    case .string, .complex64, .complex128: nil
    }
  }

  /// The type at the door of a model, where the runtime has it.
  var door: ElementType? {
    switch self {
    case .float, .int8, .uint8, .int16, .int32, .int64, .bool: inner
    case .float16: .float16
    case .uint16, .uint32, .uint64, .double, .bfloat16, .float8e4m3fn, .float8e4m3fnuz,
      .float8e5m2, .float8e5m2fnuz, .float4e2m1, .float8e8m0, .int4, .uint4, .int2, .uint2,
      .string, .complex64, .complex128:
      nil
    }
  }

  /// The bits of one element in a file.
  var bitCount: Int {
    switch self {
    case .uint2, .int2: 2
    case .uint4, .int4, .float4e2m1: 4
    case .uint8, .int8, .bool, .float8e4m3fn, .float8e4m3fnuz, .float8e5m2, .float8e5m2fnuz,
      .float8e8m0:
      8
    case .uint16, .int16, .float16, .bfloat16: 16
    case .float, .int32, .uint32: 32
    case .int64, .double, .uint64, .complex64: 64
    case .complex128: 128
    case .string: 0
    }
  }

  /// Whether the elements are real numbers.
  var isReal: Bool { inner == .float32 }

  /// The type of which a value of the runtime is.
  init(_ element: ElementType) {
    switch element {
    case .float32, .absent: self = .float
    case .int8: self = .int8
    case .uint8: self = .uint8
    case .int16: self = .int16
    case .int32: self = .int32
    case .int64: self = .int64
    case .boolean: self = .bool
    case .float16: self = .float16
    }
  }
}
