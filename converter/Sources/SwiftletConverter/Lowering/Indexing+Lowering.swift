internal import SwiftletCore
internal import SwiftletFormat

/// Operators that name elements by several indices, in terms of those that name slices by one.
extension GraphBuilder {
  /// The slices along an axis that indices name; the first `batchAxes` axes are matched.
  mutating func gather(
    _ data: Graph.TensorID, _ indices: Graph.TensorID, axis: Int = 0, batchAxes: Int = 0,
    name: String
  ) throws -> Graph.TensorID {
    var attributes = Gather.Attributes()
    attributes.axis = Int32(axis)
    attributes.batchAxes = Int32(batchAxes)
    return try add(.gather(attributes), [data, indices], name: name)
  }

  /// The slices that lists of indices name, each list along the innermost axis of `indices`.
  ///
  /// The first `batchAxes` axes of the two are matched. An index that its axis lacks wraps around
  /// it, and where there is only one in a list means the nearest.
  mutating func gatherLists(
    _ data: Graph.TensorID, _ indices: Graph.TensorID, batchAxes: Int = 0, name: String
  ) throws -> Graph.TensorID {
    let lengths = lengths(data)
    let depth = try listDepth(indices, of: lengths.count, behind: batchAxes)
    let indexed = Array(lengths[batchAxes..<(batchAxes + depth)])
    let flat = try flattened(indices, indexed, name: name)
    let joined = lengths[..<batchAxes] + [indexed.reduce(1, *)] + lengths[(batchAxes + depth)...]
    return try gather(
      reshaped(data, Array(joined), name: name), flat, axis: batchAxes, batchAxes: batchAxes,
      name: name)
  }

  /// The element at each index of an axis; the other positions are those of the index.
  ///
  /// An index that the axis lacks means the nearest, or wraps around it where the two shapes differ
  /// along another axis, or the axis is not the innermost.
  mutating func gatherElements(
    _ data: Graph.TensorID, _ indices: Graph.TensorID, axis: Int, name: String
  ) throws -> Graph.TensorID {
    let lengths = lengths(data)
    if axis == lengths.count - 1, self.lengths(indices).dropLast() == lengths.dropLast() {
      return try gather(data, indices, axis: axis, batchAxes: axis, name: name)
    }
    let flat = try elementPositions(indices, in: lengths, axis: axis, name: name)
    return try gather(
      reshaped(data, [lengths.reduce(1, *)], name: name), flat, name: name)
  }

  /// The data with some slices changed, which lists of indices name.
  mutating func scatterLists(
    _ data: Graph.TensorID, _ indices: Graph.TensorID, _ updates: Graph.TensorID,
    _ function: Scatter.Function = .replace, name: String
  ) throws -> Graph.TensorID {
    let lengths = lengths(data)
    let depth = try listDepth(indices, of: lengths.count, behind: 0)
    let flat = try flattened(indices, Array(lengths[..<depth]), name: name)
    let joined = [lengths[..<depth].reduce(1, *)] + lengths[depth...]
    return try scatter(data, as: joined, flat, updates, function, name: name)
  }

  /// The data with the elements changed that stand at the indices of an axis.
  mutating func scatterElements(
    _ data: Graph.TensorID, _ indices: Graph.TensorID, _ updates: Graph.TensorID, axis: Int,
    _ function: Scatter.Function = .replace, name: String
  ) throws -> Graph.TensorID {
    let lengths = lengths(data)
    let flat = try elementPositions(indices, in: lengths, axis: axis, name: name)
    return try scatter(
      data, as: [lengths.reduce(1, *)], flat, updates, function, name: name)
  }

  private mutating func scatter(
    _ data: Graph.TensorID, as lengths: [Int], _ indices: Graph.TensorID,
    _ updates: Graph.TensorID, _ function: Scatter.Function, name: String
  ) throws -> Graph.TensorID {
    var attributes = Scatter.Attributes()
    attributes.function = function
    let changed = try add(
      .scatter(attributes), [reshaped(data, lengths, name: name), indices, updates], name: name)
    return try reshaped(changed, self.lengths(data), name: name)
  }

