internal import SwiftletCore
internal import SwiftletFormat

extension ONNXImporter {
  /// Products of matrices.
  static var matrixLowerings: [String: ONNXLowering] {
    [
      "MatMul": { importer, use throws in
        let value = try use.value(0)
        return [
          ONNXValue(
            try importer.typedProduct(use.tensor(0), use.tensor(1), value.element), value.element)
        ]
      },
      "Gemm": { importer, use throws in
        [ONNXValue(try importer.gemm(use), try use.value(0).element)]
      },
      "MatMulInteger": { importer, use throws in
        let left = try importer.centredWhole(use.tensor(0), use.optionalTensor(2), isRow: true)
        let right = try importer.centredWhole(use.tensor(1), use.optionalTensor(3), isRow: false)
        return [ONNXValue(try importer.product(left, right), .int32)]
      },
    ]
  }

  /// A product in the type that computes values of an element type.
  private mutating func typedProduct(
    _ left: Graph.TensorID, _ right: Graph.TensorID, _ element: ONNXElement
  ) throws -> Graph.TensorID {
    guard let inner = element.inner, inner != .float32 else { return try product(left, right) }
    let result = try product(try cast(left, to: .int32), try cast(right, to: .int32))
    return try cast(result, to: inner)
  }

  /// A product as `MatMul` has it: a list is a matrix of one line, or of one column.
  mutating func product(
    _ left: Graph.TensorID, _ right: Graph.TensorID
  ) throws -> Graph.TensorID {
    let (one, two) = (lengths(left), lengths(right))
    guard !one.isEmpty, !two.isEmpty else { throw LoweringFault("a number is no matrix") }
    if constantBytes(right) != nil, two.count == 2, element(right) == .float32 {
      guard one.last == two[0] else {
        throw LoweringFault("the shapes \(one) and \(two) have no product")
      }
      return try dense(left, try transposed(right, [1, 0]), bias: nil)
    }
    let wide = try one.count == 1 ? reshaped(left, [1] + one) : left
    let high = try two.count == 1 ? reshaped(right, two + [1]) : right
    let result = try add(.matMul(MatMul.Attributes()), [wide, high])
    var shape = lengths(result)
    if two.count == 1 { shape.removeLast() }
    if one.count == 1 { shape.remove(at: shape.count - (two.count == 1 ? 1 : 2)) }
    return try reshaped(result, shape)
  }

  /// A layer with weights of the shape [outputs, inputs].
  mutating func dense(
    _ x: Graph.TensorID, _ weights: Graph.TensorID, bias: Graph.TensorID?
  ) throws -> Graph.TensorID {
    var attributes = FullyConnected.Attributes()
    attributes.channels = Int32(clamping: lengths(weights)[0])
    return try add(.fullyConnected(attributes), [x, weights, bias])
  }

  /// `Gemm`: `alpha * A * B + beta * C`, either matrix turned.
  private mutating func gemm(_ use: ONNXUse) throws -> Graph.TensorID {
    var (left, right) = (try use.tensor(0), try use.tensor(1))
    guard lengths(left).count == 2, lengths(right).count == 2 else {
      throw LoweringFault("the shapes \(lengths(left)) and \(lengths(right)) are not matrices")
    }
    let own = try use.value(0).element
    if element(left) != .float32 {
      (left, right) = (try cast(left, to: .int32), try cast(right, to: .int32))
    }
    if try use.flag("transA") { left = try transposed(left, [1, 0]) }
    let (alpha, beta) = (try use.float("alpha", 1), try use.float("beta", 1))
    let addend = try use.optionalTensor(2)
    let isDense = constantBytes(right) != nil && element(left) == .float32
    guard isDense else {
      if try use.flag("transB") { right = try transposed(right, [1, 0]) }
      let scaled = try scaled(try product(left, right), alpha)
      guard let addend, beta != 0 else { return try cast(scaled, to: own.inner ?? .float32) }
      let offset = try self.scaled(try cast(addend, to: element(scaled)), beta)
      return try cast(try binary(.add, scaled, offset), to: own.inner ?? .float32)
    }
    var weights = try use.flag("transB") ? right : transposed(right, [1, 0])
    guard lengths(left)[1] == lengths(weights)[1] else {
      throw LoweringFault("the shapes \(lengths(left)) and \(lengths(right)) have no product")
    }
    weights = try scaled(weights, alpha)
    guard let addend, beta != 0 else { return try dense(left, weights, bias: nil) }
    let offset = try scaled(addend, beta)
    let channels = lengths(weights)[0]
    let isBias = lengths(offset).reduce(1, *) == channels && lengths(offset).last == channels
    if constantBytes(offset) != nil, isBias {
      return try dense(left, weights, bias: try reshaped(offset, [channels]))
    }
    return try binary(.add, try dense(left, weights, bias: nil), offset)
  }

  /// A value times a number.
  mutating func scaled(_ id: Graph.TensorID, _ factor: Float) throws -> Graph.TensorID {
    guard factor != 1 else { return id }
    guard element(id) == .float32 else {
      guard let whole = Int(exactly: factor) else {
        throw LoweringFault("it multiplies integers by \(factor)")
      }
      return try binary(.multiply, id, try self.whole(whole, element(id)))
    }
    return try binary(.multiply, id, try real(factor))
  }

  /// Stored integers less their zero point, which may be one for each line or column.
  mutating func centredWhole(
    _ id: Graph.TensorID, _ zeroPoint: Graph.TensorID?, isRow: Bool
  ) throws -> Graph.TensorID {
    let value = try cast(id, to: .int32)
    guard let zeroPoint else { return value }
    var offset = try cast(zeroPoint, to: .int32)
    if isRow, lengths(offset).count == 1, lengths(offset)[0] > 1 {
      offset = try reshaped(offset, lengths(offset) + [1])
    }
    return try binary(.subtract, value, offset)
  }
}
