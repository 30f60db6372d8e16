/// Why a recording could not be read.
public enum WaveFault: Error, Equatable, Sendable {
  /// The file itself could not be read.
  case file(FileFault)
  /// The bytes do not begin as those of a `.wav` file do.
  case isNotWave
  /// The file ends before this chunk, of so many bytes, does.
  case chunkCutShort(name: String, needed: Int, available: Int)
  /// There are samples before it is said what they are.
  case formatMissing
  /// The file ends without samples.
  case samplesMissing
  /// The chunk that says what samples are is too short or too long.
  case formatMalformed(byteCount: Int)
  /// Samples are compressed, or of a width that is not known.
  case encodingUnsupported(code: Int, bitCount: Int)
  /// There is no channel, or there are more than 64.
  case channelCountOutOfRange(Int)
  /// The rate is not between 1,000 and 768,000.
  case sampleRateOutOfRange(Int)
  /// The samples of all channels do not take so many bytes.
  case frameMismatch(needed: Int, found: Int)
  /// A sample is not a finite number.
  case sampleNotFinite(index: Int)
}

extension WaveFault: CustomStringConvertible {
  /// The fault in one sentence, without its remedy.
  public var description: String {
    switch self {
    case .file(let fault): fault.description
    case .isNotWave: "it is not a .wav recording"
    case .chunkCutShort(let name, let needed, let available):
      "its part '\(name)' has \(needed) bytes, and the file ends after \(available) of them"
    case .formatMissing: "samples come before it is said what they are"
    case .samplesMissing: "it ends without samples"
    case .formatMalformed(let count): "its part 'fmt ' has \(count) bytes, and not 16 to 1024"
    case .encodingUnsupported(let code, let bits):
      "its samples are of the encoding \(code) with \(bits) bits; integers of 8, 16, 24 and 32 bits "
        + "and floats of 32 and 64 are read"
    case .channelCountOutOfRange(let count): "it has \(count) channels, and not 1 to 64"
    case .sampleRateOutOfRange(let rate):
      "it has \(rate) samples a second, and not 1000 to 768000"
    case .frameMismatch(let needed, let found):
      "the samples of all channels take \(needed) bytes, and it says \(found)"
    case .sampleNotFinite(let index): "the sample at index \(index) is not a number"
    }
  }

  /// What the user can do about it.
  public var remedy: String {
    switch self {
    case .file(let fault): fault.remedy
    case .chunkCutShort: "the copy may have been cut short; copy or record it again"
    case .isNotWave, .formatMissing, .samplesMissing, .formatMalformed, .encodingUnsupported,
      .channelCountOutOfRange, .sampleRateOutOfRange, .frameMismatch, .sampleNotFinite:
      "convert it first, for example: ffmpeg -i IN -ac 1 -c:a pcm_s16le OUT.wav"
    }
  }
}
