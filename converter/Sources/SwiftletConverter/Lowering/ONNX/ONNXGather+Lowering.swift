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

  /// The indices of a use, in a type in which the runtime takes them.
  private mutating func indices(_ use: ONNXUse) throws -> Graph.TensorID {
    let indices = try use.tensor(1)
    return try cast(indices, to: indexType(indices))
  }

  private mutating func gatherElements(_ use: ONNXUse) throws -> Graph.TensorID {
    let x = try use.tensor(0)
    let axis = try axis(use.integer("axis", 0), rank: lengths(x).count)
    return try builder.gatherElements(x, indices(use), axis: axis, name: name)
  }

  private mutating func gatherSlices(_ use: ONNXUse) throws -> Graph.TensorID {
    try builder.gatherLists(
      use.tensor(0), indices(use), batchAxes: use.integer("batch_dims", 0), name: name)
  }

  // MARK: Scatter

  private func scatterFunction(_ use: ONNXUse) throws -> Scatter.Function {
    switch try use.text("reduction") ?? "none" {
    case "none": .replace
    case "add": .add
    case "mul": .multiply
    case "max": .maximum
    case "min": .minimum
    case let other: throw LoweringFault("its reduction is '\(other)'")
    }
  }

  private mutating func scatterElements(_ use: ONNXUse) throws -> Graph.TensorID {
    let axis = try axis(use.integer("axis", 0), rank: lengths(try use.tensor(0)).count)
    let indices = try indices(use)
    return try scattered(use) { importer, data, updates, function in
      try importer.builder.scatterElements(
        data, indices, updates, axis: axis, function, name: importer.name)
    }
  }

  private mutating func scatterSlices(_ use: ONNXUse) throws -> Graph.TensorID {
    let indices = try indices(use)
    return try scattered(use) { importer, data, updates, function in
      try importer.builder.scatterLists(data, indices, updates, function, name: importer.name)
    }
  }

  /// Scatters elements in a type that the function takes.
  private mutating func scattered(
    _ use: ONNXUse,
    _ scatter: (
      inout ONNXImporter, Graph.TensorID, Graph.TensorID, Scatter.Function
    ) throws -> Graph.TensorID
  ) throws -> Graph.TensorID {
    let function = try scatterFunction(use)
    let (data, updates) = (try use.tensor(0), try use.tensor(2))
    guard function != .replace else { return try scatter(&self, data, updates, function) }
    let value = try scatter(&self, widened(data), widened(updates), function)
    return try narrowed(value, try use.value(0).element)
  }
}
