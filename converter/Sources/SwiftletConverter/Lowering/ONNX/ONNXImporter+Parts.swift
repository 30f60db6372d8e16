internal import SwiftletCore
internal import SwiftletFormat

/// The operators that lowerings are made of, with what is nothing to do left out.
extension ONNXImporter {
  /// Adds an operator as a part of the node that is lowered.
  mutating func add(
    _ operation: Operation, _ inputs: [Graph.TensorID?], quantization: Quantization? = nil
  ) throws -> Graph.TensorID {
    partCount += 1
    guard builder.graph.nodes.count < Self.mostOperators else {
      throw LoweringFault("the model becomes more than \(Self.mostOperators) operators")
    }
    return try builder.add(
      operation, inputs, name: "\(name)/\(partCount)", quantization: quantization)
  }

  /// The lengths of a value's axes.
  func lengths(_ id: Graph.TensorID) -> [Int] { builder.lengths(id) }

  /// The element type of a value in the graph.
  func element(_ id: Graph.TensorID) -> ElementType { builder.type(id).element }

  /// The bytes of a value, where they are known.
  func constantBytes(_ id: Graph.TensorID) -> [UInt8]? { builder.graph.tensors[id].constant }

  /// The axis that a number means.
  func axis(_ number: Int, rank: Int) throws(LoweringFault) -> Int {
    let axis = number < 0 ? number + rank : number
    guard (0..<rank).contains(axis) else {
      throw LoweringFault("its axis \(number) is outside the \(rank) of its input")
    }
    return axis
  }

  /// The axes that numbers mean, in ascending order.
  func axes(_ numbers: [Int], rank: Int) throws(LoweringFault) -> [Int] {
    var axes: [Int] = []
    for number in numbers { axes.append(try axis(number, rank: rank)) }
    guard Set(axes).count == axes.count else {
      throw LoweringFault("its axes \(numbers) name one of them twice")
    }
    return axes.sorted()
  }

  private func list(_ values: [Int]) throws(LoweringFault) -> IntegerList {
    guard let list = IntegerList(values) else {
      throw LoweringFault("\(values) are more than 8 numbers, or too large ones")
    }
    return list
  }

  // MARK: Shapes

  /// A value under another shape.
  mutating func reshaped(_ id: Graph.TensorID, _ lengths: [Int]) throws -> Graph.TensorID {
    guard builder.lengths(id) != lengths else { return id }
    var attributes = Reshape.Attributes()
    attributes.shape = try list(lengths)
    return try add(.reshape(attributes), [id])
  }

  /// A value with its axes in another order.
  mutating func transposed(_ id: Graph.TensorID, _ order: [Int]) throws -> Graph.TensorID {
    guard order != Array(order.indices) else { return id }
    var attributes = Transpose.Attributes()
    attributes.permutation = try list(order)
    return try add(.transpose(attributes), [id])
  }

  /// An image or volume with its channels innermost.
  mutating func channelsLast(_ id: Graph.TensorID) throws -> Graph.TensorID {
    let rank = lengths(id).count
    return try transposed(id, [0] + Array(2..<rank) + [1])
  }

  /// An image or volume with its channels behind the batch.
  mutating func channelsFirst(_ id: Graph.TensorID) throws -> Graph.TensorID {
    let rank = lengths(id).count
    return try transposed(id, [0, rank - 1] + Array(1..<(rank - 1)))
  }

  /// A block of a value.
  mutating func cut(
    _ id: Graph.TensorID, begin: [Int], size: [Int], stride: [Int]? = nil
  ) throws -> Graph.TensorID {
    let stride = stride ?? size.map { _ in 1 }
    guard size != lengths(id) || stride.contains(where: { $0 < 0 }) else { return id }
    var attributes = Slice.Attributes()
    attributes.begin = try list(begin)
    attributes.size = try list(size)
    attributes.stride = try list(stride)
    return try add(.slice(attributes), [id])
  }

  /// A run of the indices of one axis.
  mutating func cut(
    _ id: Graph.TensorID, axis: Int, from start: Int, count: Int
  ) throws -> Graph.TensorID {
    var size = lengths(id)
    guard size.indices.contains(axis) else {
      throw LoweringFault("the shape \(size) has no axis \(axis)")
    }
    var begin = size.map { _ in 0 }
    begin[axis] = start
    size[axis] = count
    return try cut(id, begin: begin, size: size)
  }

  /// A value with more elements around it.
  mutating func padded(
    _ id: Graph.TensorID, before: [Int], after: [Int], mode: Pad.Mode = .constant,
    value: Float = 0
  ) throws -> Graph.TensorID {
    guard (before + after).contains(where: { $0 != 0 }) else { return id }
    var attributes = Pad.Attributes()
    attributes.mode = mode
    attributes.before = try list(before)
    attributes.after = try list(after)
    attributes.value = value
    return try add(.pad(attributes), [id])
  }

  /// Values one behind the other along an axis, in steps of as many as one operator joins.
  mutating func joined(_ ids: [Graph.TensorID], axis: Int) throws -> Graph.TensorID {
    guard ids.count > 1 else {
      guard let only = ids.first else { throw LoweringFault("it joins nothing") }
      return only
    }
    var attributes = Concatenation.Attributes()
    attributes.axis = Int32(axis)
    var parts = ids
    let most = TensorTypes.maximumCount
    while parts.count > most {
      parts = try stride(from: 0, to: parts.count, by: most).map { start in
        try add(.concatenation(attributes), Array(parts[start..<min(start + most, parts.count)]))
      }
    }
    return try add(.concatenation(attributes), parts)
  }

