import SwiftletConverter
import SwiftletTerminal

extension ComparisonReport {
  /// A comparison as programs read it; what is exact has no decibels.
  var json: JSONValue {
    .object([
      ("model", .string(path)),
      ("reference", .string(referencePath)),
      ("samples", .integer(comparison.sampleCount)),
      ("samplesAreRandom", .boolean(isRandom)),
      (
        "outputs",
        .array(
          comparison.outputs.map {
            .object([("name", .string($0.name))] + $0.difference.json)
          })
      ),
      ("accuracy", accuracyJSON),
      ("operators", .integer(comparison.operatorCount)),
      (
        "layers",
        .array(
          comparison.layers.map { layer in
            .object(
              [
                ("name", .string(layer.name)), ("operator", .string(layer.operatorName)),
                ("step", .integer(layer.step)), ("element", .string("\(layer.element)")),
              ] + layer.difference.json + [
                ("decibelsBefore", .number(Decibels.ofNoise(layer.noiseRatioBefore))),
                ("decibelsAlone", .number(layer.ownDecibels)),
              ])
          })
      ),
      ("damage", .array(comparison.layersByDamage.map { .string($0.name) })),
    ])
  }

  private var accuracyJSON: JSONValue {
    guard let (reference, tested) = comparison.accuracy else { return .null }
    let one = { (accuracy: Accuracy) in
      JSONValue.object([("top1", .number(accuracy.first)), ("top5", .number(accuracy.fifth))])
    }
    return .object([("reference", one(reference)), ("model", one(tested))])
  }
}

extension Difference {
  fileprivate var json: [(key: String, value: JSONValue)] {
    [
      ("decibels", .number(decibels)), ("cosine", .number(cosine)),
      ("largestError", .number(largestError)), ("saturatedShare", .number(saturatedShare)),
      ("notFinite", .integer(undefinedCount)),
    ]
  }
}
