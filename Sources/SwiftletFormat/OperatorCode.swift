/// The number by which a model file names an operator.
///
/// It is the number of the member of the union `Attributes` in `Model.fbs`: a case is appended,
/// never renumbered and never removed.
public enum OperatorCode: UInt8, Sendable, BitwiseCopyable {
  /// `SwiftletCore.Conv2D`.
  case conv2D = 1
  /// `SwiftletCore.DepthwiseConv2D`.
  case depthwiseConv2D = 2
  /// `SwiftletCore.TransposeConv2D`.
  case transposeConv2D = 3
  /// `SwiftletCore.FullyConnected`.
  case fullyConnected = 4
  /// `SwiftletCore.Binary`.
  case binary = 5
  /// `SwiftletCore.Unary`.
  case unary = 6
  /// `SwiftletCore.Lookup`.
  case lookup = 7
  /// `SwiftletCore.PRelu`.
  case pRelu = 8
  /// `SwiftletCore.Pool2D`.
  case pool2D = 9
  /// `SwiftletCore.Reduce`.
  case reduce = 10
  /// `SwiftletCore.Softmax`.
  case softmax = 11
  /// `SwiftletCore.Concatenation`.
  case concatenation = 12
  /// `SwiftletCore.Slice`.
  case slice = 13
  /// `SwiftletCore.Pad`.
  case pad = 14
  /// `SwiftletCore.Reshape`.
  case reshape = 15
  /// `SwiftletCore.Transpose`.
  case transpose = 16
  /// `SwiftletCore.Resize`.
  case resize = 17
  /// `SwiftletCore.Quantize`.
  case quantize = 18
  /// `SwiftletCore.Dequantize`.
  case dequantize = 19
  /// `SwiftletCore.Requantize`.
  case requantize = 20
  /// `SwiftletCore.Cast`.
  case cast = 21
  /// `SwiftletCore.ArgMax`.
  case argMax = 22
  /// `SwiftletCore.MatMul`.
  case matMul = 23
  /// `SwiftletCore.Normalization`.
  case normalization = 24
  /// `SwiftletCore.Cumulative`.
  case cumulative = 25
  /// `SwiftletCore.Gather`.
  case gather = 26
  /// `SwiftletCore.Scatter`.
  case scatter = 27
  /// `SwiftletCore.Compare`.
  case compare = 28
  /// `SwiftletCore.Select`.
  case select = 29
  /// `SwiftletCore.BroadcastTo`.
  case broadcastTo = 30
  /// `SwiftletCore.TopK`.
  case topK = 31
  /// `SwiftletCore.WinogradConv2D`.
  case winogradConv2D = 32
}
