/// The number by which a model file names a function of one real input.
///
/// The numbers are part of the format: a case is appended, never renumbered and never removed. Every
/// function has two parameters, `alpha` and `beta`, which most ignore. Formulas hold for real values;
/// the functions of single precision that realize them are in `SwiftletKernels`.
public enum UnaryFunction: UInt8, Sendable, BitwiseCopyable {
  /// `x`.
  case identity = 0
  /// `max(x, 0)`.
  case relu = 1
  /// `min(max(x, 0), 6)`.
  case relu6 = 2
  /// `min(max(x, -1), 1)`.
  case reluN1To1 = 3
  /// `min(max(x, 0), 1)`.
  case relu0To1 = 4
  /// `x` where `x >= 0`, otherwise `alpha * x`.
  case leakyRelu = 5
  /// `x` where `x > alpha`, otherwise 0.
  case thresholdedRelu = 6
  /// `min(max(x, alpha), beta)`.
  case clip = 7
  /// `x` where `x > 0`, otherwise `alpha * (exp(x) - 1)`.
  case elu = 8
  /// `beta * x` where `x > 0`, otherwise `beta * alpha * (exp(x) - 1)`.
  case selu = 9
  /// `x` where `x > 0`, otherwise `alpha * (exp(x / alpha) - 1)`.
  case celu = 10
  /// `x / 2 * (1 + erf(x / √2))`.
  case gelu = 11
  /// `x / 2 * (1 + tanh(√(2/π) * (x + 0.044715 * x³)))`.
  case geluTanh = 12
  /// `x / (1 + exp(-x))`.
  case silu = 13
  /// `x * tanh(log(1 + exp(x)))`.
  case mish = 14
  /// `x * min(max(x + 3, 0), 6) / 6`.
  case hardSwish = 15
  /// `min(max(alpha * x + beta, 0), 1)`.
  case hardSigmoid = 16
  /// `1 / (1 + exp(-x))`.
  case logistic = 17
  /// `log(1 + exp(x))`.
  case softplus = 18
  /// `x / (1 + |x|)`.
  case softsign = 19
  /// `exp(x)`.
  case exp = 20
  /// `exp(x) - 1`.
  case expMinusOne = 21
  /// The natural logarithm.
  case log = 22
  /// `log(1 + x)`.
  case logOnePlus = 23
  /// `√x`.
  case sqrt = 24
  /// `1 / √x`.
  case reciprocalSqrt = 25
  /// `1 / x`.
  case reciprocal = 26
  /// `x²`.
  case square = 27
  /// `x` to the power `alpha`.
  case power = 28
  /// The error function.
  case erf = 29
  /// `|x|`.
  case abs = 30
  /// `-x`.
  case negative = 31
  /// -1, 0 or 1.
  case sign = 32
  /// The largest integer not above `x`.
  case floor = 33
  /// The smallest integer not below `x`.
  case ceil = 34
  /// The nearest integer, ties to even.
  case round = 35
  /// The integer part, toward zero.
  case truncate = 36
  /// The sine of an angle in radians.
  case sin = 37
  /// The cosine of an angle in radians.
  case cos = 38
  /// The tangent of an angle in radians.
  case tan = 39
  /// The arc sine.
  case asin = 40
  /// The arc cosine.
  case acos = 41
  /// The arc tangent.
  case atan = 42
  /// The hyperbolic sine.
  case sinh = 43
  /// The hyperbolic cosine.
  case cosh = 44
  /// The hyperbolic tangent.
  case tanh = 45
  /// The inverse of the hyperbolic sine.
  case asinh = 46
  /// The inverse of the hyperbolic cosine.
  case acosh = 47
  /// The inverse of the hyperbolic tangent.
  case atanh = 48
  /// 1 where `x` is 0, otherwise 0.
  case logicalNot = 49
  /// 1 where `x` is not a number, otherwise 0.
  case isNaN = 50
  /// 1 where `x` is infinite of a sign allowed, otherwise 0: `alpha` allows -∞, `beta` allows +∞.
  case isInfinite = 51
  /// `alpha * x + beta`.
  case affine = 52
  /// 0 where `|x| <= alpha`, otherwise `x` moved toward 0 by `beta`.
  case shrink = 53
}
