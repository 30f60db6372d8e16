import Swiftlet
import SwiftletKernels
import SwiftletTerminal

/// Runs a model once on the start of a recording, and shows the best classes.
///
/// `swiftlet run MODEL --wav FILE.wav [--labels LABELS] [--top K] [--json]`
enum SoundRun {
  static let wav = OptionDefinition(
    "--wav", .path("FILE.wav"),
    "Run once on the start of a recording: on its features where the metadata say which, on its "
      + "samples otherwise; and show the best classes.")

  static func run(
    _ path: String, _ arguments: ParsedArguments, _ console: Console
  ) throws(Diagnostic) {
    guard !arguments.isGiven(RunCommand.input), !arguments.isGiven(RunCommand.output) else {
      throw Diagnostic(
        .usage, "--wav is the model's only input, and shows what it gives",
        help: "leave out --input and --output")
    }
    for option in PictureRuns.options where arguments.isGiven(option) {
      throw Diagnostic(
        .usage, "\(option.name) is for pictures", help: "leave it out, or --wav")
    }
    let instructionSet = try InstructionSet.chosen(by: arguments)
    let model = try ModelFile.open(arguments.positionals[0])
    let hearing = try HearingModel(model)
    let options = try ResultOptions(arguments, for: model)
    var source = try SoundSource(path, sampleRate: hearing.input.sampleRate)
    // A little silence behind a word is not worth a note.
    let limit = hearing.sampleCount + hearing.sampleCount / 8
    let samples = try source.all(atMost: limit)
    if samples.count == limit {
      let seconds = Double(hearing.sampleCount) / Double(source.sampleRate)
      console.errors.writeLine(
        "Note: the model hears the first \(NumberText.fixed(seconds, decimals: 2)) s; "
          + "'swiftlet listen' hears all")
    }
    let session = try ModelFile.load(model, arguments, instructionSet)
    do {
      try session.setInput(0, reals: try hearing.values(samples))
      session.run()
      var results: [OutputResult] = []
      for number in model.outputs.indices {
        results.append(try OutputResult(number, of: session, options))
      }
      show(results, path, arguments, console)
    } catch let error as ModelError {
      throw Diagnostic(error, in: model)
    } catch let error as Diagnostic {
      throw error
    } catch {
      throw Diagnostic(.failure, "the model cannot run")
    }
  }

  private static func show(
    _ results: [OutputResult], _ path: String, _ arguments: ParsedArguments, _ console: Console
  ) {
    guard !arguments.isGiven(SharedOptions.json) else {
      let report = JSONValue.object([
        ("model", .string(arguments.positionals[0])), ("sound", .string(path)),
        ("outputs", .array(results.map(\.json))),
      ])
      return console.output.write(JSONWriter.text(of: report))
    }
    let terminal = console.output.terminal
    for result in results {
      console.output.write(result.text(for: terminal, isOnly: results.count == 1))
    }
  }
}
