import Swiftlet
import SwiftletKernels
import SwiftletPictures
import SwiftletTerminal

/// Runs a model on arrays, pictures or a recording.
///
/// `swiftlet run MODEL --input [NAME=]FILE.npy … --output DIR [--threads N] [--instruction-set S]`
/// `swiftlet run MODEL --image FILE … [--labels L] [--top K] [--scores MODE] [--json] …`
/// `swiftlet run MODEL --wav FILE.wav [--labels LABELS] …`
enum RunCommand {
  static let input = OptionDefinition(
    "--input", .path("[NAME=]FILE"),
    "Read the input NAME, or the next one, from the array in FILE; write ./a=b.npy for a file "
      + "whose own name holds '='. Where the array has one axis more than the input, or more "
      + "entries along a first axis of one, each entry is a run. A model without inputs needs none.",
    isRepeated: true)

  static let output = OptionDefinition(
    "--output", .path("DIR"),
    "Write the outputs to the folder DIR, in the model's order, as out0.npy, out1.npy, …; needed "
      + "where no picture or recording is given.")

  static let definition = CommandDefinition(
    "run", "Runs a model on pictures, on a recording, or on arrays in .npy files.",
    positionals: [SharedOptions.model],
    options: [input, output] + PictureRuns.options + [SoundRun.wav] + ResultOptions.options + [
      SharedOptions.json, SharedOptions.threads, SharedOptions.instructionSet,
    ],
    examples: [
      "swiftlet run network.swiftlet --input image=cat.npy --output results",
      "swiftlet run network.swiftlet --image cat.jpg --labels labels.txt",
      "swiftlet run keywords.swiftlet --wav off.wav",
    ])

  static let command = Command(definition: definition, run: run)

  static func run(_ arguments: ParsedArguments, _ console: Console) throws(Diagnostic) {
    if let path = arguments.text(of: SoundRun.wav) {
      guard !arguments.isGiven(PictureRuns.image) else {
        throw Diagnostic(
          .usage, "--image and --wav are inputs of different models", help: "leave out one of them")
      }
      return try SoundRun.run(path, arguments, console)
    }
    let instructionSet = try InstructionSet.chosen(by: arguments)
    let model = try ModelFile.open(arguments.positionals[0])
    let files = arguments.texts(of: input).map { NamedFile($0) }
    let pictures = try PictureRuns(arguments, for: model, besides: files)
    let isShown = pictures != nil
    try checkOptions(arguments, isShown: isShown)
    let options = try ResultOptions(arguments, for: model)
    let session = try ModelFile.load(model, arguments, instructionSet)
    let inputs = try RunInput.read(
      files, for: Array(model.inputs), except: pictures.map { [$0.number] } ?? [])
    let batch = try RunBatch(inputs, count: pictures?.paths.count)
    var results = try RunResults(Array(model.outputs), batch)
    var report = RunReport(pictures, arguments, console)
    var progress = ProgressBar("Running", total: batch.count, to: console.errors)
    defer { progress.finish() }
    for index in 0..<batch.count {
      let picture = try pictures?.read(index)
      do throws(ModelError) {
        // A run may overwrite its inputs, so each is written before every run.
        for input in inputs {
          try session.setInput(input.number, bytes: Array(input.bytes(ofEntry: index)))
        }
        if let pictures, let picture {
          try session.setInput(pictures.number, reals: picture.values)
        }
        session.run()
        if arguments.isGiven(output) {
          for number in model.outputs.indices {
            results.append(try session.outputBytes(number), to: number)
          }
        }
        if let picture {
          progress.finish()
          try report.add(index, picture.picture, session, options)
        }
      } catch {
        throw Diagnostic(error)
      }
      progress.update(completed: index + 1)
    }
    progress.finish()
    report.finish()
    if let folder = arguments.text(of: output) { try write(results, to: folder, console) }
  }

  /// Asks for somewhere that the results go to.
  private static func checkOptions(
    _ arguments: ParsedArguments, isShown: Bool
  ) throws(Diagnostic) {
    if isShown {
      guard arguments.isGiven(SharedOptions.json), arguments.isGiven(output) else { return }
      throw Diagnostic(
        .usage, "--json and --output both tell what was written", help: "leave out one of them")
    }
    for option in ResultOptions.options + [SharedOptions.json] where arguments.isGiven(option) {
      throw Diagnostic(
        .usage, "\(option.name) is for results that are shown",
        help: "add --image FILE or --wav FILE.wav, or leave it out")
    }
    guard arguments.isGiven(output) else {
      throw Diagnostic(
        .usage, "option '\(output.usage)' is missing", help: "try 'swiftlet run --help'")
    }
  }

  private static func write(
    _ results: RunResults, to folder: String, _ console: Console
  ) throws(Diagnostic) {
    do {
      try FileSystem.makeFolder(folder)
    } catch {
      throw Diagnostic(error)
    }
    let terminal = console.output.terminal
    for (number, array) in try results.arrays().enumerated() {
      let path = folder.hasSuffix("/") ? "\(folder)out\(number).npy" : "\(folder)/out\(number).npy"
      do {
        try array.write(to: path)
      } catch {
        throw Diagnostic(error, path: path)
      }
      let name = results.doors[number].name.map { " '\($0.printable)'" } ?? ""
      let line =
        "Wrote \(path): output \(number)\(name), \(array.element.name) \(array.shape.text)"
      console.output.writeLine(terminal.drawn(line))
    }
  }
}
