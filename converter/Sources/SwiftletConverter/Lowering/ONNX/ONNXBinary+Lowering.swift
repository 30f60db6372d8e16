internal import SwiftletCore
internal import SwiftletFormat

extension ONNXImporter {
  /// Functions of two numbers and more.
  static var binaryLowerings: [String: ONNXLowering] {
    var lowerings: [String: ONNXLowering] = [
      "Pow": { importer, use throws in try importer.power(use) },
      "Mod": { importer, use throws in
        let function: Binary.Function = try use.flag("fmod") ? .remainder : .modulo
        return try importer.arithmetic(function, use, use.inputs)
      },
      "BitShift": { importer, use throws in
        let isLeft = try use.text("direction") == "LEFT"
        return try importer.arithmetic(isLeft ? .shiftLeft : .shiftRight, use, use.inputs)
      },
      "Mean": { importer, use throws in
        let sum = try importer.arithmetic(.add, use, use.inputs)
        guard let id = sum.first?.id else { return sum }
        let mean = try importer.scaled(id, 1 / Float(use.inputs.count))
        return [ONNXValue(mean, sum[0].element)]
      },
      "PRelu": { importer, use throws in
        let x = try use.tensor(0)
        let stated = try use.value(0).element
        let slope = try importer.cast(use.tensor(1), to: .float32)
        let value = try importer.add(.pRelu, [importer.cast(x, to: .float32), slope])
        return [ONNXValue(try importer.narrowed(value, stated), stated)]
      },
      "Where": { importer, use throws in
        let value = try use.value(1)
        let parts = [try use.tensor(0), try use.tensor(1), try use.tensor(2)]
        return [ONNXValue(try importer.add(.select, parts), value.element)]
      },
    ]
    for (name, function) in plainArithmetic {
      lowerings[name] = { importer, use throws in
        try importer.arithmetic(function, use, use.inputs)
      }
    }
    for (name, relation) in relations {
      lowerings[name] = { importer, use throws in
        let hits = try importer.compared(relation, use.tensor(0), use.tensor(1))
        return [ONNXValue(hits, .bool)]
      }
    }
    return lowerings
  }

  private static let plainArithmetic: [String: Binary.Function] = [
    "Add": .add, "Sub": .subtract, "Mul": .multiply, "Div": .divide, "Sum": .add,
    "Max": .maximum, "Min": .minimum, "And": .and, "Or": .or, "Xor": .exclusiveOr,
    "BitwiseAnd": .and, "BitwiseOr": .or, "BitwiseXor": .exclusiveOr,
  ]

  private static let relations: [String: Compare.Relation] = [
    "Equal": .equal, "Less": .less, "LessOrEqual": .lessOrEqual, "Greater": .greater,
    "GreaterOrEqual": .greaterOrEqual,
  ]

  /// A function of values one after the other, in a type that knows it.
  private mutating func arithmetic(
    _ function: Binary.Function, _ use: ONNXUse, _ inputs: [ONNXValue?]
  ) throws -> [ONNXValue] {
    let stated = try use.value(0).element
    guard inputs.count > 1 else { return [try use.value(0)] }
    let isLogical = stated == .bool
    var result = try use.tensor(0)
    if !isLogical { result = try widened(result) }
    for position in inputs.indices.dropFirst() {
      let other = try use.tensor(position)
      result = try binary(function, result, isLogical ? other : try widened(other))
    }
    return [ONNXValue(try narrowed(result, stated), stated)]
  }

  /// `Pow`, whose exponents may be of another type.
  private mutating func power(_ use: ONNXUse) throws -> [ONNXValue] {
    let x = try use.tensor(0)
    let stated = try use.value(0).element
    let exponent = try use.tensor(1)
    if element(x) == .float32, lengths(exponent).reduce(1, *) == 1,
      lengths(exponent).count <= lengths(x).count,
      let known = builder.graph.tensors[exponent].reals?.first
    {
      let value =
        switch known {
        case 1: x
        case 2: try unary(.square, x)
        case 0.5: try unary(.sqrt, x)
        default: try unary(.power, x, alpha: known)
        }
      return [ONNXValue(value, stated)]
    }
    let isReal = element(x) == .float32 || element(exponent) == .float32
    let base = try isReal ? cast(x, to: .float32) : widened(x)
    let value = try binary(.power, base, try cast(exponent, to: element(base)))
    return [ONNXValue(try narrowed(value, stated), stated)]
  }

  /// Whether two values stand in a relation.
  mutating func compared(
    _ relation: Compare.Relation, _ left: Graph.TensorID, _ right: Graph.TensorID
  ) throws -> Graph.TensorID {
    var attributes = Compare.Attributes()
    attributes.relation = relation
    let isTruth = element(left) == .boolean
    return try add(
      .compare(attributes),
      isTruth ? [left, right] : [try widened(left), try widened(right)])
  }
}
