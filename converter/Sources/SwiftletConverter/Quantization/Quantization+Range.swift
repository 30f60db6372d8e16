internal import SwiftletCore

extension Quantization {
  /// The int8 quantization that holds a range with the smallest steps, and zero exactly.
  ///
  /// A range of no width gets steps of one 255th.
  ///
  /// - Precondition: the range is usable.
  init(holding range: ValueRange) {
    let held = range.withZero
    let (lower, upper) = (Double(held.lower), Double(held.upper))
    // A step whose inverse, too, is a finite number.
    let narrowest = 0x1p-100
    let width = upper - lower
    let scale = Float((width > narrowest ? width : 1) / 255)
    let zeroPoint = (-128 - lower / Double(scale)).rounded(.toNearestOrEven)
    self.init(scale: scale, zeroPoint: Int32(max(-128, min(127, zeroPoint))))
  }

  /// The int8 quantization of constants, in which those that were integers become the same ones.
  ///
  /// - Precondition: the range is that of the numbers, and usable.
  init(holding range: ValueRange, of numbers: [Float]) {
    let held = range.withZero
    guard let scale = WeightGrid.scale(of: numbers, most: 255),
      held.upper / scale - held.lower / scale <= 255.5
    else {
      self.init(holding: range)
      return
    }
    let zeroPoint = (-128 - held.lower / scale).rounded(.toNearestOrEven)
    self.init(scale: scale, zeroPoint: Int32(max(-128, min(127, zeroPoint))))
  }

  /// The real numbers between the least stored value and the greatest.
  var int8Range: ValueRange {
    ValueRange(
      lower: scale * Float(-128 - zeroPoint), upper: scale * Float(127 - zeroPoint))
  }

  /// The stored values of real numbers.
  func stored(_ reals: [Float]) -> [Int8] {
    reals.map { Int8(clamping: stored($0, in: -128...127)) }
  }
}
