import Swiftlet
import Testing

@Suite struct ConvertCommandTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  @Test func aNetworkIsConvertedAndSummedUp() throws {
    let target = folder("d")
    let outcome = Outcome.of("convert", Repository.digits, "-o", target)
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("Wrote \(target)"))
    #expect(lines[0].hasSuffix("Before  After"))
    let titles = [
      "File, bytes", "Operators", "Constants, bytes", "Activations, bytes",
      "  lower bound of this order", "Arena, bytes",
    ]
    #expect(zip(lines.dropFirst(2), titles).allSatisfy { $0.hasPrefix($1) })
    #expect(lines.count == 8)
    let model = try Model(path: target)
    #expect(lines[2].hasSuffix("  12,992  \(grouped(model.fileByteCount))"))
    #expect(lines[7].hasSuffix(grouped(model.arenaByteCount)))
  }

  @Test func theSummaryForProgramsHasTheSameNumbers() throws {
    let target = folder("d.swiftlet")
    let outcome = Outcome.of("convert", Repository.digits, "-o", target, "--json")
    let model = try Model(path: target)
    #expect(
      keys(of: outcome.output) == [
        "output", "sourceFileBytes", "fileBytes", "sourceOperators", "operators", "constantBytes",
        "activationBytes", "activationLowerBound", "arenaBytes", "multiplyAccumulates",
        "quantization", "integerOperators", "floatOperators", "outputs", "worstLayers",
      ])
    #expect(outcome.output.contains("\"sourceFileBytes\": 12992,"))
    #expect(outcome.output.contains("\"sourceOperators\": 13,"))
    #expect(outcome.output.contains("\"fileBytes\": \(model.fileByteCount),"))
    #expect(outcome.output.contains("\"arenaBytes\": \(model.arenaByteCount),"))
  }

  @Test func dynamicQuantizationNamesTheLayersThatStayInFloat() throws {
    let network = Repository.path("models/digits/digits_float32.tflite")
    let outcome = Outcome.of(
      "convert", network, "-o", folder("d.swiftlet"), "--quantize", "dynamic", "--json")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("\"quantization\": \"dynamic\""))
    #expect(outcome.output.contains("its products are too few to make up for storing the input"))
  }

  @Test func dynamicQuantizationTakesNoSamplesAndNoIntegers() {
    let float = Repository.path("models/digits/digits_float32.tflite")
    let samples = Outcome.of(
      "convert", float, "-o", folder("d.swiftlet"), "--quantize", "dynamic", "--calibration",
      Repository.path("models/digits/calibration_images.npy"))
    #expect(samples.status != 0)
    #expect(samples.errors.contains("--quantize dynamic takes no samples"))
    let integers = Outcome.of(
      "convert", Repository.digits, "-o", folder("d.swiftlet"), "--quantize", "dynamic")
    #expect(integers.status != 0)
    #expect(integers.errors.contains("is quantized already"))
  }

  @Test func aStrippedModelIsSmallerAndComputesTheSame() throws {
    #expect(Outcome.of("convert", Repository.digits, "-o", folder("named")).status == 0)
    #expect(Outcome.of("convert", Repository.digits, "-o", folder("bare"), "--strip").status == 0)
    let (named, bare) = (try Model(path: folder("named")), try Model(path: folder("bare")))
    #expect(bare.fileByteCount < named.fileByteCount)
    #expect(bare.tensors.allSatisfy { $0.name == nil })
    #expect(bare.constantsByteCount == named.constantsByteCount)
    for name in ["named", "bare"] {
      let images = Repository.path("models/digits/test_images_int8.npy")
      let outcome = Outcome.of(
        "run", folder(name), "--input", images, "--output", folder("out-\(name)"))
      #expect(outcome.status == 0)
    }
    #expect(
      try bytes(of: folder("out-named/out0.npy")) == bytes(of: folder("out-bare/out0.npy")))
  }

  @Test func aModelWithoutConvolutionsForTilesIsAsItWouldBe() throws {
    let network = Repository.path("models/digits/digits_float32.tflite")
    #expect(Outcome.of("convert", network, "-o", folder("plain")).status == 0)
    let outcome = Outcome.of("convert", network, "-o", folder("tiled"), "--winograd", "4x4")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("No convolution is quicker in tiles"))
    #expect(try bytes(of: folder("tiled")) == bytes(of: folder("plain")))
    let json = Outcome.of(
      "convert", network, "-o", folder("tiled"), "--winograd", "2x2", "--json")
    #expect(json.output.contains("\"tiledConvolutions\": 0"))
  }

  @Test func tilesNeedWeightsOfFloat32AndAreOfTwoSizes() throws {
    let network = Repository.path("models/digits/digits_float32.tflite")
    let outcome = Outcome.of(
      "convert", network, "-o", folder("m"), "--winograd", "2x2", "--quantize", "float16")
    #expect(
      outcome
        == Outcome(
          2, "",
          """
          Error: --winograd needs weights of float32, and --quantize float16 leaves none
          Help: leave out one of the two

          """))
    let other = Outcome.of("convert", network, "-o", folder("m"), "--winograd", "6x6")
    #expect(other.status == 2)
    #expect(other.errors.contains("choose one of 2x2, 4x4"))
    #expect(folder.names.isEmpty)
  }

  @Test func everythingInTheWayIsReportedAtOnceAndNothingIsWritten() throws {
    let source = try unsupportedNetwork()
    try FileWriter.replace(folder("old"), with: [1, 2, 3])
    for target in ["new", "old"] {
      let outcome = Outcome.of("convert", source, "-o", folder(target))
      #expect(outcome.status == 1)
      #expect(outcome.output.isEmpty)
      #expect(
        outcome.errors == """
          Error: cannot convert '\(source)': 2 problems
            operator 0 (UNIQUE) 'Greater': the runtime has no operator UNIQUE yet
              Help: replace it by supported operators, listed in docs/OPERATORS.md
            operator 2 (MATRIX_DIAG) 'Identity': the runtime has no operator MATRIX_DIAG yet
              Help: replace it by supported operators, listed in docs/OPERATORS.md

          """)
    }
    #expect(folder.names == ["n.tflite", "old"])
    #expect(try bytes(of: folder("old")) == [1, 2, 3])
  }

  /// A network two of whose operators, GREATER and SELECT, have the numbers of others.
  private func unsupportedNetwork() throws -> String {
    var network = try bytes(of: Repository.operatorModel("select_greater.int8"))
    // A file holds the number of each operator twice: as a byte, and as an integer of 32 bits.
    let greater = (number: UInt8(61), unique: UInt8(103), places: [1284, 1295])
    let select = (number: UInt8(64), matrixDiagonal: UInt8(113), places: [1244, 1251])
    for place in greater.places {
      try #require(network[place] == greater.number)
      network[place] = greater.unique
    }
    for place in select.places {
      try #require(network[place] == select.number)
      network[place] = select.matrixDiagonal
    }
    try FileWriter.replace(folder("n.tflite"), with: network)
    return folder("n.tflite")
  }

  @Test func aNetworkIsNeverOverwrittenByItsModel() throws {
    let source = folder("n.tflite")
    let network = try bytes(of: Repository.digits)
    try FileWriter.replace(source, with: network)
    let other = "\(folder.path)/../\(folder.path.split(separator: "/").last ?? "")/n.tflite"
    for target in [source, other] {
      let outcome = Outcome.of("convert", source, "-o", target)
      #expect(
        outcome
          == Outcome(
            1, "",
            """
            Error: '\(source)' and '\(target)' are one file
            Help: give the model another name than the network

            """))
    }
    #expect(try bytes(of: source) == network)
  }

  @Test(arguments: [
    ("n.bin", Array("no network".utf8), "it is no TensorFlow Lite or ONNX model"),
    ("n.tflite", Array("....SWFT....".utf8), "it is a Swiftlet model already"),
  ])
  func otherFilesAreCalledWhatTheyAre(name: String, content: [UInt8], reason: String) throws {
    try FileWriter.replace(folder(name), with: content)
    let outcome = Outcome.of("convert", folder(name), "-o", folder("m"))
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.hasPrefix("Error: cannot convert '\(folder(name))': \(reason)\nHelp: "))
    #expect(folder.names == [name])
  }

  @Test func aNetworkThatIsCutShortIsRefused() throws {
    let network = try bytes(of: Repository.digits)
    for count in stride(from: 8, to: network.count, by: 1499) {
      try FileWriter.replace(folder("n.tflite"), with: Array(network[..<count]))
      let outcome = Outcome.of("convert", folder("n.tflite"), "-o", folder("m"))
      #expect(outcome.status == 1)
      #expect(outcome.errors.hasPrefix("Error: cannot convert '\(folder("n.tflite"))': 1 problem"))
    }
    #expect(folder.names == ["n.tflite"])
  }

  @Test func aFolderThatIsNotThereIsNamed() {
    let outcome = Outcome.of("convert", Repository.digits, "-o", folder("none/m"))
    #expect(
      outcome
        == Outcome(
          1, "",
          """
          Error: cannot write '\(folder("none/m"))': no such folder
          Help: create the folder first, or check its spelling

          """))
  }

  @Test(arguments: [
    "functional_1/stem_1/Relu", "functional_1/stem_1/Squeeze1",
    "functional_1/stem_1/Relu;functional_1/stem_1/BiasAdd;functional_1/stem_1/convolution;"
      + "functional_1/stem_1/Squeeze1",
  ])
  func anOperatorStaysInFloatByEachOfItsNames(name: String) {
    let outcome = Outcome.of(
      "convert", Repository.path("models/digits/digits_float32.tflite"), "-o", folder("d"),
      "--calibration", "random", "--no-equalization", "--keep-float", name)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("11 operators are int8, and 2 stay in float."))
  }

  @Test func anOperatorOfAnUnknownNameIsNamed() {
    let outcome = Outcome.of(
      "convert", Repository.path("models/digits/digits_float32.tflite"), "-o", folder("d"),
      "--calibration", "random", "--keep-float", "conv_17")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("the operators that stay in float: none is named 'conv_17'"))
  }

  @Test(arguments: ["--input-type", "--ranges", "--keep-float"])
  func anOptionWithoutEffectIsRefused(option: String) {
    let value = ["--input-type": "int8", "--ranges": "mse"][option] ?? "x"
    let outcome = Outcome.of(
      "convert", Repository.path("models/digits/digits_float32.tflite"), "-o", folder("d"), option,
      value)
    #expect(
      outcome
        == Outcome(
          2, "", "Error: \(option) is for int8 models\nHelp: add --calibration SAMPLES.npy\n"))
  }

  @Test func smallerWeightsAreNoIntegerOperators() {
    let outcome = Outcome.of(
      "convert", Repository.path("models/digits/digits_float32.tflite"), "-o", folder("d"),
      "--quantize", "float16")
    #expect(outcome.output.contains("operators are float16; all compute in float."))
  }
}
