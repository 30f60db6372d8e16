internal import SwiftletCore
internal import SwiftletFormat

/// What a caller says of a model that the model itself leaves open.
public struct ImportOptions: Sendable {
  /// The lengths of inputs by name; or the length of an axis by the name that the model gives it.
  public var shapes: [String: [Int]] = [:]
  /// Values of inputs that are then constants, and no inputs any more.
  public var frozen: [String: ONNXArray] = [:]

  /// Creates options that leave everything as it is.
  public init() {}
}

/// Turns an `.onnx` model into a graph of the runtime's operators.
///
/// An operator on channels-first images becomes one on channels-last images between transpositions,
/// which passes cancel. Reals of every width are computed as float32.
public struct ONNXImporter {
  /// What a name stands for.
  enum Entry {
    case value(ONNXValue)
    case constant(ONNXTensor)
    /// What a node makes that stands in the way of the import.
    case unknown
  }

  let model: ONNXModel
  let folder: ONNXFolder?
  let options: ImportOptions
  var builder = GraphBuilder()
  var issues: [ConversionError.Issue] = []
  var operators: [SourceReport.Operator] = []
  var scope: [String: Entry] = [:]
  var versions: [String: Int] = [:]

  /// The nodes around the one that is imported, for reports.
  var outerPlace = ""
  var nesting = 0
  var nodeCount = 0
  /// The name of the value that is made, and the number of operators it took so far.
  var name = ""
  var partCount = 0

  /// The most nodes that functions and branches may unfold to.
  static let mostNodes = 1 << 17
  /// The most operators that a model may become.
  static let mostOperators = 1 << 18
  /// The newest operator set whose operators are known.
  static let newestOperatorSet = 28

  /// Imports a model, or lists everything that stands in the way.
  public static func graph(
    of bytes: [UInt8], folder: ONNXFolder? = nil, options: ImportOptions = ImportOptions()
  ) throws(ConversionError) -> Graph {
    let (graph, report) = try imported(bytes, folder, options)
    guard report.issues.isEmpty else { throw ConversionError(report.issues) }
    return graph
  }

  /// Imports what can be, and reports on the whole model.
  static func imported(
    _ bytes: [UInt8], _ folder: ONNXFolder?, _ options: ImportOptions
  ) throws(ConversionError) -> (graph: Graph, report: SourceReport) {
    let model: ONNXModel
    do throws(ProtobufFault) {
      model = try ONNXModel(bytes)
    } catch {
      let place = error.place
      throw ConversionError([
        .init(
          place: place.isEmpty ? "the file" : place, rule: "\(error.reason)",
          remedy: "check that the file is an .onnx model and was copied whole")
      ])
    }
    guard let graph = model.graph else {
      throw ConversionError([.init(place: "the file", rule: "it holds no graph")])
    }
    var importer = ONNXImporter(model: model, folder: folder, options: options)
    importer.importModel(graph)
    return (importer.builder.graph, importer.report)
  }

  private init(model: ONNXModel, folder: ONNXFolder?, options: ImportOptions) {
    self.model = model
    self.folder = folder
    self.options = options
  }

  /// What was found.
  private var report: SourceReport {
    var report = SourceReport()
    report.inputs = builder.graph.inputs.map { .init($0, in: builder.graph) }
    report.outputs = builder.graph.outputs.map { .init($0, in: builder.graph) }
    report.operators = operators.sorted { $0.index < $1.index }
    report.issues = issues
    return report
  }

  private mutating func importModel(_ graph: ONNXGraph) {
    attempt(place: "the file") { importer throws in
      importer.versions = try Self.versions(of: importer.model.operatorSets)
      guard !graph.hasSparseInitializers else {
        throw LoweringFault(
          "it has sparse constants", remedy: "store the weights as dense tensors")
      }
    }
    guard issues.isEmpty else { return }
    if !model.producer.isEmpty { builder.addMetadata("source", model.producer) }
    for entry in model.metadata { builder.addMetadata(entry.key, entry.value) }
    addInitializers(of: graph)
    importInputs(graph)
    importNodes(graph.nodes)
    importOutputs(graph)
  }

  /// The version of the operator set of each domain.
  static func versions(of sets: [ONNXOperatorSet]) throws(LoweringFault) -> [String: Int] {
    var versions: [String: Int] = [:]
    for set in sets {
      let domain = set.domain == "ai.onnx" ? "" : set.domain
      guard domain.isEmpty else {
        versions[domain] = Int(clamping: set.version)
        continue
      }
      guard set.version >= 7 else {
        throw LoweringFault(
          "it is written in operator set \(set.version), and 7 is the oldest that is known",
          remedy: "bring it to a newer one with onnx.version_converter.convert_version")
      }
      guard set.version <= newestOperatorSet else {
        throw LoweringFault(
          "it is written in operator set \(set.version), and \(newestOperatorSet) is the newest "
            + "that is known",
          remedy: "export the model with an older operator set")
      }
      versions[""] = Int(set.version)
    }
    return versions
  }

  /// Does a part of the import, and notes what stands in its way.
  @discardableResult
  mutating func attempt(
    place: @autoclosure () -> String, _ body: (inout ONNXImporter) throws -> Void
  ) -> Bool {
    do {
      try body(&self)
      return true
    } catch let fault as LoweringFault {
      issues.append(.init(place: outerPlace + place(), rule: fault.rule, remedy: fault.remedy))
    } catch let reason as ModelFault.Reason {
      issues.append(.init(place: outerPlace + place(), rule: reason.sentence))
    } catch is NestedIssues {
      // They are listed already, with their own places.
    } catch {
      issues.append(.init(place: outerPlace + place(), rule: "\(error)"))
    }
    return false
  }
}

/// Nodes inside a node stand in the way, and are listed.
struct NestedIssues: Error {}
