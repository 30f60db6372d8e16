public import SwiftletCore
public import SwiftletFormat

/// An operator of the runtime with the attributes of one use.
///
/// The weights of the five weighted operators are plain in a graph (input 1, output channels
/// outermost, and a bias as input 2) and packed in a file; everything else is the same in both.
public enum Operation: Sendable {
  /// `SwiftletCore.Conv2D`; inputs x, weights, bias, and a residual where there is one.
  case conv2D(Conv2D.Attributes)
  /// `SwiftletCore.DepthwiseConv2D`; inputs x, weights, bias.
  case depthwiseConv2D(DepthwiseConv2D.Attributes)
  /// `SwiftletCore.TransposeConv2D`; inputs x, weights, bias.
  case transposeConv2D(TransposeConv2D.Attributes)
  /// `SwiftletCore.FullyConnected`; inputs x, weights, bias.
  case fullyConnected(FullyConnected.Attributes)
  /// `SwiftletCore.Binary`.
  case binary(Binary.Attributes)
  /// `SwiftletCore.Unary`.
  case unary(Unary.Attributes)
  /// `SwiftletCore.Lookup`.
  case lookup
  /// `SwiftletCore.PRelu`.
  case pRelu
  /// `SwiftletCore.Pool2D`.
  case pool2D(Pool2D.Attributes)
  /// `SwiftletCore.Reduce`.
  case reduce(Reduce.Attributes)
  /// `SwiftletCore.Softmax`.
  case softmax(Softmax.Attributes)
  /// `SwiftletCore.Concatenation`.
  case concatenation(Concatenation.Attributes)
  /// `SwiftletCore.Slice`.
  case slice(Slice.Attributes)
  /// `SwiftletCore.Pad`.
  case pad(Pad.Attributes)
  /// `SwiftletCore.Reshape`.
  case reshape(Reshape.Attributes)
  /// `SwiftletCore.Transpose`.
  case transpose(Transpose.Attributes)
  /// `SwiftletCore.Resize`.
  case resize(Resize.Attributes)
  /// `SwiftletCore.Quantize`.
  case quantize(Quantize.Attributes)
  /// `SwiftletCore.Dequantize`.
  case dequantize
  /// `SwiftletCore.Requantize`.
  case requantize(Requantize.Attributes)
  /// `SwiftletCore.Cast`.
  case cast(Cast.Attributes)
  /// `SwiftletCore.ArgMax`.
  case argMax(ArgMax.Attributes)
  /// `SwiftletCore.MatMul`.
  case matMul(MatMul.Attributes)
  /// `SwiftletCore.Normalization`; inputs x, and scale and bias where there are.
  case normalization(Normalization.Attributes)
  /// `SwiftletCore.Cumulative`.
  case cumulative(Cumulative.Attributes)
  /// `SwiftletCore.Gather`; inputs x and indices.
  case gather(Gather.Attributes)
  /// `SwiftletCore.Scatter`; inputs data, indices and updates.
  case scatter(Scatter.Attributes)
  /// `SwiftletCore.Compare`.
  case compare(Compare.Attributes)
  /// `SwiftletCore.Select`; inputs condition, `a`, `b`.
  case select
  /// `SwiftletCore.BroadcastTo`.
  case broadcastTo(BroadcastTo.Attributes)
  /// `SwiftletCore.TopK`.
  case topK(TopK.Attributes)
  /// `SwiftletCore.WinogradConv2D`; inputs as those of ``conv2D(_:)``.
  case winogradConv2D(WinogradConv2D.Attributes)
}

/// A task done for an operation whose operator and attributes are known by type.
public protocol OperationVisitor {
  /// What the task makes.
  associatedtype Output

  /// How the task fails.
  associatedtype Failure: Error

  /// Does the task.
  mutating func visit<O: Operator>(
    _ operator: O.Type, _ attributes: O.Attributes
  ) throws(Failure) -> Output
}

