/// An integer that divides towards zero, by zero to zero, and wraps.
protocol Dividing: FixedWidthInteger & BitwiseCopyable {
  /// The quotient.
  func quotient(by divisor: Self) -> Self
}

extension Int32: Dividing {
  @inline(__always)
  func quotient(by divisor: Int32) -> Int32 {
    divisor == 0 ? 0 : (divisor == -1 ? 0 &- self : self / divisor)
  }
}

extension Int64: Dividing {
  // Bit by bit: on a 32-bit target the operator makes the heap a dependency.
  func quotient(by divisor: Int64) -> Int64 {
    guard divisor != 0 else { return 0 }
    var dividend = UInt64(bitPattern: self < 0 ? 0 &- self : self)
    let magnitude = UInt64(bitPattern: divisor < 0 ? 0 &- divisor : divisor)
    var (rest, quotient): (UInt64, UInt64) = (0, 0)
    for _ in 0..<64 {
      // The rest is below the magnitude, which is at most 2⁶³.
      rest = (rest &<< 1) | (dividend &>> 63)
      dividend = dividend &<< 1
      quotient = quotient &<< 1
      if rest >= magnitude {
        rest = rest &- magnitude
        quotient |= 1
      }
    }
    let result = Int64(bitPattern: quotient)
    return (self < 0) == (divisor < 0) ? result : 0 &- result
  }
}
