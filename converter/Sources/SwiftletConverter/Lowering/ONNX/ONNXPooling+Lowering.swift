internal import SwiftletCore
internal import SwiftletFormat

extension ONNXImporter {
  /// Windows over images that sum nothing but their own elements.
  static var poolingLowerings: [String: ONNXLowering] {
    [
      "MaxPool": { importer, use throws in
        [ONNXValue(try importer.pool(use, .maximum), try use.value(0).element)]
      },
      "AveragePool": { importer, use throws in
        [ONNXValue(try importer.pool(use, .average), try use.value(0).element)]
      },
      "LpPool": { importer, use throws in
        [ONNXValue(try importer.lpPool(use), try use.value(0).element)]
      },
      "GlobalMaxPool": { importer, use throws in try importer.globalPool(use, .maximum) },
      "GlobalAveragePool": { importer, use throws in try importer.globalPool(use, .mean) },
      "GlobalLpPool": { importer, use throws in
        let x = try use.tensor(0)
        let axes = Array(2..<max(2, importer.lengths(x).count))
        let power = try use.integer("p", 2)
        return [ONNXValue(try importer.lpNorm(x, axes, power), try use.value(0).element)]
      },
    ]
  }

  private mutating func globalPool(
    _ use: ONNXUse, _ function: Reduce.Function
  ) throws -> [ONNXValue] {
    let x = try use.tensor(0)
    let axes = Array(2..<max(2, lengths(x).count))
    return [ONNXValue(try reduced(function, x, axes), try use.value(0).element)]
  }

  /// `(Σ |x|ᵖ)` to the power `1 / p` along some axes.
  mutating func lpNorm(
    _ x: Graph.TensorID, _ axes: [Int], _ power: Int
  ) throws -> Graph.TensorID {
    guard power > 0 else { throw LoweringFault("its p is \(power)") }
    return try root(try reduced(.sum, try magnitude(x, power), axes), power)
  }

  private mutating func magnitude(_ x: Graph.TensorID, _ power: Int) throws -> Graph.TensorID {
    switch power {
    case 1: try unary(.abs, x)
    case 2: try unary(.square, x)
    default: try unary(.power, try unary(.abs, x), alpha: Float(power))
    }
  }

  private mutating func root(_ x: Graph.TensorID, _ power: Int) throws -> Graph.TensorID {
    switch power {
    case 1: x
    case 2: try unary(.sqrt, x)
    default: try unary(.power, x, alpha: 1 / Float(power))
    }
  }

  private mutating func pool(
    _ use: ONNXUse, _ function: Pool2D.Function
  ) throws -> Graph.TensorID {
    guard !use.wants(1) else {
      throw LoweringFault(
        "its second output, the places of the greatest elements, is not supported",
        remedy: "drop what reads it from the model")
    }
    return try pool(use, try use.tensor(0), function)
  }

  private mutating func lpPool(_ use: ONNXUse) throws -> Graph.TensorID {
    let power = try use.integer("p", 2)
    guard power > 0 else { throw LoweringFault("its p is \(power)") }
    let kernel = try use.integers("kernel_shape") ?? []
    let means = try pool(
      use, try magnitude(use.tensor(0), power), .average, countsPadding: true)
    let count = kernel.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    return try root(try binary(.multiply, means, try real(Float(count))), power)
  }

