internal import SwiftletCore
internal import SwiftletFormat

extension TFLiteImporter {
  /// `GATHER`.
  mutating func gather(_ use: TFLiteUse) throws -> Graph.TensorID {
    guard case .gather(let number, let batch) = use.options else { throw LoweringFault.noOptions }
    let (x, indices) = (try input(use, 0), try input(use, 1))
    let axis = try axis(number, of: builder.lengths(x))
    let batchAxes = batch < 0 ? batch + builder.lengths(indices).count : batch
    guard (0...axis).contains(batchAxes) else {
      throw LoweringFault("its \(batch) batch dimensions go beyond its axis \(axis)")
    }
    let value = try builder.gather(
      x, indices, axis: axis, batchAxes: batchAxes, name: use.name)
    return try requantized(value, to: outputQuantization(use), name: use.name)
  }

  /// `GATHER_ND`: positions in a row, worked out from lists of indices.
  mutating func gatherLists(_ use: TFLiteUse) throws -> Graph.TensorID {
    let value = try builder.gatherLists(input(use, 0), input(use, 1), name: use.name)
    return try requantized(value, to: outputQuantization(use), name: use.name)
  }

  /// `EMBEDDING_LOOKUP`: the indices are input 0.
  mutating func embeddingLookup(_ use: TFLiteUse) throws -> Graph.TensorID {
    let value = try builder.gather(input(use, 1), input(use, 0), name: use.name)
    return try requantized(value, to: outputQuantization(use), name: use.name)
  }
}
