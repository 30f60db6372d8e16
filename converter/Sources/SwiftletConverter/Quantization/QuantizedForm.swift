internal import SwiftletCore
internal import SwiftletFormat

/// What becomes of an operator when its values are int8.
enum QuantizedForm: Equatable {
  /// int8 weights with a scale for each channel, an int32 bias, and an output of its own range.
  case weighted
  /// Arithmetic on stored values of any quantization; the output has its own range.
  case arithmetic
  /// A function of one number, or arithmetic that is one in fact: a table.
  case function
  /// Elements are moved or chosen: the output has the quantization of input 0.
  case movement
  /// Elements of several inputs are moved: the output and all inputs have one quantization.
  case joining
  /// The output has a fixed range.
  case fixed(Quantization)
  /// The output is no real number, and int8 inputs serve as well as float ones.
  case reader
  /// No form: the operator works on real numbers.
  case none(String)

  /// Whether the operator is as cheap in float that conversions on both sides are not worth it.
  var isCheap: Bool {
    switch self {
    case .weighted, .fixed, .reader, .none: false
    case .arithmetic, .function, .movement, .joining: true
    }
  }
}

extension Operation {
  /// What becomes of the operator when its values are int8.
  var quantizedForm: QuantizedForm {
    switch self {
    case .conv2D, .depthwiseConv2D, .transposeConv2D, .fullyConnected: .weighted
    case .binary(let attributes):
      attributes.function.takes(.int8) ? .arithmetic : .none("its function has no int8 form")
    case .matMul: .arithmetic
    case .unary: .function
    case .pRelu: .arithmetic
    case .pool2D, .slice, .pad, .reshape, .transpose, .resize, .gather, .broadcastTo: .movement
    case .topK(let attributes): attributes.places == .absent ? .movement : .reader
    case .reduce(let attributes):
      switch attributes.function {
      case .mean, .sum: .arithmetic
      case .maximum, .minimum: .movement
      case .product: .none("products along axes have no int8 form")
      }
    case .softmax(let attributes):
      .fixed(attributes.logarithm ? .logarithmOfShares : .shares)
    case .concatenation, .select: .joining
    case .argMax: .reader
    case .compare, .normalization, .cumulative, .scatter, .winogradConv2D:
      .none("it has no int8 form")
    case .lookup, .quantize, .dequantize, .requantize, .cast:
      .none("it changes the type of its elements")
    }
  }

  /// The range that the function's results always have, where quantized models fix it.
  var fixedQuantization: Quantization? {
    guard case .unary(let attributes) = self else { return nil }
    if attributes.function == .logistic { return .shares }
    if attributes.function == .tanh { return .signedShares }
    return nil
  }
}

extension Quantization {
  /// Numbers from zero to one: softmax and the logistic function.
  static var shares: Quantization { Quantization(scale: 0x1p-8, zeroPoint: -128) }

  /// Numbers from minus one to one: the hyperbolic tangent.
  static var signedShares: Quantization { Quantization(scale: 0x1p-7, zeroPoint: 0) }

  /// Numbers from minus sixteen to zero: the logarithm of a softmax.
  static var logarithmOfShares: Quantization { Quantization(scale: 0x1p-4, zeroPoint: 127) }
}
