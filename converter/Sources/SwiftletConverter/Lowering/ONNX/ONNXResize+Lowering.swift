internal import SwiftletCore
internal import SwiftletFormat

extension ONNXImporter {
  /// Images, and values of any rank, of another size.
  static var resizeLowerings: [String: ONNXLowering] {
    [
      "Resize": alike { importer, use throws in try importer.resize(use) },
      "Upsample": alike { importer, use throws in try importer.resize(use) },
    ]
  }

  private mutating func resize(_ use: ONNXUse) throws -> Graph.TensorID {
    let x = try use.tensor(0)
    let request = try resizeRequest(use, lengths(x))
    if let value = try resizedAsImage(x, request) { return value }
    var value = x
    for axis in request.axes where !axis.isWhole {
      value =
        request.mode == .nearest && request.rule != .cropAndResize
        ? try picked(value, axis.axis, try axis.nearest(request))
        : try weighted(value, axis, request)
    }
    return value
  }

  private func resizeRequest(_ use: ONNXUse, _ shape: [Int]) throws -> ResizeRequest {
    let isOld = use.version < 11
    let scalesPosition = isOld ? 1 : 2
    var scales = try use.floats("scales") ?? []
    if scales.isEmpty, use.optional(scalesPosition) != nil {
      scales = try reals(use, scalesPosition)
    }
    var sizes = isOld ? [] : try optionalIntegers(use, 3) ?? []
    let numbers = try use.integers("axes") ?? Array(shape.indices)
    let axes = try numbers.map { try axis($0, rank: shape.count) }
    guard scales.isEmpty ? sizes.count == axes.count : scales.count == axes.count else {
      throw LoweringFault("it has \(max(scales.count, sizes.count)) sizes for \(axes.count) axes")
    }
    var request = try ResizeRequest(use)
    guard sizes.allSatisfy({ (1..<(1 << 31)).contains($0) }) else {
      throw LoweringFault("its sizes \(sizes) are out of range")
    }
    let policy = try use.text("keep_aspect_ratio_policy") ?? "stretch"
    if scales.isEmpty, policy != "stretch" {
      let ratios = zip(sizes, axes).map { Float($0) / Float(shape[$1]) }
      let ratio = (policy == "not_larger" ? ratios.min() : ratios.max()) ?? 1
      sizes = axes.map { Int((ratio * Float(shape[$0])).rounded()) }
      scales = axes.map { _ in ratio }
      request.axes = zip(axes, sizes).map {
        ResizeAxis(axis: $0, input: shape[$0], output: $1, scale: Double(ratio))
      }
    } else if scales.isEmpty {
      request.axes = zip(axes, sizes).map {
        ResizeAxis(axis: $0, input: shape[$0], output: $1, scale: Double($1) / Double(shape[$0]))
      }
    } else {
      request.axes = try zip(axes, scales).map { axis, scale in
        let length = (Double(shape[axis]) * Double(scale)).rounded(.down)
        guard scale > 0, length >= 1, length < 0x1p31 else {
          throw LoweringFault("its scale \(scale) of an axis of \(shape[axis]) is out of range")
        }
        return ResizeAxis(
          axis: axis, input: shape[axis], output: Int(length), scale: Double(scale))
      }
    }
    let regions = use.optional(1) == nil || isOld ? [] : try reals(use, 1)
    try request.setRegions(regions)
    guard request.axes.allSatisfy({ (1..<(1 << 31)).contains($0.output) }) else {
      throw LoweringFault("its sizes \(sizes) are out of range")
    }
    return request
  }

  /// The runtime's own operator, where it does what is asked for.
  private mutating func resizedAsImage(
    _ x: Graph.TensorID, _ request: ResizeRequest
  ) throws -> Graph.TensorID? {
    let shape = lengths(x)
    guard shape.count == 4, let rule = request.imageRule,
      request.axes.allSatisfy({ $0.isWhole || $0.axis > 1 })
    else { return nil }
    var attributes = Resize.Attributes()
    attributes.mode = request.mode == .nearest ? .nearest : .bilinear
    attributes.rule = rule
    attributes.height = Int32(request.axes.first { $0.axis == 2 }?.output ?? shape[2])
    attributes.width = Int32(request.axes.first { $0.axis == 3 }?.output ?? shape[3])
    return try channelsFirst(try add(.resize(attributes), [try channelsLast(x)]))
  }

  /// The slices along an axis that indices name.
  mutating func picked(
    _ id: Graph.TensorID, _ axis: Int, _ indices: [Int]
  ) throws -> Graph.TensorID {
    guard indices != Array(0..<lengths(id)[axis]) else { return id }
    var attributes = Gather.Attributes()
    attributes.axis = Int32(axis)
    return try add(.gather(attributes), [id, try wholes(indices, [indices.count], .int32)])
  }

  /// Sums of the slices along an axis, each with weights of its own.
  private mutating func weighted(
    _ id: Graph.TensorID, _ axis: ResizeAxis, _ request: ResizeRequest
  ) throws -> Graph.TensorID {
    let rank = lengths(id).count
    var order = Array(0..<rank)
    order.swapAt(axis.axis, rank - 1)
    let own = element(id)
    let lines = try transposed(try cast(id, to: .float32), order)
    let matrix = try reals(
      try axis.weights(request).flatMap { $0 }, [axis.output, axis.input])
    let others = (0..<axis.output).map {
      axis.isOutside($0, request) ? request.extrapolation : 0
    }
    let bias = try others.contains { $0 != 0 } ? reals(others, [others.count]) : nil
    return try cast(try transposed(try dense(lines, matrix, bias: bias), order), to: own)
  }
}
