import SwiftletTerminal

/// Shows how far each task of a conversion is, one bar after the other.
final class ConversionProgress {
  private let sink: any TextSink
  private var task = ""
  private var bar: ProgressBar?

  init(_ sink: any TextSink) { self.sink = sink }

  /// Shows that a part of a task is done.
  func update(_ task: String, _ completed: Int, _ total: Int) {
    if task != self.task || bar == nil {
      bar?.finish()
      bar = ProgressBar(task, total: total, to: sink)
      self.task = task
    }
    bar?.update(completed: completed)
  }

  /// Removes the bar.
  func finish() {
    bar?.finish()
    bar = nil
  }
}
