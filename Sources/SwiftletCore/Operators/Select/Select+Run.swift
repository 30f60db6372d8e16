internal import SwiftletKernels

extension Select {
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
    let axes = plan.axes
    let width = axes.width
    let range = share.units(of: plan.count)
    var first = range.lowerBound
    while first < range.upperBound {
      let end = min(first + width - first % width, range.upperBound)
      Choice(
        condition: Run(plan.condition, axes, 0, first, end),
        whenTrue: Run(plan.whenTrue.seen(as: type), axes, 1, first, end),
        whenFalse: Run(plan.whenFalse.seen(as: type), axes, 2, first, end),
        output: plan.output.seen(as: type)[first..<end]
      ).make()
      first = end
    }
  }
}

/// The elements of an input along one run of the output: as many, or one that repeats.
private struct Run<Element: BitwiseCopyable> {
  let elements: Elements<Element>
  let repeats: Bool

  init(
    _ input: Elements<Element>, _ axes: SelectAxes, _ number: Int, _ first: Int, _ end: Int
  ) {
    let start = axes.position(of: first, in: number)
    repeats = axes.repeats(number)
    elements = input[start..<(repeats ? start + 1 : start + end - first)]
  }
}

/// One run of the output, and what it is chosen from.
private struct Choice<Element: BitwiseCopyable> {
  let condition: Run<Truth>
  let whenTrue: Run<Element>
  let whenFalse: Run<Element>
  let output: Elements<Element>

  @inline(__always)
  func make() {
    let conditions = condition.elements
    let (a, b) = (whenTrue.elements, whenFalse.elements)
    if condition.repeats {
      copy(conditions[0].isTrue ? whenTrue : whenFalse)
    } else if Build.prefersLeastCode || (whenTrue.repeats == whenFalse.repeats) {
      for index in 0..<output.count {
        output[index] =
          conditions[index].isTrue
          ? a[whenTrue.repeats ? 0 : index] : b[whenFalse.repeats ? 0 : index]
      }
    } else if whenTrue.repeats {
      let value = a[0]
      Elementwise.combine(conditions, b, output, empty: value) { $0.isTrue ? value : $1 }
    } else {
      let value = b[0]
      Elementwise.combine(conditions, a, output, empty: value) { $0.isTrue ? $1 : value }
    }
  }

  @inline(__always)
  private func copy(_ run: Run<Element>) {
    if run.repeats { output.fill(run.elements[0]) } else { output.copy(from: run.elements) }
  }
}
