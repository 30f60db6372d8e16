internal import SwiftletCore
internal import SwiftletKernels

/// A complex number of two 32-bit integers.
struct ComplexInteger: BitwiseCopyable {
  var real: Int32
  var imaginary: Int32
}

/// The Fourier transform of real integers, divided by its length, in 32-bit arithmetic.
///
/// Pairs of neighbours are taken as complex numbers, whose transform of half the length is made in
/// place, radix 2, decimated in time; each stage halves its results, so that nothing overflows. A
/// product of a number and a factor of 31 fractional bits is rounded once, to the nearest.
@safe struct RealTransform: BitwiseCopyable {
  /// The sines of the first quarter turn, `length / 4 + 1` of them, in units of 2⁻³¹.
  let sines: Elements<Int32>

  /// The complex numbers, half as many as the length.
  let work: Elements<ComplexInteger>

  /// The number of real integers that are transformed, a power of two, at least 32.
  var length: Int { 2 * work.count }

  /// Works out the sines.
  func fillSines() {
    let step = 6.2831855 / Float(length)
    for index in 0..<sines.count {
      let sine = Functions.sine(Float(index) * step)
      sines[index] = sine < 1 ? Int32(sine * 0x1p31) : Int32.max
    }
  }

  /// The cosine and the sine of a part of a turn, up to a half, in units of the length.
  @inline(__always)
  private func factor(_ angle: Int) -> (cosine: Int32, sine: Int32) {
    let quarter = sines.count - 1
    return angle <= quarter
      ? (sines[quarter - angle], sines[angle])
      : (-sines[angle - quarter], sines[2 * quarter - angle])
  }

  /// Half the product of a number and a factor.
  @inline(__always)
  private static func halfProduct(_ number: Int32, _ factor: Int32) -> Int32 {
    let product = number.multipliedFullWidth(by: factor)
    return product.high &+ Int32(truncatingIfNeeded: product.low &>> 31)
  }

  /// Half of a number turned back by an angle.
  @inline(__always)
  private static func halfTurned(
    _ number: ComplexInteger, _ factor: (cosine: Int32, sine: Int32)
  ) -> ComplexInteger {
    ComplexInteger(
      real: halfProduct(number.real, factor.cosine) &+ halfProduct(number.imaginary, factor.sine),
      imaginary: halfProduct(number.imaginary, factor.cosine)
        &- halfProduct(number.real, factor.sine))
  }

  /// Transforms the complex numbers, which lie in the order of their reversed positions.
  func run() {
    var half = 1
    while half < work.count {
      let angleStep = work.count / half
      for offset in 0..<half {
        let factor = factor(offset * angleStep)
        var position = offset
        while position < work.count {
          let turned = Self.halfTurned(work[position + half], factor)
          let still = work[position]
          let (real, imaginary) = (still.real >> 1, still.imaginary >> 1)
          work[position] = ComplexInteger(
            real: real &+ turned.real, imaginary: imaginary &+ turned.imaginary)
          work[position + half] = ComplexInteger(
            real: real &- turned.real, imaginary: imaginary &- turned.imaginary)
          position += 2 * half
        }
      }
      half *= 2
    }
  }

  /// The energy of a line of the spectrum, from 0 to half the length, after ``run()``.
  func energy(ofLine line: Int) -> Energy {
    let mask = work.count - 1
    let (here, there) = (work[line & mask], work[(work.count - line) & mask])
    // The transforms of the even and of the odd integers.
    let even = ComplexInteger(
      real: (here.real >> 1) &+ (there.real >> 1),
      imaginary: (here.imaginary >> 1) &- (there.imaginary >> 1))
    let odd = ComplexInteger(
      real: (here.real >> 1) &- (there.real >> 1),
      imaginary: (here.imaginary >> 1) &+ (there.imaginary >> 1))
    let turned = Self.halfTurned(odd, factor(line))
    return Energy(
      real: (even.real >> 1) &+ turned.imaginary, imaginary: (even.imaginary >> 1) &- turned.real)
  }
}
