internal import SwiftletCore
internal import SwiftletFormat

/// Turns the main graph of a `.tflite` model into a graph of the runtime's operators.
///
/// Legacy uint8 tensors become int8 by moving stored values and zero points by 128, which changes
/// no real number; at the model's door the caller still sees uint8.
struct TFLiteImporter {
  private let source: TFLiteSubgraph
  private let signature: TFLiteSignature?
  private var values: [Int: Graph.TensorID] = [:]
  private var report = SourceReport()
  var builder = GraphBuilder()

  /// Imports a model, or lists every operator that stands in the way.
  static func graph(of model: TFLiteModel) throws(ConversionError) -> Graph {
    let (graph, report) = try imported(model)
    guard report.issues.isEmpty else { throw ConversionError(report.issues) }
    return graph
  }

  /// Imports what can be, and reports on the whole model.
  static func imported(
    _ model: TFLiteModel
  ) throws(ConversionError) -> (graph: Graph, report: SourceReport) {
    guard let main = model.subgraphs.first else {
      throw ConversionError([.init(place: "the file", rule: "it holds no graph")])
    }
    var importer = TFLiteImporter(
      source: main, signature: model.signatures.first { $0.subgraph == 0 })
    importer.importInputs()
    for index in main.operators.indices { importer.importOperator(index) }
    importer.importOutputs()
    let graph = importer.builder.graph
    importer.report.inputs = graph.inputs.map { .init($0, in: graph) }
    importer.report.outputs = graph.outputs.map { .init($0, in: graph) }
    return (graph, importer.report)
  }

  private init(source: TFLiteSubgraph, signature: TFLiteSignature?) {
    self.source = source
    self.signature = signature
  }

  // MARK: The door

  private mutating func importInputs() {
    for index in source.inputs {
      let tensor = source.tensors[index]
      let name = signature?.inputs.first { $0.index == index }?.name ?? tensor.name
      attempt(place: "input '\(tensor.name)'") { importer throws in
        let stated = try TFLiteTypes.stated(tensor)
        let inner = TFLiteTypes.moved(stated)
        let value = importer.builder.input(name, stated)
        importer.values[index] =
          stated == inner
          ? value
          : try importer.builder.add(
            .requantize(.init(element: .int8)), [value], name: tensor.name,
            quantization: inner.quantization)
      }
    }
  }

  private mutating func importOutputs() {
    for index in source.outputs {
      let tensor = source.tensors[index]
      let name = signature?.outputs.first { $0.index == index }?.name ?? tensor.name
      attempt(place: "output '\(tensor.name)'") { importer throws in
        var value = try importer.value(index)
        let stated = try TFLiteTypes.stated(tensor)
        if stated != TFLiteTypes.moved(stated) {
          value = try importer.builder.add(
            .requantize(.init(element: .uint8)), [value], name: tensor.name,
            quantization: stated.quantization)
        }
        importer.builder.output(name, value)
      }
    }
  }

  // MARK: Operators

  private mutating func importOperator(_ index: Int) {
    let step = source.operators[index]
    let outputName = step.outputs.first.map { source.tensors[$0].name } ?? ""
    let place = "operator \(index) (\(step.code.name)) '\(outputName)'"
    let firstNode = builder.graph.nodes.count
    let done = attempt(place: place) { importer throws in
      guard case .builtin(let code) = step.code else {
        throw LoweringFault(
          "the operator is not one of TensorFlow Lite's own",
          remedy: "replace it by built-in operators before exporting")
      }
      guard !step.outputs.isEmpty else { throw LoweringFault("it has no output") }
      let use = TFLiteUse(
        code: code, options: step.options, inputs: step.inputs, outputs: step.outputs,
        name: outputName)
      let results = try importer.lower(use)
      guard results.count == step.outputs.count else {
        throw LoweringFault("it has \(step.outputs.count) outputs and not \(results.count)")
      }
      for (output, value) in zip(step.outputs, results) { importer.values[output] = value }
    }
    report.operators.append(
      .init(
        index: index, kind: step.code.name, name: outputName,
        output: step.outputs.first.flatMap { values[$0] }, in: builder.graph, from: firstNode,
        isSupported: done))
    guard !done else { return }
    for output in step.outputs {
      let tensor = source.tensors[output]
      let type = (try? TFLiteTypes.stated(tensor)) ?? TensorType(.float32, Shape())
      values[output] = builder.placeholder(tensor.name, TFLiteTypes.moved(type))
    }
  }

  /// Does a part of the import, and notes what stands in its way.
  @discardableResult
  private mutating func attempt(
    place: String, _ body: (inout TFLiteImporter) throws -> Void
  ) -> Bool {
    do {
      try body(&self)
      return true
    } catch let fault as LoweringFault {
      report.issues.append(.init(place: place, rule: fault.rule, remedy: fault.remedy))
    } catch let reason as ModelFault.Reason {
      report.issues.append(.init(place: place, rule: reason.sentence))
    } catch {
      report.issues.append(.init(place: place, rule: "\(error)"))
    }
    return false
  }

  // MARK: Values

  /// The value of a tensor of the file.
  func known(_ index: Int) -> Graph.TensorID? { values[index] }

  /// The value of a tensor of the file; a constant is brought over when it is first asked for.
  mutating func value(_ index: Int) throws -> Graph.TensorID {
    if let value = values[index] { return value }
    let tensor = source.tensors[index]
    guard tensor.data != nil else {
      guard !tensor.isVariable else {
        throw LoweringFault(
          "it keeps the variable '\(tensor.name)' from one run to the next",
          remedy: "export the model with its state as an input and an output")
      }
      throw LoweringFault("it reads '\(tensor.name)', which nothing makes")
    }
    let (type, bytes, channels) = try TFLiteTypes.constant(tensor)
    let value = builder.constant(tensor.name, type, bytes, channels: channels)
    values[index] = value
    return value
  }

  /// The quantization that the file states for a tensor, as the graph has it.
  func quantization(_ index: Int) throws -> Quantization? {
    TFLiteTypes.moved(try TFLiteTypes.stated(source.tensors[index])).quantization
  }

  /// The tensor of the file at a position.
  func tensor(_ index: Int) -> TFLiteTensor { source.tensors[index] }
}

/// One operator of a `.tflite` graph, as the lowerings see it.
struct TFLiteUse {
  let code: TFLiteBuiltin
  let options: TFLiteOptions
  let inputs: [Int?]
  let outputs: [Int]
  let name: String
}
