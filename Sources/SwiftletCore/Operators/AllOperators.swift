public import SwiftletFormat

/// Every operator there is.
public enum AllOperators: OperatorSet {
  /// Does a task for the operator of a code; the one list of operators in the project.
  public static func visit<Visitor: OperatorVisitor & ~Copyable>(
    _ code: OperatorCode, with visitor: inout Visitor
  ) throws(Visitor.Failure) -> Visitor.Output {
    switch code {
    case .lookup: try visitor.visit(Lookup.self)
    case .reshape: try visitor.visit(Reshape.self)
    case .pool2D: try visitor.visit(Pool2D.self)
    case .binary: try visitor.visit(Binary.self)
    case .softmax: try visitor.visit(Softmax.self)
    case .reduce: try visitor.visit(Reduce.self)
    case .argMax: try visitor.visit(ArgMax.self)
    case .pRelu: try visitor.visit(PRelu.self)
    case .quantize: try visitor.visit(Quantize.self)
    case .dequantize: try visitor.visit(Dequantize.self)
    case .requantize: try visitor.visit(Requantize.self)
    case .cast: try visitor.visit(Cast.self)
    case .unary: try visitor.visit(Unary.self)
    case .conv2D, .depthwiseConv2D, .transposeConv2D, .fullyConnected, .concatenation,
      .slice, .pad, .transpose, .resize:
      try visitor.missing(code)
    }
  }

  /// Runs one share of a step.
  public static var shareBody: ShareBody { { unsafe runShare(AllOperators.self, $0, $1) } }
}
