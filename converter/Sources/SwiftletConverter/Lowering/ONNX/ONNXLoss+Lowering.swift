internal import SwiftletCore
internal import SwiftletFormat

extension ONNXImporter {
  /// Distances of a network's outputs from labels.
  static var lossLowerings: [String: ONNXLowering] {
    [
      "NegativeLogLikelihoodLoss": alike { importer, use throws in
        try importer.likelihoodLoss(use, use.tensor(0))
      },
      "SoftmaxCrossEntropyLoss": { importer, use throws in
        let stated = try use.value(0).element
        let logarithms = try importer.softmax(use.tensor(0), axis: 1, logarithm: true)
        let loss = try importer.likelihoodLoss(use, logarithms)
        return [ONNXValue(loss, stated), ONNXValue(logarithms, stated)]
      },
    ]
  }

  /// The negative of the logarithm that each label points to, weighted and gathered.
  private mutating func likelihoodLoss(
    _ use: ONNXUse, _ logarithms: Graph.TensorID
  ) throws -> Graph.TensorID {
    let shape = lengths(logarithms)
    let labels = try use.tensor(1)
    guard shape.count > 1, lengths(labels) == [shape[0]] + shape[2...] else {
      throw LoweringFault("the shapes \(shape) and \(lengths(labels)) are not scores and labels")
    }
    let inner = shape[2...].reduce(1, *)
    let flat = try reshaped(logarithms, [shape[0], shape[1], inner])
    let targets = try reshaped(try cast(labels, to: .int64), [shape[0], 1, inner])
    let classes = try wholes(try counted(shape[1]), [1, shape[1], 1])
    let hits = try compared(.equal, targets, classes)
    let picked = try reduced(
      .sum, try add(.select, [hits, flat, try real(0)]), [1], keepsAxes: false)
    var losses = try unary(.negative, picked)
    let weights = try weights(use, hits, targets, shape)
    if let weights { losses = try binary(.multiply, losses, weights) }
    switch try use.text("reduction") ?? "mean" {
    case "none": return try reshaped(losses, lengths(labels))
    case "sum": return try reduced(.sum, losses, [0, 1], keepsAxes: false)
    case "mean":
      guard let weights else { return try reduced(.mean, losses, [0, 1], keepsAxes: false) }
      return try binary(
        .divide, try reduced(.sum, losses, [0, 1], keepsAxes: false),
        try reduced(.sum, weights, [0, 1], keepsAxes: false))
    case let other: throw LoweringFault("its reduction is '\(other)'")
    }
  }

  /// The weight of each label: its class's, and zero where it is one to leave out.
  private mutating func weights(
    _ use: ONNXUse, _ hits: Graph.TensorID, _ targets: Graph.TensorID, _ shape: [Int]
  ) throws -> Graph.TensorID? {
    let ignored = try use.integer("ignore_index")
    let given = try use.optionalTensor(2)
    guard given != nil || ignored != nil else { return nil }
    let flat = [shape[0], shape[2...].reduce(1, *)]
    var weights = try broadcast(try real(1), flat)
    if let given {
      let list = try reshaped(try cast(given, to: .float32), [1, shape[1], 1])
      weights = try reduced(
        .sum, try add(.select, [hits, list, try real(0)]), [1], keepsAxes: false)
    }
    guard let ignored else { return weights }
    let isIgnored = try compared(
      .equal, try reshaped(targets, flat), try whole(ignored, .int64))
    return try add(.select, [isIgnored, try real(0), weights])
  }
}
