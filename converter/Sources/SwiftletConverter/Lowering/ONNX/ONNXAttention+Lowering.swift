internal import SwiftletCore
internal import SwiftletFormat

extension ONNXImporter {
  /// Attention, and what goes with it.
  static var attentionLowerings: [String: ONNXLowering] {
    [
      "Attention": { importer, use throws in try importer.attention(use) },
      "RotaryEmbedding": alike { importer, use throws in try importer.rotaryEmbedding(use) },
      "SwiGLU": alike { importer, use throws in
        let gate = try importer.swish(use.tensor(0), use.float("alpha", 1))
        return try importer.binary(.multiply, gate, use.tensor(1))
      },
    ]
  }

  /// The parts of attention, with the heads behind the batch.
  private struct Heads {
    var query: Graph.TensorID
    var key: Graph.TensorID
    var value: Graph.TensorID
    /// The positions before those of the keys and values that the node is given.
    var pastCount = 0
    let isFlat: Bool
  }

  private mutating func attention(_ use: ONNXUse) throws -> [ONNXValue] {
    let stated = try use.value(0).element
    var heads = try heads(use)
    if let past = use.optional(4)?.id, lengths(past).count == 4 {
      heads.pastCount = lengths(past)[2]
      heads.key = try joined([try use.tensor(4), heads.key], axis: 2)
      heads.value = try joined([try use.tensor(5), heads.value], axis: 2)
    }
    let present = (heads.key, heads.value)
    let groups = lengths(heads.query)[1] / max(1, lengths(heads.key)[1])
    heads.key = try repeatedHeads(heads.key, groups)
    heads.value = try repeatedHeads(heads.value, groups)
    let size = Float(lengths(heads.query)[3])
    let scale = try use.float("scale", 1 / size.squareRoot())
    var scores = try product(
      try scaled(heads.query, scale), try transposed(heads.key, [0, 1, 3, 2]))
    var stages = [scores]
    let cap = try use.float("softcap", 0)
    if cap > 0 { scores = try scaled(try unary(.tanh, try scaled(scores, 1 / cap)), cap) }
    stages.append(scores)
    let mask = try mask(use, heads)
    if let mask { scores = try binary(.add, scores, mask) }
    stages.append(scores)
    var shares = try softmax(scores, axis: 3)
    if let mask { shares = try zeroed(shares, where: mask) }
    stages.append(shares)
    var result = try product(shares, heads.value)
    if heads.isFlat {
      let shape = lengths(result)
      result = try reshaped(
        try transposed(result, [0, 2, 1, 3]), [shape[0], shape[2], shape[1] * shape[3]])
    }
    let mode = try use.integer("qk_matmul_output_mode", 0)
    guard stages.indices.contains(mode) else { throw LoweringFault("its output mode is \(mode)") }
    return [result, present.0, present.1, stages[mode]].map { ONNXValue($0, stated) }
  }

  private mutating func heads(_ use: ONNXUse) throws -> Heads {
    let ids = try (0..<3).map { try use.tensor($0) }
    let ranks = ids.map { lengths($0).count }
    guard ranks == [3, 3, 3] || ranks == [4, 4, 4] else {
      throw LoweringFault("its inputs have \(ranks) axes")
    }
    var heads = Heads(query: ids[0], key: ids[1], value: ids[2], isFlat: ranks[0] == 3)
    if heads.isFlat {
      heads.query = try split(ids[0], try use.integer("q_num_heads", 0))
      heads.key = try split(ids[1], try use.integer("kv_num_heads", 0))
      heads.value = try split(ids[2], try use.integer("kv_num_heads", 0))
    }
    guard lengths(heads.query)[1] % lengths(heads.key)[1] == 0 else {
      throw LoweringFault("its heads of keys do not divide those of queries")
    }
    return heads
  }

