internal import SwiftletFormat
internal import SwiftletKernels

/// The arithmetic of sums of products of stored values.
struct QuantizedProduct: BitwiseCopyable {
  let leftZeroPoint: Int32
  let rightZeroPoint: Int32
  let multiplier: Multiplier
  let range: StoredRange

  /// Asks for quantizations, and for a factor that is positive and finite.
  init(_ bounds: Bounds, _ use: Use) throws(ModelFault.Reason) {
    let (left, right) = (try use.inputs[0].quantized(), try use.inputs[1].quantized())
    let output = try use.output.quantized()
    try left.check(for: .int8)
    try right.check(for: .int8)
    try output.check(for: .int8)
    leftZeroPoint = left.zeroPoint
    rightZeroPoint = right.zeroPoint
    multiplier = try Multiplier(ratio: left.scale * right.scale / output.scale)
    range = try StoredRange(bounds, output)
  }
}

extension Int8Results {
  /// Takes the arithmetic of a product over, for a kernel whose weights are the right matrix.
  init(_ product: QuantizedProduct) {
    inputZeroPoint = Int8(truncatingIfNeeded: product.leftZeroPoint)
    weightZeroPoint = Int8(truncatingIfNeeded: product.rightZeroPoint)
    outputZeroPoint = Int8(truncatingIfNeeded: product.range.zeroPoint)
    minimum = Int8(truncatingIfNeeded: product.range.lower)
    maximum = Int8(truncatingIfNeeded: product.range.upper)
    hasMultipliers = false
    multiplier = product.multiplier.factor
    addition = Dot.Addition()
  }
}
