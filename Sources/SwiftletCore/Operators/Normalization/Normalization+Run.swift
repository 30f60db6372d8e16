internal import SwiftletKernels

extension Normalization {
  /// Computes line by line.
  public static func reference(_ plan: Plan) { define(plan, 0..<Int(plan.lineCount)) }

  /// Computes the lines of a share, many that lie side by side together.
  public static func run(_ plan: Plan, _ share: Share) {
    let lines = share.units(of: Int(plan.lineCount))
    guard !Build.prefersLeastCode else { return define(plan, lines) }
    guard plan.stride > 1 else {
      if let kernel = plan.kernel { return runLines(plan, lines, kernel) }
      for line in lines { runLine(plan, line) }
      return
    }
    var line = lines.lowerBound
    while line < lines.upperBound {
      let left = Int(plan.stride) - line % Int(plan.stride)
      let count = min(64, min(left, lines.upperBound - line))
      runColumns(plan, plan.start(ofLine: line), count)
      line += count
    }
  }

  private static func define(_ plan: Plan, _ lines: Range<Int>) {
    guard Build.computesFloat32 else { return }
    for line in lines {
      let first = plan.start(ofLine: line)
      func element(_ index: Int) -> Float { plan.input[first + index * Int(plan.stride)] }
      let mean =
        plan.kind == .layer ? sum(plan.length) { element($0) } / Float(Int(plan.length)) : 0
      let squares = sum(plan.length) { (element($0) - mean) * (element($0) - mean) }
      let divisor = plan.divisor(squares)
      for index in 0..<Int(plan.length) {
        let position = first + index * Int(plan.stride)
        var y = plan.normalized(element(index) - mean, divisor)
        if let scale = plan.scale { y *= scale.elements[scale.broadcast.pair(of: position).right] }
        if let bias = plan.bias { y += bias.elements[bias.broadcast.pair(of: position).right] }
        plan.output[position] = y
      }
    }
  }

  @inline(__always)
  private static func sum(_ length: Int32, _ element: (Int) -> Float) -> Float {
    var sums = InlineArray<16, Float>(repeating: 0)
    for index in 0..<Int(length) { sums[index & 15] += element(index) }
    return joined(sums)
  }

  /// The sum of sixteen sums: the upper half is added to the lower until one is left.
  @inline(__always)
  private static func joined(_ parts: InlineArray<16, Float>) -> Float {
    var sums = parts
    var half = 8
    while half > 0 {
      for index in 0..<half { sums[index] += sums[index + half] }
      half /= 2
    }
    return sums[0]
  }
}

// Lines of neighbouring elements.
extension Normalization {
  /// Computes lines in vectors, and scales and shifts them there if every line does so alike.
  private static func runLines(
    _ plan: Plan, _ lines: Range<Int>, _ kernel: VectorKernels.NormalizationFloat32
  ) {
    let length = Int(plan.length)
    let range = (lines.lowerBound * length)..<(lines.upperBound * length)
    let (input, output) = (plan.input[range], plan.output[range])
    let scale = plan.scale?.forEachLine(of: length)
    let scales = plan.scale == nil || scale != nil
    let bias = scales ? plan.bias?.forEachLine(of: length) : nil
    // Both have the elements of the lines, and scale and bias those of one.
    unsafe kernel(
      swiftlet_normalization_float32(
        input: input.address, output: output.address, scale: scale?.address,
        bias: bias?.address, length: length, line_count: lines.count,
        kind: Int32(truncatingIfNeeded: plan.kind.rawValue), epsilon: plan.epsilon))
    if let rest = plan.scale, scale == nil { rest.combine(plan.output, range) { $0 * $1 } }
    if let rest = plan.bias, bias == nil { rest.combine(plan.output, range) { $0 + $1 } }
  }

  private static func runLine(_ plan: Plan, _ line: Int) {
    let range = (line * Int(plan.length))..<((line + 1) * Int(plan.length))
    let (input, output) = (plan.input[range], plan.output[range])
    let mean = plan.kind == .layer ? sum(input) { $0 } / Float(Int(plan.length)) : 0
    let divisor = plan.divisor(sum(input) { ($0 - mean) * ($0 - mean) })
    if plan.kind == .euclidean {
      Elementwise.map(input, output, 0..<output.count, empty: 0) {
        divisor == 0 ? 0 : $0 / divisor
      }
    } else {
      Elementwise.map(input, output, 0..<output.count, empty: 0) { ($0 - mean) * divisor }
    }
    if let scale = plan.scale { scale.combine(plan.output, range) { $0 * $1 } }
    if let bias = plan.bias { bias.combine(plan.output, range) { $0 + $1 } }
  }

