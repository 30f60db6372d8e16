internal import SwiftletCore
internal import SwiftletFormat

extension TFLiteImporter {
  /// Any function of one number: computed in float, looked up in int8.
  mutating func unary(_ use: TFLiteUse) throws -> Graph.TensorID {
    guard let function = UnaryFunction(tflite: use) else {
      throw LoweringFault(
        "the runtime has no operator \(use.code.rawValue) yet",
        remedy: "replace it by supported operators, listed in docs/OPERATORS.md")
    }
    let x = try input(use, 0)
    var attributes = Unary.Attributes()
    attributes.function = function
    if case .leakyRelu(let alpha) = use.options { attributes.alpha = alpha }
    if function == .elu { attributes.alpha = 1 }
    let type = builder.type(x)
    guard type.element == .int8, let source = type.quantization else {
      return try add(.unary(attributes), [x], use)
    }
    guard let target = try outputQuantization(use) else {
      throw LoweringFault("its output has no quantization")
    }
    let table = FunctionTable.table(
      of: function, alpha: attributes.alpha, beta: attributes.beta,
      input: (source.scale, Int(source.zeroPoint)), output: (target.scale, Int(target.zeroPoint)))
    let entries = builder.constant(
      "\(use.name)/table", TensorType(.int8, try Shape([256])), .init(elements: table))
    return try builder.add(.lookup, [x, entries], name: use.name, quantization: target)
  }

  /// `PRELU`.
  mutating func pRelu(_ use: TFLiteUse) throws -> Graph.TensorID {
    try add(.pRelu, [input(use, 0), input(use, 1)], use)
  }
}

extension UnaryFunction {
  /// The function of an operator of TensorFlow Lite.
  init?(tflite use: TFLiteUse) {
    switch use.code {
    case .relu: self = .relu
    case .relu6: self = .relu6
    case .reluN1To1: self = .reluN1To1
    case .leakyRelu: self = .leakyRelu
    case .elu: self = .elu
    case .hardSwish: self = .hardSwish
    case .logistic: self = .logistic
    case .tanh: self = .tanh
    case .exp: self = .exp
    case .log: self = .log
    case .sqrt: self = .sqrt
    case .rsqrt: self = .reciprocalSqrt
    case .abs: self = .abs
    case .neg: self = .negative
    case .square: self = .square
    case .sign: self = .sign
    case .logicalNot: self = .logicalNot
    case .sin: self = .sin
    case .cos: self = .cos
    case .floor: self = .floor
    case .ceil: self = .ceil
    case .round: self = .round
    case .gelu:
      if case .gelu(let approximate) = use.options, approximate {
        self = .geluTanh
      } else {
        self = .gelu
      }
    default: return nil
    }
  }
}
