internal import SwiftletCore
internal import SwiftletFormat

extension TFLiteImporter {
  /// `SELECT`, `SELECT_V2`; values of other scales are brought to the output's first.
  mutating func select(_ use: TFLiteUse) throws -> Graph.TensorID {
    var condition = try input(use, 0)
    let rank = builder.lengths(try input(use, 1)).count
    // The older of the two lets a list of truth values choose between whole slices.
    if use.code == .select, builder.lengths(condition).count == 1, rank > 1 {
      let lengths = builder.lengths(condition) + [Int](repeating: 1, count: rank - 1)
      condition = try reshaped(condition, lengths, name: use.name)
    }
    return try chosen(condition, input(use, 1), input(use, 2), use)
  }

  /// `ONE_HOT`: one of two values, as the position is the index or not (Compare and Select).
  mutating func oneHot(_ use: TFLiteUse) throws -> Graph.TensorID {
    guard case .oneHot(let number) = use.options else { throw LoweringFault.noOptions }
    let indices = try input(use, 0)
    var lengths = builder.lengths(indices)
    guard let depth = try integers(use, 1).first, (1...(1 << 22)).contains(depth) else {
      throw LoweringFault("its depth is not between 1 and 4194304")
    }
    let place = number < 0 ? number + lengths.count + 1 : number
    guard (0...lengths.count).contains(place) else {
      throw LoweringFault("its axis \(number) is outside the \(lengths.count + 1) of its output")
    }
    var classes = [Int](repeating: 1, count: lengths.count + 1)
    classes[place] = depth
    lengths.insert(1, at: place)
    let known = try builder.integers(
      Array(0..<depth), builder.type(indices).element, shape: classes, name: use.name)
    let isHot = try builder.add(
      .compare(.init()), [reshaped(indices, lengths, name: use.name), known], name: use.name)
    return try chosen(isHot, input(use, 2), input(use, 3), use)
  }

  private mutating func chosen(
    _ condition: Graph.TensorID, _ first: Graph.TensorID, _ second: Graph.TensorID,
    _ use: TFLiteUse
  ) throws -> Graph.TensorID {
    let quantization = try outputQuantization(use)
    let values = try [first, second].map {
      try requantized($0, to: quantization, name: use.name)
    }
    return try builder.add(
      .select, [condition] + values, name: use.name, quantization: quantization)
  }
}
