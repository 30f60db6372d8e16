internal import SwiftletCore
internal import SwiftletFormat

extension ONNXImporter {
  /// Operators that take or change elements where indices point.
  static var gatherLowerings: [String: ONNXLowering] {
    [
      "Gather": { importer, use throws in [try importer.gather(use)] },
      "GatherElements": alike { importer, use throws in try importer.gatherElements(use) },
      "GatherND": alike { importer, use throws in try importer.gatherSlices(use) },
      "Scatter": alike { importer, use throws in try importer.scatterElements(use) },
      "ScatterElements": alike { importer, use throws in try importer.scatterElements(use) },
      "ScatterND": alike { importer, use throws in try importer.scatterSlices(use) },
    ]
  }

  /// Slices along an axis that indices name; one known index is a cut.
  private mutating func gather(_ use: ONNXUse) throws -> ONNXValue {
    let x = try use.tensor(0)
    let stated = try use.value(0).element
    let shape = lengths(x)
    let axis = try axis(use.integer("axis", 0), rank: shape.count)
    guard let indices = try use.value(1).id else {
      let own = try lengths(of: use.value(1))
      return ONNXValue(.empty(shape[..<axis] + own + shape[(axis + 1)...]), stated)
    }
    if let known = builder.graph.tensors[indices].integers {
      let inside = try known.map { index in
        guard (-shape[axis]..<shape[axis]).contains(index) else {
          throw LoweringFault("its index \(index) is outside of an axis of \(shape[axis])")
        }
        return index < 0 ? index + shape[axis] : index
      }
      if inside.count == 1 {
        let part = try cut(x, axis: axis, from: inside[0], count: 1)
        return ONNXValue(
          try reshaped(part, shape[..<axis] + lengths(indices) + shape[(axis + 1)...]), stated)
      }
    }
    var attributes = Gather.Attributes()
    attributes.axis = Int32(axis)
    return ONNXValue(
      try add(.gather(attributes), [x, try cast(indices, to: indexType(indices))]), stated)
  }

  /// The type in which indices are given to the runtime.
  private func indexType(_ id: Graph.TensorID) -> ElementType {
    element(id) == .int64 ? .int64 : .int32
  }

  /// Indices of an axis that count from the end where they are negative, as plain ones.
  private mutating func plainIndices(
    _ id: Graph.TensorID, length: Int
  ) throws -> Graph.TensorID {
    let element = element(id)
    return try binary(
      .modulo, try binary(.add, id, try whole(length, element)), try whole(length, element))
  }

  /// The place in a flat tensor of each element of the shape of some indices, but for an axis.
  private mutating func places(
    _ indices: [Int], in shape: [Int], axis: Int
  ) throws -> [Int] {
    let steps = shape.indices.map { shape[($0 + 1)...].reduce(1, *) }
    let count = indices.reduce(1, *)
    guard count < 1 << 24 else { throw LoweringFault("its indices are too many") }
    var places = [0]
    for outer in indices.indices {
      places = places.flatMap { place in
        (0..<indices[outer]).map { place + (outer == axis ? 0 : $0 * steps[outer]) }
      }
    }
    return places
  }

  /// The places in a flat tensor to which indices of an axis point.
  private mutating func flatPlaces(
    _ indices: Graph.TensorID, in shape: [Int], axis: Int
  ) throws -> Graph.TensorID {
    let own = lengths(indices)
    guard own.count == shape.count,
      own.indices.allSatisfy({ $0 == axis || own[$0] <= shape[$0] })
    else { throw LoweringFault("its indices \(own) do not fit the shape \(shape)") }
    let typed = try cast(indices, to: indexType(indices))
    let step = shape[(axis + 1)...].reduce(1, *)
    let along = try binary(
      .multiply, try plainIndices(typed, length: shape[axis]), try whole(step, element(typed)))
    let others = try wholes(
      try places(own, in: shape, axis: axis), own, element(typed))
    return try binary(.add, along, others)
  }

  private mutating func gatherElements(_ use: ONNXUse) throws -> Graph.TensorID {
    let x = try use.tensor(0)
    let shape = lengths(x)
    let axis = try axis(use.integer("axis", 0), rank: shape.count)
    let places = try flatPlaces(try use.tensor(1), in: shape, axis: axis)
    return try add(
      .gather(Gather.Attributes()), [try reshaped(x, [shape.reduce(1, *)]), places])
  }

