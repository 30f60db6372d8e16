/// What log-mel features are made of: the sound's rate, the frames, and the filters.
public struct LogMelSettings: Equatable, Sendable, BitwiseCopyable {
  /// The samples of a second, from 4,000 to 192,000.
  public var sampleRate: Int

  /// The length of a frame, of 32 to 8,192 samples.
  public var windowMilliseconds: Int

  /// The distance between the starts of two frames, at most the length of one.
  public var hopMilliseconds: Int

  /// The number of filters, which is that of the features of a row, from 1 to 256.
  public var melCount: Int

  /// The frequency where the first filter starts.
  public var lowerHertz: Int

  /// The frequency where the last filter ends, at most half the sample rate.
  public var upperHertz: Int

  /// Describes features; what is not given is usual for spoken words.
  public init(
    sampleRate: Int = 16_000, windowMilliseconds: Int = 30, hopMilliseconds: Int = 20,
    melCount: Int = 40, lowerHertz: Int = 20, upperHertz: Int = 7_600
  ) {
    self.sampleRate = sampleRate
    self.windowMilliseconds = windowMilliseconds
    self.hopMilliseconds = hopMilliseconds
    self.melCount = melCount
    self.lowerHertz = lowerHertz
    self.upperHertz = upperHertz
  }

  /// The samples of a frame; of use once the settings are accepted.
  public var windowSampleCount: Int { sampleRate &* windowMilliseconds / 1000 }

  /// The samples from the start of a frame to that of the next; of use once they are accepted.
  public var hopSampleCount: Int { sampleRate &* hopMilliseconds / 1000 }

  /// The rows that a number of samples make.
  ///
  /// - Precondition: the settings are accepted.
  public func rowCount(ofSamples count: Int) -> Int {
    count < windowSampleCount ? 0 : 1 + (count - windowSampleCount) / hopSampleCount
  }

  /// Throws unless every number is in its range.
  func check() throws(LogMelFault) {
    guard sampleRate >= 4_000, sampleRate <= 192_000 else {
      throw .sampleRateOutOfRange(sampleRate)
    }
    guard windowMilliseconds >= 1, windowMilliseconds <= 1000, windowSampleCount >= 32,
      windowSampleCount <= 8_192
    else { throw .windowOutOfRange(windowMilliseconds) }
    guard hopMilliseconds >= 1, hopMilliseconds <= windowMilliseconds else {
      throw .hopOutOfRange(hopMilliseconds)
    }
    guard melCount >= 1, melCount <= 256 else { throw .melCountOutOfRange(melCount) }
    guard lowerHertz >= 0, upperHertz <= sampleRate / 2, lowerHertz < upperHertz else {
      throw .frequenciesOutOfRange(lower: lowerHertz, upper: upperHertz)
    }
  }
}
