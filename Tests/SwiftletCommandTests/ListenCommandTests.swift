import Swiftlet
import SwiftletCases
import SwiftletTerminal
import Testing

@testable import SwiftletCommand

/// The model of the repository that hears words.
enum Keywords {
  static let network = Repository.path("models/keywords/keywords_float32.onnx")
  static let calibration = Repository.path("models/keywords/calibration.npy")
  static let recording = Repository.path("models/keywords/go_left_stop_no.wav")
  static let word = Repository.path("models/keywords/off.wav")
  static let labels = Repository.path("models/keywords/labels.txt")

  /// The bytes of the converted model, which takes a while to make.
  static let converted: [UInt8] = {
    guard let folder = try? TestFolder() else { return [] }
    let outcome = Outcome.of(
      "convert", network, "--calibration", calibration, "-o", folder("keywords.swiftlet"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    return (try? bytes(of: folder("keywords.swiftlet"))) ?? []
  }()
}

@Suite struct ListenCommandTests {
  let folder: TestFolder
  private let model: String

  init() throws {
    folder = try TestFolder()
    model = folder("keywords.swiftlet")
    try FileWriter.replace(model, with: Keywords.converted)
  }

  /// The words of what was printed, in order.
  private func words(_ outcome: Outcome) -> [String] {
    outcome.output.split(separator: "\n").map { $0.split(separator: " ")[1] }.map(String.init)
  }

  /// Writes the recording again, with another header or other samples.
  private func rewritten(_ change: (inout [UInt8]) -> Void) throws -> String {
    var recording = try bytes(of: Keywords.recording)
    change(&recording)
    try FileWriter.replace(folder("changed.wav"), with: recording)
    return folder("changed.wav")
  }

  @Test func theWordsOfARecordingAreToldInTheirOrderWithTheirTimes() throws {
    let outcome = Outcome.of("listen", Keywords.recording, "--model", model)
    #expect(outcome.status == 0)
    #expect(words(outcome) == ["go", "left", "stop", "no"])
    let seconds = outcome.output.split(separator: "\n").map { line in
      Double(line.prefix(7).suffix(4)) ?? -1
    }
    for (found, expected) in zip(seconds, [0.5, 1.4, 2.3, 3.2]) {
      #expect(abs(found - expected) < 0.3)
    }
    #expect(outcome.output.hasPrefix("00:00."))
  }

  @Test func oneObjectALineIsWrittenForPrograms() {
    let outcome = Outcome.of("listen", Keywords.recording, "--model", model, "--json")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 4)
    for (line, word) in zip(lines, ["go", "left", "stop", "no"]) {
      #expect(line.hasPrefix("{\"seconds\":"))
      #expect(line.contains("\"label\":\"\(word)\""))
      #expect(line.hasSuffix("}"))
    }
  }

  @Test func aLengthThatNobodyKnewIsNoHindrance() throws {
    let path = try rewritten { $0.replaceSubrange(40..<44, with: [0x24, 0xF0, 0xFF, 0x7F]) }
    #expect(words(Outcome.of("listen", path, "--model", model)) == ["go", "left", "stop", "no"])
  }

  @Test func anotherRateIsChangedToTheModels() throws {
    // Each sample twice, at twice the rate; the images of the spectrum lie beyond the model's.
    let path = try rewritten { recording in
      let samples = stride(from: 44, to: recording.count, by: 2).flatMap { index in
        recording[index..<index + 2] + recording[index..<index + 2]
      }
      recording.replaceSubrange(24..<32, with: [0x80, 0x3E, 0, 0, 0, 0x7D, 0, 0])
      recording.replaceSubrange(40..., with: [0, 0, 0, 0] + samples)
    }
    #expect(words(Outcome.of("listen", path, "--model", model)) == ["go", "left", "stop", "no"])
  }

  @Test func labelsMayBeGivenAndIgnored() throws {
    let names = (0..<12).map { "word\($0)\n" }.joined()
    try FileWriter.replace(folder("labels.txt"), with: Array(names.utf8))
    let outcome = Outcome.of(
      "listen", Keywords.recording, "--model", model, "--labels", folder("labels.txt"),
      "--ignore", "word9", "--ignore", "word10", "--ignore", "word11")
    #expect(words(outcome) == ["word4", "word8", "word1"])
  }

  @Test func aThresholdThatNothingReachesTellsNothing() {
    let outcome = Outcome.of("listen", Keywords.recording, "--model", model, "--threshold", "1")
    #expect(outcome.status == 0)
    #expect(words(outcome).count < 4)
  }

  @Test func whatIsNoRecordingIsRefusedWithTheRemedy() {
    let outcome = Outcome.of("listen", Keywords.labels, "--model", model)
    #expect(
      outcome
        == Outcome(
          1, "",
          """
          Error: cannot read '\(Keywords.labels)': it is not a .wav recording
          Help: convert it first, for example: ffmpeg -i IN -ac 1 -c:a pcm_s16le OUT.wav

          """))
    let missing = Outcome.of("listen", folder("none.wav"), "--model", model)
    #expect(missing.errors.hasPrefix("Error: cannot read '\(folder("none.wav"))': no such file\n"))
  }

