internal import SwiftletCore
internal import SwiftletFormat

extension ONNXImporter {
  /// Operators that put elements in other places.
  static var arrangementLowerings: [String: ONNXLowering] {
    [
      "Concat": { importer, use throws in [try importer.concatenation(use)] },
      "Split": { importer, use throws in try importer.split(use) },
      "Slice": { importer, use throws in [try importer.slice(use)] },
      "Pad": alike { importer, use throws in try importer.pad(use) },
      "Transpose": alike { importer, use throws in
        let x = try use.tensor(0)
        let rank = importer.lengths(x).count
        let order = try use.integers("perm") ?? Array((0..<rank).reversed())
        guard order.sorted() == Array(0..<rank) else {
          throw LoweringFault("its perm \(order) is no order of \(rank) axes")
        }
        return try importer.transposed(x, order)
      },
      "DepthToSpace": alike { importer, use throws in try importer.depthToSpace(use) },
      "SpaceToDepth": alike { importer, use throws in try importer.spaceToDepth(use) },
      "CumSum": alike { importer, use throws in try importer.cumulative(.sum, use) },
      "CumProd": alike { importer, use throws in try importer.cumulative(.product, use) },
      "TopK": { importer, use throws in try importer.topK(use) },
      "Trilu": alike { importer, use throws in try importer.triangle(use) },
    ]
  }

  private mutating func concatenation(_ use: ONNXUse) throws -> ONNXValue {
    let values = try use.inputs.indices.map { try use.value($0) }
    guard let first = values.first else { throw LoweringFault("it joins nothing") }
    let parts = values.compactMap(\.id)
    guard !parts.isEmpty else {
      var shape = try lengths(of: first)
      let axis = try axis(use.integer("axis", 0), rank: shape.count)
      shape[axis] = try values.reduce(0) { sum, value in
        let own = try lengths(of: value)
        guard own.count == shape.count else {
          throw LoweringFault("the shapes \(shape) and \(own) have different numbers of axes")
        }
        return sum + own[axis]
      }
      return ONNXValue(.empty(shape), first.element)
    }
    let axis = try axis(use.integer("axis", 0), rank: lengths(parts[0]).count)
    return ONNXValue(try joined(parts, axis: axis), first.element)
  }

  private mutating func split(_ use: ONNXUse) throws -> [ONNXValue] {
    let x = try use.tensor(0)
    let shape = lengths(x)
    let axis = try axis(use.integer("axis", 0), rank: shape.count)
    let count = try use.integer("num_outputs", use.node.outputs.count)
    guard (1...(1 << 16)).contains(count) else { throw LoweringFault("it has \(count) outputs") }
    let even = (shape[axis] + count - 1) / count
    let sizes =
      try use.integers("split") ?? optionalIntegers(use, 1)
      ?? (0..<count).map { min(even, max(0, shape[axis] - $0 * even)) }
    guard sizes.allSatisfy({ (0...shape[axis]).contains($0) }), sizes.reduce(0, +) == shape[axis]
    else {
      throw LoweringFault("\(shape[axis]) does not split into \(sizes)")
    }
    var start = 0
    return try sizes.map { size in
      defer { start += size }
      guard size > 0 else {
        var empty = shape
        empty[axis] = 0
        return ONNXValue(.empty(empty), try use.value(0).element)
      }
      return ONNXValue(
        try cut(x, axis: axis, from: start, count: size), try use.value(0).element)
    }
  }

