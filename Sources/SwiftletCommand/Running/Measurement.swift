import Swiftlet
import SwiftletCore
import SwiftletFormat
import SwiftletKernels
import SwiftletTerminal

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The time since some moment that does not change while the machine is up.
enum Clock {
  static var nanoseconds: Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}

/// Some of many times, enough for their median.
///
/// Memory is bounded: of more times than there is room for, it keeps the latest.
struct Times {
  private static let room = 1 << 20

  private var kept: [Int] = []
  private(set) var count = 0
  private(set) var minimum = Int.max

  mutating func add(_ nanoseconds: Int) {
    if kept.count < Self.room {
      kept.append(nanoseconds)
    } else {
      kept[count % Self.room] = nanoseconds
    }
    count += 1
    minimum = min(minimum, nanoseconds)
  }

  /// The times that are kept, the first ones first where none was given up.
  var latest: [Int] { kept }

  /// The middle one of the times that are kept; the mean of the two where their number is even.
  var median: Double {
    let sorted = kept.sorted()
    guard let last = sorted.indices.last else { return 0 }
    return Double(sorted[last / 2] + sorted[(last + 1) / 2]) / 2
  }
}

/// How long a model took.
struct Measurement {
  let session: Session
  let report: ModelReport
  let loadNanoseconds: Int
  let runs: Times
  /// The times of each step; empty where nobody asked.
  let steps: [Times]

  /// Measures runs, after a tenth of the effort to warm up, and then, if asked, steps with as much
  /// effort again.
  init(
    _ session: Session, _ report: ModelReport, loadNanoseconds: Int, effort: Effort,
    profiles: Bool, progress: (_ milliseconds: Int) -> Void = { _ in }
  ) throws(ModelError) {
    self.session = session
    self.report = report
    self.loadNanoseconds = loadNanoseconds
    try session.fillInputs()
    let start = Clock.nanoseconds
    let look = { progress((Clock.nanoseconds - start) / 1_000_000) }
    effort.tenth.repeated(look) { session.run() }
    var runs = Times()
    effort.repeated(look) {
      let start = Clock.nanoseconds
      session.run()
      runs.add(Clock.nanoseconds - start)
    }
    self.runs = runs
    var observer = StepTimes(stepCount: profiles ? report.steps.count : 0)
    if profiles { effort.repeated(look) { session.run(&observer) } }
    steps = observer.times
  }

  /// The milliseconds that a measurement of some seconds takes, but for the last runs of its parts.
  static func milliseconds(seconds: Double, profiles: Bool) -> Int {
    Int(seconds * (profiles ? 2100 : 1100))
  }
}

/// Times each step of a run.
private struct StepTimes: StepObserver {
  var times: [Times]
  private var start = 0

  init(stepCount: Int) { times = Array(repeating: Times(), count: stepCount) }

  mutating func willRun(step: Int) { start = Clock.nanoseconds }

  mutating func didRun(step: Int) { times[step].add(Clock.nanoseconds - start) }
}

extension Session {
  /// Fills every input with the same arbitrary values on every machine.
  fileprivate func fillInputs() throws(ModelError) {
    var state: UInt32 = 1
    for (index, input) in model.inputs.enumerated() {
      let bytes = (0..<input.byteCount).map { (position: Int) -> UInt8 in
        state = state &* 1_664_525 &+ 1_013_904_223
        let byte = UInt8(truncatingIfNeeded: state >> 24)
        return input.element.arbitrary(byte, at: position)
      }
      try setInput(index, bytes: bytes)
    }
  }
}

extension ElementType {
  /// A byte of an arbitrary value: floats are between a half and two, wide integers small.
  fileprivate func arbitrary(_ byte: UInt8, at position: Int) -> UInt8 {
    switch self {
    case .int8, .uint8: byte
    case .boolean: byte & 1
    case .float32: position % 4 == 3 ? 0x3F : byte
    case .float16: position % 2 == 1 ? 0x38 : byte
    case .int16, .int32, .int64, .absent: position % max(byteCount, 1) == 0 ? byte & 1 : 0
    }
  }
}

extension Measurement {
  private var threadCount: Int { session.threads?.count ?? 1 }

  var json: JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      ("medianNanoseconds", .number(runs.median)),
      ("minimumNanoseconds", .integer(runs.minimum)),
      ("runs", .integer(runs.count)),
      ("loadNanoseconds", .integer(loadNanoseconds)),
      ("fileBytes", .integer(report.fileByteCount)),
      ("arenaBytes", .integer(report.arenaByteCount)),
      ("multiplyAccumulates", .integer(report.multiplyAccumulates)),
      ("threads", .integer(threadCount)),
      ("instructionSet", .string(session.instructionSet.name.description)),
    ]
    if !steps.isEmpty { members.append(("operators", .array(steps.indices.map(stepJSON)))) }
    return .object(members)
  }

  private func stepJSON(_ index: Int) -> JSONValue {
    let step = report.steps[index]
    return .object([
      ("index", .integer(index)),
      ("operator", .string(step.operatorName)),
      ("name", step.name.json),
      ("medianNanoseconds", .number(steps[index].median)),
      ("minimumNanoseconds", .integer(steps[index].minimum)),
      ("multiplyAccumulates", .integer(step.multiplyAccumulates)),
    ])
  }

  /// The measurement for people.
  func text(_ path: String, for terminal: Terminal) -> String {
    let threads = threadCount == 1 ? "1 thread" : "\(threadCount) threads"
    var text = "\(path) on \(threads) with \(session.instructionSet.name)\n\n"
    var table = Table([.init("Measured"), .init("", .right)])
    table.add(["Median of a run", NumberText.duration(nanoseconds: runs.median)])
    table.add(["Minimum", NumberText.duration(nanoseconds: Double(runs.minimum))])
    table.add(["Runs", NumberText.grouped(runs.count)])
    table.add(["Loading", NumberText.duration(nanoseconds: Double(loadNanoseconds))])
    table.add(["Arena", "\(NumberText.grouped(report.arenaByteCount)) B"])
    table.add(["Multiply-accumulates", rate(report.multiplyAccumulates, runs.median)])
    text += table.rendered(for: terminal)
    if !steps.isEmpty { text += "\n" + profile.rendered(for: terminal) }
    return terminal.drawn(text)
  }

  private var profile: Table {
    let medians = steps.map(\.median)
    let total = max(medians.reduce(0, +), 1)
    var table = Table([
      .init("#", .right), .init("Operator"), .init("Name", isFlexible: true, keepsEnds: true),
      .init("Median", .right), .init("Share", .right), .init("MACs", .right),
      .init("MACs/s", .right),
    ])
    for (index, median) in medians.enumerated() {
      let step = report.steps[index]
      let count = step.multiplyAccumulates
      table.add([
        "\(index)", step.operatorName, step.shortName, NumberText.duration(nanoseconds: median),
        NumberText.fixed(median / total * 100, decimals: 1) + " %", NumberText.grouped(count),
        count == 0 ? "" : rate(count, median),
      ])
    }
    return table
  }

  /// A count in a time, as one second has it.
  private func rate(_ count: Int, _ nanoseconds: Double) -> String {
    NumberText.rate(Double(count) / max(nanoseconds, 1) * 1e9) + "/s"
  }
}
