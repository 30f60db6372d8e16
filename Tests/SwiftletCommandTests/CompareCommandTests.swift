import Swiftlet
import Testing

@Suite struct CompareCommandTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private let float = Repository.path("models/digits/digits_float32.tflite")
  private let images = Repository.path("models/digits/test_images.npy")
  private let labels = Repository.path("models/digits/test_labels.npy")

  private func compare(_ words: String...) -> Outcome {
    .of(["compare", Repository.digits, "--reference", float] + words)
  }

  @Test(arguments: ["1", "2", "5"])
  func theDigitsLoseWhatIsRecorded(threads: String) {
    let outcome = compare("--samples", images, "--labels", labels, "--threads", threads)
    #expect(
      outcome
        == Outcome(
          0,
          """
          \(Repository.digits) beside \(float), 360 samples

          Output    SQNR, dB    Cosine  Largest error  Saturated
          ────────  ────────  ────────  ─────────────  ─────────
          Identity     36.64  0.999892         0.0591     0.00 %

          Right  Reference     Model   Change
          ─────  ─────────  ────────  ───────
          top 1    99.44 %   99.72 %  +0.28 %
          top 5   100.00 %  100.00 %   0.00 %

          #  Operator         Output by damage       Type  Before  After  Alone  Saturated
          ─  ───────────────  ─────────────────────  ────  ──────  ─────  ─────  ─────────
          9  FullyConnected   …/classifier_1/MatMul  int8   32.40  26.30  27.52     0.00 %
          6  Conv2D           …ional_1/relu3_1/Relu  int8   34.53  29.91  31.74     0.00 %
          5  DepthwiseConv2D  …_1/depthwise3_1/Relu  int8   35.29  31.69  34.18     0.00 %
          4  Conv2D           …_1/pointwise2_1/Relu  int8   38.22  35.29  38.38     0.00 %
          2  Conv2D           …ional_1/relu1_1/Relu  int8   42.51  37.18  38.69     0.00 %
          1  DepthwiseConv2D  …_1/depthwise1_1/Relu  int8   45.02  40.02  41.67     0.00 %
          0  Conv2D           …tional_1/stem_1/Relu  int8   56.45  45.02  45.34     0.00 %
          Before and after: signal over noise, in dB, of what the operator reads and of
          what it gives.
          Alone: of what it would give if what it reads were exact.
          11 of 11 operators have outputs of the same name in both.

          """, ""))
  }

  @Test func programsGetEveryNumber() {
    let outcome = compare("--samples", images, "--json")
    #expect(outcome.status == 0)
    #expect(
      keys(of: outcome.output) == [
        "model", "reference", "samples", "samplesAreRandom", "outputs", "accuracy", "operators",
        "layers", "damage",
      ])
    #expect(outcome.output.contains("\"samples\": 360,"))
    #expect(outcome.output.contains("\"accuracy\": null,"))
    #expect(outcome.output.contains("\"decibels\": 36.64"))
  }

  @Test func aModelIsExactBesideTheNetworkThatItCameFrom() {
    #expect(Outcome.of("convert", float, "-o", folder("m.swiftlet")).status == 0)
    let outcome = Outcome.of(
      "compare", folder("m.swiftlet"), "--reference", float, "--samples", "random:2")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("The samples are made up, and say nothing of real data.\n"))
    #expect(outcome.output.contains("\nIdentity     exact  1.000000              0     0.00 %\n"))
  }

  @Test func aStrippedModelIsComparedAtItsOutputs() {
    let model = folder("bare")
    #expect(Outcome.of("convert", Repository.digits, "-o", model, "--strip").status == 0)
    let outcome = Outcome.of("compare", model, "--reference", float, "--samples", images)
    #expect(outcome.output.contains("36.64"))
    #expect(
      outcome.output.hasSuffix("\nNo operator's output has the same name in both models.\n"))
  }

  @Test func whatDoesNotFitIsRefusedWithARemedy() throws {
    #expect(
      compare("--samples", labels)
        == Outcome(
          1, "",
          """
          Error: input 'image' takes 1×8×8×1, and '\(labels)' holds 360
          Help: give N×8×8×1 or N×1×8×8×1 for N samples

          """))
    #expect(
      compare("--samples", images, "--labels", images).errors.hasPrefix(
        "Error: cannot read '\(images)': the element at index "))
    try NumpyArray([1, 2, 3] as [Int64], shape: [3]).write(to: folder("l.npy"))
    #expect(
      compare("--samples", images, "--labels", folder("l.npy"))
        == Outcome(
          1, "",
          """
          Error: there are 3 labels, and 360 samples
          Help: give one label for each sample, in the samples' order

          """))
    let other = Repository.operatorModel("conv_3x3_same.int8")
    let outcome = Outcome.of("compare", other, "--reference", float, "--samples", images)
    #expect(outcome.status == 1)
    #expect(outcome.errors.hasPrefix("Error: input 0 of the model is "))
    #expect(
      outcome.errors.hasSuffix("\nHelp: give the float model that the model was converted from\n"))
  }

  @Test func theHelpHasAnExample() {
    let outcome = Outcome.of("compare", "--help")
    #expect(outcome.status == 0)
    #expect(
      outcome.output.hasPrefix(
        """
        Shows how far a model's values are from those of its float network.

        Usage: swiftlet compare MODEL --reference FLOAT_MODEL --samples [NAME=]SAMPLES…
                 [--labels LABELS] [--shape NAME=LENGTHS]… [--threads N]
                 [--tensorboard DIR] [--json]

        Arguments:
          MODEL  The model in question: a .swiftlet, .tflite or .onnx file.

        """))
    #expect(
      outcome.output.hasSuffix(
        """
        Example:
          swiftlet compare network.swiftlet --reference network.tflite --samples test.npy --labels \
        classes.npy

        """))
  }
}

