internal import CSwiftletKernels
internal import SwiftletKernels

/// An integer that is no quantized number, and knows every function of two integers.
protocol PlainInteger: Dividing {
  /// The bits moved up; zero unless the count is below the width.
  func shiftedUp(by count: Self) -> Self

  /// The bits moved down, with those of the sign behind them; those alone for any other count.
  func shiftedDown(by count: Self) -> Self
}

extension PlainInteger {
  /// The functions that are too rare for a loop of their own.
  @inline(never)
  func result(_ function: Binary.Function, _ other: Self) -> Self {
    // Named, for a comparison with a literal is one of two types, and needs the heap for `Int64`.
    let zero: Self = 0
    switch function {
    case .squaredDifference: return (self &- other) &* (self &- other)
    case .power: return power(other)
    case .remainder: return remainder(by: other)
    case .modulo:
      let rest = remainder(by: other)
      return rest != zero && (rest < zero) != (other < zero) ? rest &+ other : rest
    case .floorDivide:
      let rest = remainder(by: other)
      let quotient = quotient(by: other)
      return rest != zero && (rest < zero) != (other < zero) ? quotient &- 1 : quotient
    case .and: return self & other
    case .or: return self | other
    case .exclusiveOr: return self ^ other
    case .shiftLeft: return shiftedUp(by: other)
    case .shiftRight: return shiftedDown(by: other)
    // They have loops, or no meaning for integers.
    case .add, .subtract, .multiply, .divide, .maximum, .minimum, .arcTangent: return zero
    }
  }

  /// What a division towards zero leaves; nothing where the divisor is zero.
  private func remainder(by divisor: Self) -> Self {
    let zero: Self = 0
    return divisor == zero ? zero : self &- quotient(by: divisor) &* divisor
  }

  /// The power, which wraps; towards zero where the exponent is negative.
  private func power(_ exponent: Self) -> Self {
    let (zero, one): (Self, Self) = (0, 1)
    let minusOne = zero &- one
    var (result, base, rest) = (one, self, exponent)
    if exponent < zero {
      guard self == one || self == minusOne else { return zero }
      // Of these bases only the last bit of the exponent counts, which its negative shares.
      rest = exponent & one
    }
    while rest != zero {
      if rest & one != zero { result = result &* base }
      base = base &* base
      rest = rest &>> one
    }
    return result
  }
}

extension Int32: PlainInteger {
  func shiftedUp(by count: Int32) -> Int32 { count >= 0 && count < 32 ? self &<< count : 0 }

  func shiftedDown(by count: Int32) -> Int32 {
    self &>> (count >= 0 && count < 32 ? count : 31)
  }
}

// By halves: on a 32-bit target a shift of 64 bits by a variable is a function of a library.
extension Int64: PlainInteger {
  private var low: UInt32 { UInt32(truncatingIfNeeded: self) }
  private var high: UInt32 { UInt32(truncatingIfNeeded: UInt64(bitPattern: self) &>> 32) }

  func shiftedUp(by count: Int64) -> Int64 {
    let (shift, isAll) = (count.low, count.high != 0 || count.low > 63)
    guard !isAll else { return 0 }
    guard shift < 32 else { return swiftlet_joined_halves(low &<< (shift &- 32), 0) }
    return swiftlet_joined_halves(
      (high &<< shift) | ((low &>> 1) &>> (31 &- shift)), low &<< shift)
  }

  func shiftedDown(by count: Int64) -> Int64 {
    let top = Int32(bitPattern: high)
    let sign = UInt32(bitPattern: top &>> 31)
    let (shift, isAll) = (count.low, count.high != 0 || count.low > 63)
    guard !isAll else { return swiftlet_joined_halves(sign, sign) }
    let moved = UInt32(bitPattern: top &>> Int32(bitPattern: shift & 31))
    guard shift < 32 else { return swiftlet_joined_halves(sign, moved) }
    return swiftlet_joined_halves(
      moved, (low &>> shift) | ((high &<< 1) &<< (31 &- shift)))
  }
}

extension Float {
  /// The functions that are too rare for a loop of their own.
  @inline(never)
  func result(_ function: Binary.Function, _ other: Float) -> Float {
    switch function {
    case .modulo: Functions.modulo(self, other)
    case .remainder: Functions.remainder(self, other)
    case .floorDivide: Functions.floor(self / other)
    case .arcTangent: Functions.arcTangent(self, other)
    // They have loops, or no meaning for floats.
    case .add, .subtract, .multiply, .divide, .maximum, .minimum, .squaredDifference, .power,
      .and, .or, .exclusiveOr, .shiftLeft, .shiftRight:
      0
    }
  }
}
