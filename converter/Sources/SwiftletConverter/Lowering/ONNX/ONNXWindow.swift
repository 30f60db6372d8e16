internal import SwiftletCore

/// The window of a node that moves over an image, as the node's attributes state it.
struct ONNXWindow {
  /// The lines and columns of the image.
  let image: [Int]
  let kernel: [Int]
  let strides: [Int]
  let dilations: [Int]
  /// The lines and columns in front of and behind the image.
  var before: [Int]
  var after: [Int]
  /// What of `after` is there only for the last window to be whole.
  private(set) var extra: [Int]

  /// Reads the attributes of a node on images of lines and columns, or on rows.
  init(_ use: ONNXUse, image: [Int], kernel: [Int], isPlanar: Bool) throws {
    let axes = isPlanar ? image.count : 1
    self.image = image
    self.kernel = kernel
    strides = try Self.wide(use, "strides", axes, image.count)
    dilations = try Self.wide(use, "dilations", axes, image.count)
    let sizes = strides + dilations + kernel
    guard sizes.allSatisfy({ (1..<(1 << 16)).contains($0) }) else {
      throw LoweringFault("a stride, dilation or kernel size is not between 1 and 65535")
    }
    let pads = try use.integers("pads") ?? [Int](repeating: 0, count: 2 * axes)
    guard pads.count == 2 * axes, pads.allSatisfy({ (0..<(1 << 16)).contains($0) }) else {
      throw LoweringFault(
        "its pads \(pads) are not two numbers from 0 for each of \(axes) axes",
        remedy: "pad or cut by an operator of its own")
    }
    let missing = [Int](repeating: 0, count: image.count - axes)
    before = missing + pads[..<axes]
    after = missing + pads[axes...]
    extra = image.map { _ in 0 }
    switch try use.text("auto_pad") ?? "NOTSET" {
    case "NOTSET", "": break
    case "VALID":
      before = image.map { _ in 0 }
      after = before
    case "SAME_UPPER": setSame(upper: true)
    case "SAME_LOWER": setSame(upper: false)
    case let other: throw LoweringFault("its auto_pad is '\(other)'")
    }
  }

  private static func wide(
    _ use: ONNXUse, _ name: String, _ axes: Int, _ count: Int
  ) throws -> [Int] {
    let values = try use.integers(name) ?? []
    guard values.isEmpty || values.count == axes else {
      throw LoweringFault("its \(name) \(values) are not for \(axes) axes")
    }
    let stated = values.isEmpty ? [Int](repeating: 1, count: axes) : values
    return [Int](repeating: 1, count: count - axes) + stated
  }

  private func extent(_ axis: Int) -> Int { (kernel[axis] - 1) * dilations[axis] + 1 }

  private mutating func setSame(upper: Bool) {
    for axis in image.indices {
      let count = (image[axis] + strides[axis] - 1) / strides[axis]
      let total = max(0, (count - 1) * strides[axis] + extent(axis) - image[axis])
      let less = total / 2
      before[axis] = upper ? less : total - less
      after[axis] = upper ? total - less : less
    }
  }

  /// Adds what a window needs that the image ends in the middle of; none starts behind the image.
  mutating func roundUp() {
    for axis in image.indices {
      let length = image[axis] + before[axis] + after[axis]
      let rest = length - extent(axis)
      guard rest > 0, rest % strides[axis] != 0 else { continue }
      let last = rest / strides[axis] + 1
      guard last * strides[axis] < image[axis] + before[axis] else { continue }
      extra[axis] = last * strides[axis] - rest
      after[axis] += extra[axis]
    }
  }

  /// The window of the runtime.
  var geometry: Geometry {
    Geometry(
      image: [1] + image + [1], kernel: (kernel[0], kernel[1]), stride: (strides[0], strides[1]),
      dilation: (dilations[0], dilations[1]))
  }

  /// The borders of the runtime.
  func pads() throws(LoweringFault) -> Geometry.Pads {
    Geometry.Pads(
      top: Int32(clamping: before[0]), left: Int32(clamping: before[1]),
      bottom: Int32(clamping: after[0]), right: Int32(clamping: after[1]))
  }

  /// How many taps of each window of an axis lie in the image, and how many in it and its border.
  func tapCounts(_ axis: Int) -> [(inside: Int, padded: Int)] {
    let length = image[axis] + before[axis] + after[axis]
    guard length >= extent(axis) else { return [] }
    return (0...((length - extent(axis)) / strides[axis])).map { window in
      let places = (0..<kernel[axis]).map { window * strides[axis] + $0 * dilations[axis] }
      let inside = places.count { (before[axis]..<(before[axis] + image[axis])).contains($0) }
      return (inside, places.count { $0 < length - extra[axis] })
    }
  }
}

/// The window of a transposed convolution, as the node's attributes state it.
struct ONNXTransposedWindow {
  let strides: [Int]
  let dilations: [Int]
  let before: [Int]
  /// The lengths of the output's axes.
  let output: [Int]

  /// Reads the attributes of a node; rows have an axis in front that the node does not name.
  init(_ use: ONNXUse, image: [Int], kernel: [Int], isPlanar: Bool) throws {
    let count = image.count
    let axes = isPlanar ? count : 1
    let frame = try ONNXWindow(use, image: image, kernel: kernel, isPlanar: isPlanar)
    let missing = [Int](repeating: 0, count: count - axes)
    let stated = try use.integers("output_padding") ?? Array(repeating: 0, count: axes)
    guard stated.count == axes, stated.allSatisfy({ (0..<(1 << 16)).contains($0) }) else {
      throw LoweringFault("its output_padding \(stated) does not fit its axes")
    }
    let padding = missing + stated
    let whole = (0..<count).map { (axis: Int) -> Int in
      let reach = (kernel[axis] - 1) * frame.dilations[axis] + 1
      return (image[axis] - 1) * frame.strides[axis] + reach + padding[axis]
    }
    var (before, after) = (frame.before, frame.after)
    let mode = try use.text("auto_pad") ?? "NOTSET"
    var asked = try use.integers("output_shape")
    if asked == nil, mode.hasPrefix("SAME") {
      asked = ((count - axes)..<count).map { (axis: Int) -> Int in
        image[axis] * frame.strides[axis]
      }
    }
    if let asked {
      guard asked.count >= axes, asked.allSatisfy({ (1..<(1 << 31)).contains($0) }) else {
        throw LoweringFault("its output_shape \(asked) does not fit its axes")
      }
      let wanted = missing.map { _ in 1 } + asked.suffix(axes)
      for axis in 0..<count {
        let total = max(0, whole[axis] - wanted[axis])
        before[axis] = mode == "SAME_UPPER" ? total / 2 : total - total / 2
        after[axis] = whole[axis] - wanted[axis] - before[axis]
      }
    }
    strides = frame.strides
    dilations = frame.dilations
    self.before = before
    output = (0..<count).map { (axis: Int) -> Int in whole[axis] - before[axis] - after[axis] }
    guard output.allSatisfy({ (1..<(1 << 31)).contains($0) }) else {
      throw LoweringFault("its output has the shape \(output)")
    }
  }
}
