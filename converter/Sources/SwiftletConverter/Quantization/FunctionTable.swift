public import SwiftletFormat
internal import SwiftletKernels

/// The 256 results of a function of one int8 input, which the device only looks up.
public enum FunctionTable {
  /// Works out the result for every stored input; entry `i` belongs to the input `Int8(i - 128)`.
  ///
  /// The real value of the input goes through the function of single precision; the result is
  /// divided by the output's scale in double precision, rounded to nearest with ties away from zero,
  /// moved by the zero point and limited to `Int8`. A result that is not a number becomes the zero
  /// point.
  ///
  /// - Precondition: both scales are positive and finite.
  public static func table(
    of function: UnaryFunction, alpha: Float = 0, beta: Float = 0,
    input: (scale: Float, zeroPoint: Int), output: (scale: Float, zeroPoint: Int)
  ) -> [Int8] {
    let results = (-128...127).map { stored in
      function(input.scale * Float(stored - input.zeroPoint), alpha: alpha, beta: beta)
    }
    return table(of: results, output: output)
  }

  /// The stored values of a function's real results.
  static func table(of results: [Float], output: (scale: Float, zeroPoint: Int)) -> [Int8] {
    results.map { result in
      guard !result.isNaN else { return Int8(clamping: output.zeroPoint) }
      let steps = Double(result) / Double(output.scale)
      return Int8(clamping: nearest(steps) + output.zeroPoint)
    }
  }

  /// Rounds to nearest with ties away from zero, saturating far outside any stored element.
  private static func nearest(_ steps: Double) -> Int {
    let limited = max(-1024, min(1024, steps))
    let whole = Int(limited)
    let rest = limited - Double(whole)
    return whole + (rest >= 0.5 ? 1 : (rest <= -0.5 ? -1 : 0))
  }
}
