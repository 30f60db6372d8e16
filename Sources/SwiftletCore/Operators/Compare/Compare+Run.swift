internal import SwiftletKernels

extension Compare {
  /// Finds the operands of each output element, and compares them.
  public static func reference(_ plan: Plan) {
    evaluate(plan, 0..<plan.output.count, DefiningPairs())
  }

  /// Compares runs of neighbouring elements.
  public static func run(_ plan: Plan, _ share: Share) {
    evaluate(plan, share.units(of: plan.output.count), RunningPairs())
  }

  @inline(__always)
  private static func evaluate<P: Pairs>(_ plan: Plan, _ range: Range<Int>, _ pairs: P) {
    let task = Task(pairs: pairs, plan: plan, range: range)
    switch plan.body {
    case .stored(let operands): task.compare(operands)
    case .scaled(let operands, let scaling):
      let isNegated = plan.rule.isNegated
      switch plan.rule.test {
      case .equal: task.walk(operands) { (scaling.left($0) == scaling.right($1)) != isNegated }
      case .less: task.walk(operands) { scaling.left($0) < scaling.right($1) }
      case .lessOrEqual: task.walk(operands) { scaling.left($0) <= scaling.right($1) }
      }
    case .float32(let operands): task.compare(operands)
    case .int32(let operands): task.compare(operands)
    case .int64(let operands): task.compare(operands)
    case .boolean(let operands):
      let isNegated = plan.rule.isNegated
      task.walk(operands) { ($0.isTrue == $1.isTrue) != isNegated }
    }
  }

  /// A range of the output, and the way to the pairs behind it.
  private struct Task<P: Pairs> {
    let pairs: P
    let plan: Plan
    let range: Range<Int>

    @inline(__always)
    func compare<Number: Comparable & BitwiseCopyable>(_ operands: Plan.Operands<Number>) {
      let isNegated = plan.rule.isNegated
      switch plan.rule.test {
      case .equal: walk(operands) { ($0 == $1) != isNegated }
      case .less: walk(operands) { $0 < $1 }
      case .lessOrEqual: walk(operands) { $0 <= $1 }
      }
    }

    @inline(__always)
    func walk<Element: BitwiseCopyable>(
      _ operands: Plan.Operands<Element>, _ body: (Element, Element) -> Bool
    ) {
      pairs.combine(
        operands.left, operands.right, plan.output, plan.broadcast, range, empty: 0 as UInt8
      ) { body($0, $1) ? 1 : 0 }
    }
  }
}

extension Compare {
  /// How a relation is tested: by one of three tests of two sides that may have changed places.
  struct Rule: BitwiseCopyable {
    /// A test of two numbers.
    enum Test: UInt8, BitwiseCopyable { case equal, less, lessOrEqual }

    let test: Test
    /// Whether the right input is the left side of the test.
    let isSwapped: Bool
    /// Whether the result is that the test fails.
    let isNegated: Bool

    /// Finds the test of a relation.
    init(_ relation: Relation) {
      isNegated = relation == .notEqual
      isSwapped = relation == .greater || relation == .greaterOrEqual
      switch relation {
      case .equal, .notEqual: test = .equal
      case .less, .greater: test = .less
      case .lessOrEqual, .greaterOrEqual: test = .lessOrEqual
      }
    }
  }

  /// The real numbers that the int8 elements of two quantizations stand for.
  struct Scaling: BitwiseCopyable {
    private let leftScale: Float
    private let rightScale: Float
    private let leftZeroPoint: Int32
    private let rightZeroPoint: Int32

    /// Takes the quantizations of both sides.
    init(_ left: Quantization, _ right: Quantization) {
      leftScale = left.scale
      rightScale = right.scale
      leftZeroPoint = left.zeroPoint
      rightZeroPoint = right.zeroPoint
    }

    /// The number of the left side.
    @inline(__always)
    func left(_ x: Int8) -> Float {
      leftScale * Float(small: Int32(truncatingIfNeeded: x) &- leftZeroPoint)
    }

    /// The number of the right side.
    @inline(__always)
    func right(_ x: Int8) -> Float {
      rightScale * Float(small: Int32(truncatingIfNeeded: x) &- rightZeroPoint)
    }
  }
}
