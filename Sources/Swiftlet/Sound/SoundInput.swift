public import SwiftletSound

/// How a model takes sound, as its metadata say.
public enum SoundInput: Equatable, Sendable {
  /// As rows of log-mel features.
  case logMel(LogMelSettings)
  /// As samples, full scale being one, at a rate; at any where the model does not say.
  case waveform(sampleRate: Int?)

  /// The samples of a second; nil where the model does not say.
  public var sampleRate: Int? {
    switch self {
    case .logMel(let settings): settings.sampleRate
    case .waveform(let rate): rate
    }
  }

  /// Reads the metadata of a model, whose keys start with `sound.`.
  public init(of model: Model) throws(SoundMetadataFault) {
    let rate = try Self.number("sound.sample_rate", of: model)
    let others = ["window_ms", "hop_ms", "mel_count", "lower_hz", "upper_hz"].map { "sound.\($0)" }
    var numbers: [Int] = []
    for key in others {
      if let number = try Self.number(key, of: model) { numbers.append(number) }
    }
    if numbers.isEmpty {
      if let rate, !(1_000...768_000).contains(rate) {
        throw .settingsRefused(.sampleRateOutOfRange(rate))
      }
      self = .waveform(sampleRate: rate)
      return
    }
    guard let rate else { throw .keyMissing("sound.sample_rate") }
    guard numbers.count == others.count else {
      let missing = others.first { model.metadata(for: $0) == nil }
      throw .keyMissing(missing ?? others[0])
    }
    let settings = LogMelSettings(
      sampleRate: rate, windowMilliseconds: numbers[0], hopMilliseconds: numbers[1],
      melCount: numbers[2], lowerHertz: numbers[3], upperHertz: numbers[4])
    do {
      _ = try LogMel.byteCount(for: settings)
    } catch {
      throw .settingsRefused(error)
    }
    self = .logMel(settings)
  }

  private static func number(
    _ key: String, of model: Model
  ) throws(SoundMetadataFault) -> Int? {
    guard let text = model.metadata(for: key) else { return nil }
    guard let number = Int(text) else { throw .isNoNumber(key: key) }
    return number
  }
}

/// Why the metadata of a model do not say how it takes sound.
public enum SoundMetadataFault: Error, Equatable, Sendable {
  /// Some keys of log-mel features are there, and this one is not.
  case keyMissing(String)
  /// The value of a key is not a whole number.
  case isNoNumber(key: String)
  /// No features can be made as the values say.
  case settingsRefused(LogMelFault)
}

extension SoundMetadataFault: CustomStringConvertible {
  /// The fault in one sentence, without its remedy.
  public var description: String {
    switch self {
    case .keyMissing(let key): "the model's metadata lack '\(key)'"
    case .isNoNumber(let key): "the value of '\(key)' in the model's metadata is no whole number"
    case .settingsRefused(let fault): "the model's metadata ask for features with \(fault.text)"
    }
  }

  /// What the user can do about it.
  public var remedy: String { "convert the model again with --metadata sound.sample_rate=16000 …" }
}

extension LogMelFault {
  /// The fault in words.
  package var text: String {
    switch self {
    case .sampleRateOutOfRange(let rate): "\(rate) samples a second, and not 4000 to 192000"
    case .windowOutOfRange(let window):
      "a window of \(window) ms, which is not 32 to 8192 samples"
    case .hopOutOfRange(let hop): "a hop of \(hop) ms, which is not positive and at most the window"
    case .melCountOutOfRange(let count): "\(count) filters, and not 1 to 256"
    case .frequenciesOutOfRange(let lower, let upper):
      "filters from \(lower) to \(upper) Hz, which are not in order below half the sample rate"
    case .filterEmpty(let filter):
      "filters so narrow that number \(filter) holds no line of the spectrum"
    case .memoryTooSmall(let needed, let available): "\(available) bytes where \(needed) are needed"
    case .memoryMisaligned(let needed): "memory that does not start at a multiple of \(needed)"
    }
  }
}
