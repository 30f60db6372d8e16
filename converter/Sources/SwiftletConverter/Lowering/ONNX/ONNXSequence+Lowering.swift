internal import SwiftletCore
internal import SwiftletFormat

extension ONNXImporter {
  /// Operators along the steps of sequences.
  static var sequenceLowerings: [String: ONNXLowering] {
    [
      "CausalConvWithState": { importer, use throws in try importer.causalConvolution(use) },
      "LinearAttention": { importer, use throws in try importer.linearAttention(use) },
      "TensorScatter": alike { importer, use throws in try importer.cacheUpdate(use) },
      "ReverseSequence": alike { importer, use throws in try importer.reverseSequence(use) },
    ]
  }

  private mutating func causalConvolution(_ use: ONNXUse) throws -> [ONNXValue] {
    let stated = try use.value(0).element
    let (x, weights) = (try use.tensor(0), try use.tensor(1))
    let bias = try use.optionalTensor(2)
    let (shape, window) = (lengths(x), lengths(weights))
    guard shape.count == 3, window.count == 3, window[0] == shape[1], window[1] == 1 else {
      throw LoweringFault("the shapes \(shape) and \(window) are not rows and their kernels")
    }
    let pastCount = window[2] - 1
    var value = x
    if pastCount > 0 {
      value =
        try use.optional(3) == nil
        ? padded(x, before: [0, 0, pastCount], after: [0, 0, 0])
        : joined([use.tensor(3), x], axis: 2)
    }
    let isKnown =
      constantBytes(weights) != nil && (bias.map { constantBytes($0) != nil } ?? true)
    var result: Graph.TensorID
    if isKnown {
      let image = try planar(value)
      let frame = try ONNXWindow(
        use, image: [1, lengths(value)[2]], kernel: [1, window[2]], isPlanar: true)
      let rows = try convolved(
        try channelsLast(image), try planar(weights), bias, frame, groups: shape[1])
      result = try restored(try channelsFirst(rows), rank: 3)
    } else {
      let frame = try ONNXWindow(
        use, image: [lengths(value)[2]], kernel: [window[2]], isPlanar: true)
      result = try gatheredConvolution(value, weights, bias, groups: shape[1], frame)
    }
    switch try use.text("activation") ?? "none" {
    case "none": break
    case "silu", "swish": result = try unary(.silu, result)
    case let other: throw LoweringFault("its activation is '\(other)'")
    }
    guard pastCount > 0 else {
      return [ONNXValue(result, stated), ONNXValue(.empty([shape[0], shape[1], 0]), stated)]
    }
    let state = try cut(value, axis: 2, from: lengths(value)[2] - pastCount, count: pastCount)
    return [ONNXValue(result, stated), ONNXValue(state, stated)]
  }

  // MARK: Linear attention

  /// One step's rows of every head, as [batch, heads, 1, numbers].
  private mutating func step(
    _ id: Graph.TensorID, _ index: Int, _ heads: Int
  ) throws -> Graph.TensorID {
    let shape = lengths(id)
    guard shape.count == 3, heads > 0, shape[2] % heads == 0 else {
      throw LoweringFault("the shape \(shape) does not fit \(heads) heads")
    }
    let row = try cut(id, axis: 1, from: index, count: 1)
    return try reshaped(row, [shape[0], heads, 1, shape[2] / heads])
  }