  /// `Slice`, with bounds that are attributes or inputs.
  private mutating func slice(_ use: ONNXUse) throws -> ONNXValue {
    let value = try use.value(0)
    var shape = try lengths(of: value)
    let starts = try use.integers("starts") ?? integers(use, 1)
    let ends = try use.integers("ends") ?? integers(use, 2)
    let numbers = try use.integers("axes") ?? optionalIntegers(use, 3) ?? Array(starts.indices)
    let steps = try optionalIntegers(use, 4) ?? starts.map { _ in 1 }
    guard starts.count == ends.count, starts.count == numbers.count, starts.count == steps.count
    else { throw LoweringFault("its starts, ends, axes and steps name different numbers of axes") }
    var begin = shape.map { _ in 0 }
    var stride = shape.map { _ in 1 }
    for (entry, number) in numbers.enumerated() {
      let axis = try axis(number, rank: shape.count)
      let (length, step) = (shape[axis], steps[entry])
      guard step != 0 else { throw LoweringFault("its step is zero") }
      let isForward = step > 0
      let from = { (index: Int, least: Int, most: Int) in
        min(max(index < 0 ? index + length : index, least), most)
      }
      let first = from(starts[entry], 0, isForward ? length : length - 1)
      let last = from(ends[entry], isForward ? 0 : -1, isForward ? length : length - 1)
      let distance = isForward ? last - first : first - last
      begin[axis] = first
      stride[axis] = step
      shape[axis] = distance > 0 ? (distance + abs(step) - 1) / abs(step) : 0
    }
    guard let id = value.id, !shape.contains(0) else {
      return ONNXValue(.empty(shape), value.element)
    }
    // A step beyond the one element that is taken says nothing.
    for axis in shape.indices where shape[axis] == 1 { stride[axis] = 1 }
    return ONNXValue(try cut(id, begin: begin, size: shape, stride: stride), value.element)
  }

  /// `Pad`; a negative number cuts.
  private mutating func pad(_ use: ONNXUse) throws -> Graph.TensorID {
    var x = try use.tensor(0)
    var shape = lengths(x)
    let rank = shape.count
    let pads = try use.integers("pads") ?? use.integers("paddings") ?? integers(use, 1)
    let axes = try optionalIntegers(use, 3)?.map { try axis($0, rank: rank) } ?? Array(0..<rank)
    guard pads.count == 2 * axes.count, pads.allSatisfy({ abs($0) < 1 << 31 }) else {
      throw LoweringFault("its pads \(pads) are not two numbers for each axis")
    }
    var (before, after) = (shape.map { _ in 0 }, shape.map { _ in 0 })
    for (entry, axis) in axes.enumerated() {
      before[axis] = pads[entry]
      after[axis] = pads[entry + axes.count]
    }
    var value = try use.float("value", 0)
    var given: Graph.TensorID?
    if let id = use.optional(2)?.id {
      if constantBytes(id) == nil { given = id } else { value = try reals(use, 2).first ?? 0 }
    }
    if (before + after).contains(where: { $0 < 0 }) {
      for axis in 0..<rank { shape[axis] += min(before[axis], 0) + min(after[axis], 0) }
      guard shape.allSatisfy({ $0 > 0 }) else { throw LoweringFault("it cuts everything off") }
      x = try cut(x, begin: before.map { max(0, -$0) }, size: shape)
      before = before.map { max($0, 0) }
      after = after.map { max($0, 0) }
    }
    switch try use.text("mode") ?? "constant" {
    case "constant":
      let result = try padded(x, before: before, after: after, value: value)
      guard let given else { return result }
      let ones = try broadcast(try whole(1, .uint8), shape)
      let isInside = try cast(try padded(ones, before: before, after: after), to: .boolean)
      return try add(.select, [isInside, result, try reshaped(given, [])])
    case "edge": return try padded(x, before: before, after: after, mode: .edge)
    case "reflect": return try padded(x, before: before, after: after, mode: .reflect)
    case "wrap": return try wrapped(x, before, after)
    case let other: throw LoweringFault("its mode is '\(other)'")
    }
  }

  private mutating func wrapped(
    _ id: Graph.TensorID, _ before: [Int], _ after: [Int]
  ) throws -> Graph.TensorID {
    var value = id
    for axis in before.indices where before[axis] > 0 || after[axis] > 0 {
      let length = lengths(value)[axis]
      guard before[axis] <= length, after[axis] <= length else {
        throw LoweringFault("it wraps by more than the length \(length) of an axis")
      }
      var parts = [value]
      if before[axis] > 0 {
        parts.insert(
          try cut(value, axis: axis, from: length - before[axis], count: before[axis]), at: 0)
      }
      if after[axis] > 0 {
        parts.append(try cut(value, axis: axis, from: 0, count: after[axis]))
      }
      value = try joined(parts, axis: axis)
    }
    return value
  }