  @inline(__always)
  private static func sum(_ input: Elements<Float>, _ term: (Float) -> Float) -> Float {
    var sums = InlineArray<16, Float>(repeating: 0)
    var first = 0
    // There are sixteen sums, and the last block has fewer elements.
    while first &+ 16 <= input.count {
      for index in 0..<16 { unsafe sums[unchecked: index] += term(input[first &+ index]) }
      first &+= 16
    }
    for index in 0..<(input.count &- first) {
      unsafe sums[unchecked: index] += term(input[first &+ index])
    }
    return joined(sums)
  }
}

// Lines side by side, at most 64 together.
extension Normalization {
  private static func runColumns(_ plan: Plan, _ start: Int, _ count: Int) {
    let stride = Int(plan.stride)
    var means = InlineArray<64, Float>(repeating: 0)
    var divisors = InlineArray<64, Float>(repeating: 0)
    if plan.kind == .layer {
      sums(plan, start, count, &means) { x, _ in x }
      for index in 0..<count { means[index] /= Float(Int(plan.length)) }
    }
    sums(plan, start, count, &divisors) { x, index in
      // The count is at most that of the means.
      let distance = unsafe x - means[unchecked: index]
      return distance * distance
    }
    for index in 0..<count { divisors[index] = plan.divisor(divisors[index]) }
    for row in 0..<Int(plan.length) {
      let range = (start + row * stride)..<(start + row * stride + count)
      let (input, output) = (plan.input[range], plan.output[range])
      for index in 0..<count {
        output[index] = unsafe plan.normalized(
          input[index] - means[unchecked: index], divisors[unchecked: index])
      }
      if let scale = plan.scale { scale.combine(plan.output, range) { $0 * $1 } }
      if let bias = plan.bias { bias.combine(plan.output, range) { $0 + $1 } }
    }
  }

  /// The sums of some lines.
  @inline(__always)
  private static func sums(
    _ plan: Plan, _ start: Int, _ count: Int, _ totals: inout InlineArray<64, Float>,
    _ term: (Float, Int) -> Float
  ) {
    // Sixteen sums for each of 64 lines: sum `i` of line `c` is at `i * 64 + c`.
    var parts = InlineArray<1024, Float>(repeating: 0)
    for row in 0..<Int(plan.length) {
      let base = start + row * Int(plan.stride)
      let input = plan.input[base..<(base + count)]
      let part = (row & 15) * 64
      for index in 0..<count {
        unsafe parts[unchecked: part &+ index] += term(input[index], index)
      }
    }
    var half = 8
    while half > 0 {
      for index in 0..<(half * 64) {
        unsafe parts[unchecked: index] += parts[unchecked: index &+ half &* 64]
      }
      half /= 2
    }
    for index in 0..<count { totals[index] = parts[index] }
  }
}

extension Normalization.Plan {
  /// The position of a line's first element.
  fileprivate func start(ofLine line: Int) -> Int {
    let (outer, inner) = line.quotientAndRemainder(dividingBy: Int(stride))
    return outer * Int(length) * Int(stride) + inner
  }

  /// What a sum of squares says that elements are divided by, or else multiplied by.
  fileprivate func divisor(_ squares: Float) -> Float {
    guard kind == .euclidean else {
      return 1 / Functions.squareRoot(squares / Float(Int(length)) + epsilon)
    }
    let root = Functions.squareRoot(squares)
    return root < epsilon ? epsilon : root
  }

  /// A distance from the mean, brought to size.
  @inline(__always)
  fileprivate func normalized(_ distance: Float, _ divisor: Float) -> Float {
    guard kind == .euclidean else { return distance * divisor }
    return divisor == 0 ? 0 : distance / divisor
  }
}

extension Normalization.Parameter {
  /// The elements where there is one for each of a line, for every line alike.
  fileprivate func forEachLine(of length: Int) -> Elements<Float>? {
    broadcast.repeatsRight(rowsOf: length) && elements.count == length ? elements : nil
  }

  /// Changes a range of the output by what belongs to it.
  @inline(__always)
  fileprivate func combine(
    _ output: Elements<Float>, _ range: Range<Int>, _ body: (Float, Float) -> Float
  ) {
    Elementwise.combine(output, elements, output, broadcast, range, empty: 0, body)
  }
}
