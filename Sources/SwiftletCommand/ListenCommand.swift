import Swiftlet
import SwiftletKernels
import SwiftletSound
import SwiftletTerminal

/// Tells the words in a recording, or in sound as it is recorded.
///
/// `swiftlet listen FILE.wav|- --model MODEL [--labels LABELS] [--threshold P] [--json] …`
enum ListenCommand {
  static let sound = PositionalDefinition(
    "SOUND", "A .wav recording; or - for standard input, to which arecord may write one.")

  static let model = OptionDefinition(
    "--model", .path("MODEL"),
    "Hear with MODEL, a converted model whose metadata say how it takes sound.", isRequired: true)

  static let labels = OptionDefinition(
    "--labels", .path("LABELS"),
    "Name the classes by this file, one name a line; by the model's metadata when not given.")

  static let threshold = OptionDefinition(
    "--threshold", .number("P", 0.01...1),
    "Tell a word when its mean score is P or more; 0.7 when not given.")

  static let smoothing = OptionDefinition(
    "--smoothing", .integer("N", 1...100),
    "Take the mean of the scores of N windows; 3 when not given.")

  static let step = OptionDefinition(
    "--step", .integer("N", 1...1000),
    "Run the model each N rows of features; 3 when not given.")

  static let ignore = OptionDefinition(
    "--ignore", .text("LABEL"),
    "Do not tell this class; unknown, silence, background and noise when not given.",
    isRepeated: true)

  static let definition = CommandDefinition(
    "listen", "Tells the words in a recording, as they come, with their times.",
    positionals: [sound],
    options: [
      model, labels, threshold, smoothing, step, ignore, SharedOptions.json, SharedOptions.threads,
      SharedOptions.instructionSet,
    ],
    examples: [
      "swiftlet listen words.wav --model keywords.swiftlet",
      "swiftlet listen - --model keywords.swiftlet --json",
    ])

  static let command = Command(definition: definition, run: run)

  static func run(_ arguments: ParsedArguments, _ console: Console) throws(Diagnostic) {
    let instructionSet = try InstructionSet.chosen(by: arguments)
    let opened = try ModelFile.open(arguments.text(of: model) ?? "")
    let hearing = try HearingModel(opened)
    guard case .logMel(let settings) = hearing.input else {
      throw Diagnostic(
        .failure, "the metadata of '\(opened.path ?? "")' do not say how it takes sound",
        help: "convert it again with --metadata sound.sample_rate=16000 and the other keys of "
          + "docs/FORMAT.md")
    }
    let names = try ResultOptions.names(at: arguments.text(of: labels), for: opened)
    let session = try ModelFile.load(opened, arguments, instructionSet)
    var ear = try Ear(hearing, settings, session, spotter(arguments, names), arguments)
    var source = try SoundSource(arguments.positionals[0], sampleRate: settings.sampleRate)
    while let samples = try source.next() {
      for word in try ear.hear(samples) { tell(word, names, arguments, console) }
    }
    for word in try ear.finish() { tell(word, names, arguments, console) }
  }

  private static func spotter(_ arguments: ParsedArguments, _ names: ClassNames) -> WordSpotter {
    let given = arguments.texts(of: ignore)
    let ignored = given.isEmpty ? ["unknown", "silence", "background", "noise"] : given
    let numbers = names.names.indices.filter { number in
      let name = names.names[number].filter { $0 != "_" }
      return ignored.contains(name) || ignored.contains(names.names[number])
    }
    return WordSpotter(
      threshold: Float(arguments.number(of: threshold) ?? 0.7),
      smoothing: arguments.integer(of: smoothing) ?? 3, ignored: Set(numbers))
  }

  private static func tell(
    _ word: Ear.Word, _ names: ClassNames, _ arguments: ParsedArguments, _ console: Console
  ) {
    let name = names.name(word.number)
    if arguments.isGiven(SharedOptions.json) {
      let value = JSONValue.object([
        ("seconds", .number((word.seconds * 1000).rounded() / 1000)), ("label", .string(name)),
        ("class", .integer(word.number)), ("score", .single(word.score)),
      ])
      console.output.writeLine(JSONWriter.compactText(of: value))
    } else {
      let score = NumberText.fixed(Double(word.score), decimals: 2)
      console.output.writeLine("\(time(word.seconds))  \(name)  \(score)")
    }
  }

  /// Minutes, seconds and tenths: `01:02.3`.
  static func time(_ seconds: Double) -> String {
    let tenths = Int((seconds * 10).rounded())
    let filled = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    return "\(filled(tenths / 600)):\(filled(tenths / 10 % 60)).\(tenths % 10)"
  }
}
