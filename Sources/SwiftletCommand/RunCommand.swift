import Swiftlet
import SwiftletKernels
import SwiftletTerminal

/// Runs a model on arrays.
///
/// `swiftlet run MODEL --input [NAME=]FILE.npy … --output DIR [--threads N] [--instruction-set S]`
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
      + "where no recording is given.")

  static let definition = CommandDefinition(
    "run", "Runs a model on arrays in .npy files, or on a recording.",
    positionals: [SharedOptions.model],
    options: [
      input, output, SoundRun.wav, ListenCommand.labels, SharedOptions.threads,
      SharedOptions.instructionSet,
    ],
    examples: [
      "swiftlet run network.swiftlet --input image=cat.npy --output results",
      "swiftlet run keywords.swiftlet --wav yes.wav",
    ])

  static let command = Command(definition: definition, run: run)

  static func run(_ arguments: ParsedArguments, _ console: Console) throws(Diagnostic) {
    if let path = arguments.text(of: SoundRun.wav) {
      return try SoundRun.run(path, arguments, console)
    }
    guard arguments.isGiven(output) else {
      throw Diagnostic(
        .usage, "no folder is given for the outputs", help: "add --output DIR")
    }
    let instructionSet = try InstructionSet.chosen(by: arguments)
    let model = try ModelFile.open(arguments.positionals[0])
    let session = try ModelFile.load(model, arguments, instructionSet)
    let files = arguments.texts(of: input).map { NamedFile($0) }
    let inputs = try RunInput.read(files, for: Array(model.inputs))
    let batch = try RunBatch(inputs)
    var results = try RunResults(Array(model.outputs), batch)
    var progress = ProgressBar("Running", total: batch.count, to: console.errors)
    defer { progress.finish() }
    for index in 0..<batch.count {
      do {
        // A run may overwrite its inputs, so each is written before every run.
        for (number, input) in inputs.enumerated() {
          try session.setInput(number, bytes: Array(input.bytes(ofEntry: index)))
        }
        session.run()
        for number in model.outputs.indices {
          results.append(try session.outputBytes(number), to: number)
        }
      } catch {
        throw Diagnostic(error)
      }
      progress.update(completed: index + 1)
    }
    progress.finish()
    try write(results, to: arguments.text(of: output) ?? "", console)
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
      let name = results.doors[number].name.map { " '\($0)'" } ?? ""
      let line =
        "Wrote \(path): output \(number)\(name), \(array.element.name) \(array.shape.text)"
      console.output.writeLine(terminal.drawn(line))
    }
  }
}
