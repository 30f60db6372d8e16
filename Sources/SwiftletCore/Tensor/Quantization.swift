public import SwiftletFormat

/// The affine map between a stored integer and the real number that it stands for.
///
/// `real = scale * (stored - zeroPoint)`.
public struct Quantization: Equatable, Sendable, BitwiseCopyable {
  /// The real distance between neighbouring stored values; positive and finite.
  public let scale: Float

  /// The stored value that stands for real zero.
  public let zeroPoint: Int32

  /// Creates a quantization from its two parameters.
  public init(scale: Float, zeroPoint: Int32) {
    self.scale = scale
    self.zeroPoint = zeroPoint
  }

  /// Throws unless the scale is a usable number and the zero point a value of the element type.
  public func check(for element: ElementType) throws(ModelFault.Reason) {
    guard scale > 0, scale < .infinity else { throw .scaleOutOfRange }
    let range: ClosedRange<Int32> =
      switch element {
      case .int8: -128...127
      case .uint8, .boolean: 0...255
      case .int16: -32768...32767
      case .int32, .int64, .float32, .float16, .absent: 0...0
      }
    guard range.contains(zeroPoint) else { throw .zeroPointOutOfRange(Int(zeroPoint)) }
  }

  /// The stored value nearest to a real one, halves away from zero, held inside a range.
  public func stored(_ real: Float, in range: ClosedRange<Int32>) -> Int32 {
    let scaled = real / scale
    guard scaled == scaled else { return zeroPoint }
    // Beyond the range by any zero point, and small enough for every step below to be exact.
    let held = max(-0x1p20, min(0x1p20, scaled))
    let rounded = Int32(held < 0 ? held - 0.5 : held + 0.5)
    return max(range.lowerBound, min(range.upperBound, rounded + zeroPoint))
  }
}
