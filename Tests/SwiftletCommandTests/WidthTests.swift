import SwiftletTerminal
import Testing

@Suite struct WidthTests {
  let folder: TestFolder

  init() throws {
    folder = try TestFolder()
    for (name, network) in [("m", Repository.digits), ("a", Repository.path(Self.float))] {
      #expect(Outcome.of("convert", network, "-o", folder(name)).status == 0)
    }
  }

  private static let float = "models/digits/digits_float32.tflite"

  private func terminal(_ width: Int) -> Terminal {
    Terminal(isInteractive: true, hasColour: false, width: width)
  }

  @Test(arguments: [60, 80, 100, 120, 200])
  func nothingIsWiderThanTheTerminal(width: Int) {
    let samples = Repository.path("models/digits/calibration_images.npy")
    let commands = [
      ["inspect", folder("m")], ["inspect", folder("a")],
      ["bench", folder("m"), "--seconds", "0.01", "--profile"],
      [
        "compare", folder("m"), "--reference", Repository.path(Self.float), "--samples", "random:2",
      ],
      [
        "convert", Repository.path(Self.float), "-o", folder("q"), "--calibration", samples,
        "--no-adaptive-rounding",
      ],
      ["run", "--help"], ["convert", "--help"], ["bench", "--help"],
    ]
    for command in commands {
      let outcome = Outcome.of(command, on: terminal(width))
      #expect(outcome.status == 0)
      for line in outcome.output.split(separator: "\n") where !Self.isFree(line) {
        // The tables of comparisons and profiles have no column to leave out below 80.
        guard width >= 80 || command[0] == "inspect" else { continue }
        #expect(String(line).columnCount <= width, "\(command[0]): \(line)")
      }
    }
  }

  /// Whether a line has the path of a file, or an example, which are never cut.
  private static func isFree(_ line: Substring) -> Bool {
    line.contains("/tmp/") || line.contains("/models/") || line.hasPrefix("  swiftlet ")
  }

  @Test func aNarrowTableLeavesColumnsOutAndSaysSo() {
    let wide = Outcome.of(["inspect", folder("m")], on: terminal(80)).output
    #expect(wide.contains("Type  Parameters        MACs  Constants") && !wide.contains("wider"))
    let narrow = Outcome.of(["inspect", folder("m")], on: terminal(74)).output
    #expect(narrow.contains(" 6.91 k"))
    #expect(narrow.contains("\n(constants in a wider terminal, or with --json)\n"))
    let least = Outcome.of(["inspect", folder("m")], on: terminal(60)).output
    #expect(
      least.contains("\n(types, parameters, constants in a wider terminal, or with\n--json)\n"))
  }

  @Test func colourIsForHeadings() {
    let colourful = Terminal(isInteractive: true, hasColour: true, width: 80)
    #expect(Outcome.of(["inspect", folder("m")], on: colourful).output.contains("\u{1B}[1m"))
    #expect(!Outcome.of(["inspect", folder("m")], on: terminal(80)).output.contains("\u{1B}"))
  }
}
