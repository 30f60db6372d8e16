internal import SwiftletFormat
internal import SwiftletKernels

/// The arithmetic of two stored values that is not a sum.
struct QuantizedBinary: BitwiseCopyable {
  /// Which formula.
  enum Rule: UInt8, BitwiseCopyable { case product, storedExtreme, scaledExtreme, real }

  let rule: Rule
  let leftZeroPoint: Int16
  let rightZeroPoint: Int16
  /// The factor of the product, or of the left value.
  let left: Multiplier
  /// The factor of the right value.
  let right: Multiplier
  /// The inverse of the output's scale.
  let inverse: Float
  let range: StoredRange

  /// Asks for factors that are positive and finite.
  init(
    _ attributes: Binary.Attributes, left: Quantization, right: Quantization, output: Quantization
  ) throws(ModelFault.Reason) {
    range = try StoredRange(attributes.bounds, output)
    leftZeroPoint = Int16(truncatingIfNeeded: left.zeroPoint)
    rightZeroPoint = Int16(truncatingIfNeeded: right.zeroPoint)
    inverse = 1 / output.scale
    switch attributes.function {
    case .multiply:
      rule = .product
      self.left = try Multiplier(ratio: left.scale * right.scale / output.scale)
      self.right = self.left
    case .maximum, .minimum:
      rule = left == output && right == output ? .storedExtreme : .scaledExtreme
      self.left = try Multiplier(ratio: left.scale / output.scale)
      self.right = try Multiplier(ratio: right.scale / output.scale)
    case .divide, .squaredDifference:
      rule = .real
      self.left = try Multiplier(ratio: left.scale)
      self.right = try Multiplier(ratio: right.scale)
      guard inverse < .infinity else { throw .scaleOutOfRange }
    case .add, .subtract, .power, .modulo, .remainder, .floorDivide, .and, .or, .exclusiveOr,
      .shiftLeft, .shiftRight, .arcTangent:
      throw .elementTypeNotSupported(.int8)
    }
  }

  /// The distance of the left value from its zero.
  @inline(__always)
  func leftDistance(_ stored: Int8) -> Int32 {
    Int32(truncatingIfNeeded: stored) &- Int32(truncatingIfNeeded: leftZeroPoint)
  }

  /// The distance of the right value from its zero.
  @inline(__always)
  func rightDistance(_ stored: Int8) -> Int32 {
    Int32(truncatingIfNeeded: stored) &- Int32(truncatingIfNeeded: rightZeroPoint)
  }

  /// The product.
  @inline(__always)
  func product(_ x: Int8, _ y: Int8) -> Int8 {
    range.stored(left.scaled(leftDistance(x) &* rightDistance(y)))
  }

  /// One of two values at the output's scale.
  @inline(__always)
  func extreme(_ x: Int8, _ y: Int8, _ choose: (Int32, Int32) -> Int32) -> Int8 {
    range.stored(choose(left.scaled(leftDistance(x)), right.scaled(rightDistance(y))))
  }

  /// A function of two real numbers.
  @inline(__always)
  func real(_ x: Int8, _ y: Int8, _ function: (Float, Float) -> Float) -> Int8 {
    let result = function(
      left.factor * Float(small: leftDistance(x)), right.factor * Float(small: rightDistance(y)))
    return range.stored((result * inverse).nearestInteger)
  }
}
