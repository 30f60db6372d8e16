#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// What a stream of text can show.
public struct Terminal: Equatable, Sendable {
  /// Whether a person sees the stream as it is written.
  public let isInteractive: Bool

  /// Whether colour may be used.
  public let hasColour: Bool

  /// The number of columns.
  public let width: Int

  /// Whether characters beyond ASCII are shown as what they are.
  public let isUnicode: Bool

  /// Creates a description.
  public init(isInteractive: Bool, hasColour: Bool, width: Int, isUnicode: Bool = true) {
    self.isInteractive = isInteractive
    self.hasColour = hasColour
    self.width = width
    self.isUnicode = isUnicode
  }

  /// A pipe or a file, which gets plain text.
  public static let plain = Terminal(isInteractive: false, hasColour: false, width: 80)

  /// Finds out what an open file can show.
  ///
  /// Colour is for terminals, or for all where `CLICOLOR_FORCE` is set to other than 0, and not when
  /// `NO_COLOR` is set or `TERM` is `dumb`. Lines and blocks are for locales of UTF-8, as `LC_ALL`,
  /// `LC_CTYPE` and `LANG` name them in this order. A pipe is as wide as `COLUMNS` says, or else 80.
  public static func detected(descriptor: Int32) -> Terminal {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(variable).first { !$0.isEmpty }
    let isUnicode = isUnicode(locale: locale ?? "")
    let refusesColour = !(variable("NO_COLOR") ?? "").isEmpty
    guard isatty(descriptor) == 1 else {
      let isForced = !["", "0"].contains(variable("CLICOLOR_FORCE") ?? "")
      return Terminal(
        isInteractive: false, hasColour: isForced && !refusesColour, width: statedWidth ?? 80,
        isUnicode: isUnicode)
    }
    var size = winsize()
    let isKnown = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    let isDumb = variable("TERM") == "dumb"
    return Terminal(
      isInteractive: true, hasColour: !refusesColour && !isDumb,
      width: isKnown ? Int(size.ws_col) : statedWidth ?? 80, isUnicode: isUnicode)
  }

  /// The number of columns in `COLUMNS`, where it is one that text can be laid out for.
  private static var statedWidth: Int? {
    variable("COLUMNS").flatMap { Int($0) }.flatMap { 20...10_000 ~= $0 ? $0 : nil }
  }

  /// Whether a locale's characters are UTF-8, as in `en_GB.UTF-8`.
  static func isUnicode(locale: String) -> Bool {
    let name = locale.lowercased()
    return name.contains("utf-8") || name.contains("utf8")
  }

  private static func variable(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }

  /// A way to set text apart.
  public enum Style: String, Sendable {
    /// For headings.
    case bold = "1"
    /// For errors.
    case red = "31"
    /// For remedies.
    case cyan = "36"
  }

  /// The text in a style, or as it is where there is no colour.
  public func styled(_ text: String, _ style: Style) -> String {
    hasColour ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// The text with the lines, blocks and signs of this tool in ASCII where nothing else is shown.
  ///
  /// Each keeps its width, so that what is aligned stays so; other characters stay as they are.
  public func drawn(_ text: String) -> String {
    guard !isUnicode else { return text }
    return String(text.map { Self.substitutes[$0] ?? $0 })
  }

  private static let substitutes: [Character: Character] = [
    "─": "-", "│": "|", "└": "+", "┴": "+", "┤": "|", "…": "~", "×": "x", "µ": "u", "·": ".",
    "█": "#", "▓": "=", "▒": "+", "░": "o", "╱": "/", "→": ">", "▲": "^", "▀": "'", "▄": ",",
    "✗": "x",
  ]
}

/// Somewhere that text goes.
public protocol TextSink: AnyObject {
  /// What the other end can show.
  var terminal: Terminal { get }

  /// Writes text at once.
  func write(_ text: String)
}

extension TextSink {
  /// Writes text and ends the line.
  public func writeLine(_ text: String) { write(text + "\n") }
}

/// Writes text to an open file, such as standard output.
public final class DescriptorSink: TextSink {
  /// What the other end can show.
  public let terminal: Terminal

  private let descriptor: Int32

  /// Creates a sink of an open file.
  public init(descriptor: Int32) {
    self.descriptor = descriptor
    terminal = Terminal.detected(descriptor: descriptor)
  }

  /// Writes text at once; text that nobody takes is dropped.
  public func write(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { bytes in
        unsafe systemWrite(descriptor, bytes.baseAddress, bytes.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}

/// Keeps text, for tests and for callers that print later.
public final class MemorySink: TextSink {
  /// What the text is laid out for.
  public let terminal: Terminal

  /// Everything written so far.
  public private(set) var text = ""

  /// Creates an empty sink.
  public init(terminal: Terminal = .plain) { self.terminal = terminal }

  /// Adds to the text.
  public func write(_ text: String) { self.text += text }
}

/// The system's `write`, whose name the sinks use for their own.
private func systemWrite(_ file: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(file, start, count)
}
