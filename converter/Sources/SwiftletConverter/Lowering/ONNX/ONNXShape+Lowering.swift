internal import SwiftletCore
internal import SwiftletFormat

extension ONNXImporter {
  /// Operators that leave elements as they are, under another shape or type.
  static var shapeLowerings: [String: ONNXLowering] {
    [
      "Reshape": { importer, use throws in try importer.reshape(use) },
      "Flatten": { importer, use throws in try importer.flatten(use) },
      "Squeeze": { importer, use throws in try importer.squeeze(use) },
      "Unsqueeze": { importer, use throws in try importer.unsqueeze(use) },
      "Shape": { importer, use throws in try importer.shape(use) },
      "Size": { importer, use throws in
        let count = Self.product(try importer.lengths(of: use.value(0)))
        return [ONNXValue(try importer.whole(count, .int64), .int64)]
      },
      "Identity": { _, use throws in [try use.value(0)] },
      "Cast": { importer, use throws in
        let target = ONNXElement(rawValue: Int64(try use.integer("to", 0)))
        return [try importer.casted(use.value(0), to: target)]
      },
      "CastLike": { importer, use throws in
        [try importer.casted(use.value(0), to: use.value(1).element)]
      },
      "Expand": { importer, use throws in
        let x = try use.tensor(0)
        let shape = try Self.common(importer.lengths(x), importer.integers(use, 1))
        return [ONNXValue(try importer.broadcast(x, shape), try use.value(0).element)]
      },
      "Tile": { importer, use throws in
        let counts = try importer.integers(use, 1)
        return [ONNXValue(try importer.tiled(use.tensor(0), counts), try use.value(0).element)]
      },
    ]
  }

  /// The lengths of a value, which may have no elements.
  func lengths(of value: ONNXValue) throws -> [Int] {
    switch value.content {
    case .tensor(let id): return lengths(id)
    case .empty(let lengths): return lengths
    case .sequence, .nothing: throw LoweringFault("it reads the shape of what is no tensor")
    }
  }

  /// A value under another shape, though it may have no elements.
  private mutating func reshaped(_ value: ONNXValue, _ shape: [Int]) throws -> ONNXValue {
    guard let id = value.id else {
      guard shape.contains(0) else {
        throw LoweringFault("\(try lengths(of: value)) does not become \(shape)")
      }
      return ONNXValue(.empty(shape), value.element)
    }
    return ONNXValue(try reshaped(id, shape), value.element)
  }

  /// `Reshape`: 0 stands for the length of the input's axis, and -1 for what is left.
  private mutating func reshape(_ use: ONNXUse) throws -> [ONNXValue] {
    let value = try use.value(0)
    let own = try lengths(of: value)
    let asked = try use.integers("shape") ?? integers(use, 1)
    let takesZero = try use.flag("allowzero")
    var shape = asked
    for (index, length) in asked.enumerated() where length == 0 && !takesZero {
      guard index < own.count else {
        throw LoweringFault("the shape \(asked) copies an axis that \(own) has not")
      }
      shape[index] = own[index]
    }
    if let open = shape.firstIndex(of: -1) {
      let known = shape.reduce(1) {
        $1 == -1 ? $0 : $0.multipliedReportingOverflow(by: $1).partialValue
      }
      let count = Self.product(own)
      guard known > 0, count % known == 0 else {
        throw LoweringFault("\(own) does not become \(asked)")
      }
      shape[open] = count / known
    }
    return [try reshaped(value, shape)]
  }

  private mutating func flatten(_ use: ONNXUse) throws -> [ONNXValue] {
    let value = try use.value(0)
    let own = try lengths(of: value)
    let number = try use.integer("axis", 1)
    let axis = number < 0 ? number + own.count : number
    guard (0...own.count).contains(axis) else {
      throw LoweringFault("its axis \(number) is outside the \(own.count) of its input")
    }
    return [
      try reshaped(
        value, [Self.product(Array(own[..<axis])), Self.product(Array(own[axis...]))])
    ]
  }

  private mutating func squeeze(_ use: ONNXUse) throws -> [ONNXValue] {
    let value = try use.value(0)
    let own = try lengths(of: value)
    var dropped = own.indices.filter { own[$0] == 1 }
    if let numbers = try use.integers("axes") ?? optionalIntegers(use, 1) {
      dropped = try axes(numbers, rank: own.count)
      guard dropped.allSatisfy({ own[$0] == 1 }) else {
        throw LoweringFault("the axes \(numbers) of \(own) are not all of length 1")
      }
    }
    return [try reshaped(value, own.indices.filter { !dropped.contains($0) }.map { own[$0] })]
  }

