import Swiftlet
import SwiftletCases
import Testing

@Suite struct RunCommandTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  @Test(arguments: [1, 2, 5])
  func theDigitsGiveTheRecordedBytes(threads: Int) throws {
    #expect(Outcome.of("convert", Repository.digits, "-o", folder("m")).status == 0)
    let outcome = Outcome.of(
      "run", folder("m"), "--input", Repository.path("models/digits/test_images_int8.npy"),
      "--output", folder("a/b"), "--threads", "\(threads)")
    let path = folder("a/b/out0.npy")
    #expect(outcome == Outcome(0, "Wrote \(path): output 0 'Identity', int8 360×10\n", ""))
    #expect(
      try bytes(of: path) == bytes(of: Repository.path("models/digits/expected_int8.npy")))
  }

  /// A model that turns each `x` of a [4, 8] into `-1 - x`, as a [32].
  private func writeNegation() throws {
    try FileWriter.replace(folder("m"), with: ModelFixture.negation().bytes)
  }

  private func write(_ elements: [Int8], _ shape: [Int], _ name: String) throws -> String {
    try NumpyArray(elements, shape: shape).write(to: folder(name))
    return folder(name)
  }

  @Test(arguments: [
    ([4, 8], [32]), ([3, 4, 8], [3, 32]), ([1, 4, 8], [1, 32]), ([0, 4, 8], [0, 32]),
  ])
  func anArrayWithOneAxisMoreIsManyRuns(shape: [Int], expected: [Int]) throws {
    try writeNegation()
    let elements = (0..<shape.reduce(1, *)).map { Int8(truncatingIfNeeded: $0) }
    let input = try write(elements, shape, "x.npy")
    let outcome = Outcome.of("run", folder("m"), "--input", input, "--output", folder.path)
    #expect(outcome.status == 0)
    let result = try NumpyArray(contentsOf: folder("out0.npy"))
    #expect(result.shape == expected)
    #expect(try result.elements() == elements.map { -1 - $0 })
  }

  @Test func anInputMayBeNamed() throws {
    try writeNegation()
    let input = try write(Array(repeating: 5, count: 32), [4, 8], "x.npy")
    let named = Outcome.of(
      "run", folder("m"), "--input", "image=\(input)", "--output", folder.path)
    #expect(named.status == 0)
    let unknown = Outcome.of(
      "run", folder("m"), "--input", "imge=\(input)", "--output", folder.path)
    #expect(
      unknown
        == Outcome(
          1, "",
          "Error: the model has no input 'imge'\nHelp: its inputs are 'image' (int8 4×8)\n"))
  }

  @Test func aShapeThatDoesNotFitIsRefusedWithTheRule() throws {
    try writeNegation()
    let input = try write(Array(repeating: 5, count: 32), [8, 4], "x.npy")
    #expect(
      Outcome.of("run", folder("m"), "--input", input, "--output", folder("out"))
        == Outcome(
          1, "",
          """
          Error: input 'image' takes 4×8, and '\(input)' holds 8×4
          Help: give 4×8 for one run, or N×4×8 for N runs

          """))
    #expect(folder.names == ["m", "x.npy"])
  }

  @Test func anInputOfFloatsTakesNumbersOfAnyType() throws {
    let network = Repository.path("models/digits/digits_float32.tflite")
    #expect(Outcome.of("convert", network, "-o", folder("m")).status == 0)
    let numbers = (0..<128).map { UInt8($0 % 17) }
    let shape = [2, 8, 8, 1]
    try NumpyArray(numbers, shape: shape).write(to: folder("bytes.npy"))
    try NumpyArray(numbers.map(Double.init), shape: shape).write(to: folder("doubles.npy"))
    try NumpyArray(numbers.map(Float.init), shape: shape).write(to: folder("floats.npy"))
    let outputs = try ["bytes", "doubles", "floats"].map { name in
      let run = ["run", folder("m"), "--input", folder("\(name).npy"), "--output", folder(name)]
      #expect(Outcome.of(run).status == 0)
      return try bytes(of: folder("\(name)/out0.npy"))
    }
    #expect(Set(outputs).count == 1)
  }

  @Test func elementsOfAnotherTypeAreRefusedWithTheConversion() throws {
    try writeNegation()
    try NumpyArray([Float](repeating: 1, count: 32), shape: [4, 8]).write(to: folder("x.npy"))
    #expect(
      Outcome.of("run", folder("m"), "--input", folder("x.npy"), "--output", folder("out"))
        == Outcome(
          1, "",
          """
          Error: input 'image' takes int8, and '\(folder("x.npy"))' holds float32
          Help: convert the array first: numpy.clip(numpy.round(array / 0.5) + 3, -128, 127).astype('int8')

          """))
  }

  @Test func inputsAreTakenInOrderAndHaveToAgree() throws {
    let source = Repository.operatorModel("sub_equal_shapes.int8")
    #expect(Outcome.of("convert", source, "-o", folder("m")).status == 0)
    let one = try write(Array(repeating: 3, count: 48), [1, 4, 4, 3], "one.npy")
    let two = try write(Array(repeating: 3, count: 96), [2, 4, 4, 3], "two.npy")
    let three = try write(Array(repeating: 3, count: 144), [3, 1, 4, 4, 3], "three.npy")
    let run = { (inputs: [String]) in
      Outcome.of(
        ["run", folder("m"), "--output", folder("out")] + inputs.flatMap { ["--input", $0] })
    }
    #expect(
      run([one])
        == Outcome(
          1, "",
          """
          Error: no array is given for input 'input1'
          Help: add --input NAME=FILE for each; the model's inputs are 'input0' (int8 1×4×4×3), \
          'input1' (int8 1×4×4×3)

          """))
    #expect(run([one, one, one]).errors.hasPrefix("Error: there is no input left for '\(one)'\n"))
    #expect(run(["input1=\(one)", "input1=\(one)"]).errors.contains("'input1' is given twice"))
    #expect(
      run([two, three]).errors.hasPrefix(
        "Error: '\(two)' is for 2 runs, and '\(three)' for 3\n"))
    #expect(run(["input1=\(one)", two]).status == 0)
    let repeated = try NumpyArray(contentsOf: folder("out/out0.npy"))
    #expect(repeated.shape == [2, 4, 4, 3])
    let elements = try repeated.elements(of: Int8.self)
    #expect(elements.prefix(48) == elements.suffix(48))
    #expect(run([one, three]).status == 0)
    #expect(try NumpyArray(contentsOf: folder("out/out0.npy")).shape == [3, 1, 4, 4, 3])
  }

  @Test func aFileThatIsNoArrayIsNamed() throws {
    try writeNegation()
    let outcome = Outcome.of(
      "run", folder("m"), "--input", folder("m"), "--output", folder("out"))
    #expect(
      outcome
        == Outcome(
          1, "",
          """
          Error: cannot read '\(folder("m"))': the data is not a .npy array
          Help: write the file again with numpy.save

          """))
  }
}
