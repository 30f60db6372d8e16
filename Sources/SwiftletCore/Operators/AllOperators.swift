public import SwiftletFormat

/// Every operator there is.
public enum AllOperators: OperatorSet {
  /// Does a task for the operator of a code; the one list of operators in the project.
  public static func visit<Visitor: OperatorVisitor & ~Copyable>(
    _ code: OperatorCode, with visitor: inout Visitor
  ) throws(Visitor.Failure) -> Visitor.Output {
    switch code {
    case .conv2D: try visitor.visit(Conv2D.self)
    case .depthwiseConv2D: try visitor.visit(DepthwiseConv2D.self)
    case .fullyConnected: try visitor.visit(FullyConnected.self)
    case .binary: try visitor.visit(Binary.self)
    case .lookup: try visitor.visit(Lookup.self)
    case .pool2D: try visitor.visit(Pool2D.self)
    case .softmax: try visitor.visit(Softmax.self)
    case .concatenation: try visitor.visit(Concatenation.self)
    case .slice: try visitor.visit(Slice.self)
    case .reshape: try visitor.visit(Reshape.self)
    case .transpose: try visitor.visit(Transpose.self)
    case .transposeConv2D, .unary, .pRelu, .reduce, .pad, .resize, .quantize, .dequantize, .requantize, .cast, .argMax: try visitor.missing(code)
    }
  }

  /// Runs one share of a step.
  public static var shareBody: ShareBody { { unsafe runShare(AllOperators.self, $0, $1) } }
}
