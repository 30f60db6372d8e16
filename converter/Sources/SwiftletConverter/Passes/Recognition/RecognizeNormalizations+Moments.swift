internal import SwiftletCore
internal import SwiftletFormat

extension RecognizeNormalizations {
  /// `x * f + (bias - m * f)` where `m` is the mean and `f` is `scale / √(variance + epsilon)`.
  static func moments(_ id: Graph.TensorID, _ pattern: Pattern) -> Found? {
    guard let (left, right) = pattern.operands(.add, id) else { return nil }
    for (product, rest) in [(left, right), (right, left)] {
      guard let (bias, moved) = pattern.operands(.subtract, rest),
        pattern.graph.tensors[bias].constant != nil,
        let (one, other) = pattern.operands(.multiply, product),
        let (center, factor) = pattern.operands(.multiply, moved)
      else { continue }
      for (x, own) in [(one, other), (other, one)] where own == factor || own == center {
        let mean = own == factor ? center : factor
        guard let (square, scale) = scaledInverseRoot(own, pattern),
          var found = layer(x, center: mean, square, pattern)
        else { continue }
        (found.scale, found.bias) = (scale, bias)
        return found
      }
    }
    return nil
  }

  /// `s` and the constant of `1 / √s`, or of `1 / √s` times a constant.
  private static func scaledInverseRoot(
    _ id: Graph.TensorID, _ pattern: Pattern
  ) -> (square: Graph.TensorID, scale: Graph.TensorID?)? {
    if let square = pattern.inverseRooted(id) { return (square, nil) }
    guard let (left, right) = pattern.operands(.multiply, id) else { return nil }
    for (root, scale) in [(left, right), (right, left)]
    where pattern.graph.tensors[scale].constant != nil {
      if let square = pattern.inverseRooted(root) { return (square, scale) }
    }
    return nil
  }
}