extension Operation {
  /// Does a task for the operation.
  public func visit<Visitor: OperationVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) -> Visitor.Output {
    switch self {
    case .conv2D(let attributes): try visitor.visit(Conv2D.self, attributes)
    case .depthwiseConv2D(let attributes): try visitor.visit(DepthwiseConv2D.self, attributes)
    case .transposeConv2D(let attributes): try visitor.visit(TransposeConv2D.self, attributes)
    case .fullyConnected(let attributes): try visitor.visit(FullyConnected.self, attributes)
    case .binary(let attributes): try visitor.visit(Binary.self, attributes)
    case .unary(let attributes): try visitor.visit(Unary.self, attributes)
    case .lookup: try visitor.visit(Lookup.self, NoAttributes())
    case .pRelu: try visitor.visit(PRelu.self, NoAttributes())
    case .pool2D(let attributes): try visitor.visit(Pool2D.self, attributes)
    case .reduce(let attributes): try visitor.visit(Reduce.self, attributes)
    case .softmax(let attributes): try visitor.visit(Softmax.self, attributes)
    case .concatenation(let attributes): try visitor.visit(Concatenation.self, attributes)
    case .slice(let attributes): try visitor.visit(Slice.self, attributes)
    case .pad(let attributes): try visitor.visit(Pad.self, attributes)
    case .reshape(let attributes): try visitor.visit(Reshape.self, attributes)
    case .transpose(let attributes): try visitor.visit(Transpose.self, attributes)
    case .resize(let attributes): try visitor.visit(Resize.self, attributes)
    case .quantize(let attributes): try visitor.visit(Quantize.self, attributes)
    case .dequantize: try visitor.visit(Dequantize.self, NoAttributes())
    case .requantize(let attributes): try visitor.visit(Requantize.self, attributes)
    case .cast(let attributes): try visitor.visit(Cast.self, attributes)
    case .argMax(let attributes): try visitor.visit(ArgMax.self, attributes)
    case .matMul(let attributes): try visitor.visit(MatMul.self, attributes)
    case .normalization(let attributes): try visitor.visit(Normalization.self, attributes)
    case .cumulative(let attributes): try visitor.visit(Cumulative.self, attributes)
    case .gather(let attributes): try visitor.visit(Gather.self, attributes)
    case .scatter(let attributes): try visitor.visit(Scatter.self, attributes)
    case .compare(let attributes): try visitor.visit(Compare.self, attributes)
    case .select: try visitor.visit(Select.self, NoAttributes())
    case .broadcastTo(let attributes): try visitor.visit(BroadcastTo.self, attributes)
    case .topK(let attributes): try visitor.visit(TopK.self, attributes)
    case .winogradConv2D(let attributes): try visitor.visit(WinogradConv2D.self, attributes)
    }
  }

  /// The number that names the operator in a file.
  public var code: OperatorCode {
    var visitor = CodeOf()
    return visit(&visitor)
  }

  /// Whether the operator has weights, which a file holds packed.
  public var isWeighted: Bool {
    switch self {
    case .conv2D, .depthwiseConv2D, .transposeConv2D, .fullyConnected, .winogradConv2D: true
    case .binary, .unary, .lookup, .pRelu, .pool2D, .reduce, .softmax, .concatenation, .slice,
      .pad, .reshape, .transpose, .resize, .quantize, .dequantize, .requantize, .cast, .argMax,
      .matMul, .normalization, .cumulative, .gather, .scatter, .compare, .select, .broadcastTo,
      .topK:
      false
    }
  }

  /// The type of the output by the operator's rule, from inputs as a graph or a file has them.
  public func outputType(_ inputs: TensorTypes) throws(ModelFault.Reason) -> TensorType {
    var visitor = OutputTypeOf(inputs: inputs)
    return try visit(&visitor)
  }
}

private struct CodeOf: OperationVisitor {
  typealias Output = OperatorCode
  typealias Failure = Never

  mutating func visit<O: Operator>(_ operator: O.Type, _ attributes: O.Attributes) -> OperatorCode {
    O.code
  }
}

private struct OutputTypeOf: OperationVisitor {
  typealias Output = TensorType
  typealias Failure = ModelFault.Reason

  let inputs: TensorTypes

  mutating func visit<O: Operator>(
    _ operator: O.Type, _ attributes: O.Attributes
  ) throws(ModelFault.Reason) -> TensorType {
    try O.outputType(attributes, inputs)
  }
}

extension Quantize.Attributes {
  /// Creates the attributes of an output of some elements.
  init(element: ElementType) {
    self.init()
    self.element = element
  }
}
