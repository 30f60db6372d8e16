/// The map from the indices of one axis of an output to those of its input.
///
/// Every number is a `Float`, worked out with one multiplication and one sum at a time, so that all
/// machines agree; nothing is summed up along the axis.
struct ResizeAxis: BitwiseCopyable {
  let inputLength: Int32
  let outputLength: Int32
  let rule: Resize.CoordinateRule
  let roundsHalfUp: Bool
  private let scale: Float

  /// Maps an axis of one length to one of another.
  init(_ inputLength: Int, _ outputLength: Int, _ attributes: Resize.Attributes) {
    self.inputLength = Int32(truncatingIfNeeded: inputLength)
    self.outputLength = Int32(truncatingIfNeeded: outputLength)
    rule = attributes.rule
    roundsHalfUp = attributes.roundsHalfUp
    scale =
      rule == .alignCorners && outputLength > 1
      ? Float(inputLength - 1) / Float(outputLength - 1)
      : Float(inputLength) / Float(outputLength)
  }

  /// The last index of the input.
  private var end: Int { Int(inputLength) - 1 }

  /// The index of the input nearest to one of the output.
  func nearest(_ index: Int) -> Int {
    let value = (Float(index) + (rule == .halfPixel ? 0.5 : 0)) * scale
    // Below the last index, which is below 2³¹, the conversion fits.
    guard value < Float(end) else { return end }
    let below = Int(value)
    let rounds = rule == .alignCorners || (rule == .asymmetric && roundsHalfUp)
    return min(end, rounds && value - Float(below) >= 0.5 ? below + 1 : below)
  }

  /// The two indices of the input around one of the output, and how far it is from the first.
  func neighbours(_ index: Int) -> (lower: Int, upper: Int, weight: Float) {
    var value = Float(index) * scale
    if rule == .halfPixel {
      value = value + (0.5 * scale - 0.5)
      value = value > 0 ? value : 0
      value = value < Float(end) ? value : Float(end)
    }
    // As above; a value that reaches the last index has only itself for a neighbour.
    guard value < Float(end) else { return (end, end, 0) }
    let lower = min(end, Int(value))
    return (lower, min(end, lower + 1), value - Float(lower))
  }
}