  /// Rows of all heads as rows of each head.
  private mutating func split(_ id: Graph.TensorID, _ heads: Int) throws -> Graph.TensorID {
    let shape = lengths(id)
    guard heads > 0, shape[2] % heads == 0 else {
      throw LoweringFault("\(heads) heads do not divide the shape \(shape)")
    }
    return try transposed(
      try reshaped(id, [shape[0], shape[1], heads, shape[2] / heads]), [0, 2, 1, 3])
  }

  /// Each head as many times as there are queries for it.
  mutating func repeatedHeads(
    _ id: Graph.TensorID, _ count: Int
  ) throws -> Graph.TensorID {
    guard count > 1 else { return id }
    let shape = lengths(id)
    let wide = try broadcast(
      try reshaped(id, [shape[0], shape[1], 1, shape[2], shape[3]]),
      [shape[0], shape[1], count, shape[2], shape[3]])
    return try reshaped(wide, [shape[0], shape[1] * count, shape[2], shape[3]])
  }

  /// What is added to the scores: zero, or -∞ where a key is hidden.
  private mutating func mask(_ use: ONNXUse, _ heads: Heads) throws -> Graph.TensorID? {
    let (lines, columns) = (lengths(heads.query)[2], lengths(heads.key)[2])
    var parts: [Graph.TensorID] = []
    if let given = try use.optionalTensor(3) { parts.append(try additive(given, columns)) }
    var left = try use.integer("left_window_size", -1)
    var right = try use.integer("right_window_size", -1)
    if try use.flag("is_causal") { right = 0 }
    left = left < 0 ? 1 << 30 : left
    right = right < 0 ? 1 << 30 : right
    let filled = try use.optionalTensor(6)
    if right < 1 << 30 || left < 1 << 30 {
      parts.append(
        try window(left, right, lines, columns, heads.pastCount, filled: filled))
    }
    if let filled {
      let places = try wholes(try counted(columns), [1, 1, 1, columns], element(filled))
      let counts = try reshaped(filled, [lengths(filled).reduce(1, *), 1, 1, 1])
      parts.append(try hidden(unless: try compared(.less, places, counts)))
    }
    guard var mask = parts.first else { return nil }
    for part in parts.dropFirst() { mask = try binary(.add, mask, part) }
    return mask
  }

  /// A mask of numbers; one of truth values hides what is false, and what it does not reach.
  private mutating func additive(
    _ id: Graph.TensorID, _ columns: Int
  ) throws -> Graph.TensorID {
    let mask = element(id) == .boolean ? try hidden(unless: id) : try cast(id, to: .float32)
    let shape = lengths(mask)
    guard let last = shape.last, last < columns, last > 1 || columns == 1 else { return mask }
    let none = shape.map { _ in 0 }
    return try padded(
      mask, before: none, after: none.dropLast() + [columns - last], value: -.infinity)
  }

  /// Zero where a truth value holds, and -∞ elsewhere.
  private mutating func hidden(unless id: Graph.TensorID) throws -> Graph.TensorID {
    try add(.select, [id, try real(0), try real(-.infinity)])
  }

  /// A mask that leaves each query the keys from some before it to some behind it.
  private mutating func window(
    _ left: Int, _ right: Int, _ lines: Int, _ columns: Int, _ offset: Int,
    filled: Graph.TensorID?
  ) throws -> Graph.TensorID {
    guard lines * columns < 1 << 24 else { throw LoweringFault("its mask is too large") }
    guard let filled, offset == 0 else {
      let values = (0..<lines).flatMap { line in
        (0..<columns).map { column -> Float in
          let distance = line + offset - column
          return distance <= left && -distance <= right ? 0 : -.infinity
        }
      }
      return try reals(values, [lines, columns])
    }
    let element = element(filled)
    let starts = try binary(
      .subtract, try reshaped(filled, [lengths(filled).reduce(1, *), 1, 1, 1]),
      try whole(lines, element))
    let differences = (0..<lines).flatMap { line in (0..<columns).map { line - $0 } }
    let distances = try binary(
      .add, try wholes(differences, [1, 1, lines, columns], element), starts)
    let isNear = try compared(.lessOrEqual, distances, try whole(left, element))
    let isBehind = try compared(.greaterOrEqual, distances, try whole(-right, element))
    return try hidden(unless: try binary(.and, isNear, isBehind))
  }

