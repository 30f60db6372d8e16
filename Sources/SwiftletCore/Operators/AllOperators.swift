public import SwiftletFormat

/// Every operator there is.
public enum AllOperators: OperatorSet {
  /// Does a task for the operator of a code; the one list of operators in the project.
  public static func visit<Visitor: OperatorVisitor & ~Copyable>(
    _ code: OperatorCode, with visitor: inout Visitor
  ) throws(Visitor.Failure) -> Visitor.Output {
    switch code {
    case .lookup: try visitor.visit(Lookup.self)
    case .concatenation: try visitor.visit(Concatenation.self)
    case .slice: try visitor.visit(Slice.self)
    case .pad: try visitor.visit(Pad.self)
    case .reshape: try visitor.visit(Reshape.self)
    case .transpose: try visitor.visit(Transpose.self)
    case .resize: try visitor.visit(Resize.self)
    case .conv2D, .depthwiseConv2D, .transposeConv2D, .fullyConnected, .binary, .unary, .pRelu,
      .pool2D, .reduce, .softmax, .quantize, .dequantize, .requantize, .cast,
      .argMax:
      try visitor.missing(code)
    }
  }

  /// Runs one share of a step.
  public static var shareBody: ShareBody { { unsafe runShare(AllOperators.self, $0, $1) } }
}
