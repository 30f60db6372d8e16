public import SwiftletFormat

/// One of two elements, as a truth value says: `y = a` where the condition is true, elsewhere `b`.
///
/// - Shape: that of the condition, `a` and `b` together, inputs 0, 1 and 2: axes are matched from
///   the innermost; an axis of length one, or none, repeats.
/// - Quantization: one and the same for `a`, `b` and the output, of any one element type. The
///   condition is boolean: true where it is not zero.
/// - Exactness: a copy of elements.
/// - Names: `SELECT`, `SELECT_V2` in TensorFlow Lite; `Where` in ONNX.
public enum Select: Operator {
  /// Select has no attributes.
  public typealias Attributes = NoAttributes

  /// Where the elements are, and how they are stretched.
  public struct Plan: BitwiseCopyable {
    let condition: Elements<Truth>
    let whenTrue: Elements<UInt8>
    let whenFalse: Elements<UInt8>
    let output: Elements<UInt8>
    let axes: SelectAxes
    let elementByteCount: Int32

    var count: Int { output.count / Int(elementByteCount) }
  }

  /// `select`, in a model file.
  public static var code: OperatorCode { .select }

  /// The stretched shape, with the element type and quantization of input 1.
  public static func outputType(
    _ attributes: Attributes, _ inputs: TensorTypes
  ) throws(ModelFault.Reason) -> TensorType {
    try inputs.require(3...3)
    guard inputs[0].element == .boolean else { throw .elementTypeNotSupported(inputs[0].element) }
    guard inputs[1].element == inputs[2].element else {
      throw .elementTypeNotSupported(inputs[2].element)
    }
    let values = try Broadcast.shape(inputs[1].shape, inputs[2].shape)
    return TensorType(
      inputs[1].element, try Broadcast.shape(inputs[0].shape, values), inputs[1].quantization)
  }

  /// On an input that is not stretched.
  public static func sharing(
    _ attributes: Attributes, _ inputs: TensorTypes, _ output: TensorType, input index: Int
  ) -> Sharing? { .elementwise(inputs[index], output) }

  /// Asks for the same quantization on all sides.
  public static func plan(
    _ attributes: Attributes, _ use: Use
  ) throws(ModelFault.Reason) -> Plan {
    for index in 1...2 where use.inputs[index].quantization != use.output.quantization {
      throw .scaleOutOfRange
    }
    return Plan(
      condition: try use.input(0, of: Truth.self), whenTrue: try use.inputBytes(1),
      whenFalse: try use.inputBytes(2), output: use.outputBytes,
      axes: SelectAxes(use.inputs, use.output.shape),
      elementByteCount: Int32(truncatingIfNeeded: use.output.element.byteCount))
  }

  /// Cuts work of some thousand elements.
  public static func shareCount(_ plan: Plan) -> Int {
    Share.count(units: plan.count, operations: 1)
  }

  /// Finds the three elements behind each of the output, and copies one.
  public static func reference(_ plan: Plan) {
    let size = Int(plan.elementByteCount)
    for index in 0..<plan.count {
      let isTrue = plan.condition[plan.axes.position(of: index, in: 0)].isTrue
      let source = plan.axes.position(of: index, in: isTrue ? 1 : 2)
      let values = isTrue ? plan.whenTrue : plan.whenFalse
      for byte in 0..<size { plan.output[index * size + byte] = values[source * size + byte] }
    }
  }

  /// Chooses along runs of neighbouring elements.
  public static func run(_ plan: Plan, _ share: Share) {
    switch plan.elementByteCount {
    case 1: choose(plan, share, UInt8.self)
    case 2: choose(plan, share, UInt16.self)
    case 4: choose(plan, share, UInt32.self)
    default: choose(plan, share, UInt64.self)
    }
  }

  @inline(__always)
  private static func choose<Element: BitwiseCopyable>(
    _ plan: Plan, _ share: Share, _ type: Element.Type
  ) {
    let (whenTrue, whenFalse) = (plan.whenTrue.seen(as: type), plan.whenFalse.seen(as: type))
    let output = plan.output.seen(as: type)
    let (axes, condition) = (plan.axes, plan.condition)
    let (trueStep, falseStep, step) = (axes.step(of: 1), axes.step(of: 2), axes.step(of: 0))
    let width = axes.width
    let range = share.units(of: plan.count)
    var first = range.lowerBound
    while first < range.upperBound {
      let count = min(width - first % width, range.upperBound - first)
      var (place, a, b) = (
        axes.position(of: first, in: 0), axes.position(of: first, in: 1),
        axes.position(of: first, in: 2)
      )
      for index in first..<(first + count) {
        output[index] = condition[place].isTrue ? whenTrue[a] : whenFalse[b]
        place &+= step
        a &+= trueStep
        b &+= falseStep
      }
      first += count
    }
  }
}
