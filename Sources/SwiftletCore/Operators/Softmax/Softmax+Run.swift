internal import SwiftletFormat
internal import SwiftletKernels

extension Softmax {
  /// Evaluates the definition, line by line.
  public static func reference(_ plan: Plan) { define(plan, 0..<Int(plan.lineCount)) }

  /// Evaluates the lines of a share, along the axis or many side by side.
  public static func run(_ plan: Plan, _ share: Share) {
    let lines = share.units(of: Int(plan.lineCount))
    guard !Build.prefersLeastCode else { return define(plan, lines) }
    if let kernel = plan.kernel { return run(plan, lines, kernel) }
    switch plan.body {
    case .int8(let input, let output): run(plan, lines, input, output, StoredRule(plan))
    case .float32(let input, let output): run(plan, lines, input, output, RealRule(plan))
    }
  }

  private static func run(_ plan: Plan, _ lines: Range<Int>, _ kernel: VectorKernels.Softmax) {
    let length = Int(plan.length)
    var job = unsafe swiftlet_softmax(
      input: plan.body.addresses.input, output: plan.body.addresses.output, length: length,
      line_count: lines.count, factor: plan.factor, output_scale: plan.outputScale,
      zero_point: plan.zeroPoint)
    // The lines are some of the tensor's.
    unsafe job.input += lines.lowerBound * length * plan.body.elementByteCount
    unsafe job.output += lines.lowerBound * length * plan.body.elementByteCount
    unsafe kernel(job)
  }

  /// Evaluates the definition for some lines.
  private static func define(_ plan: Plan, _ lines: Range<Int>) {
    for line in lines {
      let first = plan.start(ofLine: line)
      switch plan.body {
      case .int8(let input, let output): define(plan, first, input, output, StoredRule(plan))
      case .float32(let input, let output):
        if Build.computesFloat32 { define(plan, first, input, output, RealRule(plan)) }
      }
    }
  }

  @inline(__always)
  private static func define<R: Rule>(
    _ plan: Plan, _ first: Int, _ input: Elements<R.Element>, _ output: Elements<R.Element>,
    _ rule: R
  ) {
    let (length, stride) = (Int(plan.length), Int(plan.stride))
    var greatest = rule.least
    for index in 0..<length { greatest = rule.greater(greatest, input[first + index * stride]) }
    var sum: Float = 0
    for index in 0..<length {
      sum += power(rule.exponent(input[first + index * stride], greatest))
    }
    let divisor = rule.divisor(sum)
    for index in 0..<length {
      let exponent = rule.exponent(input[first + index * stride], greatest)
      output[first + index * stride] = rule.result(
        plan.logarithm ? exponent : power(exponent), divisor)
    }
  }

  // Not inlined, for the definition asks for it twice.
  @inline(never)
  private static func power(_ exponent: Float) -> Float { Functions.exponential(exponent) }

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
    var block = InlineArray<64, Float>(repeating: 0)
    var (sum, first): (Float, Int) = (0, 0)
    while first < input.count {
      let count = min(64, input.count - first)
      let source = input[first..<(first &+ count)]
      // The count is at most that of the block.
      for index in 0..<count {
        unsafe block[unchecked: index] = rule.exponent(source[index], greatest)
      }
      exponentiate(&block, count)
      for index in 0..<count { sum += unsafe block[unchecked: index] }
      first += count
    }
    let divisor = rule.divisor(sum)
    first = 0
    while first < input.count {
      let count = min(64, input.count - first)
      let (source, target) = (input[first..<(first &+ count)], output[first..<(first &+ count)])
      for index in 0..<count {
        unsafe block[unchecked: index] = rule.exponent(source[index], greatest)
      }
      if !rule.logarithm { exponentiate(&block, count) }
      for index in 0..<count {
        target[index] = unsafe rule.result(block[unchecked: index], divisor)
      }
      first += count
    }
  }

  /// Raises e to the first powers of a block.
  private static func exponentiate(_ block: inout InlineArray<64, Float>, _ count: Int) {
    assert(count <= 64)
    unsafe withUnsafeMutablePointer(to: &block) { pointer in
      // A block is 64 numbers, and the count is at most that.
      let values = unsafe UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Float.self)
      unsafe Functions.exponentiate(values, count: count)
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
    var block = InlineArray<64, Float>(repeating: 0)
    for row in 0..<length {
      let source = input[(start + row * stride)..<(start + row * stride + count)]
      for index in 0..<count {
        unsafe block[unchecked: index] = rule.exponent(source[index], greatest[unchecked: index])
      }
      exponentiate(&block, count)
      for index in 0..<count { unsafe sums[unchecked: index] += block[unchecked: index] }
    }
    for index in 0..<count {
      unsafe sums[unchecked: index] = rule.divisor(sums[unchecked: index])
    }
    for row in 0..<length {
      let range = (start + row * stride)..<(start + row * stride + count)
      let (source, target) = (input[range], output[range])
      for index in 0..<count {
        unsafe block[unchecked: index] = rule.exponent(source[index], greatest[unchecked: index])
      }
      if !rule.logarithm { exponentiate(&block, count) }
      for index in 0..<count {
        target[index] = unsafe rule.result(block[unchecked: index], sums[unchecked: index])
      }
    }
  }
}

extension Softmax.Plan.Body {
  /// Where the tensors start.
  fileprivate var addresses: (input: UnsafeRawPointer, output: UnsafeMutableRawPointer) {
    switch self {
    case .int8(let input, let output):
      unsafe (UnsafeRawPointer(input.address), UnsafeMutableRawPointer(output.address))
    case .float32(let input, let output):
      unsafe (UnsafeRawPointer(input.address), UnsafeMutableRawPointer(output.address))
    }
  }

  /// The bytes of an element.
  fileprivate var elementByteCount: Int {
    switch self {
    case .int8: 1
    case .float32: 4
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

  /// Whether results are logarithms.
  var logarithm: Bool { get }

  /// The logarithm of an element's part of the sum.
  func exponent(_ x: Element, _ greatest: Element) -> Float

  /// What the sum makes of each part.
  func divisor(_ sum: Float) -> Float

  /// The result for an element's part of the sum, or for its logarithm.
  func result(_ part: Float, _ divisor: Float) -> Element
}

private struct StoredRule: Rule {
  private let step: Float
  private let scale: Float
  private let zeroPoint: Int32
  let logarithm: Bool

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
  func divisor(_ sum: Float) -> Float { logarithm ? Functions.logarithm(sum) : 1 / (sum * scale) }

  @inline(__always)
  func result(_ part: Float, _ divisor: Float) -> Int8 {
    let scaled = logarithm ? (part - divisor) / scale : part * divisor
    let stored = scaled.nearestIntegerAway &+ zeroPoint
    return Int8(truncatingIfNeeded: max(-128, min(127, stored)))
  }
}

private struct RealRule: Rule {
  private let beta: Float
  let logarithm: Bool

  @inline(__always)
  init(_ plan: Softmax.Plan) {
    beta = plan.factor
    logarithm = plan.logarithm
  }

  var least: Float { -.infinity }

  @inline(__always)
  func greater(_ x: Float, _ y: Float) -> Float { y > x ? y : x }

  @inline(__always)
  func exponent(_ x: Float, _ greatest: Float) -> Float { beta * (x - greatest) }

  @inline(__always)
  func divisor(_ sum: Float) -> Float { logarithm ? Functions.logarithm(sum) : sum }

  @inline(__always)
  func result(_ part: Float, _ divisor: Float) -> Float {
    logarithm ? part - divisor : part / divisor
  }
}