  private mutating func unsqueeze(_ use: ONNXUse) throws -> [ONNXValue] {
    let value = try use.value(0)
    let own = try lengths(of: value)
    let numbers = try use.integers("axes") ?? integers(use, 1)
    var shape = own
    for place in try axes(numbers, rank: own.count + numbers.count) {
      shape.insert(1, at: place)
    }
    return [try reshaped(value, shape)]
  }

  private mutating func shape(_ use: ONNXUse) throws -> [ONNXValue] {
    let own = try lengths(of: use.value(0))
    let held = { (number: Int) in
      min(max(number < 0 ? number + own.count : number, 0), own.count)
    }
    let start = held(try use.integer("start", 0))
    let end = held(try use.integer("end", own.count))
    guard start < end else { return [ONNXValue(.empty([0]), .int64)] }
    let part = Array(own[start..<end])
    return [ONNXValue(try wholes(part, [part.count]), .int64)]
  }

  /// A value of another element type.
  mutating func casted(_ value: ONNXValue, to target: ONNXElement?) throws -> ONNXValue {
    guard let target, let inner = target.inner else {
      throw LoweringFault("it casts to a type that the runtime has not")
    }
    guard let id = value.id else { return ONNXValue(value.content, target) }
    guard value.element != target else { return value }
    switch target {
    case .float8e4m3fn, .float8e4m3fnuz, .float8e5m2, .float8e5m2fnuz, .float4e2m1, .float8e8m0,
      .uint4, .int4, .uint2, .int2:
      throw LoweringFault("it casts to \(target), to which the runtime does not round")
    case .float16 where constantBytes(id) == nil:
      // Rounded there and back.
      return ONNXValue(try cast(try cast(id, to: .float16), to: .float32), target)
    case .uint16, .uint32:
      return ONNXValue(try narrowed(try cast(id, to: .int64), target), target)
    case .float, .uint8, .int8, .int16, .int32, .int64, .string, .bool, .float16, .double,
      .uint64, .complex64, .complex128, .bfloat16:
      return ONNXValue(try cast(id, to: inner), target)
    }
  }

  /// The shape over which two are stretched.
  static func common(_ left: [Int], _ right: [Int]) throws(LoweringFault) -> [Int] {
    let rank = max(left.count, right.count)
    var shape: [Int] = []
    for axis in 0..<rank {
      let one = axis < rank - left.count ? 1 : left[axis - rank + left.count]
      let two = axis < rank - right.count ? 1 : right[axis - rank + right.count]
      guard one == two || one == 1 || two == 1 else {
        throw LoweringFault("the shapes \(left) and \(right) do not stretch over each other")
      }
      shape.append(one == 1 ? two : one)
    }
    return shape
  }

  /// A value repeated until it fills a shape.
  mutating func broadcast(_ id: Graph.TensorID, _ shape: [Int]) throws -> Graph.TensorID {
    guard lengths(id) != shape else { return id }
    guard let list = IntegerList(shape) else {
      throw LoweringFault("the shape \(shape) has more than 8 axes, or too long ones")
    }
    var attributes = BroadcastTo.Attributes()
    attributes.shape = list
    return try add(.broadcastTo(attributes), [id])
  }

  /// A value repeated as a whole along its axes.
  mutating func tiled(_ id: Graph.TensorID, _ counts: [Int]) throws -> Graph.TensorID {
    var value = id
    guard counts.count == lengths(id).count else {
      throw LoweringFault("its repeats \(counts) are not for the shape \(lengths(id))")
    }
    for (axis, count) in counts.enumerated() where count != 1 {
      var shape = lengths(value)
      let outer = shape[..<axis].reduce(1, *)
      let inner = shape[axis...].reduce(1, *)
      let lines = try reshaped(value, [outer, 1, inner])
      let (length, overflow) = shape[axis].multipliedReportingOverflow(by: count)
      guard !overflow else { throw LoweringFault("its repeats are \(counts)") }
      shape[axis] = length
      value = try reshaped(try broadcast(lines, [outer, count, inner]), shape)
    }
    return value
  }
}
