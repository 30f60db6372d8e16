internal import SwiftletKernels

extension Cumulative {
  /// Gathers line by line.
  public static func reference(_ plan: Plan) {
    evaluate(plan, Defining(lines: 0..<Int(plan.lineCount)))
  }

  /// Gathers the lines of a share, many that lie side by side together.
  public static func run(_ plan: Plan, _ share: Share) {
    let lines = share.units(of: Int(plan.lineCount))
    if plan.stride == 1 || Build.prefersLeastCode {
      evaluate(plan, Defining(lines: lines))
    } else {
      evaluate(plan, SideBySide(lines: lines))
    }
  }

  @inline(__always)
  private static func evaluate<W: Way>(_ plan: Plan, _ way: W) {
    switch plan.body {
    case .float32(let input, let output):
      guard Build.computesFloat32 else { return }
      switch plan.function {
      case .sum: way.gather(plan, input, output, start: 0) { $0 + $1 }
      case .product: way.gather(plan, input, output, start: 1) { $0 * $1 }
      }
    case .int32(let input, let output):
      switch plan.function {
      case .sum: way.gather(plan, input, output, start: 0) { $0 &+ $1 }
      case .product: way.gather(plan, input, output, start: 1) { $0 &* $1 }
      }
    case .int64(let input, let output):
      switch plan.function {
      case .sum: way.gather(plan, input, output, start: 0) { $0 &+ $1 }
      case .product: way.gather(plan, input, output, start: 1) { $0 &* $1 }
      }
    }
  }
}

/// A way through the lines.
private protocol Way {
  func gather<Number: BitwiseCopyable>(
    _ plan: Cumulative.Plan, _ input: Elements<Number>, _ output: Elements<Number>,
    start: Number, _ adding: (Number, Number) -> Number)
}

/// One line after the other.
private struct Defining: Way {
  let lines: Range<Int>

  @inline(__always)
  func gather<Number: BitwiseCopyable>(
    _ plan: Cumulative.Plan, _ input: Elements<Number>, _ output: Elements<Number>,
    start: Number, _ adding: (Number, Number) -> Number
  ) {
    for line in lines {
      let first = plan.start(ofLine: line)
      var sum = start
      for place in 0..<Int(plan.length) {
        let position = first + plan.row(place) * Int(plan.stride)
        let next = adding(sum, input[position])
        output[position] = plan.exclusive ? sum : next
        sum = next
      }
    }
  }
}

/// Up to 64 lines that lie side by side together.
private struct SideBySide: Way {
  let lines: Range<Int>

  @inline(__always)
  func gather<Number: BitwiseCopyable>(
    _ plan: Cumulative.Plan, _ input: Elements<Number>, _ output: Elements<Number>,
    start: Number, _ adding: (Number, Number) -> Number
  ) {
    let stride = Int(plan.stride)
    var line = lines.lowerBound
    while line < lines.upperBound {
      let count = min(64, min(stride - line % stride, lines.upperBound - line))
      let first = plan.start(ofLine: line)
      var sums = InlineArray<64, Number>(repeating: start)
      for place in 0..<Int(plan.length) {
        let position = first + plan.row(place) * stride
        // The count is at most that of the sums.
        for index in 0..<count {
          let sum = unsafe sums[unchecked: index]
          let next = adding(sum, input[position + index])
          output[position + index] = plan.exclusive ? sum : next
          unsafe sums[unchecked: index] = next
        }
      }
      line += count
    }
  }
}

extension Cumulative.Plan {
  /// The position of a line's first element.
  fileprivate func start(ofLine line: Int) -> Int {
    let (outer, inner) = line.quotientAndRemainder(dividingBy: Int(stride))
    return outer * Int(length) * Int(stride) + inner
  }

  /// The index along the axis of what is gathered at a place of the order.
  @inline(__always)
  fileprivate func row(_ place: Int) -> Int { reverse ? Int(length) - 1 - place : place }
}
