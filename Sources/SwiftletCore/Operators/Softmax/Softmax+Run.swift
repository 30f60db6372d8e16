internal import SwiftletKernels

extension Softmax {
  /// Evaluates the definition, line by line.
  public static func reference(_ plan: Plan) {
    let (length, stride) = (Int(plan.length), Int(plan.stride))
    for line in 0..<Int(plan.lineCount) {
      let first = plan.start(ofLine: line)
      switch plan.body {
      case .int8(let input, let output):
        let rule = StoredRule(plan)
        var greatest = Int8.min
        for index in 0..<length { greatest = max(greatest, input[first + index * stride]) }
        var sum: Float = 0
        for index in 0..<length { sum += rule.power(input[first + index * stride], greatest) }
        let divisor = rule.divisor(sum)
        for index in 0..<length {
          output[first + index * stride] = rule.result(
            input[first + index * stride], greatest, divisor)
        }
      case .float32(let input, let output):
        let rule = RealRule(plan)
        var greatest = -Float.infinity
        for index in 0..<length {
          let x = input[first + index * stride]
          greatest = x > greatest ? x : greatest
        }
        var sum: Float = 0
        for index in 0..<length { sum += rule.power(input[first + index * stride], greatest) }
        let divisor = rule.divisor(sum)
        for index in 0..<length {
          output[first + index * stride] = rule.result(
            input[first + index * stride], greatest, divisor)
        }
      }
    }
  }

  /// Evaluates the lines of a share, along the axis or many side by side.
  public static func run(_ plan: Plan, _ share: Share) {
    let lines = share.units(of: Int(plan.lineCount))
    switch plan.body {
    case .int8(let input, let output): run(plan, lines, input, output, StoredRule(plan))
    case .float32(let input, let output): run(plan, lines, input, output, RealRule(plan))
    }
  }

  @inline(__always)
  private static func run<R: Rule>(
    _ plan: Plan, _ lines: Range<Int>, _ input: Elements<R.Element>, _ output: Elements<R.Element>,
    _ rule: R
  ) {
    if plan.stride == 1 {
      for line in lines {
        let range = (line * Int(plan.length))..<((line + 1) * Int(plan.length))
        runLine(input[range], output[range], rule)
      }
    } else {
      var line = lines.lowerBound
      while line < lines.upperBound {
        let left = Int(plan.stride) - line % Int(plan.stride)
        let count = min(64, min(left, lines.upperBound - line))
        runColumns(plan, plan.start(ofLine: line), count, input, output, rule)
        line += count
      }
    }
  }

  /// Evaluates one line of neighbouring elements.
  @inline(__always)
  private static func runLine<R: Rule>(
    _ input: Elements<R.Element>, _ output: Elements<R.Element>, _ rule: R
  ) {
    var greatest = rule.least
    for index in 0..<input.count { greatest = rule.greater(greatest, input[index]) }
    var powers = InlineArray<64, Float>(repeating: 0)
    var sum: Float = 0
    var first = 0
    while first < input.count {
      let count = min(64, input.count - first)
      // The count is at most that of the powers.
      for index in 0..<count {
        unsafe powers[unchecked: index] = rule.power(input[first + index], greatest)
      }
      for index in 0..<count { sum += unsafe powers[unchecked: index] }
      first += count
    }
    let divisor = rule.divisor(sum)
    Elementwise.map(input, output, 0..<input.count, empty: rule.least) {
      rule.result($0, greatest, divisor)
    }
  }

