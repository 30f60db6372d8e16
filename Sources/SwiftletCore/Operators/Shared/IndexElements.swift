internal import SwiftletFormat

/// An integer that says which element of an axis is meant.
protocol IndexNumber: FixedWidthInteger & BitwiseCopyable {
  /// The number in 32 bits, or the nearest there is.
  var narrowed: Int32 { get }
}

extension Int32: IndexNumber {
  @inline(__always)
  var narrowed: Int32 { self }
}

extension Int64: IndexNumber {
  // By halves: on a 32-bit target a comparison with a literal makes the heap a dependency.
  @inline(__always)
  var narrowed: Int32 {
    let bits = UInt64(bitPattern: self)
    let (high, low) = (
      Int32(bitPattern: UInt32(truncatingIfNeeded: bits &>> 32)),
      Int32(bitPattern: UInt32(truncatingIfNeeded: bits))
    )
    if high == low &>> 31 { return low }
    return high < 0 ? .min : .max
  }
}

/// The elements of a tensor of indices.
enum IndexElements: BitwiseCopyable {
  case int32(Elements<Int32>)
  case int64(Elements<Int64>)

  /// Throws unless an element type is one of these.
  static func require(_ element: ElementType) throws(ModelFault.Reason) {
    guard element == .int32 || element == .int64 else { throw .elementTypeNotSupported(element) }
  }

  /// The elements of an input.
  init(_ use: Use, input index: Int) throws(ModelFault.Reason) {
    try Self.require(use.inputs[index].element)
    self =
      use.inputs[index].element == .int32
      ? .int32(try use.input(index, of: Int32.self))
      : .int64(try use.input(index, of: Int64.self))
  }

  /// The number of indices.
  var count: Int {
    switch self {
    case .int32(let elements): elements.count
    case .int64(let elements): elements.count
    }
  }

  /// The index at a position, held to 32 bits.
  @inline(__always)
  subscript(position: Int) -> Int32 {
    switch self {
    case .int32(let elements): elements[position].narrowed
    case .int64(let elements): elements[position].narrowed
    }
  }
}

extension Int32 {
  /// The index counted from the end of an axis where it is negative, which may lie outside of it.
  @inline(__always)
  func counted(in length: Int32) -> Int32 { self < 0 ? self &+ length : self }

  /// The index of an axis that is nearest to what is asked for.
  @inline(__always)
  func held(in length: Int32) -> Int {
    Int(Swift.max(0, Swift.min(length &- 1, counted(in: length))))
  }
}
