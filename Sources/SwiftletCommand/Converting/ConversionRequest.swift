import Swiftlet
import SwiftletConverter
import SwiftletFormat
import SwiftletTerminal

/// What a command line asks of a conversion.
struct ConversionRequest {
  static let calibration = OptionDefinition(
    "--calibration", .path("[NAME=]SAMPLES"),
    "Choose ranges for int8 by running samples: a .npy file whose first axis counts them, a .npz "
      + "file, or a folder of .npy files; of the input NAME, or the next one. The word 'random' "
      + "makes samples up, which says nothing of real data.",
    isRepeated: true)

  static let quantize = OptionDefinition(
    "--quantize", .choice("MODE", QuantizationMode.allCases.map(\.rawValue)),
    "What becomes of float numbers: int8 stores weights and activations as int8 and needs samples; "
      + "dynamic stores the weights of dense layers and convolutions as int8 where that pays, and "
      + "their inputs while the model runs; "
      + "int8-weights and float16 store smaller weights and compute in float; none keeps all. "
      + "int8 when samples are given, else none.")

  static let ranges = OptionDefinition(
    "--ranges", .choice("METHOD", Calibration.Method.names),
    "How the range of a value is chosen from samples.")

  static let noEqualization = OptionDefinition(
    "--no-equalization", .flag, "Do not bring the weights of neighbouring layers to equal ranges.")

  static let noBiasCorrection = OptionDefinition(
    "--no-bias-correction", .flag, "Do not let biases make up for the mean error of their layers.")

  static let noAdaptiveRounding = OptionDefinition(
    "--no-adaptive-rounding", .flag,
    "Round each weight to the nearest step, and not as the outputs of its layer ask.")

  static let inputType = OptionDefinition(
    "--input-type", .choice("TYPE", ["float32", "int8", "uint8"]),
    "What an int8 model takes; float32 when not given.")

  static let outputType = OptionDefinition(
    "--output-type", .choice("TYPE", ["float32", "int8", "uint8"]),
    "What an int8 model gives; float32 when not given.")

  static let shape = OptionDefinition(
    "--shape", .text("NAME=LENGTHS"),
    "Fix the lengths of the input NAME, as in image=1,3,224,224, or that of the axis that the "
      + "network calls NAME, as in frames=16.",
    isRepeated: true)

  static let keepFloat = OptionDefinition(
    "--keep-float", .text("NAME"),
    "Leave the operator NAME in float, as reports or 'swiftlet inspect' name it.",
    isRepeated: true)

  static let winograd = OptionDefinition(
    "--winograd", .choice("TILE", WinogradTile.allCases.map(\.rawValue)),
    "Compute float 3x3 convolutions by Winograd's algorithm where that is quicker, in tiles of at "
      + "most 2x2 or 4x4 outputs. Sums are rounded otherwise, and the weights of such layers take "
      + "16/9 or 4 times the bytes.")

  static let dumpGraph = OptionDefinition(
    "--dump-graph", .path("DIR"), "Write the graph to the folder DIR after each pass, as text.")

  static let threads = OptionDefinition(
    "--threads", .integer("N", 1...1024),
    "Run samples on N threads; on all processors when not given. The model is the same.")

  static let options =
    [
      calibration, quantize, ranges, noEqualization, noBiasCorrection, noAdaptiveRounding,
      inputType, outputType, keepFloat, winograd, shape, dumpGraph, threads,
    ] + PrecisionRequest.options + [MetadataRequest.metadata]

  /// What the network leaves open.
  let importing: ImportOptions

  /// What is asked of the conversion, but for what depends on the network.
  let conversion: Converter.Options

  private let mode: QuantizationMode?
  private let samples: [String]
  // Options that say how numbers become int8.
  private let integerOptions: [OptionDefinition]

