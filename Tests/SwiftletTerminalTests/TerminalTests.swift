import Testing

@testable import SwiftletTerminal

@Suite struct TerminalTests {
  static let colourful = Terminal(isInteractive: true, hasColour: true, width: 80)

  @Test func aTableKeepsNamesLeftAndNumbersRight() {
    #expect(
      table.rendered(for: .plain)
        == """
        Layer          Time
        ─────────────  ────
        conv           1.25
        日本            0.5
        a_longer_name     7

        """)
  }

  @Test func aNarrowTerminalCutsTheFlexibleColumn() {
    let narrow = Terminal(isInteractive: true, hasColour: false, width: 15)
    #expect(table.rendered(for: narrow).contains("a_longer…"))
    let wide = Terminal(isInteractive: true, hasColour: false, width: 200)
    #expect(table.rendered(for: wide) == table.rendered(for: .plain))
  }

  @Test func aTerminalWithoutUnicodeGetsAsciiOfTheSameWidth() {
    let ascii = Terminal(isInteractive: true, hasColour: false, width: 80, isUnicode: false)
    let drawn = ascii.drawn("█▒░▓╱ │└─ 3×3 5 µs a→b cut…")
    #expect(drawn == "#+o=/ |+- 3x3 5 us a>b cut~")
    #expect(Terminal.plain.drawn("█×") == "█×")
    #expect(["en_GB.UTF-8", "C.utf8"].allSatisfy(Terminal.isUnicode(locale:)))
    #expect(["", "C", "POSIX", "de_DE.ISO-8859-1"].allSatisfy { !Terminal.isUnicode(locale: $0) })
  }

  @Test func colourIsForTerminalsOnly() {
    let (plain, colourful) = (MemorySink(), MemorySink(terminal: Self.colourful))
    let diagnostic = Diagnostic(.failure, "it broke", help: "mend it")
    diagnostic.print(to: plain)
    diagnostic.print(to: colourful)
    #expect(plain.text == "Error: it broke\nHelp: mend it\n")
    #expect(
      colourful.text == "\u{1B}[31mError:\u{1B}[0m it broke\n\u{1B}[36mHelp:\u{1B}[0m mend it\n")
    #expect(diagnostic.exitStatus == 1)
    #expect(Diagnostic(.usage, "").exitStatus == 2)
  }

  @Test func widthsAreThoseOfATerminal() {
    #expect("abc".columnCount == 3)
    #expect("日本".columnCount == 4)
    #expect("e\u{301}".columnCount == 1)
    #expect("🙂".columnCount == 2)
    #expect("µs".columnCount == 2)
    #expect("日本語".truncated(to: 4) == "日…")
    #expect("日本語".truncated(to: 4, keepsEnd: true) == "…語")
    #expect("one two three".wrapped(to: 7) == ["one two", "three"])
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000"),
    (Int.min, "-9,223,372,036,854,775,808"),
  ])
  func wholeNumbersAreGrouped(value: Int, text: String) {
    #expect(NumberText.grouped(value) == text)
  }

  @Test func quantitiesHaveThreeDigitsAndAUnit() {
    #expect(NumberText.bytes(1023) == "1023 B")
    #expect(NumberText.bytes(1536) == "1.50 KiB")
    #expect(NumberText.bytes(1 << 30) == "1.00 GiB")
    #expect(NumberText.duration(nanoseconds: 12) == "12.0 ns")
    #expect(NumberText.duration(nanoseconds: 12_345) == "12.3 µs")
    #expect(NumberText.duration(nanoseconds: 999_999) == "1.00 ms")
    #expect(NumberText.duration(nanoseconds: 61e9) == "61.0 s")
    #expect(NumberText.fixed(-0.001, decimals: 2) == "0.00")
    #expect(NumberText.fixed(-1.005, decimals: 1) == "-1.0")
    #expect(NumberText.fixed(.infinity, decimals: 1) == "inf")
  }

  @Test func jsonKeepsOrderAndEscapes() {
    let value = JSONValue.object([
      ("z", .integer(1)), ("a", .array([.null, .boolean(true), .number(0.1), .single(0.1)])),
      ("text", .string("\"\\\n\u{1}é/")), ("shape", .array([.integer(1), .integer(8)])),
      ("none", .array([])), ("nan", .number(.nan)),
    ])
    #expect(
      JSONWriter.text(of: value) == #"""
        {
          "z": 1,
          "a": [
            null,
            true,
            0.1,
            0.1
          ],
          "text": "\"\\\n\u0001é/",
          "shape": [1, 8],
          "none": [],
          "nan": null
        }

        """#)
  }

  @Test func jsonNumbersReadBackToTheSameBits() throws {
    for value in [0.1, 1e300, .leastNonzeroMagnitude, -0.0, 1 / 3.0, 123_456_789.125] {
      let text = JSONWriter.text(of: .number(value)).dropLast()
      #expect(try #require(Double(text)).bitPattern == value.bitPattern)
    }
  }

  @Test func aBarShowsPartRateAndTimeLeft() {
    #expect(
      ProgressBar.line("Runs", completed: 25, total: 100, seconds: 5, width: 60)
        == "Runs ███████░░░░░░░░░░░░░░░░░░░░░░░  25%  5.0/s  00:15 left")
    for width in 0..<80 {
      let line = ProgressBar.line("Runs", completed: 1, total: 9, seconds: 1, width: width)
      #expect(line.columnCount < max(width, 1))
    }
  }

  @Test func aBarIsSilentInAPipe() {
    let sink = MemorySink()
    var bar = ProgressBar("Runs", total: 3, to: sink)
    for completed in 0...3 { bar.update(completed: completed) }
    bar.finish()
    #expect(sink.text.isEmpty)
    let screen = MemorySink(terminal: Self.colourful)
    bar = ProgressBar("Runs", total: 3, to: screen)
    bar.update(completed: 3)
    bar.finish()
    #expect(screen.text.hasSuffix("\r\u{1B}[K"))
  }

  private var table: Table {
    var table = Table([.init("Layer", isFlexible: true), .init("Time", .right)])
    table.add(["conv", "1.25"])
    table.add(["日本", "0.5"])
    table.add(["a_longer_name", "7"])
    return table
  }
}

@Suite struct PrintableTests {
  @Test(arguments: [
    ("plain ä 日本 👩‍💻", "plain ä 日本 👩‍💻"), ("a\tb\nc\r\nd", "a b c  d"), ("\u{1B}[2J\u{7}", "?[2J?"),
    ("a\u{202E}b\u{2028}c\u{200B}\u{9B}", "a?b c??"),
  ])
  func whatMovesACursorIsReplaced(text: String, expected: String) {
    #expect(text.printable == expected)
  }
}
