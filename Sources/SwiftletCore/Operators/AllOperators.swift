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
    case .fullyConnected: try visitor.visit(FullyConnected.self)
    case .conv2D: try visitor.visit(Conv2D.self)
    case .depthwiseConv2D: try visitor.visit(DepthwiseConv2D.self)
    case .transposeConv2D: try visitor.visit(TransposeConv2D.self)
    case .binary, .unary, .pRelu,
      .pool2D, .reduce, .softmax, .concatenation, .slice, .pad, .transpose, .resize, .quantize,
      .dequantize, .requantize, .cast, .argMax:
      try visitor.missing(code)
    }
  }

  /// Runs one share of a step.
  public static var shareBody: ShareBody { { unsafe runShare(AllOperators.self, $0, $1) } }
}
