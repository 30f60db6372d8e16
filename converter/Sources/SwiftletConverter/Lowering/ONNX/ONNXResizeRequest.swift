internal import SwiftletCore

/// What `Resize` asks for, worked out as positions and weights along each axis.
struct ResizeRequest {
  /// How an element is worked out.
  enum Mode: String {
    case nearest, linear, cubic
  }

  /// Where an index of the output lies in the input.
  enum Rule: String {
    case halfPixel = "half_pixel"
    case symmetricHalfPixel = "half_pixel_symmetric"
    case pytorchHalfPixel = "pytorch_half_pixel"
    case alignCorners = "align_corners"
    case asymmetric
    case tensorflowHalfPixel = "tf_half_pixel_for_nn"
    case cropAndResize = "tf_crop_and_resize"
  }

  /// How nearest rounds a position.
  enum Rounding: String {
    case preferFloor = "round_prefer_floor"
    case preferCeil = "round_prefer_ceil"
    case floor, ceil
  }

  let mode: Mode
  let rule: Rule
  let rounding: Rounding
  let antialias: Bool
  let excludesOutside: Bool
  let cubic: Double
  let extrapolation: Float
  var axes: [ResizeAxis] = []

  /// Reads the attributes of a node.
  init(_ use: ONNXUse) throws {
    let isOld = use.version < 11
    let mode = try use.text("mode") ?? "nearest"
    let rule = try use.text("coordinate_transformation_mode") ?? "half_pixel"
    let rounding = try use.text("nearest_mode") ?? "round_prefer_floor"
    guard let knownMode = Mode(rawValue: mode == "bilinear" ? "linear" : mode),
      let knownRule = Rule(rawValue: rule), let knownRounding = Rounding(rawValue: rounding)
    else { throw LoweringFault("its mode '\(mode)' with '\(rule)' and '\(rounding)' is not known") }
    self.mode = knownMode
    // Before operator set 11 there was one rule, and positions were rounded down.
    self.rule = isOld ? .asymmetric : knownRule
    self.rounding = isOld ? .floor : knownRounding
    antialias = try use.flag("antialias")
    excludesOutside = try use.flag("exclude_outside")
    cubic = Double(try use.float("cubic_coeff_a", -0.75))
    extrapolation = try use.float("extrapolation_value", 0)
  }

  /// Takes over the part of each axis that is enlarged, as starts and then ends.
  mutating func setRegions(_ regions: [Float]) throws(LoweringFault) {
    guard rule == .cropAndResize else { return }
    guard regions.count == 2 * axes.count else {
      throw LoweringFault("its regions \(regions) do not fit \(axes.count) axes")
    }
    for index in axes.indices {
      axes[index].region = (Double(regions[index]), Double(regions[index + axes.count]))
    }
  }

  /// The rule of the runtime's own operator, where it gives the same.
  var imageRule: Resize.CoordinateRule? {
    guard mode != .cubic, !antialias, !excludesOutside, axes.allSatisfy(\.hasExactScale) else {
      return nil
    }
    switch (mode, rule) {
    case (.linear, .asymmetric): return .asymmetric
    case (.linear, .halfPixel): return .halfPixel
    case (.linear, .pytorchHalfPixel):
      return axes.allSatisfy { $0.output > 1 || $0.isWhole } ? .halfPixel : nil
    case (.linear, .alignCorners):
      return axes.allSatisfy { $0.output > 1 || $0.isWhole } ? .alignCorners : nil
    case (.nearest, .asymmetric): return rounding == .floor ? .asymmetric : nil
    case (.nearest, .halfPixel):
      // Without a half there is nothing to prefer.
      let isPlain = axes.allSatisfy { $0.output % $0.input == 0 }
      return isPlain && (rounding == .preferFloor || rounding == .preferCeil) ? .halfPixel : nil
    case (_, _): return nil
    }
  }
}

/// One axis of a resize.
struct ResizeAxis {
  let axis: Int
  let input: Int
  let output: Int
  /// The output's length over the input's, as the model states it.
  let scale: Double
  var region = (start: 0.0, end: 1.0)

