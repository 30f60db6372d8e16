/// A sum of squares of 64 bits, in halves: 32-bit machines then need no library.
struct Energy: BitwiseCopyable {
  private(set) var high: UInt32 = 0
  private(set) var low: UInt32 = 0

  /// Nothing.
  init() {}

  /// The squared magnitude of a complex number whose parts are below 2³⁰ in magnitude.
  @inline(__always)
  init(real: Int32, imaginary: Int32) {
    let square = real.magnitude.multipliedFullWidth(by: real.magnitude)
    let other = imaginary.magnitude.multipliedFullWidth(by: imaginary.magnitude)
    (high, low) = (square.high, square.low)
    add(other.high, other.low)
  }

  @inline(__always)
  private mutating func add(_ high: UInt32, _ low: UInt32) {
    let (sum, carries) = self.low.addingReportingOverflow(low)
    self.low = sum
    self.high = self.high &+ high &+ (carries ? 1 : 0)
  }

  /// Adds a part of another energy below 2⁶², in units of 1/32,768, rounded down.
  @inline(__always)
  mutating func add(_ other: Energy, part: UInt32) {
    // other × part / 2¹⁵, half by half; the part is at most 2¹⁵.
    let upper = other.high.multipliedFullWidth(by: part)
    let lower = other.low.multipliedFullWidth(by: part)
    add((upper.high &<< 17) | (upper.low &>> 15), upper.low &<< 17)
    add(0, (lower.high &<< 17) | (lower.low &>> 15))
  }

  /// The binary logarithm of one plus the energy in units of 2¹⁶, in units of 1/512.
  ///
  /// Digit by digit: squaring a number between 1 and 2 gives the next digit of its logarithm. Ten
  /// are found and rounded to nine, halves up; what the squares lose stays below 2⁻²⁰.
  var logarithm: Int16 {
    var sum = self
    sum.add(0, 1 << 16)
    var (exponent, top, rest) = (UInt32(63 - 16), sum.high, sum.low)
    if top == 0 {
      // At least 2¹⁶ lies in the lower half.
      (exponent, top, rest) = (exponent &- 32, rest, 0)
    }
    let shift = UInt32(truncatingIfNeeded: top.leadingZeroBitCount)
    // From 1 to 2 in units of 2⁻³¹.
    var number = (top &<< shift) | ((rest &>> 1) &>> (31 &- shift))
    var digits = exponent &- shift
    for _ in 0..<10 {
      let square = number.multipliedFullWidth(by: number)
      let digit = square.high &>> 31
      number = digit == 1 ? square.high : (square.high &<< 1) | (square.low &>> 31)
      digits = (digits &<< 1) | digit
    }
    return Int16(truncatingIfNeeded: (digits &+ 1) &>> 1)
  }
}
