/// The map from the indices of one axis of an output to those of its input.
///
/// Every number is a `Float`, worked out with one operation at a time, so that all machines agree;
/// nothing is summed up along the axis.
struct ResizeAxis: BitwiseCopyable {
  let inputLength: Int32
  let outputLength: Int32
  private let rule: Resize.CoordinateRule
  private let rounding: Resize.Rounding
  private let roundsHalfUp: Bool
  /// Whether positions are divided by a scale; by the lengths' ratio they are multiplied.
  private let divides: Bool
  private let scale: Float
  /// What is added to every position.
  private let shift: Float

  /// Maps an axis of one length to one of another, by the scale that the attributes state for it.
  init(
    _ inputLength: Int, _ outputLength: Int, _ attributes: Resize.Attributes, stated: Float
  ) {
    self.inputLength = Int32(truncatingIfNeeded: inputLength)
    self.outputLength = Int32(truncatingIfNeeded: outputLength)
    rule = attributes.rule
    rounding = attributes.rounding
    roundsHalfUp = attributes.roundsHalfUp
    divides =
      stated > 0 || rounding != .ruled || attributes.mode == .cubic || rule == .halfPixelOrFirst
      || rule == .halfPixelSymmetric
    let (input, output) = (Float(inputLength), Float(outputLength))
    let factor = stated > 0 ? stated : output / input
    shift = rule == .halfPixelSymmetric ? input / 2 * (1 - output / (factor * input)) : 0
    if !divides {
      scale =
        rule == .alignCorners && outputLength > 1
        ? Float(inputLength - 1) / Float(outputLength - 1) : input / output
    } else if rule == .alignCorners {
      // The lengths, where no scale is stated, are exact.
      scale = stated > 0 ? factor * input - 1 : Float(outputLength - 1)
    } else {
      scale = factor
    }
  }

  /// The last index of the input.
  private var end: Int { Int(inputLength) - 1 }

  /// The index of the input nearest to one of the output.
  func nearest(_ index: Int) -> Int {
    guard !divides else { return rounded(index) }
    let value = (Float(index) + (rule == .halfPixel ? 0.5 : 0)) * scale
    // Below the last index, which is below 2³¹, the conversion fits.
    guard value < Float(end) else { return end }
    let below = Int(value)
    let rounds = rule == .alignCorners || (rule == .asymmetric && roundsHalfUp)
    return min(end, rounds && value - Float(below) >= 0.5 ? below + 1 : below)
  }

  /// The two indices of the input around one of the output, and how far it is from the first.
  func neighbours(_ index: Int) -> (lower: Int, upper: Int, weight: Float) {
    var value = divides ? position(index) : Float(index) * scale
    if rule == .halfPixel, !divides { value = value + (0.5 * scale - 0.5) }
    value = value > 0 ? value : 0
    // As above; a value that reaches the last index has only itself for a neighbour.
    guard value < Float(end) else { return (end, end, 0) }
    let lower = min(end, Int(value))
    return (lower, min(end, lower + 1), value - Float(lower))
  }

  /// The four indices of the input around one of the output, and their weights.
  func taps(_ index: Int, coefficient a: Float, excludesOutside: Bool) -> ResizeTaps {
    let position = position(index)
    // Beyond these bounds every neighbour is outside; what is no number counts as the lower.
    let held = position > -4 ? position : -4
    let value = held < 0x1p30 ? held : 0x1p30
    let truncated = Int(value)
    let lower = Float(truncated) > value ? truncated - 1 : truncated
    let r = value - Float(lower)
    var taps = ResizeTaps(fraction: r, coefficient: a)
    var sum: Float = 0
    for tap in 0..<4 {
      let place = lower + tap - 1
      if excludesOutside, place < 0 || place > end { taps.weights[tap] = 0 }
      sum += taps.weights[tap]
      taps.indices[tap] = Int32(truncatingIfNeeded: max(0, min(end, place)))
    }
    if excludesOutside {
      for tap in 0..<4 { taps.weights[tap] /= sum }
    }
    return taps
  }

  /// The position in the input of one of the output, by division.
  private func position(_ index: Int) -> Float {
    switch rule {
    case .asymmetric: Float(index) / scale
    case .alignCorners: scale > 0 ? Float(index) * Float(end) / scale : 0
    case .halfPixelOrFirst where outputLength == 1: 0
    case .halfPixel, .halfPixelOrFirst: (Float(index) + 0.5) / scale - 0.5
    case .halfPixelSymmetric: shift + (Float(index) + 0.5) / scale - 0.5
    }
  }

  /// The index of the input that the rounding of the attributes gives.
  private func rounded(_ index: Int) -> Int {
    let value = position(index)
    // Every rounding takes what is not positive to the first; a NaN is not, either.
    guard value > 0 else { return 0 }
    guard value < Float(end) else { return end }
    let below = Int(value)
    let rest = value - Float(below)
    let isAbove =
      switch rounding {
      case .ruled: rule == .asymmetric && !roundsHalfUp ? false : rest >= 0.5
      case .halvesDown: rest > 0.5
      case .halvesUp: rest >= 0.5
      case .down: false
      case .up: rest > 0
      }
    return min(end, isAbove ? below + 1 : below)
  }
}

/// Four neighbours along an axis, and their weights.
struct ResizeTaps {
  var indices = InlineArray<4, Int32>(repeating: 0)
  var weights = InlineArray<4, Float>(repeating: 0)

  /// Works out the weights of the neighbours of a position so far behind the second of them.
  init(fraction r: Float, coefficient a: Float) {
    let rest = 1 - r
    weights[0] = Self.outer(1 + r, a)
    weights[1] = Self.inner(r, a)
    weights[2] = Self.inner(rest, a)
    weights[3] = Self.outer(1 + rest, a)
  }

  /// The cubic function of a distance up to one.
  private static func inner(_ x: Float, _ a: Float) -> Float {
    ((a + 2) * x - (a + 3)) * x * x + 1
  }

  /// The cubic function of a distance from one to two.
  private static func outer(_ x: Float, _ a: Float) -> Float {
    ((a * x - 5 * a) * x + 8 * a) * x - 4 * a
  }
}
