/// A line that shows how far a long piece of work is; silent where nobody watches.
public struct ProgressBar {
  private let sink: any TextSink
  private let label: String
  private let total: Int
  private let showsRate: Bool
  private let start: ContinuousClock.Instant
  private var lastDrawn: ContinuousClock.Instant?

  /// Creates the bar of a piece of work with a known number of items.
  ///
  /// A rate is not shown of items that stand for something else, such as time.
  public init(_ label: String, total: Int, showsRate: Bool = true, to sink: any TextSink) {
    self.sink = sink
    self.label = label
    self.total = total
    self.showsRate = showsRate
    start = ContinuousClock.now
  }

  /// Shows that some items are done; draws ten times a second at most.
  public mutating func update(completed: Int) {
    guard sink.terminal.isInteractive else { return }
    let now = ContinuousClock.now
    if let lastDrawn, now - lastDrawn < .milliseconds(100), completed < total { return }
    lastDrawn = now
    let line = Self.line(
      label, completed: completed, total: total, seconds: (now - start) / .seconds(1),
      width: sink.terminal.width, showsRate: showsRate)
    sink.write("\r\u{1B}[K" + sink.terminal.drawn(line))
  }

  /// Removes the line.
  public mutating func finish() {
    guard lastDrawn != nil else { return }
    sink.write("\r\u{1B}[K")
    lastDrawn = nil
  }

  /// The bar, the part done, the rate and the time left, at most a width.
  static func line(
    _ label: String, completed: Int, total: Int, seconds: Double, width: Int,
    showsRate: Bool = true
  ) -> String {
    let part = total > 0 ? min(max(Double(completed) / Double(total), 0), 1) : 1
    let percent = NumberText.fixed(part * 100, decimals: 0).padded(to: 3, alignment: .right)
    var facts = " \(percent)%"
    // What the first moments did says little of the rest.
    if seconds >= 0.2, completed > 0 {
      let rate = Double(completed) / seconds
      if showsRate { facts += "  \(NumberText.fixed(rate, decimals: 1))/s" }
      facts += "  \(clock(Double(max(total - completed, 0)) / rate)) left"
    }
    let room = min(30, width - 1 - label.columnCount - 1 - facts.columnCount)
    guard room >= 5 else { return (label + facts).truncated(to: max(width - 1, 0)) }
    let filled = Int(part * Double(room))
    return "\(label) " + String(repeating: "█", count: filled)
      + String(repeating: "░", count: room - filled) + facts
  }

  private static func clock(_ seconds: Double) -> String {
    let whole = Int(min(seconds.rounded(.up), 359_999))
    let two = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
    let minutes = "\(two(whole / 60 % 60)):\(two(whole % 60))"
    return whole >= 3600 ? "\(whole / 3600):\(minutes)" : minutes
  }
}
