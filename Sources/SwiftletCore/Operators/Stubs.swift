public import SwiftletFormat
public protocol StubOperator: Operator where Plan == Int {}
extension StubOperator {
  public static func outputType(_ attributes: Attributes, _ inputs: TensorTypes) throws(ModelFault.Reason) -> TensorType { throw .tooManyTensors }
  public static func plan(_ attributes: Attributes, _ use: Use) throws(ModelFault.Reason) -> Int { throw .tooManyTensors }
  public static func reference(_ plan: Int) {}
  public static func run(_ plan: Int, _ share: Share) {}
}
public protocol StubAttributes: AttributeTable {}
extension StubAttributes { public mutating func visit<V: AttributeVisitor>(_ visitor: inout V) throws(V.Failure) {} }
public enum TransposeConv2D: StubOperator { public static var code: OperatorCode { .transposeConv2D }; public struct Attributes: StubAttributes { public init() {}; public var kernelHeight: Int32 = 1; public var kernelWidth: Int32 = 1; public var strideHeight: Int32 = 1; public var strideWidth: Int32 = 1; public var padTop: Int32 = 0; public var padLeft: Int32 = 0; public var outputHeight: Int32 = 0; public var outputWidth: Int32 = 0; public var groups: Int32 = 1; public var channels: Int32 = 1; public var weightZeroPoint: Int32 = 0; public var bounds = Bounds() } }
public enum Reduce: StubOperator { public static var code: OperatorCode { .reduce }; public enum Function: UInt8, BitwiseCopyable, Sendable { case mean, sum, maximum, minimum, product }; public struct Attributes: StubAttributes { public init() {}; public var function = Function.mean; public var axes = IntegerList(); public var keepsAxes = false } }
public enum Unary: StubOperator { public static var code: OperatorCode { .unary }; public struct Attributes: StubAttributes { public init() {}; public var function = UnaryFunction.relu; public var alpha: Float = 0; public var beta: Float = 0 } }
public enum PRelu: StubOperator { public typealias Attributes = NoAttributes; public static var code: OperatorCode { .pRelu } }
public enum Dequantize: StubOperator { public typealias Attributes = NoAttributes; public static var code: OperatorCode { .dequantize } }
public struct ElementAttributes: StubAttributes { public init() {}; public init(element: ElementType) { self.element = element }; public var element = ElementType.int8 }
public enum Quantize: StubOperator { public typealias Attributes = ElementAttributes; public static var code: OperatorCode { .quantize } }
public enum Requantize: StubOperator { public typealias Attributes = ElementAttributes; public static var code: OperatorCode { .requantize } }
public enum Cast: StubOperator { public typealias Attributes = ElementAttributes; public static var code: OperatorCode { .cast } }
public enum ArgMax: StubOperator { public static var code: OperatorCode { .argMax }; public struct Attributes: StubAttributes { public init() {}; public var axis: Int32 = 0; public var keepsAxis = false; public var minimum = false; public var element = ElementType.int32 } }
public enum Pad: StubOperator { public enum Mode: UInt8, BitwiseCopyable, Sendable { case constant, reflect, symmetric, edge }; public static var code: OperatorCode { .pad }; public struct Attributes: StubAttributes { public init() {}; public var mode = Mode.constant; public var before = IntegerList(); public var after = IntegerList(); public var value: Float = 0 } }
public enum Resize: StubOperator { public enum Mode: UInt8, BitwiseCopyable, Sendable { case nearest, bilinear }; public enum Rule: UInt8, BitwiseCopyable, Sendable { case asymmetric, halfPixel, alignCorners }; public static var code: OperatorCode { .resize }; public struct Attributes: StubAttributes { public init() {}; public var mode = Mode.nearest; public var rule = Rule.asymmetric; public var height: Int32 = 0; public var width: Int32 = 0 } }