  private mutating func depthToSpace(_ use: ONNXUse) throws -> Graph.TensorID {
    let x = try use.tensor(0)
    let shape = lengths(x)
    let block = try use.integer("blocksize", 0)
    guard shape.count == 4, (1..<(1 << 15)).contains(block), shape[1] % (block * block) == 0 else {
      throw LoweringFault("its block size \(block) does not divide the shape \(shape)")
    }
    let depth = shape[1] / (block * block)
    let isColumnFirst = try use.text("mode") == "CRD"
    let cut =
      isColumnFirst
      ? [shape[0], depth, block, block, shape[2], shape[3]]
      : [shape[0], block, block, depth, shape[2], shape[3]]
    let order = isColumnFirst ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]
    return try reshaped(
      try transposed(try reshaped(x, cut), order),
      [shape[0], depth, shape[2] * block, shape[3] * block])
  }

  private mutating func spaceToDepth(_ use: ONNXUse) throws -> Graph.TensorID {
    let x = try use.tensor(0)
    let shape = lengths(x)
    let block = try use.integer("blocksize", 0)
    guard shape.count == 4, block > 0, shape[2] % block == 0, shape[3] % block == 0 else {
      throw LoweringFault("its block size \(block) does not divide the shape \(shape)")
    }
    let cut = [shape[0], shape[1], shape[2] / block, block, shape[3] / block, block]
    let isColumnFirst = try use.text("mode") == "CRD"
    let order = isColumnFirst ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4]
    return try reshaped(
      try transposed(try reshaped(x, cut), order),
      [shape[0], shape[1] * block * block, shape[2] / block, shape[3] / block])
  }

  private mutating func cumulative(
    _ function: Cumulative.Function, _ use: ONNXUse
  ) throws -> Graph.TensorID {
    let x = try use.tensor(0)
    guard let number = try integers(use, 1).first else { throw LoweringFault("it has no axis") }
    var attributes = Cumulative.Attributes()
    attributes.function = function
    attributes.axis = Int32(try axis(number, rank: lengths(x).count))
    attributes.exclusive = try use.flag("exclusive")
    attributes.reverse = try use.flag("reverse")
    let value = try add(.cumulative(attributes), [try widened(x)])
    return try narrowed(value, try use.value(0).element)
  }

  private mutating func topK(_ use: ONNXUse) throws -> [ONNXValue] {
    let x = try use.tensor(0)
    let stated = try use.value(0).element
    let count = try use.integer("k") ?? integers(use, 1).first ?? 0
    var attributes = TopK.Attributes()
    attributes.axis = Int32(try axis(use.integer("axis", -1), rank: lengths(x).count))
    attributes.k = Int32(clamping: count)
    attributes.smallest = try !use.flag("largest", true)
    let wide = try widened(x)
    let values = try add(.topK(attributes), [wide])
    attributes.places = .int64
    let places = try add(.topK(attributes), [wide])
    return [ONNXValue(try narrowed(values, stated), stated), ONNXValue(places, .int64)]
  }

  /// `Trilu`: the elements on one side of a diagonal, and zeros elsewhere.
  private mutating func triangle(_ use: ONNXUse) throws -> Graph.TensorID {
    let x = try use.tensor(0)
    let shape = lengths(x)
    guard shape.count > 1, shape[shape.count - 2] * shape[shape.count - 1] < 1 << 24 else {
      throw LoweringFault("the shape \(shape) is not one of matrices")
    }
    let shift = try optionalIntegers(use, 1)?.first ?? 0
    let isUpper = try use.flag("upper", true)
    let (lines, columns) = (shape[shape.count - 2], shape[shape.count - 1])
    let mask = (0..<lines).flatMap { line in
      (0..<columns).map { isUpper ? ($0 - line >= shift ? 1 : 0) : ($0 - line <= shift ? 1 : 0) }
    }
    let zero = try whole(0, element(x))
    return try add(.select, [try wholes(mask, [lines, columns], .boolean), x, zero])
  }
}
