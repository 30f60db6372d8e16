import Swiftlet
import SwiftletSound
import SwiftletTerminal

/// The latest rows of features, as many as a model takes, which move on row by row.
struct FeatureWindow {
  let rowCount: Int
  private let rowWidth: Int
  private var features: [Float] = []

  init(rowCount: Int, rowWidth: Int) {
    self.rowCount = rowCount
    self.rowWidth = rowWidth
  }

  /// Takes a row, and returns the window that ends with it; nil before there are enough.
  mutating func add(_ row: [Int16]) -> [Float]? {
    features += row.map(LogMel.real)
    let excess = features.count - rowCount * rowWidth
    if excess > 0 { features.removeFirst(excess) }
    return excess < 0 ? nil : features
  }
}

/// What a model that hears takes: its only input, as rows of features or as samples.
struct HearingModel {
  let model: Model
  let input: SoundInput
  // An hour of 16,000 samples a second, and more: no model hears so much at once.
  private static let mostSamples = 1 << 26
  /// The elements of the input.
  let elementCount: Int

  init(_ model: Model) throws(Diagnostic) {
    self.model = model
    let path = model.path ?? "the model"
    guard model.inputs.count == 1, let door = model.inputs.first else {
      throw Diagnostic(
        .failure, "'\(path)' has \(model.inputs.count) inputs, and sound goes into one",
        help: "give arrays with --input")
    }
    elementCount = door.elementCount
    do {
      input = try SoundInput(of: model)
    } catch {
      throw Diagnostic(error, model: model)
    }
    if case .waveform = input, door.shape.count(where: { $0 > 1 }) > 1 {
      throw Diagnostic(
        .failure,
        "'\(path)' takes \(door.shape.text), which is no waveform, and its metadata do not say "
          + "which features it takes",
        help: "convert it again with --metadata sound.sample_rate=16000 and the other keys of "
          + "docs/FORMAT.md")
    }
    if sampleCount > Self.mostSamples {
      throw Diagnostic(
        .failure,
        "'\(path)' takes \(door.shape.text), which is \(sampleCount) samples of sound at once",
        help: "give it at most \(Self.mostSamples)")
    }
    if case .logMel(let settings) = input, elementCount % settings.melCount != 0 {
      throw Diagnostic(
        .failure,
        "'\(path)' takes \(door.shape.text), which is no number of rows of "
          + "\(settings.melCount) features",
        help: "convert it again with the sound.mel_count of its input")
    }
  }

  /// The samples that the model hears in one run.
  var sampleCount: Int {
    switch input {
    case .waveform: elementCount
    case .logMel(let settings):
      settings.windowSampleCount
        + (elementCount / settings.melCount - 1) * settings.hopSampleCount
    }
  }

  /// The input of one run; what is missing of the sound is silence.
  func values(_ samples: [Float]) throws(Diagnostic) -> [Float] {
    let whole =
      samples.prefix(sampleCount)
      + Array(repeating: 0, count: max(0, sampleCount - samples.count))
    switch input {
    case .waveform: return Array(whole)
    case .logMel(let settings):
      do {
        let rows = try LogMelStream(settings).rows(LogMelStream.integers(Array(whole)))
        return rows.flatMap { $0.map(LogMel.real) }
      } catch {
        throw Diagnostic(SoundMetadataFault.settingsRefused(error), model: model)
      }
    }
  }
}
