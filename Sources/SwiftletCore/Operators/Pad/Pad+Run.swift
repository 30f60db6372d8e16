extension Pad {
  /// Finds the element of the input for each one of the output.
  public static func reference(_ plan: Plan) {
    let size = Int(plan.elementByteCount)
    let axes = plan.axes
    for index in 0..<(plan.output.count / size) {
      var rest = index / axes.blockLength
      var source = index % axes.blockLength
      var stride = axes.blockLength
      var isConstant = false
      for axis in (0...axes.last).reversed() {
        let position = axes.source(axis, rest % axes.outputLength(axis))
        rest /= axes.outputLength(axis)
        isConstant = isConstant || position < 0
        source += max(0, position) * stride
        stride *= axes.inputLength(axis)
      }
      for byte in 0..<size {
        plan.output[index * size + byte] =
          isConstant
          ? UInt8(truncatingIfNeeded: plan.value[byte / 4] &>> UInt32(truncatingIfNeeded: 8 * byte))
          : plan.input[source * size + byte]
      }
    }
  }

  /// Fills, copies and fills along each run of the innermost axis.
  public static func run(_ plan: Plan, _ share: Share) {
    switch plan.elementByteCount {
    case 1: run(UInt8(truncatingIfNeeded: plan.value.x), plan, share)
    case 2: run(UInt16(truncatingIfNeeded: plan.value.x), plan, share)
    case 4: run(plan.value.x, plan, share)
    default: run(plan.value, plan, share)
    }
  }

  private static func run<Element: BitwiseCopyable>(
    _ value: Element, _ plan: Plan, _ share: Share
  ) {
    let input = plan.input.seen(as: Element.self)
    let output = plan.output.seen(as: Element.self)
    let axes = plan.axes
    let outputWidth = axes.outputLength(axes.last) * axes.blockLength
    let inputWidth = axes.inputLength(axes.last) * axes.blockLength
    let units = share.units(of: axes.rowCount)
    var indices = rowIndices(axes, units.lowerBound)
    for row in units {
      let target = output[(row * outputWidth)..<((row + 1) * outputWidth)]
      if let source = sourceRow(axes, indices) {
        fill(target, from: input[(source * inputWidth)..<((source + 1) * inputWidth)], axes, value)
      } else {
        target.fill(value)
      }
      advance(&indices, axes)
    }
  }

  /// Fills a run of the output from the run of the input that it repeats.
  @inline(__always)
  private static func fill<Element: BitwiseCopyable>(
    _ target: Elements<Element>, from source: Elements<Element>, _ axes: PaddedAxes,
    _ value: Element
  ) {
    let block = axes.blockLength
    let start = axes.before(axes.last) * block
    let end = start + source.count
    target[start..<end].copy(from: source)
    guard axes.mode != .constant else {
      target[0..<start].fill(value)
      return target[end..<target.count].fill(value)
    }
    for index in 0..<axes.outputLength(axes.last)
    where index * block < start || index * block >= end {
      let position = axes.source(axes.last, index) * block
      target[(index * block)..<((index + 1) * block)].copy(
        from: source[position..<(position + block)])
    }
  }

  /// The run of the input that a run of the output repeats; nil for the constant.
  @inline(__always)
  private static func sourceRow(_ axes: PaddedAxes, _ indices: InlineArray<8, Int32>) -> Int? {
    var row = 0
    for axis in 0..<axes.last {
      let position = axes.source(axis, Int(indices[axis]))
      guard position >= 0 else { return nil }
      row = row * axes.inputLength(axis) + position
    }
    return row
  }

  private static func rowIndices(_ axes: PaddedAxes, _ row: Int) -> InlineArray<8, Int32> {
    var indices = InlineArray<8, Int32>(repeating: 0)
    var rest = row
    for axis in (0..<axes.last).reversed() {
      indices[axis] = Int32(truncatingIfNeeded: rest % axes.outputLength(axis))
      rest /= axes.outputLength(axis)
    }
    return indices
  }

  private static func advance(_ indices: inout InlineArray<8, Int32>, _ axes: PaddedAxes) {
    var axis = axes.last
    while axis > 0 {
      axis -= 1
      indices[axis] &+= 1
      guard Int(indices[axis]) >= axes.outputLength(axis) else { return }
      indices[axis] = 0
    }
  }
}
