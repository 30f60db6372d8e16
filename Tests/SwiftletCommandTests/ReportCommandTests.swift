import Swiftlet
import Testing

@Suite struct ReportCommandTests {
  let folder: TestFolder

  init() throws {
    folder = try TestFolder()
    let outcome = Outcome.of("convert", Repository.digits, "-o", folder("m"))
    try #require(outcome.status == 0)
  }

  private let float = Repository.path("models/digits/digits_float32.tflite")
  private let images = Repository.path("models/digits/test_images.npy")

  private func report(_ words: String...) -> Outcome {
    .of(["report", folder("m"), "--runs", "1"] + words)
  }

  private func text(of name: String) throws -> String {
    String(decoding: try bytes(of: folder(name)), as: UTF8.self)
  }

  @Test func aModelBecomesOnePage() throws {
    let outcome = report("-o", folder("p.html"))
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("\(folder("p.html")): "))
    #expect(outcome.output.hasSuffix(" KiB, a page for any browser\n"))
    let page = try text(of: "p.html")
    #expect(page.hasPrefix("<!doctype html>\n"))
    #expect(page.hasSuffix("</html>\n"))
    #expect(page.utf8.count < 150_000)
    #expect(page.contains("\"operator\":\"Softmax\""))
    #expect(!page.contains("\"comparison\":"))
    #expect(folder.names == ["m", "p.html"])
  }

  @Test func factorsThatAreNoNumbersAreNoHindrance() throws {
    var file = try bytes(of: folder("m"))
    let constants = file.count - Int(try Model(path: folder("m")).constantsByteCount)
    // The first layer's weights stand there; the multiplier of its first channel, in their head.
    let multiplier = constants + 48
    file.replaceSubrange(multiplier..<multiplier + 4, with: [0, 0, 0xC0, 0x7F])
    try FileWriter.replace(folder("m"), with: file)
    #expect(report("-o", folder("p.html")).status == 0)
  }

  @Test func programsGetTheData() throws {
    let outcome = report("--json", "--reference", float, "--samples", images)
    #expect(outcome.status == 0)
    #expect(
      keys(of: outcome.output) == [
        "report", "tool", "model", "source", "formatVersion", "producer", "metadata", "summary",
        "inputs", "outputs", "tensors", "operators", "graph", "comparison",
      ])
    #expect(outcome.output.contains("\"source\": \"swiftlet\","))
    #expect(outcome.output.contains("\"samples\": 360,"))
    #expect(outcome.output.contains("\"decibels\": 36.64"))
    #expect(outcome.output.contains("\"runs\": 1,"))
    #expect(outcome.output.contains("\"nanoseconds\": "))
  }

  @Test func dataGoesToAFileThatIsNamed() throws {
    #expect(report("--json", "-o", folder("d.json")).status == 0)
    #expect(try text(of: "d.json").hasPrefix("{\n  \"report\": 1,\n"))
  }

  @Test(arguments: [("digits_float32.tflite", "tflite"), ("digits_float32.onnx", "onnx")])
  func networksAreConvertedInMemory(name: String, source: String) {
    let outcome = Outcome.of(
      "report", Repository.path("models/digits/\(name)"), "--runs", "1", "--json")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("\"source\": \"\(source)\","))
    #expect(outcome.output.contains("\"bins\": ["))
  }

  /// The weights of a layer are as many as its shape says, and those of int8 close to the float ones.
  @Test func weightsAreCountedWithoutWhatFillsBlocks() {
    let line = { (text: String, key: String) in
      text.split(separator: "\n").filter { $0.contains("\"\(key)\": ") }.compactMap {
        Double($0.split(separator: " ").last?.filter { $0 != "," } ?? "")
      }
    }
    let integers = report("--json").output
    let reals = Outcome.of("report", float, "--runs", "1", "--json").output
    let counts = [108.0, 108, 144, 108, 288, 216, 576, 960]
    #expect(line(integers, "count") == counts)
    #expect(line(reals, "count") == counts)
    for (integer, real) in zip(line(integers, "deviation"), line(reals, "deviation")) {
      #expect(abs(integer - real) < 0.02 * real)
    }
  }

  @Test func namesThatAreMarkupStayData() throws {
    let name = "</script><img src=x onerror=alert(1)>"
    var file = try bytes(of: folder("m"))
    let isReplaced = file.replaceFirst(
      Array("functional_1/stem_1/".utf8), with: Array(name.utf8))
    #expect(isReplaced)
    try FileWriter.replace(folder("m"), with: file)
    #expect(report("-o", folder("p.html")).status == 0)
    let page = try text(of: "p.html")
    #expect(!page.contains("<img"))
    #expect(page.contains("\\u003c/script\\u003e\\u003cimg src=x onerror=alert(1)\\u003e"))
  }

  @Test func whatCannotComeToAnEndIsRefusedBeforeAnyWork() {
    #expect(
      report()
        == Outcome(2, "", "Error: no page is named\nHelp: add -o report.html\n"))
    #expect(
      report("-o", folder("p.html"), "--samples", images)
        == Outcome(
          2, "",
          """
          Error: --samples says what to compare on, and there is no model to compare with
          Help: add --reference FLOAT_MODEL, the network that the model was converted from

          """))
    #expect(
      report("-o", folder("p.html"), "--reference", float)
        == Outcome(
          2, "",
          """
          Error: --reference needs samples to run on both models
          Help: add --samples SAMPLES.npy, or --samples random

          """))
    let missing = report("-o", folder("none/p.html"))
    #expect(missing.status == 1)
    #expect(missing.errors.hasPrefix("Error: cannot write '\(folder("none/p.html"))': "))
    #expect(missing.errors.contains("\nHelp: "))
    #expect(
      report("-o", folder("m"))
        == Outcome(
          1, "",
          """
          Error: '\(folder("m"))' and '\(folder("m"))' are one file
          Help: give the page another name than the model

          """))
    let nothing = Outcome.of("report", folder("nothing"), "-o", folder("p.html"))
    #expect(nothing.status == 1)
    #expect(nothing.errors.hasPrefix("Error: cannot read '\(folder("nothing"))': no such file"))
    #expect(folder.names == ["m"])
  }

  @Test func theHelpHasExamples() {
    let outcome = Outcome.of("report", "--help")
    #expect(outcome.status == 0)
    #expect(
      outcome.output.contains("swiftlet report network.swiftlet -o report.html"))
  }
}
