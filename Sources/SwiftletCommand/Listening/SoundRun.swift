import Swiftlet
import SwiftletKernels
import SwiftletTerminal

/// Runs a model once on the start of a recording, and shows the best classes.
///
/// `swiftlet run MODEL --wav FILE.wav [--labels LABELS]`
enum SoundRun {
  static let wav = OptionDefinition(
    "--wav", .path("FILE.wav"),
    "Run once on the start of a recording: on its features where the metadata say which, on its "
      + "samples otherwise; and show the best classes.")

  private static let shownCount = 5

  static func run(
    _ path: String, _ arguments: ParsedArguments, _ console: Console
  ) throws(Diagnostic) {
    guard !arguments.isGiven(RunCommand.input), !arguments.isGiven(RunCommand.output) else {
      throw Diagnostic(
        .usage, "--wav is the model's only input, and shows what it gives",
        help: "leave out --input and --output")
    }
    let instructionSet = try InstructionSet.chosen(by: arguments)
    let model = try ModelFile.open(arguments.positionals[0])
    let hearing = try HearingModel(model)
    let names = try ClassNames(path: arguments.text(of: ListenCommand.labels), model: model)
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
      show(try session.outputReals(0), names, console)
    } catch let error as ModelError {
      throw Diagnostic(error, in: model)
    } catch let error as Diagnostic {
      throw error
    } catch {
      throw Diagnostic(.failure, "the model cannot run")
    }
  }

  private static func show(_ scores: [Float], _ names: ClassNames, _ console: Console) {
    var table = Table([
      .init("#", .right), .init("Class", isFlexible: true, leastWidth: 12), .init("Score", .right),
    ])
    let ranked = scores.indices.sorted { left, right in
      scores[left] == scores[right] ? left < right : scores[left] > scores[right]
    }
    for (place, number) in ranked.prefix(shownCount).enumerated() {
      let score = NumberText.fixed(Double(scores[number]), decimals: 4)
      table.add(["\(place + 1)", names.name(number), score])
    }
    console.output.write(table.rendered(for: console.output.terminal))
  }
}
