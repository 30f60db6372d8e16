/// A problem as the user is told of it: what is wrong, and what to do.
public struct Diagnostic: Error, Equatable, Sendable {
  /// Whose mistake it is.
  public enum Kind: Int32, Sendable {
    /// The input, a file or the machine; the exit status is 1.
    case failure = 1
    /// The command line; the exit status is 2.
    case usage = 2
  }

  /// Whose mistake it is.
  public let kind: Kind

  /// What is wrong, as one sentence without a full stop.
  public let message: String

  /// What to do about it, as one sentence without a full stop.
  public let help: String?

  /// Creates a diagnostic.
  public init(_ kind: Kind, _ message: String, help: String? = nil) {
    self.kind = kind
    self.message = message
    self.help = help
  }

  /// What the process returns to its caller: 1 for a failure, 2 for a mistaken command line.
  public var exitStatus: Int32 { kind.rawValue }

  /// Writes the `Error:` and `Help:` lines.
  public func print(to sink: any TextSink) {
    let terminal = sink.terminal
    sink.writeLine("\(terminal.styled("Error:", .red)) \(message)")
    if let help { sink.writeLine("\(terminal.styled("Help:", .cyan)) \(help)") }
  }
}
