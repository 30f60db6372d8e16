internal import SwiftletCore
internal import SwiftletFormat

extension TFLiteImporter {
  /// `RESHAPE`, `SQUEEZE`, `EXPAND_DIMS`.
  mutating func reshape(_ use: TFLiteUse) throws -> Graph.TensorID {
    let x = try input(use, 0)
    let lengths = builder.lengths(x)
    switch (use.code, use.options) {
    case (.squeeze, let options):
      var dropped = lengths.indices.filter { lengths[$0] == 1 }
      if case .squeeze(let dimensions) = options, !dimensions.isEmpty {
        dropped = try dimensions.map { try axis($0, of: lengths) }
      }
      let kept = lengths.indices.filter { !dropped.contains($0) }.map { lengths[$0] }
      return try reshaped(x, kept, use)
    case (.expandDims, _):
      let number = try integers(use, 1).first ?? 0
      let place = number < 0 ? number + lengths.count + 1 : number
      guard (0...lengths.count).contains(place) else {
        throw LoweringFault("its axis \(number) is outside the \(lengths.count) of its input")
      }
      var grown = lengths
      grown.insert(1, at: place)
      return try reshaped(x, grown, use)
    case (_, .reshape(let shape)) where use.inputs.count < 2 || use.inputs[1] == nil:
      return try reshaped(x, completed(shape, of: lengths), use)
    case (_, _):
      return try reshaped(x, completed(integers(use, 1), of: lengths), use)
    }
  }

  /// `SHAPE`: a constant, as every shape is known.
  mutating func shape(_ use: TFLiteUse) throws -> Graph.TensorID {
    let lengths = builder.lengths(try input(use, 0))
    let shape = try Shape([lengths.count])
    if case .shape(let type) = use.options, type == .int64 {
      return builder.constant(
        use.name, TensorType(.int64, shape), .init(elements: lengths.map { Int64($0) }))
    }
    return try builder.constant(use.name, lengths.map { Int32($0) })
  }

  private mutating func reshaped(
    _ value: Graph.TensorID, _ lengths: [Int], _ use: TFLiteUse
  ) throws -> Graph.TensorID {
    let value = try reshaped(value, lengths, name: use.name)
    return try requantized(value, to: outputQuantization(use), name: use.name)
  }

  /// A shape with its one length of -1 worked out.
  private func completed(_ shape: [Int], of lengths: [Int]) throws -> [Int] {
    guard let open = shape.firstIndex(of: -1) else { return shape }
    let count = lengths.reduce(1, *)
    let known = shape.reduce(1) {
      $1 == -1 ? $0 : $0.multipliedReportingOverflow(by: $1).partialValue
    }
    guard known > 0, count % known == 0 else {
      throw LoweringFault("\(lengths) does not become \(shape)")
    }
    var completed = shape
    completed[open] = count / known
    return completed
  }
}
