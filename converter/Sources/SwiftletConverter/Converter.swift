internal import SwiftletCore

/// Converts a trained model into the bytes of a `.swiftlet` file.
public enum Converter {
  /// What a conversion is asked for.
  public struct Options: Sendable {
    /// Whether names and other things that only people read are left out.
    public var strips = false

    /// What looks at the graph after each stage, for developers.
    public var dump: (@Sendable (_ stage: String, _ graph: Graph) -> Void)?

    /// Creates the usual options.
    public init() {}
  }

  /// What a conversion gives.
  public struct Result: Sendable {
    /// The bytes of the file.
    public let file: [UInt8]
    /// The operators that the source had.
    public let sourceOperatorCount: Int
    /// The operators that the file has.
    public let operatorCount: Int
    /// The bytes that tensors need, and the fewest that any plan of this order could.
    public let activationByteCount: Int
    /// The fewest bytes for tensors that any plan of this order of operators needs.
    public let activationLowerBound: Int
    /// The bytes of constants.
    public let constantByteCount: Int
  }

  /// Converts a `.tflite` file.
  ///
  /// - Throws: every issue of the model at once.
  public static func convert(
    tflite bytes: [UInt8], _ options: Options = Options()
  ) throws(ConversionError) -> Result {
    let file: TFLiteFile
    do throws(TFLiteFault) {
      file = try TFLiteFile(bytes)
    } catch {
      throw ConversionError([
        .init(place: "\(error.place)", rule: "\(error.reason)", remedy: error.remedy)
      ])
    }
    let graph = try TFLiteImporter.graph(of: file.model)
    return try convert(
      graph, sourceOperatorCount: file.model.subgraphs.first?.operators.count ?? 0, options)
  }

  /// Converts an `.onnx` file.
  ///
  /// - Parameter folder: where the elements of constants are that the file does not hold.
  /// - Throws: every issue of the model at once.
  public static func convert(
    onnx bytes: [UInt8], folder: ONNXFolder? = nil, import choices: ImportOptions = ImportOptions(),
    _ options: Options = Options()
  ) throws(ConversionError) -> Result {
    let source = try ONNXImporter.imported(bytes, folder, choices)
    return try convert(source.graph, sourceOperatorCount: source.nodeCount, options)
  }

  /// Optimizes a graph and writes it.
  private static func convert(
    _ graph: Graph, sourceOperatorCount: Int, _ options: Options
  ) throws(ConversionError) -> Result {
    do {
      var graph = graph
      options.dump?("source", graph)
      try Passes.optimize(&graph, dump: options.dump)
      try Passes.finish(&graph, dump: options.dump)
      let plan = try FilePlan(graph)
      let file = ModelWriter.bytes(of: plan, strips: options.strips)
      return Result(
        file: file, sourceOperatorCount: sourceOperatorCount, operatorCount: plan.steps.count,
        activationByteCount: plan.activationByteCount, activationLowerBound: plan.lowerBound,
        constantByteCount: plan.constants.count)
    } catch let fault as LoweringFault {
      throw ConversionError([
        .init(place: "the model", rule: fault.rule, remedy: fault.remedy)
      ])
    } catch let reason as ModelFault.Reason {
      throw ConversionError([.init(place: "the model", rule: reason.sentence)])
    } catch {
      throw ConversionError([.init(place: "the model", rule: "\(error)")])
    }
  }
}
