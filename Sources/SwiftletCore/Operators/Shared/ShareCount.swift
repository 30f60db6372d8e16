extension Share {
  /// The shares that so many units of work are worth, each of the product of some operations.
  static func count(
    units: Int, operations first: Int32, _ second: Int32 = 1, _ third: Int32 = 1
  ) -> Int {
    let total = units.saturatedProduct(first).saturatedProduct(second).saturatedProduct(third)
    return max(1, min(units, total / 16384))
  }
}

extension Int {
  /// The product with a positive number, or the greatest integer where there is none.
  fileprivate func saturatedProduct(_ factor: Int32) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: Int(factor))
    return overflow ? .max : product
  }
}
