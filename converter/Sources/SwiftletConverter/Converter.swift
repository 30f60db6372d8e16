internal import SwiftletCore

/// Converts a trained model into the bytes of a `.swiftlet` file.
///
/// ``read(_:_:)`` brings a source into a graph, which says what samples it takes;
/// ``convert(_:_:samples:)`` makes the file.
public enum Converter {
  /// What a conversion is asked for.
  public struct Options {
    /// Whether names and other things that only people read are left out.
    public var strips = false

    /// Texts that the file carries by their keys, beside those of the source that are not stripped.
    ///
    /// Each takes the place of the source's own of its key, and an empty one leaves that out.
    public var metadata: [(key: String, value: String)] = []

    /// What becomes integers, and what the caller gives and takes.
    public var quantization = QuantizationOptions(mode: .none)

    /// How a value's range is chosen from samples.
    public var calibration = Calibration.Method.minMax

    /// What the int8 model has to reach; nil where every operator is int8 that can be.
    public var precision: Precision?

    /// The largest tiles of float convolutions with fewer products; nil where there are none.
    public var winograd: WinogradTile?

    /// The threads that samples are run on; results do not depend on their number.
    public var threadCount = 1

    /// Takes the graph after each stage, as text is written from it.
    public var dump: Passes.Observer?

    /// Learns how far the work is.
    public var progress: (_ task: String, _ completed: Int, _ total: Int) -> Void = { _, _, _ in }

    /// Creates the options of a conversion that keeps every number as it is.
    public init() {}
  }

  /// What a quantized model has to reach, and on which samples that is measured.
  public struct Precision: Sendable {
    /// What the model has to reach.
    public let goal: MixedPrecision.Goal
    /// The samples; nil for those that choose the ranges.
    public let samples: SampleSet?

    /// Creates a request.
    public init(goal: MixedPrecision.Goal, samples: SampleSet?) {
      (self.goal, self.samples) = (goal, samples)
    }
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
    /// The operators that work on real numbers in a quantized model, with the reasons.
    public let floatNodes: [QuantizedGraph.FloatNode]
    /// The operators of a quantized model that work on integers; nil where nothing was quantized.
    public let integerNodeCount: Int?
    /// How operators were chosen to stay in float; nil where no quality was asked for.
    public let precision: MixedPrecision?
    /// The convolutions that are computed in tiles; nil where they were not asked for.
    public let tiledCount: Int?
    /// How far the values are from the float model's, on the samples; nil where there are none.
    public let comparison: Comparison?
  }

  /// Brings a trained model into a graph.
  ///
  /// - Throws: every issue of the model at once.
  public static func read(
    _ source: ModelSource, _ options: ImportOptions = ImportOptions()
  ) throws(ConversionError) -> ImportedModel {
    let (graph, report) = try source.imported(options)
    guard report.issues.isEmpty else { throw ConversionError(report.issues) }
    return ImportedModel(graph: graph, sourceOperatorCount: report.operators.count)
  }

  /// Says what a trained model holds and what becomes of it, whether or not it can be converted.
  ///
  /// - Throws: what makes the file unreadable.
  public static func inspect(
    _ source: ModelSource, _ options: ImportOptions = ImportOptions()
  ) throws(ConversionError) -> SourceReport {
    try source.imported(options).report
  }

  /// Converts a `.tflite` file, every number as it is.
  ///
  /// - Throws: every issue of the model at once.
  public static func convert(
    tflite bytes: [UInt8], _ options: Options = Options()
  ) throws(ConversionError) -> Result {
    try convert(read(.tflite(bytes)), options)
  }

  /// Converts an `.onnx` file, every number as it is.
  ///
  /// `folder` is where the elements of constants are that the file does not hold. What is thrown is
  /// every issue of the model at once.
  public static func convert(
    onnx bytes: [UInt8], folder: ONNXFolder? = nil, import choices: ImportOptions = ImportOptions(),
    _ options: Options = Options()
  ) throws(ConversionError) -> Result {
    try convert(read(.onnx(bytes, folder: folder), choices), options)
  }

  /// Does work of the converter, and gives its faults the form of a user's.
  static func asConversion<Value>(
    _ place: String = "the model", _ body: () throws -> Value
  ) throws(ConversionError) -> Value {
    do {
      return try body()
    } catch let error as ConversionError {
      throw error
    } catch let fault as LoweringFault {
      throw ConversionError([.init(place: place, rule: fault.rule, remedy: fault.remedy)])
    } catch let fault as CalibrationFault {
      throw ConversionError([
        .init(place: "the samples", rule: fault.description, remedy: fault.remedy)
      ])
    } catch let fault as SampleFault {
      throw ConversionError([
        .init(place: "the samples", rule: fault.description, remedy: fault.remedy)
      ])
    } catch let fault as ComparisonFault {
      throw ConversionError([
        .init(place: "the samples", rule: fault.description, remedy: fault.remedy)
      ])
    } catch let reason as ModelFault.Reason {
      throw ConversionError([.init(place: place, rule: reason.sentence)])
    } catch {
      throw ConversionError([.init(place: place, rule: "\(error)")])
    }
  }
}
