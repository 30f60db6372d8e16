internal import SwiftletKernels

extension Float {
  /// The nearest integer, ties to even, held to ±2²²; a NaN counts as zero.
  @inline(__always)
  var nearestInteger: Int32 {
    let number = self == self ? self : 0
    let raised = number > -0x1p22 ? number : -0x1p22
    let held = raised < 0x1p22 ? raised : 0x1p22
    // Adding 1.5 × 2²³ leaves the nearest integer in the low bits; `rounded` would link libm.
    let shifter: Float = 0x1.8p23
    return Int32(bitPattern: (held + shifter).bitPattern) &- Int32(bitPattern: shifter.bitPattern)
  }

  /// The nearest integer, halves away from zero, held to ±2²²; a NaN counts as zero.
  @inline(__always)
  var nearestIntegerAway: Int32 {
    let even = nearestInteger
    // The difference is exact; a half that went to even may have gone towards zero.
    let lost = self - Float(small: even)
    let step: Int32 = self > 0 ? (lost == 0.5 ? 1 : 0) : (lost == -0.5 ? -1 : 0)
    return even &+ step
  }

  /// The number held between two bounds; a NaN stays one.
  @inline(__always)
  func held(_ bounds: Bounds) -> Float {
    let raised = self < bounds.lower ? bounds.lower : self
    return raised > bounds.upper ? bounds.upper : raised
  }

  /// An integer below 2²² in magnitude as a float, in a form that vectorizes.
  @inline(__always)
  init(small integer: Int32) {
    let shifter: Float = 0x1.8p23
    self =
      Float(bitPattern: UInt32(bitPattern: Int32(bitPattern: shifter.bitPattern) &+ integer))
      - shifter
  }
}

extension Bounds {
  /// Throws unless the bounds are numbers in order.
  func check(field: Int) throws(ModelFault.Reason) {
    guard lower <= upper else { throw .attributeOutOfRange(field: field) }
  }
}

/// The stored results between which an int8 operator holds itself, and what it adds to them.
struct StoredRange: BitwiseCopyable {
  let zeroPoint: Int32
  let lower: Int32
  let upper: Int32

  /// Takes the zero point of an output, and its bounds as stored values.
  init(_ bounds: Bounds, _ quantization: Quantization) throws(ModelFault.Reason) {
    let range = try bounds.stored(quantization, in: -128...127)
    zeroPoint = quantization.zeroPoint
    lower = range.lowerBound
    upper = range.upperBound
  }

  /// The stored result for a distance from zero.
  @inline(__always)
  func stored(_ distance: Int32) -> Int8 { held(distance &+ zeroPoint) }

  /// A stored result held in the range.
  @inline(__always)
  func held(_ stored: Int32) -> Int8 {
    Int8(truncatingIfNeeded: max(lower, min(upper, stored)))
  }
}

extension Multiplier {
  /// A multiplier for a ratio of scales, which must be positive and finite.
  init(ratio: Float) throws(ModelFault.Reason) {
    guard ratio > 0, ratio < .infinity else { throw .scaleOutOfRange }
    self.init(ratio)
  }
}
