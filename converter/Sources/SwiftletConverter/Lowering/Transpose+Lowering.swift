internal import SwiftletCore

extension TFLiteImporter {
  /// `TRANSPOSE`.
  mutating func transpose(_ use: TFLiteUse) throws -> Graph.TensorID {
    try move(transposition(integers(use, 1)), [input(use, 0)], use)
  }

  /// `SPACE_TO_DEPTH`, `DEPTH_TO_SPACE`: blocks of an image to channels, or back.
  mutating func depthAndSpace(_ use: TFLiteUse) throws -> Graph.TensorID {
    let x = try input(use, 0)
    let lengths = builder.lengths(x)
    guard lengths.count == 4 else { throw LoweringFault("the shape \(lengths) is not an image's") }
    let (n, h, w, c) = (lengths[0], lengths[1], lengths[2], lengths[3])
    let shapes: ([Int], [Int], [Int])
    switch use.options {
    case .spaceToDepth(let b) where b > 0 && h % b == 0 && w % b == 0:
      shapes = ([n, h / b, b, w / b, b, c], [0, 1, 3, 2, 4, 5], [n, h / b, w / b, b * b * c])
    case .depthToSpace(let b) where b > 0 && b < 1 << 15 && c % (b * b) == 0:
      let depth = c / (b * b)
      shapes = ([n, h, w, b, b, depth], [0, 1, 3, 2, 4, 5], [n, h * b, w * b, depth])
    default: throw LoweringFault("its block size does not divide the shape \(lengths)")
    }
    return try rearranged(x, shapes.0, shapes.1, shapes.2, use)
  }

  /// `SPACE_TO_BATCH_ND`, `BATCH_TO_SPACE_ND`, of images and of rows.
  mutating func batchAndSpace(_ use: TFLiteUse) throws -> Graph.TensorID {
    let x = try input(use, 0)
    let lengths = builder.lengths(x)
    let blocks = try integers(use, 1)
    let edges = try integers(use, 2)
    guard (1...2).contains(blocks.count), blocks.allSatisfy({ $0 > 0 && $0 < 1 << 15 }),
      edges.count == 2 * blocks.count, lengths.count > blocks.count,
      edges.allSatisfy({ $0 >= 0 && $0 < 1 << 24 })
    else { throw LoweringFault("its blocks do not fit the shape \(lengths)") }
    return use.code == .spaceToBatchNd
      ? try spaceToBatch(x, blocks, edges, use) : try batchToSpace(x, blocks, edges, use)
  }

  private mutating func spaceToBatch(
    _ x: Graph.TensorID, _ blocks: [Int], _ pads: [Int], _ use: TFLiteUse
  ) throws -> Graph.TensorID {
    var value = x
    let rank = builder.lengths(x).count
    if pads.contains(where: { $0 > 0 }) {
      var before = [Int](repeating: 0, count: rank)
      var after = before
      for axis in blocks.indices {
        before[axis + 1] = pads[2 * axis]
        after[axis + 1] = pads[2 * axis + 1]
      }
      var attributes = Pad.Attributes()
      attributes.before = IntegerList(before) ?? IntegerList()
      attributes.after = IntegerList(after) ?? IntegerList()
      value = try builder.add(.pad(attributes), [x], name: use.name)
    }
    let lengths = builder.lengths(value)
    let count = blocks.count
    guard zip(blocks, lengths.dropFirst()).allSatisfy({ $1 % $0 == 0 }) else {
      throw LoweringFault("its blocks do not divide the padded shape \(lengths)")
    }
    let rest = Array(lengths.dropFirst(count + 1))
    let cut = [lengths[0]] + zip(lengths.dropFirst(), blocks).flatMap { [$0 / $1, $1] } + rest
    let inner = (2 * count + 1)..<(2 * count + 1 + rest.count)
    let order =
      (0..<count).map { 2 * $0 + 2 } + [0] + (0..<count).map { 2 * $0 + 1 } + Array(inner)
    let shape =
      [lengths[0] * blocks.reduce(1, *)] + zip(lengths.dropFirst(), blocks).map { $0 / $1 } + rest
    return try rearranged(value, cut, order, shape, use)
  }

  private mutating func batchToSpace(
    _ x: Graph.TensorID, _ blocks: [Int], _ crops: [Int], _ use: TFLiteUse
  ) throws -> Graph.TensorID {
    let lengths = builder.lengths(x)
    let count = blocks.count
    let product = blocks.reduce(1, *)
    guard lengths[0] % product == 0 else {
      throw LoweringFault("its blocks do not divide the batch of \(lengths[0])")
    }
    let batch = lengths[0] / product
    let rest = Array(lengths.dropFirst(count + 1))
    let spread = blocks + [batch] + lengths.dropFirst()
    let order =
      [count] + (0..<count).flatMap { [count + 1 + $0, $0] }
      + (0..<rest.count).map { 2 * count + 1 + $0 }
    let shape = [batch] + zip(lengths.dropFirst(), blocks).map { $0 * $1 } + rest
    let value = try rearranged(x, spread, order, shape, use)
    guard crops.contains(where: { $0 > 0 }) else { return value }
    var begin = shape.map { _ in 0 }
    var size = shape
    for axis in blocks.indices {
      begin[axis + 1] = crops[2 * axis]
      size[axis + 1] -= crops[2 * axis] + crops[2 * axis + 1]
    }
    var attributes = Slice.Attributes()
    attributes.begin = IntegerList(begin) ?? IntegerList()
    attributes.stride = IntegerList(shape.map { _ in 1 }) ?? IntegerList()
    attributes.size = IntegerList(size) ?? IntegerList()
    return try move(.slice(attributes), [value], use)
  }

  private mutating func rearranged(
    _ value: Graph.TensorID, _ cut: [Int], _ order: [Int], _ shape: [Int], _ use: TFLiteUse
  ) throws -> Graph.TensorID {
    let parts = try reshaped(value, cut, name: use.name)
    let turned = try builder.add(transposition(order), [parts], name: use.name)
    return try requantized(
      reshaped(turned, shape, name: use.name), to: outputQuantization(use), name: use.name)
  }

  private func transposition(_ order: [Int]) throws -> Operation {
    guard let permutation = IntegerList(order) else {
      throw LoweringFault("it turns more than 8 axes")
    }
    var attributes = Transpose.Attributes()
    attributes.permutation = permutation
    return .transpose(attributes)
  }
}