  /// A model of ten numbers, whose metadata say nothing.
  private func modelOfTen() -> String {
    let network = Repository.path(
      "Tests/ModelTests/Operators/models/fully_connected_relu.float32.tflite")
    #expect(Outcome.of("convert", network, "-o", folder("ten")).status == 0)
    return folder("ten")
  }

  @Test func aModelThatDoesNotHearIsRefused() throws {
    let outcome = Outcome.of("listen", Keywords.recording, "--model", modelOfTen())
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("do not say how it takes sound"))
  }

  @Test func aRunShowsTheBestClassesOfARecording() {
    let outcome = Outcome.of("run", model, "--wav", Keywords.word, "--labels", Keywords.labels)
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 7)
    #expect(lines[2].hasPrefix("1  off"))
  }

  @Test func aRunSaysThatItHearsTheStartOnly() {
    let outcome = Outcome.of("run", model, "--wav", Keywords.recording)
    #expect(outcome.status == 0)
    #expect(outcome.errors.hasPrefix("Note: the model hears the first 0.99 s"))
  }

  @Test func aModelOfSamplesTakesThemAsTheyAre() throws {
    let outcome = Outcome.of("run", modelOfTen(), "--wav", Keywords.word)
    #expect(outcome.status == 0)
    #expect(outcome.output.split(separator: "\n").count == 7)
  }

  @Test func aRunWithoutAFolderOrARecordingIsRefused() {
    let outcome = Outcome.of("run", model, "--input", Keywords.calibration)
    #expect(
      outcome
        == Outcome(
          2, "", "Error: option '--output DIR' is missing\nHelp: try 'swiftlet run --help'\n"))
    let both = Outcome.of("run", model, "--wav", Keywords.word, "--output", folder("out"))
    #expect(both.status == 2)
  }

  @Test func namesThatAreTooFewAreRefused() throws {
    try FileWriter.replace(folder("labels.txt"), with: Array("a\nb\n".utf8))
    let outcome = Outcome.of(
      "listen", Keywords.recording, "--model", model, "--labels", folder("labels.txt"))
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("has 2 names, and the model gives 12 scores"))
  }

  @Test func featuresThatNoMetadataTellAreRefused() throws {
    let network = Repository.path("models/keywords/keywords_float32.tflite")
    #expect(Outcome.of("convert", network, "-o", folder("m")).status == 0)
    let outcome = Outcome.of("run", folder("m"), "--wav", Keywords.word)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("takes 1×41×32×1, which is no waveform"))
  }

  @Test func aModelThatHearsTakesNoPictures() throws {
    let picture = Array("P5 2 2 255\n1234".utf8)
    try FileWriter.replace(folder("p.pgm"), with: picture)
    let outcome = Outcome.of("run", model, "--image", folder("p.pgm"))
    #expect(outcome.errors.hasSuffix("takes sound\nHelp: give --wav FILE.wav\n"))
  }

  @Test func timesAreMinutesSecondsAndTenths() {
    #expect(ListenCommand.time(0) == "00:00.0")
    #expect(ListenCommand.time(61.26) == "01:01.3")
    #expect(ListenCommand.time(599.96) == "10:00.0")
  }
}