  /// Evaluates some lines that lie side by side, at most 64.
  @inline(__always)
  private static func runColumns<R: Rule>(
    _ plan: Plan, _ start: Int, _ count: Int, _ input: Elements<R.Element>,
    _ output: Elements<R.Element>, _ rule: R
  ) {
    let (length, stride) = (Int(plan.length), Int(plan.stride))
    var greatest = InlineArray<64, R.Element>(repeating: rule.least)
    var sums = InlineArray<64, Float>(repeating: 0)
    // The count is at most that of the arrays.
    for row in 0..<length {
      for index in 0..<count {
        unsafe greatest[unchecked: index] = rule.greater(
          greatest[unchecked: index], input[start + row * stride + index])
      }
    }
    for row in 0..<length {
      for index in 0..<count {
        unsafe sums[unchecked: index] += rule.power(
          input[start + row * stride + index], greatest[unchecked: index])
      }
    }
    for index in 0..<count {
      unsafe sums[unchecked: index] = rule.divisor(sums[unchecked: index])
    }
    var results = InlineArray<64, R.Element>(repeating: rule.least)
    for row in 0..<length {
      for index in 0..<count {
        unsafe results[unchecked: index] = rule.result(
          input[start + row * stride + index], greatest[unchecked: index], sums[unchecked: index])
      }
      for index in 0..<count {
        output[start + row * stride + index] = unsafe results[unchecked: index]
      }
    }
  }
}

extension Softmax.Plan {
  /// The position of a line's first element.
  func start(ofLine line: Int) -> Int {
    let (outer, inner) = line.quotientAndRemainder(dividingBy: Int(stride))
    return outer * Int(length) * Int(stride) + inner
  }
}

/// The arithmetic of one element type.
private protocol Rule {
  associatedtype Element: BitwiseCopyable

  /// What is not greater than any element.
  var least: Element { get }

  /// The greater of two elements.
  func greater(_ x: Element, _ y: Element) -> Element

  /// An element's part of the sum.
  func power(_ x: Element, _ greatest: Element) -> Float

  /// What the sum makes of each part.
  func divisor(_ sum: Float) -> Float

  /// An element's result.
  func result(_ x: Element, _ greatest: Element, _ divisor: Float) -> Element
}

private struct StoredRule: Rule {
  private let step: Float
  private let scale: Float
  private let zeroPoint: Int32
  private let logarithm: Bool

  @inline(__always)
  init(_ plan: Softmax.Plan) {
    step = -plan.factor
    scale = plan.outputScale
    zeroPoint = plan.zeroPoint
    logarithm = plan.logarithm
  }

  var least: Int8 { -128 }

  @inline(__always)
  func greater(_ x: Int8, _ y: Int8) -> Int8 { max(x, y) }

  @inline(__always)
  func exponent(_ x: Int8, _ greatest: Int8) -> Float {
    step
      * Float(small: Int32(truncatingIfNeeded: greatest) &- Int32(truncatingIfNeeded: x))
  }

  @inline(__always)
  func power(_ x: Int8, _ greatest: Int8) -> Float {
    Functions.exponential(exponent(x, greatest))
  }

  @inline(__always)
  func divisor(_ sum: Float) -> Float { logarithm ? Functions.logarithm(sum) : 1 / (sum * scale) }

  @inline(__always)
  func result(_ x: Int8, _ greatest: Int8, _ divisor: Float) -> Int8 {
    let scaled =
      logarithm
      ? (exponent(x, greatest) - divisor) / scale : power(x, greatest) * divisor
    let stored = scaled.nearestIntegerAway &+ zeroPoint
    return Int8(truncatingIfNeeded: max(-128, min(127, stored)))
  }
}

private struct RealRule: Rule {
  private let beta: Float
  private let logarithm: Bool

  @inline(__always)
  init(_ plan: Softmax.Plan) {
    beta = plan.factor
    logarithm = plan.logarithm
  }

  var least: Float { -.infinity }

  @inline(__always)
  func greater(_ x: Float, _ y: Float) -> Float { y > x ? y : x }

  @inline(__always)
  func power(_ x: Float, _ greatest: Float) -> Float {
    Functions.exponential(beta * (x - greatest))
  }

  @inline(__always)
  func divisor(_ sum: Float) -> Float { logarithm ? Functions.logarithm(sum) : sum }

  @inline(__always)
  func result(_ x: Float, _ greatest: Float, _ divisor: Float) -> Float {
    logarithm ? beta * (x - greatest) - divisor : power(x, greatest) / divisor
  }
}
