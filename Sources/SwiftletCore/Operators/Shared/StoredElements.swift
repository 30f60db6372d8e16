internal import SwiftletFormat

/// An integer that a quantized activation is stored as.
protocol StoredInteger: FixedWidthInteger & BitwiseCopyable {}

extension Int8: StoredInteger {}
extension UInt8: StoredInteger {}
extension Int16: StoredInteger {}

extension StoredInteger {
  /// An integer held to the type's range.
  @inline(__always)
  init(held integer: Int32) {
    let (lower, upper) = (
      Int32(truncatingIfNeeded: Self.min), Int32(truncatingIfNeeded: Self.max)
    )
    self.init(truncatingIfNeeded: Swift.max(lower, Swift.min(upper, integer)))
  }
}

/// The elements of a quantized activation.
enum StoredElements: BitwiseCopyable {
  case int8(Elements<Int8>)
  case uint8(Elements<UInt8>)
  case int16(Elements<Int16>)

  /// Whether an element type is one of these.
  static func holds(_ element: ElementType) -> Bool {
    switch element {
    case .int8, .uint8, .int16: true
    case .float32, .int32, .int64, .boolean, .float16, .absent: false
    }
  }

  /// The elements of input 0.
  init(input use: Use) throws(ModelFault.Reason) {
    switch use.inputs[0].element {
    case .int8: self = .int8(try use.input(0, of: Int8.self))
    case .uint8: self = .uint8(try use.input(0, of: UInt8.self))
    case .int16: self = .int16(try use.input(0, of: Int16.self))
    case .float32, .int32, .int64, .boolean, .float16, .absent:
      throw .elementTypeNotSupported(use.inputs[0].element)
    }
  }

  /// The elements of the output.
  init(output use: Use) throws(ModelFault.Reason) {
    switch use.output.element {
    case .int8: self = .int8(try use.output(of: Int8.self))
    case .uint8: self = .uint8(try use.output(of: UInt8.self))
    case .int16: self = .int16(try use.output(of: Int16.self))
    case .float32, .int32, .int64, .boolean, .float16, .absent:
      throw .elementTypeNotSupported(use.output.element)
    }
  }

  /// The stored value at a position.
  func element(at index: Int) -> Int32 {
    switch self {
    case .int8(let elements): Int32(truncatingIfNeeded: elements[index])
    case .uint8(let elements): Int32(truncatingIfNeeded: elements[index])
    case .int16(let elements): Int32(truncatingIfNeeded: elements[index])
    }
  }
}
