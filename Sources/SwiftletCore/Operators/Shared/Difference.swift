internal import CSwiftletKernels
internal import SwiftletKernels

extension Dot.Addition {
  /// The left tensor less the right, whose zero point is given.
  func negatingRight(zeroPoint: Int32) -> Dot.Addition {
    var difference = self
    difference.right_multiplier = 0 - right_multiplier
    // Stays within 2³⁰: a multiplier is at most 2²¹, a zero point 2⁷.
    difference.offset = offset + 2 * right_multiplier * zeroPoint
    return difference
  }
}
