extension Float {
  /// The sum of this number and a product, rounded once, without libm.
  ///
  /// It equals `addingProduct(x, w)` in every bit of every number; which NaN comes out may differ.
  public func fused(_ x: Float, _ w: Float) -> Float {
    #if arch(arm)
    // One instruction, where doubles are calls into a library that firmware need not have.
    return addingProduct(x, w)
    #else
    // A double holds the product of two floats exactly. The wider sum is rounded to odd, which
    // leaves the rounding to float as the only one that counts, subnormals included.
    let product = Double(x) * Double(w)
    let total = product + Double(self)
    let added = total - product
    let lost = (product - (total - added)) + (Double(self) - added)
    guard lost < 0 || lost > 0, total.bitPattern & 1 == 0 else { return Float(total) }
    let isLarger = (lost > 0) == (total > 0)
    return Float(Double(bitPattern: isLarger ? total.bitPattern &+ 1 : total.bitPattern &- 1))
    #endif
  }

  /// This number between two bounds; NaN stays NaN.
  func clamped(_ minimum: Float, _ maximum: Float) -> Float {
    let raised = self < minimum ? minimum : self
    return raised > maximum ? maximum : raised
  }
}