  /// Whether nothing changes.
  var isWhole: Bool { input == output && scale == 1 && region == (0, 1) }

  /// Whether the scale is the ratio of the lengths.
  var hasExactScale: Bool { Float(scale) == Float(output) / Float(input) }

  /// Where an index of the output lies.
  private func position(_ index: Int, _ rule: ResizeRequest.Rule) -> Double {
    let place = Double(index)
    let length = Double(input)
    switch rule {
    case .halfPixel: return (place + 0.5) / scale - 0.5
    case .symmetricHalfPixel:
      let adjustment = Double(output) / (scale * length)
      return length / 2 * (1 - adjustment) + (place + 0.5) / scale - 0.5
    case .pytorchHalfPixel: return output > 1 ? (place + 0.5) / scale - 0.5 : 0
    case .alignCorners:
      let whole = scale * length
      return whole == 1 ? 0 : place * (length - 1) / (whole - 1)
    case .asymmetric: return place / scale
    case .tensorflowHalfPixel: return (place + 0.5) / scale
    case .cropAndResize:
      guard output > 1 else { return (region.start + region.end) * (length - 1) / 2 }
      return region.start * (length - 1)
        + place * (region.end - region.start) * (length - 1) / Double(output - 1)
    }
  }

  /// The indices of the input that nearest takes.
  func nearest(_ request: ResizeRequest) throws(LoweringFault) -> [Int] {
    guard output < 1 << 24 else { throw LoweringFault("an axis is resized to \(output)") }
    var indices: [Int] = []
    for index in 0..<output {
      let position = position(index, request.rule)
      guard position.isFinite else {
        indices.append(0)
        continue
      }
      let rounded =
        switch request.rounding {
        case .preferFloor: (position - 0.5).rounded(.up)
        case .preferCeil: (position + 0.5).rounded(.down)
        case .floor: position.rounded(.down)
        case .ceil: position.rounded(.up)
        }
      indices.append(Int(min(max(rounded, 0), Double(input - 1))))
    }
    return indices
  }

  /// The weights of the input's elements in each element of the output.
  func weights(_ request: ResizeRequest) throws(LoweringFault) -> [[Float]] {
    guard input * output <= 1 << 22 else {
      throw LoweringFault("an axis of \(input) is resized to \(output), which is too long")
    }
    let nearest = request.mode == .nearest ? try nearest(request) : []
    return (0..<output).map { index in
      guard !isOutside(index, request) else { return [Float](repeating: 0, count: input) }
      guard nearest.isEmpty else {
        return (0..<input).map { $0 == nearest[index] ? 1 : 0 }
      }
      return row(position(index, request.rule), request)
    }
  }

  /// Whether an element of the output lies outside of the input, and gets a value of its own.
  func isOutside(_ index: Int, _ request: ResizeRequest) -> Bool {
    guard request.rule == .cropAndResize else { return false }
    return !(0...Double(input - 1)).contains(position(index, request.rule))
  }

  private func row(_ position: Double, _ request: ResizeRequest) -> [Float] {
    let stretch = request.antialias ? max(1, 1 / scale) : 1
    let radius = (request.mode == .cubic ? 2 : 1) * stretch
    let first = Int((position - radius).rounded(.down))
    let last = Int((position + radius).rounded(.up))
    var row = [Double](repeating: 0, count: input)
    var sum = 0.0
    for place in first...last {
      let weight = Self.weight((Double(place) - position) / stretch, request)
      let isInside = (0..<input).contains(place)
      guard weight != 0, isInside || !request.excludesOutside else { continue }
      sum += weight
      row[min(max(place, 0), input - 1)] += weight
    }
    return row.map { Float(sum == 0 ? 0 : $0 / sum) }
  }

  /// The weight of an element at a distance.
  private static func weight(_ distance: Double, _ request: ResizeRequest) -> Double {
    let x = abs(distance)
    guard request.mode == .cubic else { return max(0, 1 - x) }
    let a = request.cubic
    if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0
  }
}
