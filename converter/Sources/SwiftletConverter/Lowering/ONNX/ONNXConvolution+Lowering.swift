internal import SwiftletCore
internal import SwiftletFormat

extension ONNXImporter {
  /// `Conv`, `ConvTranspose`, and convolutions of integers.
  static var convolutionLowerings: [String: ONNXLowering] {
    [
      "Conv": { importer, use throws in
        let value = try importer.convolution(
          use, x: use.tensor(0), weights: use.tensor(1), bias: use.optionalTensor(2))
        return [ONNXValue(value, try use.value(0).element)]
      },
      "ConvTranspose": { importer, use throws in
        [ONNXValue(try importer.transposedConvolution(use), try use.value(0).element)]
      },
      "ConvInteger": { importer, use throws in
        [ONNXValue(try importer.integerConvolution(use), .int32)]
      },
    ]
  }

  /// A convolution of channels-first values of any rank.
  mutating func convolution(
    _ use: ONNXUse, x: Graph.TensorID, weights: Graph.TensorID, bias: Graph.TensorID?
  ) throws -> Graph.TensorID {
    let rank = lengths(x).count
    let groups = try groups(use, lengths(x), lengths(weights))
    guard isPacked(weights, bias, rank: rank) else {
      let frame = try ONNXWindow(
        use, image: Array(lengths(x)[2...]), kernel: Array(lengths(weights)[2...]),
        isPlanar: true)
      return try gatheredConvolution(x, weights, bias, groups: groups, frame)
    }
    let image = try planar(x)
    let kernel = try planar(weights)
    let frame = try ONNXWindow(
      use, image: Array(lengths(image)[2...]), kernel: Array(lengths(kernel)[2...]),
      isPlanar: rank == 4)
    let result = try convolved(
      try channelsLast(image), kernel, bias, frame, groups: groups)
    return try restored(try channelsFirst(result), rank: rank)
  }

  /// The groups of channels that a node states, which fit the shapes of values and weights.
  private func groups(
    _ use: ONNXUse, _ shape: [Int], _ window: [Int], isTransposed: Bool = false
  ) throws -> Int {
    let groups = try use.integer("group", 1)
    guard shape.count == window.count, shape.count > 2 else {
      throw LoweringFault("the shapes \(shape) and \(window) are not images and their kernels")
    }
    guard (1...shape[1]).contains(groups), shape[1] % groups == 0, window[0] % groups == 0,
      shape[1] == (isTransposed ? window[0] : window[1] * groups)
    else {
      throw LoweringFault(
        "the shapes \(shape) and \(window) do not fit \(groups) groups of channels")
    }
    return groups
  }

  /// Whether weights are known, so that they are packed, and those of rows or images.
  private func isPacked(
    _ weights: Graph.TensorID, _ bias: Graph.TensorID?, rank: Int
  ) -> Bool {
    (3...4).contains(rank) && constantBytes(weights) != nil
      && (bias.map { constantBytes($0) != nil } ?? true)
  }

  /// A convolution of channels-last images with weights as ONNX has them.
  mutating func convolved(
    _ x: Graph.TensorID, _ kernel: Graph.TensorID, _ bias: Graph.TensorID?, _ frame: ONNXWindow,
    groups: Int
  ) throws -> Graph.TensorID {
    let window = lengths(kernel)
    guard groups > 1, window[1] == 1 else {
      var attributes = Conv2D.Attributes()
      attributes.setWindow(frame.geometry, try frame.pads())
      attributes.groups = Int32(groups)
      attributes.channels = Int32(window[0])
      return try add(.conv2D(attributes), [x, try transposed(kernel, [0, 2, 3, 1]), bias])
    }
    var attributes = DepthwiseConv2D.Attributes()
    attributes.setWindow(frame.geometry, try frame.pads())
    attributes.multiplier = Int32(window[0] / groups)
    return try add(.depthwiseConv2D(attributes), [x, try transposed(kernel, [1, 2, 3, 0]), bias])
  }

  /// A row as an image of one line; an image as it is.
  mutating func planar(_ id: Graph.TensorID) throws -> Graph.TensorID {
    var shape = lengths(id)
    guard shape.count == 3 else { return id }
    shape.insert(1, at: 2)
    return try reshaped(id, shape)
  }