  private mutating func linearAttention(_ use: ONNXUse) throws -> [ONNXValue] {
    let stated = try use.value(0).element
    let parts = try (0..<3).map { try use.tensor($0) }
    let shape = lengths(parts[0])
    let queryHeads = try use.integer("q_num_heads", 0)
    let heads = try use.integer("kv_num_heads", 0)
    guard parts.allSatisfy({ lengths($0).count == 3 }), queryHeads > 0, heads > 0,
      queryHeads % heads == 0, shape[2] % queryHeads == 0, lengths(parts[2])[2] % heads == 0,
      shape[1] <= 1024
    else { throw LoweringFault("the shape \(shape) does not fit \(queryHeads) heads") }
    let keySize = shape[2] / queryHeads
    let valueSize = lengths(parts[2])[2] / heads
    let scale = try use.float("scale", 0)
    let factor = scale == 0 ? 1 / Float(keySize).squareRoot() : scale
    var state =
      try use.optionalTensor(3)
      ?? broadcast(try real(0), [shape[0], heads, keySize, valueSize])
    var outputs: [Graph.TensorID] = []
    for index in 0..<shape[1] {
      let key = try step(parts[1], index, heads)
      var value = try step(parts[2], index, heads)
      if let decay = try use.optionalTensor(4) {
        let fading = try unary(.exp, try step(decay, index, heads))
        state = try binary(.multiply, state, try transposed(fading, [0, 1, 3, 2]))
      }
      if let rate = try use.optionalTensor(5) {
        let change = try binary(.subtract, value, try product(key, state))
        value = try binary(.multiply, try step(rate, index, lengths(rate).last ?? 0), change)
      }
      let written = try binary(.multiply, try transposed(key, [0, 1, 3, 2]), value)
      state = try binary(.add, state, written)
      let read = try repeatedHeads(state, queryHeads / heads)
      let query = try scaled(try step(parts[0], index, queryHeads), factor)
      outputs.append(
        try reshaped(try product(query, read), [shape[0], 1, queryHeads * valueSize]))
    }
    return [ONNXValue(try joined(outputs, axis: 1), stated), ONNXValue(state, stated)]
  }

  // MARK: Places along an axis

  /// `TensorScatter`: rows written into a cache, from a place of each batch on.
  private mutating func cacheUpdate(_ use: ONNXUse) throws -> Graph.TensorID {
    let (cache, update) = (try use.tensor(0), try use.tensor(1))
    let shape = lengths(cache)
    let axis = try axis(use.integer("axis", -2), rank: shape.count)
    guard axis > 0, lengths(update).count == shape.count,
      case let count = lengths(update)[axis], count <= shape[axis]
    else { throw LoweringFault("the shapes \(shape) and \(lengths(update)) do not fit") }
    let lines = shape[1..<axis].reduce(1, *)
    let inner = shape[(axis + 1)...].reduce(1, *)
    var places = try wholes(try counted(count), [1, 1, count])
    if let starts = try use.optionalTensor(2) {
      places = try binary(
        .add, places, try reshaped(try cast(starts, to: .int64), [shape[0], 1, 1]))
    }
    if try use.text("mode") == "circular" {
      places = try binary(.modulo, places, try whole(shape[axis], .int64))
    }
    let starts = try counted(shape[0] * lines).map { $0 * shape[axis] }
    let flat = try binary(.add, places, try wholes(starts, [shape[0], lines, 1]))
    let rows = shape[0] * lines
    let result = try add(
      .scatter(Scatter.Attributes()),
      [
        try reshaped(cache, [rows * shape[axis], inner]), try reshaped(flat, [rows * count]),
        try reshaped(update, [rows * count, inner]),
      ])
    return try reshaped(result, shape)
  }

  private mutating func reverseSequence(_ use: ONNXUse) throws -> Graph.TensorID {
    let x = try use.tensor(0)
    let shape = lengths(x)
    let (time, batch) = (try use.integer("time_axis", 0), try use.integer("batch_axis", 1))
    guard shape.count > 1, time + batch == 1, time == 0 || batch == 0 else {
      throw LoweringFault("its axes \(time) and \(batch) are not the two outermost")
    }
    let value = batch == 0 ? x : try transposed(x, [1, 0] + Array(2..<shape.count))
    let own = lengths(value)
    let counts = try reshaped(try cast(try use.tensor(1), to: .int64), [own[0], 1])
    let places = try wholes(try counted(own[1]), [1, own[1]])
    let mirrored = try binary(
      .subtract, try binary(.subtract, counts, try whole(1, .int64)), places)
    let isInside = try compared(.less, places, counts)
    let indices = try add(.select, [isInside, mirrored, places])
    var attributes = Gather.Attributes()
    attributes.axis = 1
    attributes.batchAxes = 1
    let result = try add(.gather(attributes), [value, indices])
    return batch == 0 ? result : try transposed(result, [1, 0] + Array(2..<shape.count))
  }
}
