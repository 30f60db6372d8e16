import Swiftlet
import SwiftletCases
import SwiftletTerminal
import Testing

@Suite struct InspectCommandTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  @Test func aModelIsShownWithItsOperatorsArenaAndTotals() throws {
    let path = folder("m")
    try FileWriter.replace(path, with: ModelFixture.negation().bytes)
    let model = try Model(path: path)
    let outcome = Outcome.of("inspect", path)
    let expected = """
      \(path): format version 2, written by a fixture
        author: a test

      Door    Name    Shape  Type  Quantization
      ──────  ──────  ─────  ────  ───────────────────────
      input   image   4×8    int8  scale 0.5, zero point 3
      output  scores  32     int8  scale 0.5, zero point 3

      #  Operator  Name    Output  Type  Parameters  MACs  Constants
      ─  ────────  ──────  ──────  ────  ──────────  ────  ─────────
      0  Lookup    negate  4×8     int8                 0        256
      1  Reshape           32      int8                 0          0

      Arena over time (each shade a tensor; scratch memory is hatched)
               64 B │▒▒▒▒▒▒▒▒▒▒▒▒████████████
                    │▒▒▒▒▒▒▒▒▒▒▒▒████████████
               54 B │▒▒▒▒▒▒▒▒▒▒▒▒████████████
                    │▒▒▒▒▒▒▒▒▒▒▒▒████████████
                    │▒▒▒▒▒▒▒▒▒▒▒▒████████████
                    │▒▒▒▒▒▒▒▒▒▒▒▒████████████
               36 B │▒▒▒▒▒▒▒▒▒▒▒▒████████████
                    │████████████
                    │████████████
                    │████████████
               18 B │████████████
                    │████████████
                    │████████████
                    │████████████
                0 B └────────────────────────
               step  0           1

      Total
      ────────────────────  ───────  ───────────────────────────────────
      File                  1,088 B
      Constants               256 B  used where they lie in the file
      Activations              64 B  lower bound 64 B, reached at step 0
      Arena                   \(model.arenaByteCount) B  one byte less is refused
      Multiply-accumulates        0  in each run

      """
    #expect(outcome.errors.isEmpty)
    #expect(outcome.status == 0)
    #expect(outcome.output == expected)
  }

  @Test(arguments: [40, 80, 200])
  func theArenaFitsItsTerminal(width: Int) throws {
    #expect(Outcome.of("convert", Repository.digits, "-o", folder("m")).status == 0)
    let screen = Terminal(isInteractive: true, hasColour: false, width: width)
    let shown = Outcome.of(["inspect", folder("m")], on: screen).output
    let arena = shown.split(separator: "\n", omittingEmptySubsequences: false)
      .drop { !$0.hasPrefix("Arena over time") }.dropFirst().prefix { !$0.isEmpty }
    #expect(arena.count == (width < 120 ? 16 : 22))
    #expect(arena.allSatisfy { $0.count <= width })
    #expect(arena.contains { $0.count > width / 2 })
  }

  @Test func aTerminalWithoutUnicodeGetsAscii() throws {
    #expect(Outcome.of("convert", Repository.digits, "-o", folder("m")).status == 0)
    let screen = Terminal(isInteractive: true, hasColour: false, width: 80, isUnicode: false)
    let shown = Outcome.of(["inspect", folder("m")], on: screen).output
    #expect(shown.utf8.allSatisfy { $0 < 128 })
    #expect(shown.contains("#####"))
    #expect(shown.contains("3x3 /2 pad 0,0"))
  }

  @Test func attributesAreToldInAFewWords() throws {
    #expect(Outcome.of("convert", Repository.digits, "-o", folder("m")).status == 0)
    let wide = Terminal(isInteractive: true, hasColour: false, width: 200)
    let shown = Outcome.of(["inspect", folder("m")], on: wide).output
    for words in [
      "  3×3 pad 1 >=0  ", "  3×3 /2 pad 0,0,1,1 >=0  ", "  average 2×2 /2  ",
      "functional_1/pointwise2_1/Relu     1×4×4×24  int8  1×1 >=0",
    ] {
      #expect(shown.contains(words))
    }
  }

  @Test func programsGetEveryNumber() throws {
    #expect(Outcome.of("convert", Repository.digits, "-o", folder("m")).status == 0)
    let model = try Model(path: folder("m"))
    let outcome = Outcome.of("inspect", folder("m"), "--json")
    #expect(outcome.status == 0)
    #expect(
      keys(of: outcome.output) == [
        "version", "producer", "fileBytes", "constantBytes", "activationBytes",
        "activationLowerBound", "arenaBytes", "multiplyAccumulates", "inputs", "outputs",
        "operators", "metadata",
      ])
    #expect(
      Set(keys(of: outcome.output, depth: 3)).isSuperset(of: [
        "index", "operator", "name", "inputs", "output", "attributes", "multiplyAccumulates",
        "constantBytes", "scratchBytes", "shape", "elementType", "scale", "zeroPoint",
      ]))
    for line in [
      "  \"fileBytes\": \(model.fileByteCount),", "  \"arenaBytes\": \(model.arenaByteCount),",
      "  \"multiplyAccumulates\": 43008,", "      \"shape\": [1, 8, 8, 1],",
      "      \"scale\": 0.003921569,", "        \"kernel_height\": 3,",
      "      \"operator\": \"DepthwiseConv2D\",",
    ] {
      #expect(outcome.output.contains("\n\(line)\n"))
    }
  }

  @Test(arguments: [("n.tflite", "TFL3", "a TensorFlow Lite"), ("n.onnx", "onnx", "an ONNX")])
  func aNetworkHasToBeConvertedFirst(name: String, mark: String, kind: String) throws {
    let path = folder(name)
    try FileWriter.replace(path, with: Array("....\(mark)....".utf8))
    let expected = """
      Error: '\(path)' is \(kind) model, and this command takes a converted one
      Help: convert it first: swiftlet convert \(path) -o n.swiftlet

      """
    #expect(Outcome.of("bench", path) == Outcome(1, "", expected))
  }

  @Test(arguments: ["models/digits/digits_float32.onnx", "models/digits/digits_float32.tflite"])
  func aNetworkIsListedWithWhatBecomesOfIt(name: String) {
    let outcome = Outcome.of("inspect", Repository.path(name))
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    #expect(outcome.output.contains("Everything converts; to int8: swiftlet convert "))
    #expect(outcome.output.contains("softmax"))
    let json = Outcome.of("inspect", Repository.path(name), "--json")
    #expect(keys(of: json.output) == ["source", "inputs", "outputs", "operators", "problems"])
    #expect(json.output.contains("\"problems\": []"))
    #expect(!json.output.contains("\"isSupported\": false"))
  }

  @Test func aNetworkThatCannotBeConvertedIsListedWithTheReasons() throws {
    var network = try bytes(of: Repository.path("models/digits/digits_float32.onnx"))
    let isThere = network.replaceFirst("Relu", with: "Rela")
    #expect(isThere)
    try FileWriter.replace(folder("n.onnx"), with: network)
    let outcome = Outcome.of("inspect", folder("n.onnx"))
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("not converted"))
    #expect(
      outcome.output.contains("node 1 (Rela) 'stem.relu': the runtime has no operator for Rela"))
  }

  @Test func aModelOfAnotherVersionIsRefused() throws {
    var fixture = ModelFixture.negation()
    fixture.version = 9
    try FileWriter.replace(folder("m"), with: fixture.bytes)
    #expect(
      Outcome.of("inspect", folder("m"))
        == Outcome(
          1, "",
          """
          Error: cannot load '\(folder("m"))': its format has version 9, and the newest that is known is 2
          Help: update this program, or convert the model with this version

          """))
  }

  @Test func aFaultIsToldWithItsOperatorAndWhatItNeeds() throws {
    var fixture = ModelFixture.negation()
    fixture.tensors[1].shape = [255]
    try FileWriter.replace(folder("m"), with: fixture.bytes)
    let expected = """
      Error: cannot load '\(folder("m"))': operator 0 (lookup): it uses 256 bytes of constants or \
      scratch memory, and there are 255
      Help: check that the file is a whole .swiftlet file, and convert the model again

      """
    for command in ["inspect", "bench"] {
      #expect(Outcome.of(command, folder("m")) == Outcome(1, "", expected))
    }
  }

  @Test func damageIsRefusedInWordsAndNeverObeyed() throws {
    #expect(Outcome.of("convert", Repository.digits, "-o", folder("m")).status == 0)
    let model = try bytes(of: folder("m"))
    var refused = 0
    for position in stride(from: 0, to: 5000, by: 61) {
      for value in [0, 0xFF, model[position] ^ 0x10] as [UInt8] {
        var damaged = model
        damaged[position] = value
        try FileWriter.replace(folder("damaged"), with: damaged)
        let outcome = Outcome.of("inspect", folder("damaged"))
        if outcome.status == 0 { continue }
        refused += 1
        let lines = outcome.errors.split(separator: "\n")
        #expect(outcome.status == 1 && lines.count == 2)
        #expect(lines.first?.hasPrefix("Error: cannot load") == true)
        #expect(lines.last?.hasPrefix("Help: ") == true)
      }
    }
    #expect(refused > 30)
  }
}
