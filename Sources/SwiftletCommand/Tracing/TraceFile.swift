import Swiftlet
import SwiftletKernels
import SwiftletTerminal

/// A trace of runs in the format that Perfetto and chrome://tracing open.
///
/// Times are in microseconds from the first step. The steps of a run are one after the other; the
/// threads that share a step are not told apart.
struct TraceFile {
  private let path: String
  private let report: ModelReport
  private let session: Session
  private var events: [JSONValue] = []

  private static let process = 1
  private static let thread = 1

  /// Writes spans as events.
  init(_ spans: StepSpans, of path: String, _ report: ModelReport, _ session: Session) {
    (self.path, self.report, self.session) = (path, report, session)
    let alive = report.aliveByteCounts
    let origin = spans.runs.first?.first?.start ?? 0
    name("process_name", "swiftlet bench \(path)")
    name("thread_name", "steps")
    for (number, run) in spans.runs.enumerated() {
      guard let first = run.first, let last = run.last else { continue }
      events.append(
        .object(
          Self.head("X", "run \(number)", "run", first.start - origin) + [
            ("dur", Self.microseconds(last.end - first.start)), ("args", .object([])),
          ]))
      for span in run where report.steps.indices.contains(span.step) {
        addStep(span, origin)
        addMemory(alive[span.step], span.start - origin)
      }
      addMemory(0, last.end - origin)
    }
  }

  /// The bytes of the file: one event on each line.
  var bytes: [UInt8] {
    var text = "{\n\"displayTimeUnit\": \"ns\",\n\"otherData\": "
    text += JSONWriter.compactText(
      of: .object([
        ("model", .string(path)), ("threads", .integer(session.threads?.count ?? 1)),
        ("instructionSet", .string("\(session.instructionSet.name)")),
        ("arenaBytes", .integer(report.arenaByteCount)),
        ("constantBytes", .integer(report.constantByteCount)),
      ]))
    text += ",\n\"traceEvents\": [\n"
    for (index, event) in events.enumerated() {
      text += JSONWriter.compactText(of: event) + (index + 1 < events.count ? ",\n" : "\n")
    }
    return Array((text + "]\n}\n").utf8)
  }

  private mutating func name(_ kind: String, _ name: String) {
    events.append(
      .object([
        ("ph", .string("M")), ("name", .string(kind)), ("pid", .integer(Self.process)),
        ("tid", .integer(Self.thread)), ("args", .object([("name", .string(name))])),
      ]))
  }

  private mutating func addStep(_ span: StepSpans.Span, _ origin: Int) {
    let step = report.steps[span.step]
    let output = report.tensor(step.output)
    let title = step.shortName.isEmpty ? step.operatorName : step.shortName
    let arguments: [(key: String, value: JSONValue)] = [
      ("step", .integer(span.step)), ("operator", .string(step.operatorName)),
      ("name", step.name.json), ("output", .string(output?.shape.text ?? "")),
      ("elementType", .string(output.map { "\($0.element)" } ?? "")),
      ("attributes", .string(AttributeText.text(of: step.attributes))),
      ("multiplyAccumulates", .integer(step.multiplyAccumulates)),
      ("constantBytes", .integer(step.constantByteCount)),
      ("scratchBytes", .integer(step.scratchRange.count)),
    ]
    events.append(
      .object(
        Self.head("X", title, step.operatorName, span.start - origin) + [
          ("dur", Self.microseconds(span.end - span.start)), ("args", .object(arguments)),
        ]))
  }

  private mutating func addMemory(_ byteCount: Int, _ time: Int) {
    events.append(
      .object(
        Self.head("C", "bytes alive", "memory", time) + [
          ("args", .object([("activations", .integer(byteCount))]))
        ]))
  }

  private static func head(
    _ phase: String, _ name: String, _ category: String, _ nanoseconds: Int
  ) -> [(key: String, value: JSONValue)] {
    [
      ("ph", .string(phase)), ("name", .string(name)), ("cat", .string(category)),
      ("pid", .integer(process)), ("tid", .integer(thread)), ("ts", microseconds(nanoseconds)),
    ]
  }

  private static func microseconds(_ nanoseconds: Int) -> JSONValue {
    .number(Double(nanoseconds) / 1000)
  }
}
