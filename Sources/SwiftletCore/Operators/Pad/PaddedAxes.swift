/// The axes of a padded tensor, outermost first, without those that need no treatment of their own.
///
/// Neighbours without padding are one axis; the elements inside the last padded axis are one block.
struct PaddedAxes: BitwiseCopyable {
  private var inputLengths = InlineArray<8, Int32>(repeating: 1)
  private var outputLengths = InlineArray<8, Int32>(repeating: 1)
  private var befores = InlineArray<8, Int32>(repeating: 0)
  private var axisCount: Int32 = 0
  private var block: Int32 = 1

  /// What the added elements hold.
  let mode: Pad.Mode

  /// Joins the axes of a shape.
  ///
  /// - Precondition: `Pad.outputType` accepts the attributes.
  init(_ attributes: Pad.Attributes, _ input: Shape) {
    mode = attributes.mode
    for axis in 0..<input.rank {
      append(input[axis], before: attributes.before(axis), after: attributes.after(axis))
    }
    if axisCount > 1, !isPadded(last) {
      block = inputLengths[last]
      axisCount -= 1
    }
    if axisCount == 0 { append(1, before: 0, after: 0, joining: false) }
  }

  /// The position of the innermost axis.
  var last: Int { Int(axisCount) - 1 }

  /// The elements that every index of the innermost axis stands for.
  var blockLength: Int { Int(block) }

  /// The length of an axis of the input.
  func inputLength(_ axis: Int) -> Int { Int(inputLengths[axis]) }

  /// The length of an axis of the output.
  func outputLength(_ axis: Int) -> Int { Int(outputLengths[axis]) }

  /// The elements in front of an axis.
  func before(_ axis: Int) -> Int { Int(befores[axis]) }

  /// The number of runs along the innermost axis of the output.
  var rowCount: Int {
    var count = 1
    for axis in 0..<last { count *= outputLength(axis) }
    return count
  }

  /// The index of the input that an index of the output repeats; -1 for the constant.
  @inline(__always)
  func source(_ axis: Int, _ index: Int) -> Int {
    let length = inputLength(axis)
    let position = index - before(axis)
    if position >= 0 && position < length { return position }
    return switch mode {
    case .constant: -1
    case .reflect: position < 0 ? -position : length - 2 - (position - length)
    case .symmetric: position < 0 ? -1 - position : length - 1 - (position - length)
    case .edge: position < 0 ? 0 : length - 1
    }
  }

  private func isPadded(_ axis: Int) -> Bool { inputLengths[axis] != outputLengths[axis] }

  private mutating func append(_ length: Int, before: Int, after: Int, joining: Bool = true) {
    let isPadded = before > 0 || after > 0
    if joining, !isPadded {
      guard length > 1 else { return }
      // A constant needs no mirror, so that the axis outside may count the elements of this one.
      if axisCount > 0, mode == .constant || !self.isPadded(last) {
        // Products of the lengths of the shapes' axes, which fit.
        let factor = Int32(truncatingIfNeeded: length)
        inputLengths[last] *= factor
        outputLengths[last] *= factor
        befores[last] *= factor
        return
      }
    }
    inputLengths[Int(axisCount)] = Int32(truncatingIfNeeded: length)
    outputLengths[Int(axisCount)] = Int32(truncatingIfNeeded: before + length + after)
    befores[Int(axisCount)] = Int32(truncatingIfNeeded: before)
    axisCount += 1
  }
}
