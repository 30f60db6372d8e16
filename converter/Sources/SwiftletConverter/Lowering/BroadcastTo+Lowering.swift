internal import SwiftletCore
internal import SwiftletFormat

extension TFLiteImporter {
  /// `BROADCAST_TO`.
  mutating func broadcastTo(_ use: TFLiteUse) throws -> Graph.TensorID {
    let value = try builder.broadcast(input(use, 0), to: integers(use, 1), name: use.name)
    return try requantized(value, to: outputQuantization(use), name: use.name)
  }

  /// `TILE`.
  mutating func tile(_ use: TFLiteUse) throws -> Graph.TensorID {
    let value = try builder.tiled(input(use, 0), integers(use, 1), name: use.name)
    return try requantized(value, to: outputQuantization(use), name: use.name)
  }

  /// `FILL`: a single value, repeated (BroadcastTo).
  mutating func fill(_ use: TFLiteUse) throws -> Graph.TensorID {
    try builder.broadcast(input(use, 1), to: integers(use, 0), name: use.name)
  }

  /// `ZEROS_LIKE`: a constant.
  mutating func zerosLike(_ use: TFLiteUse) throws -> Graph.TensorID {
    let type = builder.type(try input(use, 0))
    return try zeros(type, type.shape.lengths, name: use.name)
  }
}

extension GraphBuilder {
  /// A value repeated along axes of length one, or that it lacks.
  mutating func broadcast(
    _ value: Graph.TensorID, to lengths: [Int], name: String
  ) throws -> Graph.TensorID {
    guard self.lengths(value) != lengths else { return value }
    guard let shape = IntegerList(lengths) else {
      throw LoweringFault("it fills the shape \(lengths), which is none of 8 axes at most")
    }
    var attributes = BroadcastTo.Attributes()
    attributes.shape = shape
    return try add(.broadcastTo(attributes), [value], name: name)
  }

  /// A value repeated as a whole so many times along each axis.
  mutating func tiled(
    _ value: Graph.TensorID, _ counts: [Int], name: String
  ) throws -> Graph.TensorID {
    let lengths = lengths(value)
    guard counts.count == lengths.count, counts.allSatisfy({ $0 > 0 && $0 < 1 << 31 }) else {
      throw LoweringFault("it repeats \(lengths.count) axes \(counts) times")
    }
    var result = value
    var done = lengths
    // One axis at a time, from the innermost, where all at once would be more than eight.
    let extra = lengths.indices.count { counts[$0] > 1 && lengths[$0] > 1 }
    guard lengths.count + extra > Shape.maximumRank else {
      return try tiledOnce(value, counts, name: name)
    }
    for axis in lengths.indices.reversed() where counts[axis] > 1 {
      let (outer, inner) = (done[..<axis].reduce(1, *), done[axis...].reduce(1, *))
      done[axis] *= counts[axis]
      let parts = try reshaped(result, [outer, 1, inner], name: name)
      result = try broadcast(parts, to: [outer, counts[axis], inner], name: name)
    }
    return try reshaped(result, done, name: name)
  }

  private mutating func tiledOnce(
    _ value: Graph.TensorID, _ counts: [Int], name: String
  ) throws -> Graph.TensorID {
    var (apart, filled): ([Int], [Int]) = ([], [])
    for (length, count) in zip(lengths(value), counts) {
      if count > 1, length > 1 {
        apart.append(1)
        filled.append(count)
      }
      apart.append(length)
      filled.append(length > 1 ? length : count)
    }
    let shape = zip(lengths(value), counts).map { $0.multipliedReportingOverflow(by: $1) }
    guard shape.allSatisfy({ !$0.overflow }) else { throw LoweringFault("its result is too large") }
    let repeated = try broadcast(reshaped(value, apart, name: name), to: filled, name: name)
    return try reshaped(repeated, shape.map(\.partialValue), name: name)
  }
}
