internal import SwiftletCore
internal import SwiftletFormat

/// Which element of an image, if any, lies under each tap of each window.
struct ONNXTaps {
  /// The lengths of the output's axes.
  let output: [Int]
  /// For each place of the output the element under each tap; the one behind the last stands for
  /// the border.
  let indices: [Int]

  /// The taps of windows over an image.
  init(_ frame: ONNXWindow) throws(LoweringFault) {
    let output = frame.image.indices.map { (axis: Int) -> Int in
      let reach = (frame.kernel[axis] - 1) * frame.dilations[axis] + 1
      let length = frame.image[axis] + frame.before[axis] + frame.after[axis]
      return length < reach ? 0 : (length - reach) / frame.strides[axis] + 1
    }
    try Self.check(output, frame.kernel)
    let lines = frame.image.indices.map { axis in
      (0..<output[axis]).map { place in
        (0..<frame.kernel[axis]).map { tap in
          let index =
            place * frame.strides[axis] + tap * frame.dilations[axis] - frame.before[axis]
          return (0..<frame.image[axis]).contains(index) ? index : nil
        }
      }
    }
    try self.init(lines, image: frame.image)
  }

  /// The taps of windows that spread each element of an image.
  init(
    image: [Int], kernel: [Int], strides: [Int], dilations: [Int], before: [Int], output: [Int]
  ) throws(LoweringFault) {
    try Self.check(output, kernel)
    let lines = image.indices.map { axis in
      (0..<output[axis]).map { place in
        (0..<kernel[axis]).map { (tap: Int) -> Int? in
          let distance = place + before[axis] - tap * dilations[axis]
          guard distance >= 0, distance % strides[axis] == 0 else { return nil }
          let index = distance / strides[axis]
          return index < image[axis] ? index : nil
        }
      }
    }
    try self.init(lines, image: image)
  }

  /// Throws unless there are windows, and few enough to list all their taps.
  private static func check(_ output: [Int], _ kernel: [Int]) throws(LoweringFault) {
    let sizes = output + kernel
    guard sizes.allSatisfy({ $0 > 0 }), ONNXImporter.product(sizes) < 1 << 24 else {
      throw LoweringFault(
        "its windows are empty, or too many for weights that are made while the model runs",
        remedy: "freeze the weights before exporting the model")
    }
  }

  private init(_ lines: [[[Int?]]], image: [Int]) throws(LoweringFault) {
    output = lines.map(\.count)
    let border = image.reduce(1, *)
    var places: [[Int?]] = [[0]]
    for axis in image.indices {
      var wider: [[Int?]] = []
      for place in places {
        for line in lines[axis] {
          wider.append(
            place.flatMap { outer in
              line.map { inner in
                guard let outer, let inner else { return nil }
                return outer * image[axis] + inner
              }
            })
        }
      }
      places = wider
    }
    indices = places.flatMap { $0.map { $0 ?? border } }
  }
}

extension ONNXImporter {
  /// A convolution by weights that need not be known, as a product of gathered windows.
  ///
  /// Weights have the shape [groups, inputs of a group * taps, outputs of a group].
  mutating func gathered(
    _ x: Graph.TensorID, _ taps: ONNXTaps, _ weights: Graph.TensorID, bias: Graph.TensorID?
  ) throws -> Graph.TensorID {
    let shape = lengths(x)
    let (batch, channels) = (shape[0], shape[1])
    let (groups, depth) = (lengths(weights)[0], channels / lengths(weights)[0])
    let inner = shape[2...].reduce(1, *)
    let placeCount = taps.output.reduce(1, *)
    let tapCount = taps.indices.count / placeCount
    let flat = try padded(
      try reshaped(x, [batch, channels, inner]), before: [0, 0, 0], after: [0, 0, 1])
    let windows = try reshaped(
      try picked(flat, 2, taps.indices), [batch, groups, depth, placeCount, tapCount])
    let lines = try reshaped(
      try transposed(windows, [0, 1, 3, 2, 4]), [batch, groups, placeCount, depth * tapCount])
    let result = try transposed(try product(lines, weights), [0, 1, 3, 2])
    let outputs = groups * lengths(weights)[2]
    let value = try reshaped(result, [batch, outputs] + taps.output)
    guard let bias else { return value }
    return try binary(
      .add, value, try reshaped(bias, stretch(outputs, rank: shape.count)))
  }

  /// `Conv` of values of any rank with weights that are made while the model runs.
  mutating func gatheredConvolution(
    _ x: Graph.TensorID, _ weights: Graph.TensorID, _ bias: Graph.TensorID?, groups: Int,
    _ frame: ONNXWindow
  ) throws -> Graph.TensorID {
    let window = lengths(weights)
    let matrices = try reshaped(
      weights, [groups, window[0] / groups, window[1...].reduce(1, *)])
    return try gathered(
      x, try ONNXTaps(frame), try transposed(matrices, [0, 2, 1]), bias: bias)
  }

  /// `ConvTranspose` with weights that are made while the model runs.
  mutating func gatheredTransposed(
    _ x: Graph.TensorID, _ weights: Graph.TensorID, _ bias: Graph.TensorID?, groups: Int,
    _ frame: ONNXTransposedWindow
  ) throws -> Graph.TensorID {
    let (shape, window) = (lengths(x), lengths(weights))
    let taps = try ONNXTaps(
      image: Array(shape[2...]), kernel: Array(window[2...]), strides: frame.strides,
      dilations: frame.dilations, before: frame.before, output: frame.output)
    let tapCount = window[2...].reduce(1, *)
    let parts = try reshaped(weights, [groups, window[0] / groups, window[1], tapCount])
    let matrices = try reshaped(
      try transposed(parts, [0, 1, 3, 2]), [groups, window[0] / groups * tapCount, window[1]])
    return try gathered(x, taps, matrices, bias: bias)
  }
}