  // MARK: Arithmetic

  /// A function of two values of one type.
  mutating func binary(
    _ function: Binary.Function, _ left: Graph.TensorID, _ right: Graph.TensorID
  ) throws -> Graph.TensorID {
    var attributes = Binary.Attributes()
    attributes.function = function
    return try add(.binary(attributes), [left, right])
  }

  /// A function of one value.
  mutating func unary(
    _ function: UnaryFunction, _ id: Graph.TensorID, alpha: Float = 0, beta: Float = 0
  ) throws -> Graph.TensorID {
    var attributes = Unary.Attributes()
    attributes.function = function
    attributes.alpha = alpha
    attributes.beta = beta
    return try add(.unary(attributes), [id])
  }

  /// The elements along some axes gathered into one.
  mutating func reduced(
    _ function: Reduce.Function, _ id: Graph.TensorID, _ axes: [Int], keepsAxes: Bool = true
  ) throws -> Graph.TensorID {
    // To the runtime no axes are all of them.
    guard !axes.isEmpty else { return id }
    var attributes = Reduce.Attributes()
    attributes.function = function
    attributes.axes = try list(axes)
    attributes.keepsAxes = keepsAxes
    return try add(.reduce(attributes), [id])
  }

  /// A value of another element type.
  mutating func cast(_ id: Graph.TensorID, to element: ElementType) throws -> Graph.TensorID {
    let own = self.element(id)
    guard own != element else { return id }
    if own == .float16, element == .float32 { return try add(.dequantize, [id]) }
    var attributes = Cast.Attributes()
    attributes.element = element
    return try add(.cast(attributes), [id])
  }

  // MARK: Constants

  /// The numbers from zero up to a count.
  func counted(_ count: Int) throws(LoweringFault) -> [Int] {
    guard count < 1 << 24 else { throw LoweringFault("it counts to \(count), which is too far") }
    return Array(0..<max(count, 0))
  }

  /// A product of lengths, none of which is negative; the greatest number where it is larger.
  static func product(_ lengths: [Int]) -> Int {
    guard !lengths.contains(0) else { return 0 }
    return lengths.reduce(1) { product, length in
      let (result, overflow) = product.multipliedReportingOverflow(by: length)
      return overflow ? .max : result
    }
  }

  /// A real number.
  mutating func real(_ value: Float) throws -> Graph.TensorID { try reals([value], []) }

  /// Real numbers.
  mutating func reals(_ values: [Float], _ lengths: [Int]) throws -> Graph.TensorID {
    let type = TensorType(.float32, try Shape(lengths))
    guard type.shape.elementCount == values.count else {
      throw LoweringFault("\(values.count) numbers do not have the shape \(lengths)")
    }
    partCount += 1
    return builder.constant("\(name)/\(partCount)", type, .init(elements: values))
  }

  /// An integer of a type.
  mutating func whole(_ value: Int, _ element: ElementType) throws -> Graph.TensorID {
    try wholes([value], [], element)
  }

  /// Integers of a type; of float32 they are reals.
  mutating func wholes(
    _ values: [Int], _ lengths: [Int], _ element: ElementType = .int64
  ) throws -> Graph.TensorID {
    let bytes: [UInt8] =
      switch element {
      case .float32: .init(elements: values.map { Float($0) })
      case .int8: .init(elements: values.map { Int8(truncatingIfNeeded: $0) })
      case .uint8: .init(elements: values.map { UInt8(truncatingIfNeeded: $0) })
      case .int16: .init(elements: values.map { Int16(truncatingIfNeeded: $0) })
      case .int32: .init(elements: values.map { Int32(truncatingIfNeeded: $0) })
      case .int64: .init(elements: values.map { Int64($0) })
      case .boolean: values.map { $0 == 0 ? 0 : 1 }
      case .float16, .absent: throw LoweringFault("no integers of type \(element) are made")
      }
    partCount += 1
    return builder.constant(
      "\(name)/\(partCount)", TensorType(element, try Shape(lengths)), bytes)
  }

  /// The integers of an input that must be known before anything runs.
  func integers(_ use: ONNXUse, _ position: Int) throws -> [Int] {
    let value = try use.value(position)
    if case .empty = value.content { return [] }
    let id = try use.tensor(position)
    let tensor = builder.graph.tensors[id]
    guard let values = tensor.integers else { throw unknown(position, id) }
    // Far outside of every axis, and small enough for sums of them not to overflow.
    return values.map { max(-(1 << 40), min(1 << 40, $0)) }
  }

  /// The integers of an input that may be left out.
  func optionalIntegers(_ use: ONNXUse, _ position: Int) throws -> [Int]? {
    use.optional(position) == nil ? nil : try integers(use, position)
  }

  /// The reals of an input that must be known before anything runs.
  func reals(_ use: ONNXUse, _ position: Int) throws -> [Float] {
    let value = try use.value(position)
    if case .empty = value.content { return [] }
    let id = try use.tensor(position)
    let tensor = builder.graph.tensors[id]
    if tensor.type.element == .boolean, let bytes = tensor.constant {
      return bytes.map { Float($0) }
    }
    guard let values = tensor.reals else { throw unknown(position, id) }
    return values
  }

  private func unknown(_ position: Int, _ id: Graph.TensorID) -> LoweringFault {
    LoweringFault(
      "its input \(position) ('\(builder.graph.tensors[id].name)') is not known before it runs",
      remedy: "export the model with it as a constant, and with the shapes of its inputs fixed")
  }
}