  /// The places of slices that the innermost axis of some indices names, in a tensor whose outer axes
  /// are one.
  private mutating func slicePlaces(
    _ indices: Graph.TensorID, in shape: [Int]
  ) throws -> Graph.TensorID {
    let own = lengths(indices)
    guard let depth = own.last, depth <= shape.count else {
      throw LoweringFault("its indices \(own) do not fit the shape \(shape)")
    }
    let typed = try cast(indices, to: indexType(indices))
    let named = Array(shape[..<depth])
    let plain = try binary(
      .modulo, try binary(.add, typed, try wholes(named, [depth], element(typed))),
      try wholes(named, [depth], element(typed)))
    let steps = named.indices.map { named[($0 + 1)...].reduce(1, *) }
    let parts = try binary(.multiply, plain, try wholes(steps, [depth], element(typed)))
    return try reduced(.sum, parts, [own.count - 1], keepsAxes: false)
  }

  private mutating func gatherSlices(_ use: ONNXUse) throws -> Graph.TensorID {
    let x = try use.tensor(0)
    let indices = try use.tensor(1)
    let (shape, own) = (lengths(x), lengths(indices))
    let batch = try use.integer("batch_dims", 0)
    guard let depth = own.last, (0..<own.count).contains(batch), batch + depth <= shape.count,
      shape[..<batch] == own[..<batch]
    else { throw LoweringFault("its indices \(own) do not fit the shape \(shape)") }
    let places = try slicePlaces(indices, in: Array(shape[batch...]))
    let inner = Array(shape[(batch + depth)...])
    let count = shape[batch..<(batch + depth)].reduce(1, *)
    let outer = shape[..<batch].reduce(1, *)
    var attributes = Gather.Attributes()
    attributes.axis = 1
    attributes.batchAxes = 1
    let flat = try reshaped(x, [outer, count, inner.reduce(1, *)])
    let picked = try add(
      .gather(attributes),
      [flat, try reshaped(places, [outer, lengths(places).reduce(1, *) / outer])])
    return try reshaped(picked, own.dropLast() + inner)
  }

  // MARK: Scatter

  private func scatterAttributes(_ use: ONNXUse) throws -> Scatter.Attributes {
    var attributes = Scatter.Attributes()
    switch try use.text("reduction") ?? "none" {
    case "none": attributes.function = .replace
    case "add": attributes.function = .add
    case "mul": attributes.function = .multiply
    case "max": attributes.function = .maximum
    case "min": attributes.function = .minimum
    case let other: throw LoweringFault("its reduction is '\(other)'")
    }
    return attributes
  }

  private mutating func scatterElements(_ use: ONNXUse) throws -> Graph.TensorID {
    let x = try use.tensor(0)
    let shape = lengths(x)
    let axis = try axis(use.integer("axis", 0), rank: shape.count)
    let places = try flatPlaces(try use.tensor(1), in: shape, axis: axis)
    return try scattered(
      use, try reshaped(x, [shape.reduce(1, *)]), places, try use.tensor(2), shape)
  }

  private mutating func scatterSlices(_ use: ONNXUse) throws -> Graph.TensorID {
    let x = try use.tensor(0)
    let indices = try use.tensor(1)
    let (shape, own) = (lengths(x), lengths(indices))
    guard let depth = own.last, depth <= shape.count else {
      throw LoweringFault("its indices \(own) do not fit the shape \(shape)")
    }
    let places = try slicePlaces(indices, in: shape)
    let inner = Array(shape[depth...])
    let flat = try reshaped(
      x, [shape[..<depth].reduce(1, *), inner.reduce(1, *)])
    let updates = try reshaped(
      try use.tensor(2), own.dropLast() + [inner.reduce(1, *)])
    return try scattered(use, flat, places, updates, shape)
  }

  private mutating func scattered(
    _ use: ONNXUse, _ flat: Graph.TensorID, _ places: Graph.TensorID, _ updates: Graph.TensorID,
    _ shape: [Int]
  ) throws -> Graph.TensorID {
    let attributes = try scatterAttributes(use)
    guard attributes.function != .replace else {
      return try reshaped(try add(.scatter(attributes), [flat, places, updates]), shape)
    }
    let value = try add(
      .scatter(attributes), [try widened(flat), places, try widened(updates)])
    return try reshaped(try narrowed(value, try use.value(0).element), shape)
  }
}
