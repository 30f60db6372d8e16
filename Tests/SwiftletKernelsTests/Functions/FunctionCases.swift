import Glibc
import SwiftletKernels

extension FunctionCase {
  static let all = elementary + trigonometric + hyperbolic + activations + rounding

  static let elementary: [FunctionCase] = [
    .init("exponential", bound: 1, checksum: 0, Functions.exponential) { exp($0) },
    .init("exponentialMinusOne", bound: 2, checksum: 0, Functions.exponentialMinusOne) {
      expm1($0)
    },
    .init("logarithm", bound: 1, checksum: 0, Functions.logarithm) { log($0) },
    .init("logarithmOnePlus", bound: 2, checksum: 0, Functions.logarithmOnePlus) { log1p($0) },
    .init("squareRoot", bound: 0.5, checksum: 0, Functions.squareRoot) { $0.squareRoot() },
    .init("reciprocalSquareRoot", bound: 1.5, checksum: 0, Functions.reciprocalSquareRoot) {
      1 / $0.squareRoot()
    },
    .init("errorFunction", bound: 2, checksum: 0, Functions.errorFunction) { erf($0) },
  ]

  static let trigonometric: [FunctionCase] = [
    .init("sine", bound: 2, checksum: 0, Functions.sine) { sin($0) },
    .init("cosine", bound: 2, checksum: 0, Functions.cosine) { cos($0) },
    .init("tangent", bound: 4, checksum: 0, Functions.tangent) { tan($0) },
    .init("arcSine", bound: 4, checksum: 0, Functions.arcSine) { asin($0) },
    .init("arcCosine", bound: 4, checksum: 0, Functions.arcCosine) { acos($0) },
    .init("arcTangent", bound: 4, checksum: 0, Functions.arcTangent) { atan($0) },
  ]

  static let hyperbolic: [FunctionCase] = [
    .init("logistic", bound: 2, checksum: 0, Functions.logistic) { 1 / (1 + exp(-$0)) },
    .init("hyperbolicTangent", bound: 2, checksum: 0, Functions.hyperbolicTangent) { tanh($0) },
    .init("hyperbolicSine", bound: 4, checksum: 0, Functions.hyperbolicSine) { sinh($0) },
    .init("hyperbolicCosine", bound: 4, checksum: 0, Functions.hyperbolicCosine) { cosh($0) },
    .init("hyperbolicArcSine", bound: 4, checksum: 0, Functions.hyperbolicArcSine) { asinh($0) },
    .init("hyperbolicArcCosine", bound: 4, checksum: 0, Functions.hyperbolicArcCosine) {
      acosh($0)
    },
    .init("hyperbolicArcTangent", bound: 4, checksum: 0, Functions.hyperbolicArcTangent) {
      atanh($0)
    },
  ]

  static let activations: [FunctionCase] = [
    .init("gaussianErrorLinear", bound: 4, checksum: 0, Functions.gaussianErrorLinear) {
      $0 == -.infinity ? -0.0 : 0.5 * $0 * erfc(-$0 / 2.0.squareRoot())
    },
    .init(
      "gaussianErrorLinearByTangent", bound: 4, checksum: 0, Functions.gaussianErrorLinearByTangent
    ) {
      let u = 1.5957691216057308 * ($0 + 0.044715 * $0 * $0 * $0)
      return $0 == -.infinity ? -0.0 : $0 < -40 ? -0.0 : $0 / (1 + exp(-u))
    },
    .init("sigmoidLinear", bound: 4, checksum: 0, Functions.sigmoidLinear) {
      $0 < -800 ? -0.0 : $0 / (1 + exp(-$0))
    },
    .init("mish", bound: 4, checksum: 0, Functions.mish) {
      $0 < -800 ? -0.0 : $0 * tanh(log1p(exp($0)))
    },
    .init("softplus", bound: 4, checksum: 0, Functions.softplus) {
      max($0, 0) + log1p(exp(-abs($0)))
    },
    .init("softsign", bound: 2, checksum: 0, Functions.softsign) {
      $0.isInfinite ? ($0 < 0 ? -1 : 1) : $0 / (1 + abs($0))
    },
    .init("exponentialLinear", bound: 4, checksum: 0) {
      Functions.exponentialLinear($0, alpha: 0.7)
    } _: {
      $0 > 0 ? $0 : Double(0.7 as Float) * expm1($0)
    },
    .init("continuousExponentialLinear", bound: 4, checksum: 0) {
      Functions.continuousExponentialLinear($0, alpha: 0.75)
    } _: {
      $0 > 0 ? $0 : 0.75 * expm1($0 / 0.75)
    },
    .init("scaledExponentialLinear", bound: 4, checksum: 0, Functions.scaledExponentialLinear) {
      $0 > 0 ? 1.0507009873554805 * $0 : 1.7580993408473768 * expm1($0)
    },
    .init("hardSwish", bound: 4, checksum: 0, Functions.hardSwish) {
      $0 <= -3 ? -0.0 : $0 * (min($0 + 3, 6) / 6)
    },
  ]

  static let rounding: [FunctionCase] = [
    .init("floor", bound: 0, checksum: 0, Functions.floor) { $0.rounded(.down) },
    .init("ceiling", bound: 0, checksum: 0, Functions.ceiling) { $0.rounded(.up) },
    .init("truncated", bound: 0, checksum: 0, Functions.truncated) { $0.rounded(.towardZero) },
    .init("roundedHalfEven", bound: 0, checksum: 0, Functions.roundedHalfEven) {
      $0.rounded(.toNearestOrEven)
    },
    .init("roundedHalfAway", bound: 0, checksum: 0, Functions.roundedHalfAway) {
      $0.rounded(.toNearestOrAwayFromZero)
    },
    .init("sign", bound: 0, checksum: 0, Functions.sign) { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 },
  ]
}
