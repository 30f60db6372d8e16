public import Swiftlet
public import SwiftletCore
internal import SwiftletFormat

/// Turns float graphs into graphs of integers.
public enum Quantizer {
  /// Quantizes a graph whose values have known ranges.
  ///
  /// A value whose range is not known stays in float with every operator that touches it. `stated`
  /// are quantizations that the model itself asks for; they are kept as they are.
  ///
  /// - Throws: every range that is not one of finite numbers, and every input or output that is to
  ///   be stored and cannot be.
  public static func quantize(
    _ graph: Graph, ranges: [Graph.TensorID: ValueRange],
    stated: [Graph.TensorID: Quantization] = [:],
    options: QuantizationOptions = QuantizationOptions()
  ) throws(ConversionError) -> QuantizedGraph {
    switch options.mode {
    case .none:
      return QuantizedGraph(graph: graph, floatNodes: [], integerNodeCount: 0, origin: graph)
    case .float16, .int8Weights, .dynamic:
      return try reported { try StoredWeights.convert(graph, options) }
    case .int8: break
    }
    try check(ranges, of: graph)
    let graph = try reported { try prepared(graph, stated: Set(stated.keys)) }
    let decisions = QuantizationDecisions(graph, ranges: ranges, stated: stated, options: options)
    try checkDoors(of: graph, decisions, options)
    return try reported {
      let rewriting = try QuantizedRewriting(decisions, options: options)
      return QuantizedGraph(
        graph: rewriting.graph, floatNodes: decisions.floatNodes(in: rewriting.graph),
        integerNodeCount: decisions.integerNodeCount, origin: graph)
    }
  }

  /// Brings the weights of neighbouring operators of a float graph to the same ranges.
  ///
  /// The graph keeps what it computes, but for how sums are rounded; the ranges of its values change,
  /// so that they are to be measured afterwards.
  public static func equalize(_ graph: inout Graph) { Equalization.run(&graph) }

  /// Fits the integers of a quantized graph to the float one that it was made of, on samples.
  ///
  /// The options say what is fitted; without one that asks for it, the graph comes back as it is.
  /// The shapes, the types and the operators stay; only weights and biases change. Equal inputs give
  /// equal bytes whatever the number of threads.
  public static func refine(
    _ quantized: QuantizedGraph, samples: some SampleSource,
    options: QuantizationOptions, threadCount: Int = ThreadPool.processorCount,
    progress: (_ completed: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(ConversionError) -> QuantizedGraph {
    guard options.mode == .int8, options.adaptsRounding || options.correctsBias else {
      return quantized
    }
    return try reported {
      var refinement = try Refinement(
        quantized.graph, of: quantized.origin, samples: samples,
        goals: .init(rounding: options.adaptsRounding, bias: true), threadCount: threadCount)
      var result = quantized
      result.graph = try refinement.refined(progress: progress)
      return result
    }
  }

  /// Turns whatever goes wrong into a list of one issue.
  private static func reported<Value>(
    _ body: () throws -> Value
  ) throws(ConversionError) -> Value {
    let place = "the quantization"
    do {
      return try body()
    } catch let fault as LoweringFault {
      throw ConversionError([.init(place: place, rule: fault.rule, remedy: fault.remedy)])
    } catch let reason as ModelFault.Reason {
      throw ConversionError([.init(place: place, rule: reason.sentence)])
    } catch {
      throw ConversionError([.init(place: place, rule: "\(error)")])
    }
  }

  private static func check(
    _ ranges: [Graph.TensorID: ValueRange], of graph: Graph
  ) throws(ConversionError) {
    let issues = ranges.keys.sorted().compactMap { id -> ConversionError.Issue? in
      guard let range = ranges[id], !range.isUsable else { return nil }
      let name = graph.tensors.indices.contains(id) ? graph.tensors[id].name : "\(id)"
      return ConversionError.Issue(
        place: "value '\(name)'",
        rule: "its range goes from \(range.lower) to \(range.upper)",
        remedy: "look for infinite or undefined numbers in the samples, or in the model")
    }
    guard issues.isEmpty else { throw ConversionError(issues) }
  }

  private static func checkDoors(
    of graph: Graph, _ decisions: QuantizationDecisions, _ options: QuantizationOptions
  ) throws(ConversionError) {
    var issues: [ConversionError.Issue] = []
    let doors = [
      ("input", graph.inputs, options.inputElement),
      ("output", graph.outputs, options.outputElement),
    ]
    for (kind, ports, element) in doors where element != .float32 {
      guard element == .int8 || element == .uint8 else {
        issues.append(
          .init(
            place: "the \(kind)s", rule: "their type cannot be \(element)",
            remedy: "choose float32, int8 or uint8"))
        continue
      }
      for port in ports where decisions.isReal(port.tensor) {
        do throws(LoweringFault) {
          _ = try decisions.storedType(port.tensor)
        } catch {
          issues.append(
            .init(
              place: "\(kind) '\(port.name)'", rule: error.rule,
              remedy: "let it be float32, or give samples that reach it"))
        }
      }
    }
    guard issues.isEmpty else { throw ConversionError(issues) }
  }

  /// A graph whose operators have the form that loses least as integers.
  ///
  /// A mean over a whole image gets a quantization of its own. Values and positions stay.
  private static func prepared(
    _ graph: Graph, stated: Set<Graph.TensorID>
  ) throws -> Graph {
    var result = graph
    try ChannelAffine.run(&result, stated: stated)
    for (index, node) in graph.nodes.enumerated() {
      guard case .pool2D(let pool) = node.operation, let input = node.inputs[0],
        graph.tensors[input].type.element == .float32,
        pool.isMeanOfImage(graph.tensors[input].type.shape)
      else { continue }
      var mean = Reduce.Attributes()
      mean.axes = IntegerList([1, 2]) ?? IntegerList()
      mean.keepsAxes = true
      result.nodes[index].operation = .reduce(mean)
    }
    return result
  }
}

extension Pool2D.Attributes {
  /// Whether there is one window, it is the image, and it gives the plain mean.
  fileprivate func isMeanOfImage(_ image: Shape) -> Bool {
    function == .average && bounds == Bounds() && image.rank == 4
      && Int(kernelHeight) == image[1] && Int(kernelWidth) == image[2]
      && dilationHeight == 1 && dilationWidth == 1
      && padTop == 0 && padLeft == 0 && padBottom == 0 && padRight == 0
  }
}

extension QuantizationDecisions {
  /// The operators that work on real numbers in the graph that was written, with the reasons.
  func floatNodes(in written: Graph) -> [QuantizedGraph.FloatNode] {
    let producers = written.producers()
    return graph.nodes.enumerated().compactMap { index, node in
      guard case .float(let reason) = decisions[index], !node.operation.isConversion,
        producers[node.output] != nil
      else { return nil }
      return .init(index: index, name: node.name, reason: reason)
    }
  }

  /// The number of operators that work on integers.
  var integerNodeCount: Int {
    decisions.count { if case .integer = $0 { true } else { false } }
  }
}

extension Operation {
  /// Whether the operator only changes how numbers are stored.
  var isConversion: Bool {
    if case .quantize = self { return true }
    if case .dequantize = self { return true }
    if case .requantize = self { return true }
    return false
  }
}
