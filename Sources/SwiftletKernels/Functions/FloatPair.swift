/// An unevaluated sum of two floats, the second below half a unit of the first: about 48 bits.
struct FloatPair {
  /// The sum, rounded to nearest.
  let high: Float
  /// What the rounding left out.
  let low: Float

  @inline(__always)
  init(high: Float, low: Float) {
    self.high = high
    self.low = low
  }

  /// Adds two floats without error, given that the first is zero or not smaller in magnitude.
  @inline(__always)
  init(sum a: Float, _ b: Float) {
    high = a + b
    low = (a - high) + b
  }

  /// Multiplies two floats without error, given that nothing overflows or underflows.
  ///
  /// Each factor is cut into halves of twelve bits, whose products are exact.
  @inline(__always)
  init(product a: Float, _ b: Float) {
    let aHigh = FloatPair.upperHalf(a)
    let bHigh = FloatPair.upperHalf(b)
    let aLow = a - aHigh
    let bLow = b - bHigh
    high = a * b
    low = ((aHigh * bHigh - high) + aHigh * bLow + aLow * bHigh) + aLow * bLow
  }

  /// Keeps the twelve leading bits of a significand.
  @inline(__always)
  static func upperHalf(_ x: Float) -> Float { Float(bitPattern: x.bitPattern & 0xffff_f000) }

  /// Multiplies a pair by a float, to about 46 bits.
  @inline(__always)
  func times(_ factor: Float) -> FloatPair {
    let product = FloatPair(product: high, factor)
    return FloatPair(sum: product.high, product.low + low * factor)
  }
}
