import Swiftlet
import SwiftletCore

/// When each step of some runs started and ended.
struct StepSpans {
  /// A step of a run.
  struct Span: Equatable {
    let step: Int
    /// Nanoseconds of the clock.
    let start: Int
    let end: Int
  }

  /// The runs, each with its steps in order.
  private(set) var runs: [[Span]] = []

  /// The most steps of all runs together that are kept.
  static let limit = 100_000

  /// The most runs that are kept.
  static let mostRuns = 50

  /// Runs a session some times, within the limits.
  init(of session: Session, stepCount: Int, seconds: Double) {
    let count = max(1, min(Self.mostRuns, Self.limit / max(stepCount, 1)))
    let end = Clock.nanoseconds + Int(seconds * 1e9)
    repeat {
      var recorder = Recorder()
      recorder.spans.reserveCapacity(stepCount)
      session.run(&recorder)
      runs.append(recorder.spans)
    } while runs.count < count && Clock.nanoseconds < end
  }

  private struct Recorder: StepObserver {
    var spans: [Span] = []
    private var start = 0

    mutating func willRun(step: Int) { start = Clock.nanoseconds }

    mutating func didRun(step: Int) {
      spans.append(Span(step: step, start: start, end: Clock.nanoseconds))
    }
  }
}
