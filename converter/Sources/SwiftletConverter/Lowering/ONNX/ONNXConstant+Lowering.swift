internal import SwiftletCore
internal import SwiftletFormat

extension ONNXImporter {
  /// Operators that make values of nothing, or of what is known.
  static var constantLowerings: [String: ONNXLowering] {
    [
      "Constant": { importer, use throws in [try importer.constant(use)] },
      "ConstantOfShape": { importer, use throws in [try importer.filled(use)] },
      "Range": { importer, use throws in [try importer.range(use)] },
      "EyeLike": { importer, use throws in [try importer.identityMatrix(use)] },
      "OneHot": { importer, use throws in [try importer.oneHot(use)] },
    ]
  }

  private mutating func constant(_ use: ONNXUse) throws -> ONNXValue {
    if let tensor = try use.constant("value") {
      return try constant(resolvedArray(tensor), tensor.stated())
    }
    if let value = try use.float("value_float") {
      return ONNXValue(try real(value), .float)
    }
    if let value = try use.integer("value_int") {
      return ONNXValue(try whole(value, .int64), .int64)
    }
    if let values = try use.floats("value_floats") {
      guard !values.isEmpty else { return ONNXValue(.empty([0]), .float) }
      return ONNXValue(try reals(values, [values.count]), .float)
    }
    if let values = try use.integers("value_ints") {
      guard !values.isEmpty else { return ONNXValue(.empty([0]), .int64) }
      return ONNXValue(try wholes(values, [values.count]), .int64)
    }
    throw LoweringFault("its value is missing, or no tensor of numbers")
  }

  private mutating func filled(_ use: ONNXUse) throws -> ONNXValue {
    let shape = try integers(use, 0)
    var value = ONNXValue(try real(0), .float)
    if let tensor = try use.constant("value") {
      value = try constant(resolvedArray(tensor), tensor.stated())
    }
    guard let id = value.id, lengths(id).reduce(1, *) == 1 else {
      throw LoweringFault("its value is not one number")
    }
    guard !shape.contains(0) else { return ONNXValue(.empty(shape), value.element) }
    return ONNXValue(try broadcast(try reshaped(id, []), shape), value.element)
  }

  private mutating func range(_ use: ONNXUse) throws -> ONNXValue {
    let stated = try use.value(0).element
    let bounds = try (0..<3).map { position in try reals(use, position).first ?? 0 }
    if stated.isReal {
      let count = (Double(bounds[1]) - Double(bounds[0])) / Double(bounds[2])
      guard count.rounded(.up) > 0 else { return ONNXValue(.empty([0]), stated) }
      guard count < 0x1p24 else { throw LoweringFault("it has too many numbers") }
      let values = (0..<Int(count.rounded(.up))).map { bounds[0] + Float($0) * bounds[2] }
      return ONNXValue(try reals(values, [values.count]), stated)
    }
    let (start, limit, step) = (
      try integers(use, 0).first ?? 0, try integers(use, 1).first ?? 0,
      try integers(use, 2).first ?? 0
    )
    guard step != 0, (limit - start) / step < 1 << 24 else {
      throw LoweringFault("it has too many numbers")
    }
    let values = Array(stride(from: start, to: limit, by: step))
    guard !values.isEmpty else { return ONNXValue(.empty([0]), stated) }
    return ONNXValue(try wholes(values, [values.count], stated.inner ?? .int64), stated)
  }

  private mutating func identityMatrix(_ use: ONNXUse) throws -> ONNXValue {
    let shape = try lengths(of: use.value(0))
    let stated =
      try use.integer("dtype").flatMap { ONNXElement(rawValue: Int64($0)) } ?? use.value(0).element
    guard shape.count == 2, Self.product(shape) < 1 << 24, let inner = stated.inner else {
      throw LoweringFault("the shape \(shape) is not a matrix's")
    }
    let shift = try use.integer("k", 0)
    let values = (0..<shape[0]).flatMap { line in
      (0..<shape[1]).map { $0 - line == shift ? 1 : 0 }
    }
    return ONNXValue(try wholes(values, shape, inner), stated)
  }

  /// `OneHot`: one value where an index points, and another elsewhere.
  private mutating func oneHot(_ use: ONNXUse) throws -> ONNXValue {
    guard let depth = try reals(use, 1).first, depth >= 1, depth < 0x1p24 else {
      throw LoweringFault("its depth is not a positive number")
    }
    let count = Int(depth)
    var indices = try cast(use.tensor(0), to: .int64)
    let rank = lengths(indices).count
    let number = try use.integer("axis", -1)
    let axis = number < 0 ? number + rank + 1 : number
    guard (0...rank).contains(axis) else {
      throw LoweringFault("its axis \(number) is outside the \(rank + 1) of its output")
    }
    let isNegative = try compared(.less, indices, try whole(0, .int64))
    indices = try add(
      .select, [isNegative, try binary(.add, indices, try whole(count, .int64)), indices])
    var shape = lengths(indices)
    shape.insert(1, at: axis)
    var places = shape.map { _ in 1 }
    places[axis] = count
    let hits = try compared(
      .equal, try reshaped(indices, shape), try wholes(try counted(count), places))
    let values = try use.tensor(2)
    let off = try reshaped(try cut(values, axis: 0, from: 0, count: 1), [])
    let on = try reshaped(try cut(values, axis: 0, from: 1, count: 1), [])
    return ONNXValue(try add(.select, [hits, on, off]), try use.value(2).element)
  }
}
