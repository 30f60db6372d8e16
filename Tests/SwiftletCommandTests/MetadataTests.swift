import Swiftlet
import Testing

@Suite struct MetadataTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private let float = Repository.path("models/digits/digits_float32.onnx")

  private func convert(_ words: String..., network: String = Repository.digits) -> Outcome {
    .of(["convert", network, "-o", folder("m")] + words)
  }

  private func entries() throws -> [String] {
    try Model(path: folder("m")).metadata.map { "\($0.key): \($0.value)" }
  }

  @Test func aModelCarriesWhatTheCommandLineSays() throws {
    try FileWriter.replace(folder("l.txt"), with: Array("\u{FEFF}zero\r\none\r\n\r\n".utf8))
    #expect(
      convert(
        "--metadata", "author=a = b", "--metadata", "image.mean=0", "--labels", folder("l.txt")
      ).status == 0)
    #expect(try entries() == ["author: a = b", "image.mean: 0", "labels: zero\none"])
    #expect(try Model(path: folder("m")).labels == ["zero", "one"])
    let shown = Outcome.of("inspect", folder("m"))
    #expect(shown.output.contains("\n  author: a = b\n  image.mean: 0\n"))
    #expect(shown.output.contains("\n  labels: 2 lines: zero, one\n"))
    #expect(Outcome.of("inspect", folder("m"), "--json").output.contains("\"author\": \"a = b\""))
  }

  @Test func theNetworksOwnTextsAreReplacedOrLeftOut() throws {
    #expect(convert(network: float).status == 0)
    let own = try entries()
    let source = try #require(own.first { $0.hasPrefix("source: ") })
    #expect(convert("--metadata", "source=mine", network: float).status == 0)
    #expect(try entries() == own.filter { $0 != source } + ["source: mine"])
    #expect(convert("--metadata", "source=", network: float).status == 0)
    #expect(try entries() == own.filter { $0 != source })
  }

  @Test func aStrippedModelCarriesOnlyWhatTheCommandLineSays() throws {
    #expect(convert("--strip", network: float).status == 0)
    #expect(try entries().isEmpty)
    #expect(convert("--strip", "--metadata", "a=b", network: float).status == 0)
    #expect(try entries() == ["a: b"])
  }

  @Test func namesAndClassesAreToldApartByWhatTheFileHolds() throws {
    try FileWriter.replace(folder("l.txt"), with: Array("zero\none".utf8))
    let classes = Repository.path("models/digits/test_labels.npy")
    let outcome = convert(
      "--calibration", Repository.path("models/digits/test_images.npy"), "--labels", classes,
      "--budget", "50%", "--labels", folder("l.txt"), "--no-adaptive-rounding",
      network: Repository.path("models/digits/digits_float32.tflite"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try Model(path: folder("m")).labels == ["zero", "one"])
    #expect(
      convert("--labels", classes, "--labels", classes).errors.hasPrefix(
        "Error: the classes of samples are given twice"))
    #expect(
      convert("--labels", folder("l.txt"), "--labels", folder("l.txt")).errors.hasPrefix(
        "Error: the names of classes are given twice"))
    #expect(
      convert("--labels", folder("l.txt"), "--metadata", "labels=a").errors.hasPrefix(
        "Error: the names of classes are given twice, by --labels and by --metadata labels="))
  }

  @Test(arguments: [
    "=b", "b", "a b=c", "a\u{1B}=c", "ä=c", String(repeating: "a", count: 129) + "=b",
  ])
  func aKeyIsAWord(text: String) {
    let outcome = convert("--metadata", text)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("metadata"))
    #expect(folder.names.isEmpty)
  }

  @Test func aKeyIsGivenOnce() {
    #expect(
      convert("--metadata", "a=b", "--metadata", "a=c").errors
        == "Error: the metadata 'a' is given twice\n")
  }

  @Test func namesAreText() throws {
    try FileWriter.replace(folder("l.txt"), with: [0x63, 0xFF])
    #expect(convert("--labels", folder("l.txt")).errors.contains("is no text in UTF-8"))
    #expect(convert("--labels", folder("none")).errors.contains("no such file"))
  }

  @Test func signsOfATerminalAreNotPassedOn() throws {
    let folder = folder
    try FileWriter.replace(folder("l.txt"), with: Array("a\u{1B}[31m\nb\u{202E}c".utf8))
    #expect(convert("--labels", folder("l.txt"), "--metadata", "k=\u{1B}]0;x\u{7}").status == 0)
    let shown = Outcome.of("inspect", folder("m")).output
    #expect(!shown.contains("\u{1B}") && !shown.contains("\u{202E}") && !shown.contains("\u{7}"))
    #expect(shown.contains("k: ?]0;x?"))
  }

  @Test func lengthsThatAreFixedCannotBeFixedAgain() throws {
    #expect(convert("--shape", "image=1,8,8,1").errors.contains("a .tflite file fixes its shapes"))
    #expect(convert().status == 0)
    let shape = ["--shape", "image=1,8,8,1"]
    #expect(Outcome.of(["inspect", folder("m")] + shape).errors.contains("are fixed"))
    let comparison = ["compare", folder("m"), "--reference", Repository.digits]
    #expect(
      Outcome.of(comparison + ["--samples", "random"] + shape).errors.contains("are fixed"))
  }
}