@Suite struct PrecisionTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private let float = Repository.path("models/digits/digits_float32.tflite")
  private let images = Repository.path("models/digits/test_images.npy")
  private let labels = Repository.path("models/digits/test_labels.npy")

  private func convert(_ words: String...) -> Outcome {
    .of(["convert", float, "-o", folder("m"), "--calibration", images] + words)
  }

  @Test func asFewOperatorsStayInFloatAsTheGoalNeeds() throws {
    let outcome = convert("--minimum-sqnr", "45")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.contains("\nAll int8: "))
    #expect(outcome.output.contains("\nKept in float "))
    let comparison = Outcome.of(
      "compare", folder("m"), "--reference", float, "--samples", images, "--json")
    let line = try #require(
      comparison.output.split(separator: "\n").first { $0.contains("\"decibels\": ") })
    let decibels = try #require(line.split(separator: " ").last?.dropLast())
    #expect(try #require(Double(decibels)) >= 45)
  }

  @Test func aBudgetThatIsKeptAlreadyKeepsNothingInFloat() {
    let outcome = convert("--budget", "1%", "--labels", labels, "--json")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("\"keptInFloat\": []"))
    #expect(outcome.output.contains("\"referenceTop1\": 0.99444"))
  }

  @Test func requestsThatMakeNoSenseAreRefused() {
    #expect(
      convert("--budget", "1%")
        == Outcome(
          2, "", "Error: --budget needs labels\nHelp: add --labels LABELS.npy\n"))
    #expect(
      convert("--budget", "most", "--labels", labels).errors
        == "Error: 'most' is no share of samples\nHelp: write it as in --budget 0.5%\n")
    #expect(
      convert("--budget", "1", "--minimum-sqnr", "3", "--labels", labels).errors
        == "Error: --minimum-sqnr and --budget are two goals\nHelp: leave out one of them\n")
    #expect(
      convert("--labels", labels).errors
        == """
        Error: --labels with the classes of samples needs --budget
        Help: add --budget PERCENT; or give the names of classes, in a text file

        """)
    #expect(
      Outcome.of("convert", float, "-o", folder("m"), "--minimum-sqnr", "3").errors
        == "Error: --minimum-sqnr is for int8 models\nHelp: add --calibration SAMPLES.npy\n")
  }
}
