internal import SwiftletFormat
internal import SwiftletKernels

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

  /// The elements of a range where each is a byte, and what flips the bits of those without a sign.
  func bytes(_ range: Range<Int>) -> (elements: Elements<UInt8>, flip: UInt8)? {
    switch self {
    case .int8(let elements):
      // As many bytes as elements.
      unsafe (Elements(UnsafeMutableRawPointer(elements.address), count: elements.count)[range], 0)
    case .uint8(let elements): (elements[range], 0x80)
    case .int16: nil
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

extension VectorKernels.Conversion {
  /// Converts elements that lie at two addresses, where zero points are those of signed bytes.
  ///
  /// - Precondition: both addresses have so many elements.
  @unsafe func callAsFunction(
    _ input: UnsafeRawPointer, flip inputFlip: UInt8, zeroPoint inputZeroPoint: Int32,
    to output: UnsafeMutableRawPointer, flip outputFlip: UInt8, zeroPoint outputZeroPoint: Int32,
    factor: Float, count: Int
  ) {
    unsafe self(
      swiftlet_conversion(
        input: input, output: output, count: count, input_flip: inputFlip, output_flip: outputFlip,
        input_zero_point: inputZeroPoint &- Int32(truncatingIfNeeded: inputFlip),
        output_zero_point: outputZeroPoint &- Int32(truncatingIfNeeded: outputFlip),
        factor: factor))
  }
}
