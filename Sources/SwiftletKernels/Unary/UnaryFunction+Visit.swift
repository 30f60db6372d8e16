internal import SwiftletFormat

extension UnaryFunction {
  /// Hands the function to a loop, so that the choice is made once and not for each element.
  func visit(_ loop: UnaryLoop, alpha: Float, beta: Float) {
    switch self {
    case .identity: unsafe loop.apply { $0 }
    case .relu: unsafe loop.apply { Functions.rectified($0) }
    case .relu6: unsafe loop.apply { Functions.clip($0, lower: 0, upper: 6) }
    case .reluN1To1: unsafe loop.apply { Functions.clip($0, lower: -1, upper: 1) }
    case .relu0To1: unsafe loop.apply { Functions.clip($0, lower: 0, upper: 1) }
    case .leakyRelu: unsafe loop.apply { Functions.leakyRectified($0, alpha: alpha) }
    case .thresholdedRelu: unsafe loop.apply { Functions.thresholdedRectified($0, alpha: alpha) }
    case .clip: unsafe loop.apply { Functions.clip($0, lower: alpha, upper: beta) }
    case .hardSwish: unsafe loop.apply { Functions.hardSwish($0) }
    case .hardSigmoid:
      unsafe loop.apply { Functions.hardSigmoid($0, alpha: alpha, beta: beta) }
    case .softsign: unsafe loop.apply { Functions.softsign($0) }
    case .affine: unsafe loop.apply { alpha * $0 + beta }
    case .shrink: unsafe loop.apply { Functions.shrunk($0, alpha: alpha, beta: beta) }
    case .elu: unsafe loop.apply { Functions.exponentialLinear($0, alpha: alpha) }
    case .selu:
      unsafe loop.apply { Functions.scaledExponentialLinear($0, alpha: alpha, scale: beta) }
    case .celu: unsafe loop.apply { Functions.continuousExponentialLinear($0, alpha: alpha) }
    case .gelu: unsafe loop.apply { Functions.gaussianErrorLinear($0) }
    case .geluTanh: unsafe loop.apply { Functions.gaussianErrorLinearByTangent($0) }
    case .silu: unsafe loop.apply { Functions.sigmoidLinear($0) }
    case .mish: unsafe loop.apply { Functions.mish($0) }
    case .logistic: unsafe loop.apply { Functions.logistic($0) }
    case .softplus: unsafe loop.apply { Functions.softplus($0) }
    case .exp: unsafe loop.apply { Functions.exponential($0) }
    case .expMinusOne: unsafe loop.apply { Functions.exponentialMinusOne($0) }
    case .log: unsafe loop.apply { Functions.logarithm($0) }
    case .logOnePlus: unsafe loop.apply { Functions.logarithmOnePlus($0) }
    case .sqrt: unsafe loop.apply { Functions.squareRoot($0) }
    case .reciprocalSqrt: unsafe loop.apply { Functions.reciprocalSquareRoot($0) }
    case .reciprocal: unsafe loop.apply { 1 / $0 }
    case .square: unsafe loop.apply { $0 * $0 }
    case .power: unsafe loop.apply { Functions.power($0, alpha) }
    case .erf: unsafe loop.apply { Functions.errorFunction($0) }
    case .sin: unsafe loop.apply { Functions.sine($0) }
    case .cos: unsafe loop.apply { Functions.cosine($0) }
    case .tan: unsafe loop.apply { Functions.tangent($0) }
    case .asin: unsafe loop.apply { Functions.arcSine($0) }
    case .acos: unsafe loop.apply { Functions.arcCosine($0) }
    case .atan: unsafe loop.apply { Functions.arcTangent($0) }
    case .sinh: unsafe loop.apply { Functions.hyperbolicSine($0) }
    case .cosh: unsafe loop.apply { Functions.hyperbolicCosine($0) }
    case .tanh: unsafe loop.apply { Functions.hyperbolicTangent($0) }
    case .asinh: unsafe loop.apply { Functions.hyperbolicArcSine($0) }
    case .acosh: unsafe loop.apply { Functions.hyperbolicArcCosine($0) }
    case .atanh: unsafe loop.apply { Functions.hyperbolicArcTangent($0) }
    case .abs: unsafe loop.apply { Functions.magnitude($0) }
    case .negative: unsafe loop.apply { -$0 }
    case .sign: unsafe loop.apply { Functions.sign($0) }
    case .floor: unsafe loop.apply { Functions.floor($0) }
    case .ceil: unsafe loop.apply { Functions.ceiling($0) }
    case .round: unsafe loop.apply { Functions.roundedHalfEven($0) }
    case .truncate: unsafe loop.apply { Functions.truncated($0) }
    case .logicalNot: unsafe loop.apply { $0 == 0 ? 1 : 0 }
    case .isNaN: unsafe loop.apply { $0 != $0 ? 1 : 0 }
    case .isInfinite:
      let below = alpha != 0
      let above = beta != 0
      unsafe loop.apply {
        ($0 == -.infinity && below) || ($0 == .infinity && above) ? 1 : 0
      }
    }
  }
}
