/// A problem as the user is told of it: what is wrong, and what to do.
public struct Diagnostic: Error, Equatable, Sendable {
  /// Whose mistake it is.
  public enum Kind: Int32, Sendable {
    /// The input, a file or the machine; the exit status is 1.
    case failure = 1
    /// The command line; the exit status is 2.
    case usage = 2
  }

  /// One of several things that are wrong.
  public struct Item: Equatable, Sendable {
    /// What is wrong, and where.
    public let message: String

    /// What to do about it.
    public let help: String?

    /// Creates an item.
    public init(_ message: String, help: String? = nil) {
      self.message = message
      self.help = help
    }
  }

  /// Whose mistake it is.
  public let kind: Kind

  /// What is wrong, as one sentence without a full stop.
  public let message: String

  /// Everything that is wrong, where it is more than the message says.
  public let items: [Item]

  /// What to do about it, as one sentence without a full stop.
  public let help: String?

  /// Creates a diagnostic.
  public init(_ kind: Kind, _ message: String, items: [Item] = [], help: String? = nil) {
    self.kind = kind
    self.message = message
    self.items = items
    self.help = help
  }

  /// What the process returns to its caller: 1 for a failure, 2 for a mistaken command line.
  public var exitStatus: Int32 { kind.rawValue }

  /// Writes the `Error:` line, a line or two for each item, and the `Help:` line.
  public func print(to sink: any TextSink) {
    let terminal = sink.terminal
    sink.writeLine(terminal.drawn("\(terminal.styled("Error:", .red)) \(message)"))
    let label = terminal.styled("Help:", .cyan)
    for item in items {
      sink.writeLine(terminal.drawn("  \(item.message)"))
      if let help = item.help { sink.writeLine(terminal.drawn("    \(label) \(help)")) }
    }
    if let help { sink.writeLine(terminal.drawn("\(label) \(help)")) }
  }
}