  /// Takes the request of a command line.
  init(_ arguments: ParsedArguments) throws(Diagnostic) {
    importing = try Self.importing(arguments)
    samples = arguments.texts(of: Self.calibration)
    integerOptions = [
      Self.ranges, Self.noEqualization, Self.noBiasCorrection, Self.noAdaptiveRounding,
      Self.inputType, Self.outputType, Self.keepFloat,
    ].filter { arguments.isGiven($0) }
    mode = arguments.text(of: Self.quantize).flatMap { QuantizationMode(rawValue: $0) }
    var conversion = Converter.Options()
    conversion.threadCount =
      arguments.integer(of: Self.threads) ?? ThreadPool.processorCount
    if let method = arguments.text(of: Self.ranges).flatMap({ Calibration.Method($0) }) {
      conversion.calibration = method
    }
    conversion.winograd = arguments.text(of: Self.winograd).flatMap { WinogradTile(rawValue: $0) }
    conversion.metadata = try MetadataRequest.entries(arguments)
    conversion.quantization.inputElement = Self.element(arguments.text(of: Self.inputType))
    conversion.quantization.outputElement = Self.element(arguments.text(of: Self.outputType))
    conversion.quantization.equalizes = !arguments.isGiven(Self.noEqualization)
    conversion.quantization.correctsBias = !arguments.isGiven(Self.noBiasCorrection)
    conversion.quantization.adaptsRounding = !arguments.isGiven(Self.noAdaptiveRounding)
    conversion.quantization.floatNames = Set(arguments.texts(of: Self.keepFloat))
    self.conversion = conversion
  }

  /// The mode for a network, and the samples that it needs.
  func chosen(
    for model: ImportedModel, _ path: String
  ) throws(Diagnostic) -> (QuantizationMode, SampleSet?) {
    let mode = mode ?? (samples.isEmpty ? .none : .int8)
    if model.isQuantized, mode != .none {
      throw Diagnostic(
        .failure, "'\(path)' is quantized already, and its scales are kept as they are",
        help: "leave out \(samples.isEmpty ? "--quantize" : "--calibration")")
    }
    if !model.isQuantized { try checkEffect(in: mode) }
    guard mode == .int8 else {
      guard samples.isEmpty else {
        throw Diagnostic(
          .usage, "--quantize \(mode.rawValue) takes no samples", help: "leave out --calibration")
      }
      guard mode == .none || conversion.winograd == nil else {
        throw Diagnostic(
          .usage,
          "--winograd needs weights of float32, and --quantize \(mode.rawValue) leaves none",
          help: "leave out one of the two")
      }
      return (mode, nil)
    }
    guard !samples.isEmpty else {
      throw Diagnostic(
        .usage, "--quantize int8 needs samples to choose the ranges of activations",
        help: "add --calibration SAMPLES.npy; or store only weights as integers, which needs none: "
          + "--quantize dynamic, or int8-weights")
    }
    do throws(SampleFault) {
      return (mode, try SampleSet(samples, for: model.doors))
    } catch {
      throw Diagnostic(.failure, error.description, help: error.remedy)
    }
  }

  /// Refuses options that would do nothing.
  private func checkEffect(in mode: QuantizationMode) throws(Diagnostic) {
    let idle = integerOptions.filter { option in
      switch mode {
      case .int8: false
      case .none: true
      case .float16, .int8Weights, .dynamic: option.name != Self.keepFloat.name
      }
    }
    guard let option = idle.first else { return }
    throw Diagnostic(
      .usage, "\(option.name) is for int8 models", help: "add --calibration SAMPLES.npy")
  }

  /// The lengths that a command line fixes.
  static func importing(_ arguments: ParsedArguments) throws(Diagnostic) -> ImportOptions {
    var options = ImportOptions()
    for text in arguments.texts(of: shape) {
      guard let sign = text.lastIndex(of: "="), sign > text.startIndex else {
        throw malformed(text)
      }
      var lengths: [Int] = []
      let rest = text[text.index(after: sign)...]
      for part in rest.split(separator: ",", omittingEmptySubsequences: false) {
        guard let length = Int(part), length > 0 else { throw malformed(text) }
        lengths.append(length)
      }
      let name = String(text[..<sign])
      guard options.shapes.updateValue(lengths, forKey: name) == nil else {
        throw Diagnostic(.usage, "the shape of '\(name)' is given twice")
      }
    }
    return options
  }

  /// Tells that a file leaves no length open.
  static func shapesAreFixed(in path: String) -> Diagnostic {
    Diagnostic(
      .usage, "--shape fixes lengths of a network of ONNX, and those of '\(path)' are fixed",
      help: "leave out --shape")
  }

  private static func malformed(_ text: String) -> Diagnostic {
    Diagnostic(
      .usage, "'\(text)' is no shape", help: "write it as in --shape image=1,3,224,224")
  }

  private static func element(_ text: String?) -> ElementType {
    switch text {
    case "int8": .int8
    case "uint8": .uint8
    default: .float32
    }
  }
}
