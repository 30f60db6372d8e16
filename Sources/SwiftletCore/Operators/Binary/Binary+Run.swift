internal import SwiftletKernels

extension Binary {
  /// Finds the operands of each output element, and evaluates the definition.
  public static func reference(_ plan: Plan) {
    evaluate(plan, 0..<plan.count, DefiningPairs())
  }

  /// Evaluates runs of neighbouring elements.
  public static func run(_ plan: Plan, _ share: Share) {
    let range = share.units(of: plan.count)
    switch plan.kernel {
    case .none: evaluate(plan, range, RunningPairs())
    case .int8(let kernel): evaluate(plan, range, kernel)
    case .float32(let kernel): evaluate(plan, range, kernel)
    }
  }

  /// Evaluates the function of a plan over pairs that are found in one way or another.
  @inline(__always)
  private static func evaluate<P: Pairs>(_ plan: Plan, _ range: Range<Int>, _ pairs: P) {
    let walk = Task(pairs: pairs, broadcast: plan.broadcast, range: range)
    switch plan.body {
    case .sum(let operands, let sum):
      walk(operands, empty: 0) { x, y in
        Int8(
          truncatingIfNeeded: sum.sum(
            Int32(truncatingIfNeeded: x), Int32(truncatingIfNeeded: y)))
      }
    case .int8(let operands, let arithmetic):
      evaluate(plan.function, operands, arithmetic, walk)
    case .float32(let operands, let bounds): evaluate(plan.function, operands, bounds, walk)
    case .int32(let operands): evaluate(plan.function, operands, walk)
    case .int64(let operands): evaluate(plan.function, operands, walk)
    case .boolean(let operands): evaluate(plan.function, operands, walk)
    }
  }

  @inline(__always)
  private static func evaluate<P: Pairs>(
    _ function: Function, _ operands: Plan.Operands<Int8>, _ arithmetic: QuantizedBinary,
    _ walk: Task<P>
  ) {
    let isMaximum = function == .maximum
    switch arithmetic.rule {
    case .product: walk(operands, empty: 0) { arithmetic.product($0, $1) }
    case .storedExtreme:
      let (lower, upper) = (
        Int8(truncatingIfNeeded: arithmetic.range.lower),
        Int8(truncatingIfNeeded: arithmetic.range.upper)
      )
      if isMaximum {
        walk(operands, empty: 0) { max(lower, min(upper, max($0, $1))) }
      } else {
        walk(operands, empty: 0) { max(lower, min(upper, min($0, $1))) }
      }
    case .scaledExtreme:
      walk(operands, empty: 0) {
        arithmetic.extreme($0, $1) { isMaximum ? max($0, $1) : min($0, $1) }
      }
    case .real:
      if function == .divide {
        walk(operands, empty: 0) { arithmetic.real($0, $1) { $0 / $1 } }
      } else {
        walk(operands, empty: 0) { arithmetic.real($0, $1) { ($0 - $1) * ($0 - $1) } }
      }
    }
  }

  @inline(__always)
  private static func evaluate<P: Pairs>(
    _ function: Function, _ operands: Plan.Operands<Float>, _ bounds: Bounds, _ walk: Task<P>
  ) {
    switch function {
    case .add: walk(operands, empty: 0) { ($0 + $1).held(bounds) }
    case .subtract: walk(operands, empty: 0) { ($0 - $1).held(bounds) }
    case .multiply: walk(operands, empty: 0) { ($0 * $1).held(bounds) }
    case .divide: walk(operands, empty: 0) { ($0 / $1).held(bounds) }
    case .maximum: walk(operands, empty: 0) { ($1 > $0 ? $1 : $0).held(bounds) }
    case .minimum: walk(operands, empty: 0) { ($1 < $0 ? $1 : $0).held(bounds) }
    case .squaredDifference: walk(operands, empty: 0) { (($0 - $1) * ($0 - $1)).held(bounds) }
    case .power: walk(operands, empty: 0) { Functions.power($0, $1).held(bounds) }
    case .modulo, .remainder, .floorDivide, .arcTangent:
      walk(operands, empty: 0) { $0.result(function, $1).held(bounds) }
    // The type rule refuses them for floats.
    case .and, .or, .exclusiveOr, .shiftLeft, .shiftRight: break
    }
  }

  @inline(__always)
  private static func evaluate<Number: PlainInteger, P: Pairs>(
    _ function: Function, _ operands: Plan.Operands<Number>, _ walk: Task<P>
  ) {
    switch function {
    case .add: walk(operands, empty: 0) { $0 &+ $1 }
    case .subtract: walk(operands, empty: 0) { $0 &- $1 }
    case .multiply: walk(operands, empty: 0) { $0 &* $1 }
    case .divide: walk(operands, empty: 0) { $0.quotient(by: $1) }
    case .maximum: walk(operands, empty: 0) { max($0, $1) }
    case .minimum: walk(operands, empty: 0) { min($0, $1) }
    case .squaredDifference, .power, .modulo, .remainder, .floorDivide, .and, .or, .exclusiveOr,
      .shiftLeft, .shiftRight:
      walk(operands, empty: 0) { $0.result(function, $1) }
    // The type rule refuses it for integers.
    case .arcTangent: break
    }
  }

  @inline(__always)
  private static func evaluate<P: Pairs>(
    _ function: Function, _ operands: Plan.Operands<Truth>, _ walk: Task<P>
  ) {
    let (one, both) = (function != .and, function != .exclusiveOr)
    walk(operands, empty: Truth(false)) {
      Truth($0.isTrue == $1.isTrue ? $0.isTrue && both : one)
    }
  }

  /// A range of the output, and the way to the pairs behind it.
  private struct Task<P: Pairs> {
    let pairs: P
    let broadcast: Broadcast
    let range: Range<Int>

    @inline(__always)
    func callAsFunction<Element: BitwiseCopyable>(
      _ operands: Plan.Operands<Element>, empty: Element, _ body: (Element, Element) -> Element
    ) {
      pairs.combine(
        operands.left, operands.right, operands.output, broadcast, range, empty: empty, body)
    }
  }
}

/// A way to visit the pairs of two broadcast inputs.
protocol Pairs {
  /// Makes a range of output elements of pairs.
  func combine<L: BitwiseCopyable, R: BitwiseCopyable, Y: BitwiseCopyable>(
    _ left: Elements<L>, _ right: Elements<R>, _ output: Elements<Y>, _ broadcast: Broadcast,
    _ range: Range<Int>, empty: Y, _ body: (L, R) -> Y)
}

/// Visits one pair at a time, and finds each from its position in the output.
struct DefiningPairs: Pairs {
  @inline(__always)
  func combine<L: BitwiseCopyable, R: BitwiseCopyable, Y: BitwiseCopyable>(
    _ left: Elements<L>, _ right: Elements<R>, _ output: Elements<Y>, _ broadcast: Broadcast,
    _ range: Range<Int>, empty: Y, _ body: (L, R) -> Y
  ) {
    for index in range {
      let (leftIndex, rightIndex) = broadcast.pair(of: index)
      output[index] = body(left[leftIndex], right[rightIndex])
    }
  }
}

/// Visits runs of pairs.
struct RunningPairs: Pairs {
  @inline(__always)
  func combine<L: BitwiseCopyable, R: BitwiseCopyable, Y: BitwiseCopyable>(
    _ left: Elements<L>, _ right: Elements<R>, _ output: Elements<Y>, _ broadcast: Broadcast,
    _ range: Range<Int>, empty: Y, _ body: (L, R) -> Y
  ) {
    Elementwise.combine(left, right, output, broadcast, range, empty: empty, body)
  }
}
