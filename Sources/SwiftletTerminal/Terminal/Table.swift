/// Rows and columns of text, laid out for a terminal's width.
public struct Table: Sendable {
  /// The side of its column that a text keeps to.
  public enum Alignment: Sendable {
    /// For names.
    case left
    /// For numbers.
    case right
  }

  /// The heading of a column and how its texts are laid out.
  public struct Column: Sendable {
    /// The heading.
    public let title: String

    /// The side that the texts keep to.
    public let alignment: Alignment

    /// Whether the column gives up width when the table is wider than the terminal.
    public let isFlexible: Bool

    /// The width below which a flexible column gives up nothing.
    public let leastWidth: Int

    /// Whether a text that is too wide keeps its end, and not its start.
    public let keepsEnds: Bool

    /// Creates a column.
    public init(
      _ title: String, _ alignment: Alignment = .left, isFlexible: Bool = false,
      leastWidth: Int = 8, keepsEnds: Bool = false
    ) {
      self.title = title
      self.alignment = alignment
      self.isFlexible = isFlexible
      self.leastWidth = leastWidth
      self.keepsEnds = keepsEnds
    }
  }

  private static let gap = "  "

  private let columns: [Column]
  private var rows: [[String]] = []

  /// Creates a table without rows.
  public init(_ columns: [Column]) { self.columns = columns }

  /// Adds a row of one text for each column.
  public mutating func add(_ row: [String]) {
    precondition(row.count == columns.count, "a row has one text for each column")
    rows.append(row.map(\.printable))
  }

  /// The lines of the table, headings first, each ended by a newline.
  public func rendered(for terminal: Terminal) -> String {
    let widths = widths(within: terminal.width)
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: Self.gap)
    var text = terminal.styled(line(columns.map(\.title), widths), .bold) + "\n" + rule + "\n"
    for row in rows { text += line(row, widths) + "\n" }
    return terminal.drawn(text)
  }

  /// The columns that the table takes at least, with everything that gives up width as narrow as it
  /// can be.
  public var leastWidth: Int {
    widths(within: 0).reduce((columns.count - 1) * Self.gap.count, +)
  }

  private func line(_ texts: [String], _ widths: [Int]) -> String {
    var line = columns.indices.map { index in
      texts[index].truncated(to: widths[index], keepsEnd: columns[index].keepsEnds)
        .padded(to: widths[index], alignment: columns[index].alignment)
    }.joined(separator: Self.gap)
    while line.last == " " { line.removeLast() }
    return line
  }

  /// The widest text of each column, less what flexible columns give up, the widest first.
  private func widths(within limit: Int) -> [Int] {
    var widths = columns.indices.map { index in
      rows.reduce(columns[index].title.columnCount) { max($0, $1[index].columnCount) }
    }
    var excess = widths.reduce((columns.count - 1) * Self.gap.count, +) - limit
    while excess > 0 {
      let flexible = columns.indices.filter {
        columns[$0].isFlexible && widths[$0] > columns[$0].leastWidth
      }
      guard let widest = flexible.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }
}
