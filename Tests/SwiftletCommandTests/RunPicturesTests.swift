import Swiftlet
import SwiftletTerminal
import Testing

@testable import SwiftletCommand

@Suite struct RunPicturesTests {
  let folder: TestFolder

  init() throws {
    folder = try TestFolder()
    #expect(Outcome.of("convert", Repository.digits, "-o", folder("m")).status == 0)
  }

  /// A digit of the tests as a graymap, each pixel a square of some pixels.
  private func writeDigit(_ index: Int, side: Int, _ name: String) throws -> String {
    let images = try NumpyArray(contentsOf: Repository.path("models/digits/test_images.npy"))
    let values: [Float] = try images.converted()
    let pixels = (0..<64 * side * side).map { place -> UInt8 in
      let (row, column) = (place / (8 * side) / side, place % (8 * side) / side)
      return UInt8(values[64 * index + 8 * row + column] * 255)
    }
    let header = Array("P5 \(8 * side) \(8 * side) 255\n".utf8)
    try FileWriter.replace(folder(name), with: header + pixels)
    return folder(name)
  }

  private var label: Int {
    get throws {
      let labels: [Int64] = try NumpyArray(
        contentsOf: Repository.path("models/digits/test_labels.npy")
      ).converted()
      return Int(labels[0])
    }
  }

  private func writeNames(_ count: Int) throws -> String {
    let text = (0..<count).map { "digit \($0)\n" }.joined()
    try FileWriter.replace(folder("labels.txt"), with: Array(text.utf8))
    return folder("labels.txt")
  }

  @Test func aPictureIsNamed() throws {
    let picture = try writeDigit(0, side: 5, "d.pgm")
    let outcome = Outcome.of(
      "run", folder("m"), "--image", picture, "--labels", try writeNames(10), "--top", "2")
    #expect(outcome.status == 0)
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines[0] == "Pictures: covers 8×8, grey, 0…255 stored as 8 bits (assumed, for the model says")
    #expect(lines[3] == "\(picture) (40×40)")
    #expect(lines[4] == "#  Class    Probability")
    #expect(lines[6].hasPrefix("1  digit \(try label)      "))
    #expect(lines.count == 9)
  }

  @Test func barsAreForPeople() throws {
    let picture = try writeDigit(0, side: 1, "d.pgm")
    let terminal = Terminal(isInteractive: true, hasColour: false, width: 80)
    let words = ["run", folder("m"), "--image", picture]
    #expect(Outcome.of(words, on: terminal).output.contains(" %  ██████████"))
    #expect(!Outcome.of(words).output.contains("█"))
  }

  @Test func theModelsOwnNamesAndNormalizationCount() throws {
    let names = try writeNames(10)
    #expect(
      Outcome.of(
        "convert", Repository.digits, "-o", folder("m"), "--labels", names, "--metadata",
        "image.std=255"
      ).status == 0)
    let picture = try writeDigit(0, side: 1, "d.pgm")
    let outcome = Outcome.of("run", folder("m"), "--image", picture, "--json")
    #expect(outcome.output.contains("\"name\": \"digit \(try label)\""))
    #expect(outcome.output.contains("\"prepared\": \"covers 8×8, grey, mean 0, deviation 255\""))
    let overruled = Outcome.of("run", folder("m"), "--image", picture, "--std", "51", "--json")
    #expect(overruled.output.contains("deviation 51\""))
  }

  @Test func severalPicturesHaveAResultEachAndMayBeWritten() throws {
    let pictures = [try writeDigit(0, side: 1, "0.pgm"), try writeDigit(1, side: 1, "1.pgm")]
    let outcome = Outcome.of(
      ["run", folder("m"), "--output", folder.path] + pictures.flatMap { ["--image", $0] })
    #expect(outcome.status == 0)
    for picture in pictures { #expect(outcome.output.contains("\n\(picture) (8×8)\n")) }
    let written = try NumpyArray(contentsOf: folder("out0.npy"))
    #expect(written.shape == [2, 10])
    let expected = try NumpyArray(contentsOf: Repository.path("models/digits/expected_int8.npy"))
    let (found, right): ([Int8], [Int8]) = (try written.elements(), try expected.elements())
    // 8 bits of a file round other than those of the recorded input.
    #expect(zip(found, right).allSatisfy { abs(Int($0) - Int($1)) <= 8 })
  }

  @Test func mistakesAreExplained() throws {
    let picture = try writeDigit(0, side: 1, "d.pgm")
    let run = { (words: String...) in Outcome.of(["run", folder("m")] + words).errors }
    #expect(run("--image", folder("none.png")).contains("no such file"))
    #expect(run("--image", folder("m")).contains("it is no picture of a format that is known"))
    #expect(run("--image", picture, "--std", "0").contains("option '--std' needs a number other"))
    #expect(run("--image", picture, "--order", "rgb").contains("to be grey for an input of 1"))
    #expect(
      run("--image", picture, "--labels", try writeNames(9)).contains(
        "has 9 names, and the model gives 10 scores"))
    #expect(run("--std", "2").contains("--std is for pictures"))
    #expect(run("--top", "2", "--output", "x").contains("--top is for results that are shown"))
    #expect(run("--image", "a=\(picture)", "--image", picture).contains("for several inputs"))
    #expect(run("--image", "nothing=\(picture)").contains("takes no picture"))
    #expect(run().contains("option '--output DIR' is missing"))
  }
}

@Suite struct ClassScoresTests {
  private let names = ClassNames(names: ["a", "b", "", "d"])

  private func scores(_ values: [Float], _ mode: ClassScores.Mode = .automatic, top: Int = 4)
    -> ClassScores
  { ClassScores(values, names: names, mode: mode, top: top) }

  @Test func theBestComeFirstAndEqualOnesInOrder() {
    let best = scores([0.1, 0.4, 0.1, 0.4], top: 3).best
    #expect(best.map(\.number) == [1, 3, 0] && best.map(\.name) == ["b", "d", "a"])
    #expect(scores([0, 0, 1, 0]).best[0].name == "2")
    #expect(scores([.nan, 0.5, .nan, 0.7]).best.map(\.number) == [3, 1, 0, 2])
  }

  @Test func aSoftmaxIsForWhatIsNoShareAlready() {
    let logits = scores([0, 3, -1, 0])
    #expect(logits.isSoftmax && logits.isDistribution)
    #expect(abs(logits.best[0].score - 0.8945) < 0.0005)
    let shares = scores([0.25, 0.25, 0.5, 0])
    #expect(!shares.isSoftmax && shares.isDistribution)
    let independent = scores([0.9, 0.9, 0.9, 0])
    #expect(!independent.isSoftmax && !independent.isDistribution)
    #expect(!scores([0, 3, -1, 0], .raw).isSoftmax)
    #expect(scores([0.25, 0.25, 0.5, 0], .softmax).isSoftmax)
    #expect(!scores([.infinity, 0, 0, 0]).isSoftmax)
  }
}