  /// A pool of rows, images or volumes with their channels behind the batch.
  private mutating func pool(
    _ use: ONNXUse, _ input: Graph.TensorID, _ function: Pool2D.Function,
    countsPadding: Bool = false
  ) throws -> Graph.TensorID {
    let rank = lengths(input).count
    let own = element(input)
    guard rank > 2, rank < 6, let kernel = try use.integers("kernel_shape"),
      kernel.count == rank - 2
    else { throw LoweringFault("the shape \(lengths(input)) is not one that its window fits") }
    // Windows compare and sum numbers without quantization in float32, which holds them exactly.
    let x = try own == .uint8 || own == .int8 ? cast(input, to: .float32) : input
    let missing = max(0, 4 - rank)
    var shape = lengths(x)
    shape.insert(contentsOf: Array(repeating: 1, count: missing), at: 2)
    var frame = try ONNXWindow(
      use, image: Array(shape[2...]), kernel: Array(repeating: 1, count: missing) + kernel,
      isPlanar: rank > 3)
    if try use.flag("ceil_mode") { frame.roundUp() }
    let counts = try countsPadding || use.flag("count_include_pad")
    let image = try channelsLast(try reshaped(x, shape))
    let result = try pooled(image, frame, function, counts: counts)
    var outer = lengths(result)
    outer = [outer[0], outer[outer.count - 1]] + outer[1..<(outer.count - 1)]
    outer.removeSubrange(2..<(2 + missing))
    return try cast(try reshaped(try channelsFirst(result), outer), to: own)
  }

  /// A pool of channels-last images, or of volumes in two steps.
  private mutating func pooled(
    _ x: Graph.TensorID, _ frame: ONNXWindow, _ function: Pool2D.Function, counts: Bool
  ) throws -> Graph.TensorID {
    let shape = lengths(x)
    guard shape.count == 5 else {
      return try planarPool(x, frame, [0, 1], function, counts: counts)
    }
    let flat = try reshaped(x, [shape[0] * shape[1], shape[2], shape[3], shape[4]])
    let slices = try planarPool(flat, frame, [1, 2], function, counts: counts)
    let (height, width) = (lengths(slices)[1], lengths(slices)[2])
    let lines = try reshaped(slices, [shape[0], shape[1], height * width, shape[4]])
    let result = try planarPool(lines, frame, [0, nil], function, counts: counts)
    return try reshaped(result, [shape[0], lengths(result)[1], height, width, shape[4]])
  }

  /// A pool along two axes of a window; nil stands for an axis that stays as it is.
  private mutating func planarPool(
    _ x: Graph.TensorID, _ frame: ONNXWindow, _ axes: [Int?], _ function: Pool2D.Function,
    counts: Bool
  ) throws -> Graph.TensorID {
    let value = { (list: [Int], axis: Int?, otherwise: Int) in
      Int32(clamping: axis.map { list[$0] } ?? otherwise)
    }
    var attributes = Pool2D.Attributes()
    attributes.function = function
    attributes.kernelHeight = value(frame.kernel, axes[0], 1)
    attributes.kernelWidth = value(frame.kernel, axes[1], 1)
    attributes.strideHeight = value(frame.strides, axes[0], 1)
    attributes.strideWidth = value(frame.strides, axes[1], 1)
    attributes.dilationHeight = value(frame.dilations, axes[0], 1)
    attributes.dilationWidth = value(frame.dilations, axes[1], 1)
    attributes.padTop = value(frame.before, axes[0], 0)
    attributes.padLeft = value(frame.before, axes[1], 0)
    attributes.padBottom = value(frame.after, axes[0], 0)
    attributes.padRight = value(frame.after, axes[1], 0)
    let isRounded = axes.contains { $0.map { frame.extra[$0] > 0 } ?? false }
    attributes.countsPadding = function == .average && counts && !isRounded
    let result = try add(.pool2D(attributes), [x])
    guard function == .average, counts, isRounded else { return result }
    guard
      axes.allSatisfy({ axis in
        axis.map { frame.kernel[$0] * frame.image[$0] < 1 << 24 } ?? true
      }), lengths(result)[1] * lengths(result)[2] < 1 << 24
    else { throw LoweringFault("its window is too large to count what lies in the padding") }
    // What was added only for the last window to be whole is not counted.
    let parts = axes.map { axis in
      axis.map { frame.tapCounts($0).map { Float($0.inside) / Float(max($0.padded, 1)) } } ?? [1]
    }
    let ratios = parts[0].flatMap { line in parts[1].map { line * $0 } }
    return try binary(
      .multiply, result, try reals(ratios, [1, parts[0].count, parts[1].count, 1]))
  }
}
