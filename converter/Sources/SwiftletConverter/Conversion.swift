internal import Swiftlet
internal import SwiftletCore
internal import SwiftletFormat

extension Converter {
  /// Makes a file of a model that was read.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - options: What the conversion is asked for.
  ///   - samples: Values for the model's inputs; nil where nothing is calibrated.
  /// - Returns: the file, and what was done.
  /// - Throws: every issue of one stage at once.
  public static func convert(
    _ model: ImportedModel, _ options: Options = Options(), samples: SampleSet? = nil
  ) throws(ConversionError) -> Result {
    try asConversion {
      var conversion = Conversion(options: options, samples: samples)
      return try conversion.run(model)
    }
  }
}

/// One conversion: the stages from a graph to the bytes of a file.
private struct Conversion {
  let options: Converter.Options
  let samples: SampleSet?
  private var precision: MixedPrecision?
  /// The float graph that was quantized, with its weights equalized.
  private var reference: Graph?

  init(options: Converter.Options, samples: SampleSet?) {
    (self.options, self.samples) = (options, samples)
  }

  mutating func run(_ model: ImportedModel) throws -> Converter.Result {
    var graph = model.graph
    options.dump?("import", graph)
    try Passes.optimize(&graph, dump: options.dump)
    try checkWeights(of: graph)
    let quantized = try quantize(graph)
    graph = quantized?.graph ?? graph
    if quantized != nil { options.dump?("quantize", graph) }
    try Passes.finish(&graph, dump: options.dump)
    if let tile = options.winograd {
      try WinogradLowering.run(&graph, largest: tile)
      options.dump?("winograd", graph)
    }
    if options.strips { graph.metadata = [] }
    graph.replaceMetadata(options.metadata)
    let plan = try FilePlan(graph)
    let comparison = try compare(plan)
    return Converter.Result(
      file: ModelWriter.bytes(of: plan, strips: options.strips),
      sourceOperatorCount: model.sourceOperatorCount, operatorCount: plan.steps.count,
      activationByteCount: plan.activationByteCount, activationLowerBound: plan.lowerBound,
      constantByteCount: plan.constants.count, floatNodes: quantized?.floatNodes ?? [],
      integerNodeCount: quantized?.integerNodeCount, precision: precision,
      tiledCount: options.winograd.map { _ in
        graph.nodes.count { $0.operation.code == .winogradConv2D }
      },
      comparison: comparison)
  }

  /// Asks for weights that are finite numbers.
  private func checkWeights(of graph: Graph) throws(ConversionError) {
    let issues = graph.nodes.compactMap { node -> ConversionError.Issue? in
      guard node.operation.isWeighted else { return nil }
      let areFinite = node.inputs.dropFirst().prefix(2).allSatisfy { input in
        guard let input, graph.tensors[input].type.element == .float32 else { return true }
        return graph.tensors[input].reals?.allSatisfy(\.isFinite) ?? true
      }
      return areFinite
        ? nil
        : ConversionError.Issue(
          place: "the weights of '\(node.name)'", rule: "they hold NaN or an infinite number",
          remedy: "look at the training, which may have diverged, and export the model again")
    }
    guard issues.isEmpty else { throw ConversionError(issues) }
  }

  /// The graph with its values stored as the options ask, or as the model itself does.
  ///
  /// Nil where neither asks for anything.
  private mutating func quantize(_ graph: Graph) throws -> QuantizedGraph? {
    var quantization = options.quantization
    quantization.floatNames = try graph.operatorNames(meantBy: quantization.floatNames)
    guard quantization.mode == .int8 || quantization.mode == .none else {
      return try Quantizer.quantize(graph, ranges: [:], options: quantization)
    }
    var graph = graph
    let stated = try QuantizedPairs.fold(&graph)
    guard quantization.mode == .int8 else {
      quantization.mode = .int8
      return stated.isEmpty
        ? nil : try Quantizer.quantize(graph, ranges: [:], stated: stated, options: quantization)
    }
    var ranges = samples == nil && !stated.isEmpty ? [:] : try ranges(of: graph)
    if quantization.equalizes, stated.isEmpty {
      try equalize(&graph, &ranges, quantization)
    }
    reference = graph
    try chooseFloatNodes(of: graph, ranges, stated, &quantization)
    let quantized = try Quantizer.quantize(
      graph, ranges: ranges, stated: stated, options: quantization)
    guard let samples else { return quantized }
    return try Quantizer.refine(
      quantized, samples: samples, options: quantization,
      threadCount: options.threadCount
    ) { completed, total in options.progress("Fitting", completed, total) }
  }

  /// Equalizes the weights where that leaves clearly less noise at the outputs.
  ///
  /// Weights with a scale for each channel gain little, and the values between layers, which it
  /// changes too, may lose; both graphs are quantized and run to know. What is gained on few samples
  /// is not always gained on others, so that less than a decibel does not count.
  private func equalize(
    _ graph: inout Graph, _ ranges: inout [Graph.TensorID: ValueRange],
    _ quantization: QuantizationOptions
  ) throws {
    guard let samples else { return }
    var equalized = graph
    Quantizer.equalize(&equalized)
    let equalizedRanges = try self.ranges(of: equalized)
    let trial = try PrecisionTrial(
      graph, samples, .decibels(0), threadCount: options.threadCount)
    let before = try trial.quality(
      of: Quantizer.quantize(graph, ranges: ranges, options: quantization))
    let after = try trial.quality(
      of: Quantizer.quantize(equalized, ranges: equalizedRanges, options: quantization))
    if after.decibels > before.decibels + 1 { (graph, ranges) = (equalized, equalizedRanges) }
  }

  /// How far the values of a quantized model are from those of the float one, on the samples.
  private func compare(_ plan: FilePlan) throws -> Comparison? {
    guard var graph = reference, let samples else { return nil }
    try Passes.finish(&graph)
    let reference = try ModelWriter.bytes(of: FilePlan(graph), strips: false)
    return try Comparison(
      of: Model(bytes: ModelWriter.bytes(of: plan, strips: false)),
      with: Model(bytes: reference), samples: samples, threadCount: options.threadCount
    ) { completed, total in options.progress("Comparing", completed, total) }
  }

  /// Keeps as few operators in float as the quality needs that is asked for.
  ///
  /// The quality is measured before layers are fitted to the samples, which usually raises it.
  private mutating func chooseFloatNodes(
    of graph: Graph, _ ranges: [Graph.TensorID: ValueRange],
    _ stated: [Graph.TensorID: Quantization], _ quantization: inout QuantizationOptions
  ) throws {
    guard let goal = options.precision?.goal, let samples = options.precision?.samples ?? samples
    else { return }
    let base = quantization
    let choice = try MixedPrecision.choose(
      for: graph, samples: samples, goal: goal, threadCount: options.threadCount,
      progress: options.progress
    ) { floatNodes in
      var trial = base
      trial.floatNodes.formUnion(floatNodes)
      return try Quantizer.quantize(graph, ranges: ranges, stated: stated, options: trial)
    }
    guard choice.isReached else { throw choice.fault }
    precision = choice
    quantization.floatNodes.formUnion(choice.kept.map(\.index))
  }

  /// The ranges that the samples give.
  private func ranges(of graph: Graph) throws -> [Graph.TensorID: ValueRange] {
    guard let samples else { throw CalibrationFault.noSamples }
    return try Calibration.ranges(
      of: graph, samples: samples, method: options.calibration, threadCount: options.threadCount
    ) { completed, total in options.progress("Calibrating", completed, total) }
  }
}
