import Swiftlet
import SwiftletConverter
import SwiftletTerminal

/// What a command line asks of the quality of an int8 model.
enum PrecisionRequest {
  static let minimum = OptionDefinition(
    "--minimum-sqnr", .number("DB", -20...200),
    "Keep as few operators in float as let every output of the int8 model have a signal of DB "
      + "decibels over its noise.")

  static let budget = OptionDefinition(
    "--budget", .text("PERCENT"),
    "Keep as few operators in float as let the int8 model be right for all but PERCENT of the "
      + "samples fewer than the float one; needs --labels.")

  static let labels = OptionDefinition(
    "--labels", .path("LABELS"),
    "The names of the classes, in a text file with one on each line, which the model carries from "
      + "then on; or, for --budget, the class of each sample, in a .npy file of integers.",
    isRepeated: true)

  static let validation = OptionDefinition(
    "--validation", .path("[NAME=]SAMPLES"),
    "Measure quality on these samples, and not on those of --calibration.", isRepeated: true)

  static let options = [minimum, budget, labels, validation]

  /// Takes the request of a command line for a network; nil where it asks for nothing.
  static func precision(
    _ arguments: ParsedArguments, for model: ImportedModel, _ mode: QuantizationMode
  ) throws(Diagnostic) -> Converter.Precision? {
    let classes = try MetadataRequest.classes(arguments)
    let given = options.filter { arguments.isGiven($0) && ($0 != labels || classes != nil) }
    guard let first = given.first else { return nil }
    guard mode == .int8 else {
      throw Diagnostic(
        .usage, "\(first.name) is for int8 models", help: "add --calibration SAMPLES.npy")
    }
    guard let goal = try goal(arguments, classes) else {
      throw Diagnostic(
        .usage, "\(first.name) needs a goal", help: "add --minimum-sqnr DB or --budget PERCENT")
    }
    let paths = arguments.texts(of: validation)
    guard !paths.isEmpty else { return Converter.Precision(goal: goal, samples: nil) }
    do throws(SampleFault) {
      return Converter.Precision(goal: goal, samples: try SampleSet(paths, for: model.doors))
    } catch {
      throw Diagnostic(.failure, error.description, help: error.remedy)
    }
  }

  private static func goal(
    _ arguments: ParsedArguments, _ classes: String?
  ) throws(Diagnostic) -> MixedPrecision.Goal? {
    let decibels = arguments.number(of: minimum)
    guard let text = arguments.text(of: budget) else {
      guard classes == nil else {
        throw Diagnostic(
          .usage, "--labels with the classes of samples needs --budget",
          help: "add --budget PERCENT; or give the names of classes, in a text file")
      }
      return decibels.map { .decibels($0) }
    }
    guard decibels == nil else {
      throw Diagnostic(
        .usage, "--minimum-sqnr and --budget are two goals", help: "leave out one of them")
    }
    let number = text.hasSuffix("%") ? String(text.dropLast()) : text
    guard let percent = Double(number), 0...100 ~= percent else {
      throw Diagnostic(
        .usage, "'\(text)' is no share of samples", help: "write it as in --budget 0.5%")
    }
    guard let path = classes else {
      throw Diagnostic(.usage, "--budget needs labels", help: "add --labels LABELS.npy")
    }
    return .accuracyLoss(percent / 100, labels: try LabelFile.read(path))
  }
}

/// A file that holds the class of each sample.
enum LabelFile {
  /// Reads the classes.
  static func read(_ path: String) throws(Diagnostic) -> [Int] {
    do throws(NumpyFault) {
      let array = try NumpyArray(contentsOf: path)
      let labels: [Int64] = try array.converted()
      return labels.map { Int($0) }
    } catch {
      throw Diagnostic(error, path: path)
    }
  }
}

/// What a choice of operators in float came to.
struct PrecisionSummary {
  let choice: MixedPrecision

  var json: JSONValue {
    let quality = { (quality: MixedPrecision.Quality) in
      JSONValue.object([
        ("decibels", .number(quality.decibels)),
        ("top1", quality.accuracy.map { .number($0.first) } ?? .null),
      ])
    }
    return .object([
      ("before", quality(choice.before)), ("after", quality(choice.after)),
      ("referenceTop1", choice.reference.map { .number($0.first) } ?? .null),
      ("addedConstantBytes", .integer(choice.addedByteCount)),
      (
        "keptInFloat",
        .array(
          choice.kept.map {
            .object([
              ("name", .string($0.name)), ("operator", .string($0.operatorName)),
              ("decibelsAlone", .number($0.decibelsAlone)),
              ("decibelsWithout", .number($0.decibelsWithout)),
              ("addedConstantBytes", .integer($0.addedByteCount)),
            ])
          })
      ),
    ])
  }

  func text(for terminal: Terminal) -> String {
    let quality = { (quality: MixedPrecision.Quality) in
      Decibels.text(quality.decibels) + (Double(quality.decibels).isFinite ? " dB" : "")
        + (quality.accuracy.map {
          ", \(NumberText.fixed(100 * $0.first, decimals: 2)) % right"
        } ?? "")
    }
    let float = choice.reference.map {
      "; float: \(NumberText.fixed(100 * $0.first, decimals: 2)) % right"
    }
    let count = choice.kept.count
    let sentence =
      "All int8: \(quality(choice.before)). With \(count) operator\(count == 1 ? "" : "s") kept in "
      + "float: \(quality(choice.after))\(float ?? "")."
    var text = sentence.wrapped(to: terminal.width).joined(separator: "\n") + "\n"
    guard !choice.kept.isEmpty else { return terminal.drawn(text) }
    var table = Table([
      .init("Kept in float", isFlexible: true, leastWidth: 12, keepsEnds: true),
      .init("Operator"), .init("In int8 alone, dB", .right), .init("Added bytes", .right),
    ])
    for layer in choice.kept {
      table.add([
        layer.name.split(separator: ";").first.map(String.init) ?? "", layer.operatorName,
        Decibels.text(layer.decibelsAlone), NumberText.grouped(layer.addedByteCount),
      ])
    }
    text = terminal.drawn(text) + "\n" + table.rendered(for: terminal)
    return text
  }
}
