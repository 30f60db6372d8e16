extension String {
  /// The number of columns that the text takes on a terminal.
  ///
  /// East Asian wide characters and emoji take two, marks and control characters none.
  public var columnCount: Int { reduce(0) { $0 + $1.columnCount } }

  /// The text with spaces to its right, or its left, up to a width.
  public func padded(to width: Int, alignment: Table.Alignment = .left) -> String {
    let space = String(repeating: " ", count: max(0, width - columnCount))
    switch alignment {
    case .left: return self + space
    case .right: return space + self
    }
  }

  /// The text, cut with an ellipsis where it is wider than a width.
  public func truncated(to width: Int, keepsEnd: Bool = false) -> String {
    guard columnCount > width else { return self }
    guard width > 0 else { return "" }
    var kept: [Character] = []
    var columns = 1
    for character in keepsEnd ? Array(reversed()) : Array(self) {
      columns += character.columnCount
      guard columns <= width else { break }
      kept.append(character)
    }
    return keepsEnd ? "…" + String(kept.reversed()) : String(kept) + "…"
  }

  /// The text in one line that a terminal takes as text: what would move its cursor or change its
  /// state, or the direction of what follows, becomes a space or a question mark.
  public var printable: String {
    guard unicodeScalars.contains(where: \.isUnprintable) else { return self }
    var text = ""
    for scalar in unicodeScalars {
      if scalar.isUnprintable {
        text.append(scalar.properties.isWhitespace ? " " : "?")
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// The text in lines of at most a width, broken at spaces where there are any.
  public func wrapped(to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in split(separator: " ").map(String.init) {
      if line.isEmpty {
        line = word
      } else if line.columnCount + 1 + word.columnCount <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = word
      }
    }
    return lines + [line]
  }
}

extension Unicode.Scalar {
  fileprivate var isUnprintable: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    // Joiners make up emoji and scripts; other format characters turn text around or hide it.
    case .format: value != 0x200C && value != 0x200D
    default: false
    }
  }
}

extension Character {
  fileprivate var columnCount: Int {
    guard let scalar = unicodeScalars.first else { return 0 }
    switch scalar.properties.generalCategory {
    case .control, .format, .nonspacingMark, .enclosingMark, .lineSeparator,
      .paragraphSeparator:
      return 0
    default: break
    }
    let isEmoji =
      scalar.properties.isEmojiPresentation || unicodeScalars.contains { $0.value == 0xFE0F }
    return isEmoji || Self.wideRanges.contains { $0.contains(scalar.value) } ? 2 : 1
  }

  /// The blocks that Unicode calls wide or full width.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
    0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
  ]
}