  /// Shares that are zero where a mask hides every key of a query.
  private mutating func zeroed(
    _ shares: Graph.TensorID, where mask: Graph.TensorID
  ) throws -> Graph.TensorID {
    let most = try reduced(.maximum, mask, [lengths(mask).count - 1])
    if let values = builder.graph.tensors[most].reals, !values.contains(-.infinity) {
      return shares
    }
    let isHidden = try compared(.equal, most, try real(-.infinity))
    return try add(.select, [isHidden, try real(0), shares])
  }

  private mutating func rotaryEmbedding(_ use: ONNXUse) throws -> Graph.TensorID {
    let x = try use.tensor(0)
    let shape = lengths(x)
    let isFlat = shape.count == 3
    var value = try isFlat ? x : transposed(x, [0, 2, 1, 3])
    if isFlat {
      let heads = try use.integer("num_heads", 0)
      guard heads > 0, shape[2] % heads == 0 else {
        throw LoweringFault("\(heads) heads do not divide the shape \(shape)")
      }
      value = try reshaped(x, [shape[0], shape[1], heads, shape[2] / heads])
    }
    let size = lengths(value)[3]
    let stated = try use.integer("rotary_embedding_dim", 0)
    let turned = stated == 0 ? size : stated
    guard turned % 2 == 0, (1...size).contains(turned) else {
      throw LoweringFault("it turns \(turned) numbers of \(size)")
    }
    let rest = turned < size ? try cut(value, axis: 3, from: turned, count: size - turned) : nil
    let part = try cut(value, axis: 3, from: 0, count: turned)
    let (cosines, sines) = (try angles(use, 1), try angles(use, 2))
    let isInterleaved = try use.flag("interleaved")
    let (one, two) = try halves(part, isInterleaved)
    let real = try binary(
      .subtract, try binary(.multiply, cosines, one), try binary(.multiply, sines, two))
    let imaginary = try binary(
      .add, try binary(.multiply, sines, one), try binary(.multiply, cosines, two))
    let outer = Array(lengths(real).dropLast())
    let both =
      try isInterleaved
      ? reshaped(
        joined(
          [
            reshaped(real, outer + [turned / 2, 1]), reshaped(imaginary, outer + [turned / 2, 1]),
          ],
          axis: 4), outer + [turned])
      : joined([real, imaginary], axis: 3)
    let result = try joined([both] + (rest.map { [$0] } ?? []), axis: 3)
    return try isFlat ? reshaped(result, shape) : transposed(result, [0, 2, 1, 3])
  }

  private mutating func halves(
    _ id: Graph.TensorID, _ isInterleaved: Bool
  ) throws -> (Graph.TensorID, Graph.TensorID) {
    let shape = lengths(id)
    let half = shape[3] / 2
    guard isInterleaved else {
      return (
        try cut(id, axis: 3, from: 0, count: half), try cut(id, axis: 3, from: half, count: half)
      )
    }
    let size = Array(shape.dropLast()) + [half]
    return (
      try cut(id, begin: [0, 0, 0, 0], size: size, stride: [1, 1, 1, 2]),
      try cut(id, begin: [0, 0, 0, 1], size: size, stride: [1, 1, 1, 2])
    )
  }

  /// The cosines or sines of each position, with an axis for the heads.
  private mutating func angles(_ use: ONNXUse, _ position: Int) throws -> Graph.TensorID {
    var cache = try use.tensor(position)
    if let places = try use.optionalTensor(3) {
      cache = try add(.gather(Gather.Attributes()), [cache, places])
    }
    let shape = lengths(cache)
    guard shape.count == 3 else { throw LoweringFault("its angles have the shape \(shape)") }
    return try reshaped(cache, [shape[0], shape[1], 1, shape[2]])
  }
}