  /// How many axes the lists of indices go into.
  private func listDepth(
    _ indices: Graph.TensorID, of rank: Int, behind batchAxes: Int
  ) throws -> Int {
    let lengths = lengths(indices)
    guard let depth = lengths.last, (0..<lengths.count).contains(batchAxes),
      batchAxes + depth <= rank
    else {
      throw LoweringFault(
        "its lists of indices have the shape \(lengths), for an input of \(rank) axes")
    }
    return depth
  }

  /// Lists of indices as positions in the row-major order of the axes that they are of.
  private mutating func flattened(
    _ indices: Graph.TensorID, _ axes: [Int], name: String
  ) throws -> Graph.TensorID {
    let shape = Array(lengths(indices).dropLast())
    guard axes.count > 1 else { return try reshaped(indices, shape, name: name) }
    let strides = axes.indices.map { axes[($0 + 1)...].reduce(1, *) }
    let wrapped = try combine(.modulo, indices, axes, name: name)
    let steps = try combine(.multiply, wrapped, strides, name: name)
    var sum = Reduce.Attributes()
    sum.function = .sum
    sum.axes = IntegerList([shape.count]) ?? IntegerList()
    return try add(.reduce(sum), [steps], name: name)
  }

  /// The positions of elements of which one index is known and the others are where it stands.
  private mutating func elementPositions(
    _ indices: Graph.TensorID, in lengths: [Int], axis: Int, name: String
  ) throws -> Graph.TensorID {
    let shape = self.lengths(indices)
    guard shape.count == lengths.count, lengths.indices.contains(axis),
      lengths.indices.allSatisfy({ $0 == axis || shape[$0] <= lengths[$0] })
    else {
      throw LoweringFault("its indices have the shape \(shape), and its data \(lengths)")
    }
    let strides = lengths.indices.map { lengths[($0 + 1)...].reduce(1, *) }
    let wrapped = try combine(.modulo, indices, [lengths[axis]], name: name)
    let steps = try combine(.multiply, wrapped, [strides[axis]], name: name)
    var rest = shape
    rest[axis] = 1
    guard try Shape(rest).elementCount <= 1 << 24 else {
      throw LoweringFault("its indices have the shape \(shape), of more than 2²⁴ lines")
    }
    var positions = [0]
    for other in rest.indices {
      positions = positions.flatMap { base in
        (0..<rest[other]).map { base + $0 * strides[other] }
      }
    }
    return try combine(.add, steps, positions, shape: rest, name: name)
  }

  /// A function of a value and integers that are known.
  private mutating func combine(
    _ function: Binary.Function, _ value: Graph.TensorID, _ integers: [Int],
    shape: [Int]? = nil, name: String
  ) throws -> Graph.TensorID {
    var attributes = Binary.Attributes()
    attributes.function = function
    let known = try self.integers(
      integers, type(value).element, shape: shape ?? [integers.count], name: name)
    return try add(.binary(attributes), [value, known], name: name)
  }

  /// Integers that are known, as elements of a type.
  mutating func integers(
    _ values: [Int], _ element: ElementType, shape: [Int], name: String
  ) throws -> Graph.TensorID {
    let type = TensorType(element, try Shape(shape))
    switch element {
    case .int32: return constant(name, type, .init(elements: values.map { Int32(clamping: $0) }))
    case .int64: return constant(name, type, .init(elements: values.map { Int64($0) }))
    case .float32, .int8, .uint8, .int16, .boolean, .float16, .absent:
      throw LoweringFault("its indices are of type \(element), and not int32 or int64")
    }
  }

  /// A value in another shape of as many elements.
  mutating func reshaped(
    _ value: Graph.TensorID, _ lengths: [Int], name: String
  ) throws -> Graph.TensorID {
    guard self.lengths(value) != lengths else { return value }
    guard let shape = IntegerList(lengths) else {
      throw LoweringFault("the shape \(lengths) has more than 8 axes")
    }
    var attributes = Reshape.Attributes()
    attributes.shape = shape
    return try add(.reshape(attributes), [value], name: name)
  }
}
