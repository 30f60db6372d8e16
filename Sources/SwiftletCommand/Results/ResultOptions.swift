import Swiftlet
import SwiftletFormat
import SwiftletTerminal

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How the results of a model are shown: options that several commands share.
struct ResultOptions {
  static let labels = OptionDefinition(
    "--labels", .path("LABELS"),
    "Name classes by this text file, one name on each line, and not by the names that the model "
      + "carries.")

  static let top = OptionDefinition(
    "--top", .integer("K", 1...1000), "Show the best K classes; five when not given.")

  static let scores = OptionDefinition(
    "--scores", .choice("MODE", ClassScores.Mode.allCases.map(\.rawValue)),
    "How scores are shown: raw as the model gives them, softmax as shares by a softmax, auto by a "
      + "softmax where some are not between 0 and 1; auto when not given.")

  static let options = [labels, top, scores]

  let names: ClassNames
  let mode: ClassScores.Mode
  let count: Int

  /// Takes the options of a command line, and asks that names given fit an output.
  init(_ arguments: ParsedArguments, for model: Model) throws(Diagnostic) {
    names = try Self.names(at: arguments.text(of: Self.labels), for: model)
    mode = arguments.text(of: Self.scores).flatMap { ClassScores.Mode(rawValue: $0) } ?? .automatic
    count = arguments.integer(of: Self.top) ?? 5
  }

  /// The names of a model's classes, by a file or by the model; none where they fit no output.
  static func names(at path: String?, for model: Model) throws(Diagnostic) -> ClassNames {
    let names = try ClassNames(path: path, model: model)
    let counts = model.outputs.filter(\.isScores).map(\.elementCount)
    let fits = counts.contains(names.names.count)
    if let path, !fits, !counts.isEmpty {
      let classes = counts.map(String.init).joined(separator: " or ")
      throw Diagnostic(
        .failure,
        "'\(path)' has \(names.names.count) names, and the model gives \(classes) scores",
        help: "give one name for each class, that of class 0 on the first line")
    }
    return fits ? names : ClassNames(names: [])
  }

  /// The scores in an output; nil where it holds something else.
  func scores(_ values: [Float], of output: TensorDescription) -> ClassScores? {
    guard output.isScores else { return nil }
    let names = names.names.count == values.count ? names : ClassNames(names: [])
    return ClassScores(values, names: names, mode: mode, top: count)
  }
}

extension TensorDescription {
  /// Whether the tensor can be one score for each of several classes: it has one axis above one.
  var isScores: Bool {
    shape.count { $0 > 1 } == 1 && element != .boolean && element != .int64 && element != .int32
  }
}

/// The exponential function, which the standard library leaves to the C library.
func exponential(_ value: Float) -> Float { expf(value) }
