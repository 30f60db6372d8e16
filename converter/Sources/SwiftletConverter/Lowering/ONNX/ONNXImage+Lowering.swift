internal import SwiftletCore
internal import SwiftletFormat

extension ONNXImporter {
  /// Operators on whole images.
  static var imageLowerings: [String: ONNXLowering] {
    [
      "AffineGrid": alike { importer, use throws in try importer.affineGrid(use) },
      "CenterCropPad": alike { importer, use throws in try importer.centerCropPad(use) },
      "Col2Im": alike { importer, use throws in try importer.columnsToImage(use) },
      "MaxUnpool": alike { importer, use throws in try importer.unpool(use) },
    ]
  }

  private mutating func affineGrid(_ use: ONNXUse) throws -> Graph.TensorID {
    let theta = try use.tensor(0)
    let size = Array(try integers(use, 1).dropFirst(2))
    guard (2...3).contains(size.count), lengths(theta).count == 3,
      lengths(theta)[1...] == [size.count, size.count + 1], size.allSatisfy({ $0 > 0 }),
      Self.product(size) < 1 << 22
    else { throw LoweringFault("its size \(size) does not fit the shape \(lengths(theta))") }
    let isAligned = try use.flag("align_corners")
    let lines = size.map { length in
      (0..<length).map { index -> Float in
        isAligned
          ? (length > 1 ? 2 * Float(index) / Float(length - 1) - 1 : -1)
          : (2 * Float(index) + 1) / Float(length) - 1
      }
    }
    // Each place is its coordinates, the innermost first, and a one.
    var places: [[Float]] = [[1]]
    for line in lines { places = places.flatMap { place in line.map { [$0] + place } } }
    let base = try reals(places.flatMap { $0 }, [1, places.count, size.count + 1])
    let grid = try product(base, try transposed(theta, [0, 2, 1]))
    return try reshaped(grid, [lengths(theta)[0]] + size + [size.count])
  }

  private mutating func centerCropPad(_ use: ONNXUse) throws -> Graph.TensorID {
    var value = try use.tensor(0)
    let rank = lengths(value).count
    let sizes = try integers(use, 1)
    let axes = try (use.integers("axes") ?? Array(0..<rank)).map { try axis($0, rank: rank) }
    guard sizes.count == axes.count, sizes.allSatisfy({ (1..<(1 << 31)).contains($0) }) else {
      throw LoweringFault("its sizes \(sizes) do not fit its axes")
    }
    for (axis, size) in zip(axes, sizes) {
      let length = lengths(value)[axis]
      if size < length {
        value = try cut(value, axis: axis, from: (length - size) / 2, count: size)
      } else {
        var (before, after) = ([Int](repeating: 0, count: rank), [Int](repeating: 0, count: rank))
        before[axis] = (size - length) / 2
        after[axis] = size - length - before[axis]
        value = try padded(value, before: before, after: after)
      }
    }
    return value
  }

  /// `Col2Im`: columns of windows added up where they lie in the image.
  private mutating func columnsToImage(_ use: ONNXUse) throws -> Graph.TensorID {
    let x = try use.tensor(0)
    let shape = lengths(x)
    let (image, kernel) = (try integers(use, 1), try integers(use, 2))
    guard shape.count == 3, image.count == kernel.count, (1...3).contains(image.count),
      (image + kernel).allSatisfy({ (1..<(1 << 24)).contains($0) })
    else { throw LoweringFault("its image \(image) and block \(kernel) do not fit") }
    let frame = try ONNXWindow(use, image: image, kernel: kernel, isPlanar: true)
    let counts = image.indices.map { (axis: Int) -> Int in
      let reach = (kernel[axis] - 1) * frame.dilations[axis] + 1
      let length = image[axis] + frame.before[axis] + frame.after[axis]
      return (length - reach) / frame.strides[axis] + 1
    }
    let taps = try ONNXTaps(
      image: counts, kernel: kernel, strides: frame.strides, dilations: frame.dilations,
      before: frame.before, output: image)
    let (tapCount, columnCount) = (kernel.reduce(1, *), counts.reduce(1, *))
    guard shape[2] == columnCount, shape[1] % tapCount == 0 else {
      throw LoweringFault("the shape \(shape) is not one of \(columnCount) columns")
    }
    let channels = shape[1] / tapCount
    let border = tapCount * columnCount
    let places = taps.indices.enumerated().map { position, index in
      index == columnCount ? border : position % tapCount * columnCount + index
    }
    let flat = try padded(
      try reshaped(x, [shape[0], channels, border]), before: [0, 0, 0], after: [0, 0, 1])
    let parts = try reshaped(
      try picked(flat, 2, places), [shape[0], channels, places.count / tapCount, tapCount])
    return try reshaped(
      try reduced(.sum, parts, [3], keepsAxes: false), [shape[0], channels] + image)
  }

  /// `MaxUnpool`: elements put back where a pool found them.
  private mutating func unpool(_ use: ONNXUse) throws -> Graph.TensorID {
    let x = try use.tensor(0)
    let shape = lengths(x)
    guard let kernel = try use.integers("kernel_shape"), kernel.count == shape.count - 2 else {
      throw LoweringFault("its kernel does not fit the shape \(shape)")
    }
    let frame = try ONNXWindow(
      use, image: Array(shape[2...]), kernel: kernel, isPlanar: true)
    var output = kernel.indices.map { (axis: Int) -> Int in
      (shape[axis + 2] - 1) * frame.strides[axis] + kernel[axis] - frame.before[axis]
        - frame.after[axis]
    }
    if use.optional(2) != nil { output = Array(try integers(use, 2).dropFirst(2)) }
    let whole = [shape[0], shape[1]] + output
    guard output.count == kernel.count, whole.allSatisfy({ (1..<(1 << 31)).contains($0) }) else {
      throw LoweringFault("its output has the shape \(whole)")
    }
    let count = try Shape(whole).elementCount
    let result = try add(
      .scatter(Scatter.Attributes()),
      [
        try broadcast(try self.whole(0, element(x)), [count]),
        try reshaped(try use.tensor(1), [shape.reduce(1, *)]),
        try reshaped(x, [shape.reduce(1, *)]),
      ])
    return try reshaped(result, whole)
  }
}
