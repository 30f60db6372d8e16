internal import SwiftletCore

extension TFLiteImporter {
  /// `FULLY_CONNECTED`; the axes before the reduction become rows.
  mutating func fullyConnected(_ use: TFLiteUse) throws -> Graph.TensorID {
    guard case .fullyConnected(let options) = use.options else { throw LoweringFault.noOptions }
    guard options.weightsFormat == .rows else {
      throw LoweringFault(
        "its weights are shuffled for one processor",
        remedy: "convert the model again without that option")
    }
    var x = try input(use, 0)
    let weights = try weights(use, 1, input: x)
    let kernel = builder.lengths(weights.id)
    let lengths = builder.lengths(x)
    let count = lengths.reduce(1, *)
    guard kernel.count == 2, count % kernel[1] == 0 else {
      throw LoweringFault("the shapes \(lengths) and \(kernel) are not rows and their weights")
    }
    if !options.keepsDimensionCount || lengths.last != kernel[1] {
      x = try reshaped(x, [count / kernel[1], kernel[1]], name: use.name)
    }
    let bounds = try Bounds(options.activation)
    var attributes = FullyConnected.Attributes()
    attributes.channels = Int32(kernel[0])
    attributes.weightZeroPoint = weights.zeroPoint
    attributes.bounds = bounds
    let bias = try bias(use, 2, input: x)
    return try add(.fullyConnected(attributes), [x, weights.id, bias], use)
  }

  /// A value under another shape, without an operator where it has that shape already.
  mutating func reshaped(
    _ value: Graph.TensorID, _ lengths: [Int], name: String
  ) throws -> Graph.TensorID {
    try builder.reshaped(value, lengths, name: name)
  }
}
