internal import SwiftletFormat

/// The elements of a tensor of any type that can be cast.
enum CastElements: BitwiseCopyable {
  case float32(Elements<Float>)
  case float16(Elements<Half>)
  case int8(Elements<Int8>)
  case uint8(Elements<UInt8>)
  case int16(Elements<Int16>)
  case int32(Elements<Int32>)
  case int64(Elements<Int64>)
  case boolean(Elements<Truth>)

  /// Whether an element type is one of these.
  static func holds(_ element: ElementType) -> Bool {
    switch element {
    case .float32, .float16, .int8, .uint8, .int16, .int32, .int64, .boolean: true
    case .absent: false
    }
  }

  /// The elements of input 0.
  init(input use: Use) throws(ModelFault.Reason) {
    switch use.inputs[0].element {
    case .float32: self = .float32(try use.input(0, of: Float.self))
    case .float16: self = .float16(try use.input(0, of: Half.self))
    case .int8: self = .int8(try use.input(0, of: Int8.self))
    case .uint8: self = .uint8(try use.input(0, of: UInt8.self))
    case .int16: self = .int16(try use.input(0, of: Int16.self))
    case .int32: self = .int32(try use.input(0, of: Int32.self))
    case .int64: self = .int64(try use.input(0, of: Int64.self))
    case .boolean: self = .boolean(try use.input(0, of: Truth.self))
    case .absent: throw .elementTypeNotSupported(use.inputs[0].element)
    }
  }

  /// The elements of the output.
  init(output use: Use) throws(ModelFault.Reason) {
    switch use.output.element {
    case .float32: self = .float32(try use.output(of: Float.self))
    case .float16: self = .float16(try use.output(of: Half.self))
    case .int8: self = .int8(try use.output(of: Int8.self))
    case .uint8: self = .uint8(try use.output(of: UInt8.self))
    case .int16: self = .int16(try use.output(of: Int16.self))
    case .int32: self = .int32(try use.output(of: Int32.self))
    case .int64: self = .int64(try use.output(of: Int64.self))
    case .boolean: self = .boolean(try use.output(of: Truth.self))
    case .absent: throw .elementTypeNotSupported(use.output.element)
    }
  }

  /// The number of elements.
  var count: Int {
    switch self {
    case .float32(let elements): elements.count
    case .float16(let elements): elements.count
    case .int8(let elements): elements.count
    case .uint8(let elements): elements.count
    case .int16(let elements): elements.count
    case .int32(let elements): elements.count
    case .int64(let elements): elements.count
    case .boolean(let elements): elements.count
    }
  }
}