  /// An image of one line as a row again, where rows went in.
  mutating func restored(_ id: Graph.TensorID, rank: Int) throws -> Graph.TensorID {
    guard rank == 3 else { return id }
    var shape = lengths(id)
    shape.remove(at: 2)
    return try reshaped(id, shape)
  }

  private mutating func transposedConvolution(_ use: ONNXUse) throws -> Graph.TensorID {
    let (x, weights) = (try use.tensor(0), try use.tensor(1))
    let bias = try use.optionalTensor(2)
    let rank = lengths(x).count
    let groups = try groups(use, lengths(x), lengths(weights), isTransposed: true)
    guard isPacked(weights, bias, rank: rank) else {
      let frame = try ONNXTransposedWindow(
        use, image: Array(lengths(x)[2...]), kernel: Array(lengths(weights)[2...]),
        isPlanar: true)
      return try gatheredTransposed(x, weights, bias, groups: groups, frame)
    }
    let image = try planar(x)
    let kernel = try planar(weights)
    let window = lengths(kernel)
    let frame = try ONNXTransposedWindow(
      use, image: Array(lengths(image)[2...]), kernel: Array(window[2...]), isPlanar: rank == 4)
    var attributes = TransposeConv2D.Attributes()
    attributes.kernelHeight = Int32(window[2])
    attributes.kernelWidth = Int32(window[3])
    attributes.strideHeight = Int32(frame.strides[0])
    attributes.strideWidth = Int32(frame.strides[1])
    attributes.dilationHeight = Int32(frame.dilations[0])
    attributes.dilationWidth = Int32(frame.dilations[1])
    attributes.padTop = Int32(clamping: frame.before[0])
    attributes.padLeft = Int32(clamping: frame.before[1])
    attributes.outputHeight = Int32(frame.output[0])
    attributes.outputWidth = Int32(frame.output[1])
    attributes.groups = Int32(groups)
    attributes.channels = Int32(clamping: window[1] * groups)
    // From [groups * in, out, lines, columns] to [groups * out, lines, columns, in].
    let parts = try reshaped(
      kernel, [groups, window[0] / groups, window[1], window[2], window[3]])
    let turned = try reshaped(
      try transposed(parts, [0, 2, 3, 4, 1]),
      [groups * window[1], window[2], window[3], window[0] / groups])
    let result = try add(.transposeConv2D(attributes), [try channelsLast(image), turned, bias])
    return try restored(try channelsFirst(result), rank: rank)
  }

  /// `ConvInteger`: sums of integers, which float32 holds exactly up to 2²⁴.
  private mutating func integerConvolution(_ use: ONNXUse) throws -> Graph.TensorID {
    let x = try centred(use.tensor(0), use.optionalTensor(2))
    let weights = try centred(use.tensor(1), use.optionalTensor(3))
    let most = 1 << 24
    let taps = lengths(weights).dropFirst().reduce(1, *)
    guard taps * 255 * 255 < most * 128 else {
      throw LoweringFault("its sums of \(taps) products do not fit into a float32")
    }
    return try cast(try convolution(use, x: x, weights: weights, bias: nil), to: .int32)
  }

  /// Stored integers less their zero point, as reals.
  mutating func centred(
    _ id: Graph.TensorID, _ zeroPoint: Graph.TensorID?, axis: Int? = nil
  ) throws -> Graph.TensorID {
    let value = try cast(id, to: .float32)
    guard let zeroPoint else { return value }
    let offset = try cast(zeroPoint, to: .float32)
    return try binary(
      .subtract, value, try alongAxis(offset, axis ?? 0, rank: lengths(value).count))
  }

  /// A list with axes of length one around it, so that it stretches along one axis of a value.
  mutating func alongAxis(
    _ id: Graph.TensorID, _ axis: Int, rank: Int
  ) throws -> Graph.TensorID {
    let shape = lengths(id)
    guard shape.count == 1, shape[0] > 1, axis < rank else { return try reshaped(id, []) }
    var wide = [Int](repeating: 1, count: rank)
    wide[axis] = shape[0]
    return try reshaped(id, wide)
  }
}
