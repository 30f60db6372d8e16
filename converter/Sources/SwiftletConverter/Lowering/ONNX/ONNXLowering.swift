/// Lowers one node, and gives the values of its outputs.
typealias ONNXLowering = @Sendable (inout ONNXImporter, ONNXUse) throws -> [ONNXValue]

extension ONNXImporter {
  /// Every operator that is known, by its name; those of other domains with it in front.
  static let lowerings: [String: ONNXLowering] = {
    let families = [
      convolutionLowerings, poolingLowerings, matrixLowerings, normalizationLowerings,
      unaryLowerings, binaryLowerings, reductionLowerings, shapeLowerings, constantLowerings,
      arrangementLowerings, gatherLowerings, resizeLowerings, quantizationLowerings,
      controlLowerings, attentionLowerings, lossLowerings, samplingLowerings, recurrentLowerings,
      signalLowerings, sequenceLowerings, imageLowerings,
    ]
    var all: [String: ONNXLowering] = [:]
    for family in families {
      all.merge(family) { one, _ in one }
    }
    return all
  }()

  /// A lowering to one value, with elements of the type of input 0.
  static func alike(
    _ task: @escaping @Sendable (inout ONNXImporter, ONNXUse) throws -> Graph.TensorID
  ) -> ONNXLowering {
    { importer, use throws in
      [ONNXValue(try task(&importer, use), try use.value(0).element)]
    }
  }

  /// Operators that compute nothing themselves.
  private static var controlLowerings: [String: ONNXLowering] {
    ["If": { importer, use throws in try importer.branch(use) }]
  }
}
