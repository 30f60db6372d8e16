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
    case .transposeConv2D: try visitor.visit(TransposeConv2D.self)
    case .fullyConnected: try visitor.visit(FullyConnected.self)
    case .binary: try visitor.visit(Binary.self)
    case .unary: try visitor.visit(Unary.self)
    case .lookup: try visitor.visit(Lookup.self)
    case .pRelu: try visitor.visit(PRelu.self)
    case .pool2D: try visitor.visit(Pool2D.self)
    case .reduce: try visitor.visit(Reduce.self)
    case .softmax: try visitor.visit(Softmax.self)
    case .concatenation: try visitor.visit(Concatenation.self)
    case .slice: try visitor.visit(Slice.self)
    case .pad: try visitor.visit(Pad.self)
    case .reshape: try visitor.visit(Reshape.self)
    case .transpose: try visitor.visit(Transpose.self)
    case .resize: try visitor.visit(Resize.self)
    case .quantize: try visitor.visit(Quantize.self)
    case .dequantize: try visitor.visit(Dequantize.self)
    case .requantize: try visitor.visit(Requantize.self)
    case .cast: try visitor.visit(Cast.self)
    case .argMax: try visitor.visit(ArgMax.self)
    case .matMul: try visitor.visit(MatMul.self)
    case .normalization: try visitor.visit(Normalization.self)
    case .cumulative: try visitor.visit(Cumulative.self)
    case .gather: try visitor.visit(Gather.self)
    case .scatter: try visitor.visit(Scatter.self)
    case .compare: try visitor.visit(Compare.self)
    case .select: try visitor.visit(Select.self)
    case .broadcastTo: try visitor.visit(BroadcastTo.self)
    case .topK: try visitor.visit(TopK.self)
    case .winogradConv2D: try visitor.visit(WinogradConv2D.self)
    }
  }

  /// Runs one share of a step.
  public static var shareBody: ShareBody { { unsafe runShare(AllOperators.self, $0, $1) } }
}
