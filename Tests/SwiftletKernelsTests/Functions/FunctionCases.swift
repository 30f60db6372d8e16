import Glibc
import SwiftletKernels

extension FunctionCase {
  static let all = elementary + trigonometric + hyperbolic + activations + rounding

  static let elementary: [FunctionCase] = [
    .init("exponential", bound: 1, checksum: 0x8e333514aa7144a4, Functions.exponential) { exp($0) },
    .init(
      "exponentialMinusOne", bound: 1.5, checksum: 0x4ff7e40e7e186706, Functions.exponentialMinusOne
    ) {
      expm1($0)
    },
    .init("logarithm", bound: 0.8, checksum: 0x9df43ccfb95c4082, Functions.logarithm) { log($0) },
    .init("logarithmOnePlus", bound: 0.8, checksum: 0xf9668ae2c8df18b5, Functions.logarithmOnePlus)
    { log1p($0) },
    .init("squareRoot", bound: 0.5, checksum: 0x12f47800712cc591, Functions.squareRoot) {
      $0.squareRoot()
    },
    .init(
      "reciprocalSquareRoot", bound: 1.5, checksum: 0x290052700b2bbe5c,
      Functions.reciprocalSquareRoot
    ) {
      1 / $0.squareRoot()
    },
    .init("errorFunction", bound: 1.5, checksum: 0x19fbf1a6f32ebcd9, Functions.errorFunction) {
      erf($0)
    },
  ]

  static let trigonometric: [FunctionCase] = [
    .init("sine", bound: 1.6, checksum: 0x10eba35c2fd11f75, Functions.sine) { sin($0) },
    .init("cosine", bound: 1.6, checksum: 0x66f90820a6e5c469, Functions.cosine) { cos($0) },
    .init("tangent", bound: 3.5, checksum: 0x4e2f6b23a75b509b, Functions.tangent) { tan($0) },
    .init("arcSine", bound: 2.4, checksum: 0x0ab8e70cde0ec0e0, Functions.arcSine) { asin($0) },
    .init("arcCosine", bound: 1.2, checksum: 0x2150f5c8a96f35e0, Functions.arcCosine) { acos($0) },
    .init("arcTangent", bound: 1.6, checksum: 0x488713361852f818, Functions.arcTangent) {
      atan($0)
    },
  ]

  static let hyperbolic: [FunctionCase] = [
    .init("logistic", bound: 2.2, checksum: 0xa40ff9212074299c, Functions.logistic) {
      1 / (1 + exp(-$0))
    },
    .init(
      "hyperbolicTangent", bound: 1.4, checksum: 0x8c29004ee55a635a, Functions.hyperbolicTangent
    ) { tanh($0) },
    .init("hyperbolicSine", bound: 1.7, checksum: 0xbcd8ff039e986026, Functions.hyperbolicSine) {
      sinh($0)
    },
    .init("hyperbolicCosine", bound: 1.5, checksum: 0x4b5d6f08470f2932, Functions.hyperbolicCosine)
    { cosh($0) },
    .init(
      "hyperbolicArcSine", bound: 1.7, checksum: 0xbf904e9b5faa7acd, Functions.hyperbolicArcSine
    ) { asinh($0) },
    .init(
      "hyperbolicArcCosine", bound: 1.8, checksum: 0x9dd5b8890c9cc65a, Functions.hyperbolicArcCosine
    ) {
      acosh($0)
    },
    .init(
      "hyperbolicArcTangent", bound: 2, checksum: 0x9d84b5a120eb3f44, Functions.hyperbolicArcTangent
    ) {
      atanh($0)
    },
  ]

  static let activations: [FunctionCase] = [
    .init(
      "gaussianErrorLinear", bound: 4.2, checksum: 0x3c3d364dd2afba30, Functions.gaussianErrorLinear
    ) {
      $0 == -.infinity ? -0.0 : 0.5 * $0 * erfc(-$0 / 2.0.squareRoot())
    },
    .init(
      "gaussianErrorLinearByTangent", bound: 2.8, checksum: 0x6d71e236f70f01da,
      Functions.gaussianErrorLinearByTangent
    ) {
      let u = 1.5957691216057308 * ($0 + 0.044715 * $0 * $0 * $0)
      return $0 == -.infinity ? -0.0 : $0 < -40 ? -0.0 : $0 / (1 + exp(-u))
    },
    .init("sigmoidLinear", bound: 2.6, checksum: 0x2c270d7dff50c367, Functions.sigmoidLinear) {
      $0 < -800 ? -0.0 : $0 / (1 + exp(-$0))
    },
    .init("mish", bound: 3.9, checksum: 0xc4a8d2528648e049, Functions.mish) {
      $0 < -800 ? -0.0 : $0 * tanh(log1p(exp($0)))
    },
    .init("softplus", bound: 1.7, checksum: 0xcb59b1be50b94092, Functions.softplus) {
      max($0, 0) + log1p(exp(-abs($0)))
    },
    .init("softsign", bound: 1.5, checksum: 0xd13f19e1fc8ffe37, Functions.softsign) {
      $0.isInfinite ? ($0 < 0 ? -1 : 1) : $0 / (1 + abs($0))
    },
    .init("exponentialLinear", bound: 1.6, checksum: 0xc67975bf48e4c610) {
      Functions.exponentialLinear($0, alpha: 0.7)
    } _: {
      $0 > 0 ? $0 : Double(0.7 as Float) * expm1($0)
    },
    .init("continuousExponentialLinear", bound: 1.8, checksum: 0x1886bcdafc965473) {
      Functions.continuousExponentialLinear($0, alpha: 0.75)
    } _: {
      $0 > 0 ? $0 : 0.75 * expm1($0 / 0.75)
    },
    .init("scaledExponentialLinear", bound: 2, checksum: 0x9124e0e0b66061f2) {
      Functions.scaledExponentialLinear($0, alpha: 1.6732632, scale: 1.050701)
    } _: {
      $0 > 0
        ? Double(1.050701 as Float) * $0
        : Double(1.050701 as Float) * Double(1.6732632 as Float) * expm1($0)
    },
    .init("hardSwish", bound: 1.9, checksum: 0x526eadab6dfa3802, Functions.hardSwish) {
      $0 <= -3 ? -0.0 : $0 * (min($0 + 3, 6) / 6)
    },
  ]

  static let rounding: [FunctionCase] = [
    .init("floor", bound: 0, checksum: 0xf624cb526c486e7b, Functions.floor) { $0.rounded(.down) },
    .init("ceiling", bound: 0, checksum: 0x99f23925087e6d9f, Functions.ceiling) { $0.rounded(.up) },
    .init("truncated", bound: 0, checksum: 0x51dcc3d137d925b7, Functions.truncated) {
      $0.rounded(.towardZero)
    },
    .init("roundedHalfEven", bound: 0, checksum: 0xd296e6a00847571b, Functions.roundedHalfEven) {
      $0.rounded(.toNearestOrEven)
    },
    .init("roundedHalfAway", bound: 0, checksum: 0xabe038bf5f58c453, Functions.roundedHalfAway) {
      $0.rounded(.toNearestOrAwayFromZero)
    },
    .init("sign", bound: 0, checksum: 0xea447c0f32ee32bf, Functions.sign) {
      $0 > 0 ? 1 : $0 < 0 ? -1 : $0
    },
  ]
}
