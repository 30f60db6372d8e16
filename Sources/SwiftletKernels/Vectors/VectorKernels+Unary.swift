public import SwiftletFormat

extension VectorKernels {
  /// The variant of a function for exactly this set, if there is one.
  public static func unaryFloat32Variant(
    _ set: InstructionSet, _ function: UnaryFunction
  ) -> UnaryFloat32? {
    #if arch(x86_64)
    if set == .avx512VNNI { return avx512(function) }
    return set == .avx2 ? avx2(function) : nil
    #elseif arch(arm64)
    return set == .neon ? neon(function) : nil
    #else
    return nil
    #endif
  }

  #if arch(x86_64)
  private static func avx512(_ function: UnaryFunction) -> UnaryFloat32? {
    switch function {
    case .exp: unsafe UnaryFloat32(function: swiftlet_exponential_avx512)
    case .logistic: unsafe UnaryFloat32(function: swiftlet_logistic_avx512)
    case .silu: unsafe UnaryFloat32(function: swiftlet_sigmoid_linear_avx512)
    case .tanh: unsafe UnaryFloat32(function: swiftlet_hyperbolic_tangent_avx512)
    case .erf: unsafe UnaryFloat32(function: swiftlet_error_function_avx512)
    case .gelu: unsafe UnaryFloat32(function: swiftlet_gaussian_avx512)
    case .geluTanh: unsafe UnaryFloat32(function: swiftlet_gaussian_by_tangent_avx512)
    case .hardSwish: unsafe UnaryFloat32(function: swiftlet_hard_swish_avx512)
    case .identity, .relu, .relu6, .reluN1To1, .relu0To1, .leakyRelu, .thresholdedRelu, .clip,
      .hardSigmoid, .softsign, .affine, .shrink, .elu, .selu, .celu, .mish, .softplus,
      .expMinusOne, .log, .logOnePlus, .sqrt, .reciprocalSqrt, .reciprocal, .square, .power,
      .sin, .cos, .tan, .asin, .acos, .atan, .sinh, .cosh, .asinh, .acosh, .atanh, .abs,
      .negative, .sign, .floor, .ceil, .round, .truncate, .logicalNot, .isNaN, .isInfinite:
      nil
    }
  }

  private static func avx2(_ function: UnaryFunction) -> UnaryFloat32? {
    switch function {
    case .exp: unsafe UnaryFloat32(function: swiftlet_exponential_avx2)
    case .logistic: unsafe UnaryFloat32(function: swiftlet_logistic_avx2)
    case .silu: unsafe UnaryFloat32(function: swiftlet_sigmoid_linear_avx2)
    case .tanh: unsafe UnaryFloat32(function: swiftlet_hyperbolic_tangent_avx2)
    case .erf: unsafe UnaryFloat32(function: swiftlet_error_function_avx2)
    case .gelu: unsafe UnaryFloat32(function: swiftlet_gaussian_avx2)
    case .geluTanh: unsafe UnaryFloat32(function: swiftlet_gaussian_by_tangent_avx2)
    case .hardSwish: unsafe UnaryFloat32(function: swiftlet_hard_swish_avx2)
    case .identity, .relu, .relu6, .reluN1To1, .relu0To1, .leakyRelu, .thresholdedRelu, .clip,
      .hardSigmoid, .softsign, .affine, .shrink, .elu, .selu, .celu, .mish, .softplus,
      .expMinusOne, .log, .logOnePlus, .sqrt, .reciprocalSqrt, .reciprocal, .square, .power,
      .sin, .cos, .tan, .asin, .acos, .atan, .sinh, .cosh, .asinh, .acosh, .atanh, .abs,
      .negative, .sign, .floor, .ceil, .round, .truncate, .logicalNot, .isNaN, .isInfinite:
      nil
    }
  }
  #elseif arch(arm64)
  private static func neon(_ function: UnaryFunction) -> UnaryFloat32? {
    switch function {
    case .exp: unsafe UnaryFloat32(function: swiftlet_exponential_neon)
    case .logistic: unsafe UnaryFloat32(function: swiftlet_logistic_neon)
    case .silu: unsafe UnaryFloat32(function: swiftlet_sigmoid_linear_neon)
    case .tanh: unsafe UnaryFloat32(function: swiftlet_hyperbolic_tangent_neon)
    case .erf: unsafe UnaryFloat32(function: swiftlet_error_function_neon)
    case .gelu: unsafe UnaryFloat32(function: swiftlet_gaussian_neon)
    case .geluTanh: unsafe UnaryFloat32(function: swiftlet_gaussian_by_tangent_neon)
    case .hardSwish: unsafe UnaryFloat32(function: swiftlet_hard_swish_neon)
    case .identity, .relu, .relu6, .reluN1To1, .relu0To1, .leakyRelu, .thresholdedRelu, .clip,
      .hardSigmoid, .softsign, .affine, .shrink, .elu, .selu, .celu, .mish, .softplus,
      .expMinusOne, .log, .logOnePlus, .sqrt, .reciprocalSqrt, .reciprocal, .square, .power,
      .sin, .cos, .tan, .asin, .acos, .atan, .sinh, .cosh, .asinh, .acosh, .atanh, .abs,
      .negative, .sign, .floor, .ceil, .round, .truncate, .logicalNot, .isNaN, .isInfinite:
      nil
    }
  }
  #endif
}
