import Swiftlet
import SwiftletTerminal

/// A recording, or standard input, at the rate that a model asks for.
struct SoundSource {
  private let reader: WaveReader
  private let path: String
  private var resampler: Resampler?
  private var isOver = false

  /// The samples of a second.
  let sampleRate: Int

  /// Opens a file, or standard input for `-`.
  init(_ path: String, sampleRate: Int?) throws(Diagnostic) {
    self.path = path
    do {
      let stream = try path == "-" ? ByteStream.standardInput() : ByteStream(path: path)
      reader = try WaveReader(stream)
    } catch let fault as WaveFault {
      throw Diagnostic(fault, path: path)
    } catch let fault as FileFault {
      throw Diagnostic(fault)
    } catch {
      throw Diagnostic(.failure, "cannot read '\(path)'")
    }
    let found = reader.format.sampleRate
    self.sampleRate = sampleRate ?? found
    guard let sampleRate, sampleRate != found else { return }
    guard let resampler = Resampler(from: found, to: sampleRate) else {
      throw Diagnostic(
        .failure, "'\(path)' has \(found) samples a second, and the model takes \(sampleRate)",
        help: "convert it first: ffmpeg -i \(path) -ac 1 -ar \(sampleRate) OUT.wav")
    }
    self.resampler = resampler
  }

  /// The next samples, as many as have come; nil at the end.
  mutating func next() throws(Diagnostic) -> [Float]? {
    guard !isOver else { return nil }
    let samples: [Float]?
    do {
      samples = try reader.next()
    } catch {
      throw Diagnostic(error, path: path)
    }
    if let samples { return resampler?.resample(samples) ?? samples }
    isOver = true
    return resampler?.finish()
  }

  /// All samples, but no more than a number of them.
  mutating func all(atMost limit: Int) throws(Diagnostic) -> [Float] {
    var samples: [Float] = []
    while samples.count < limit, let part = try next() { samples += part }
    return Array(samples.prefix(limit))
  }
}

extension Diagnostic {
  /// Tells of a recording that could not be read.
  init(_ fault: WaveFault, path: String) {
    if case .file(let fault) = fault {
      self.init(fault)
    } else {
      self.init(.failure, "cannot read '\(path)': \(fault.description)", help: fault.remedy)
    }
  }

  /// Tells of a model that does not say how it takes sound.
  init(_ fault: SoundMetadataFault, model: Model) {
    self.init(
      .failure, "'\(model.path ?? "the model")': \(fault.description)", help: fault.remedy)
  }
}
