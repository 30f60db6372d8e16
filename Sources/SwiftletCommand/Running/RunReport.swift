import Swiftlet
import SwiftletPictures
import SwiftletTerminal

/// Shows the results of runs as they come, or all of them as JSON at the end.
struct RunReport {
  private let pictures: PictureRuns?
  private let path: String
  private let isJSON: Bool
  private let sink: any TextSink
  private var results: [JSONValue] = []

  init(_ pictures: PictureRuns?, _ arguments: ParsedArguments, _ console: Console) {
    self.pictures = pictures
    path = arguments.positionals[0]
    isJSON = arguments.isGiven(SharedOptions.json)
    sink = console.output
  }

  /// Shows what becomes of the pictures.
  private func start() {
    guard let pictures else { return }
    let lines = pictures.summary.wrapped(to: sink.terminal.width)
    sink.write(sink.terminal.drawn(lines.joined(separator: "\n") + "\n"))
  }

  /// Shows what the model makes of a picture.
  mutating func add(
    _ run: Int, _ picture: Picture, _ session: Session, _ options: ResultOptions
  ) throws(ModelError) {
    let outputs = session.model.outputs.indices
    var shown: [OutputResult] = []
    for number in outputs { shown.append(try OutputResult(number, of: session, options)) }
    let file = pictures?.paths[run] ?? ""
    guard !isJSON else {
      results.append(
        .object([
          ("image", .string(file)), ("width", .integer(picture.width)),
          ("height", .integer(picture.height)), ("outputs", .array(shown.map(\.json))),
        ]))
      return
    }
    if run == 0 { start() }
    let terminal = sink.terminal
    let size = "\(picture.width)×\(picture.height)"
    sink.write(
      "\n" + terminal.drawn(terminal.styled(file.printable, .bold) + " (\(size))") + "\n")
    for result in shown { sink.write(result.text(for: terminal, isOnly: shown.count == 1)) }
  }

  /// Writes what was kept.
  func finish() {
    guard isJSON, let pictures else { return }
    sink.write(
      JSONWriter.text(
        of: .object([
          ("model", .string(path)), ("pictures", pictures.json), ("results", .array(results)),
        ])))
  }
}
