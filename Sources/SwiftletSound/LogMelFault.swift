/// Why log-mel features cannot be made as asked.
public enum LogMelFault: Error, Equatable, BitwiseCopyable, Sendable {
  /// The sample rate is not between 4,000 and 192,000.
  case sampleRateOutOfRange(Int)
  /// The frame, in milliseconds, does not have 32 to 8,192 samples.
  case windowOutOfRange(Int)
  /// The hop, in milliseconds, is not positive, or longer than the frame.
  case hopOutOfRange(Int)
  /// The number of filters is not between 1 and 256.
  case melCountOutOfRange(Int)
  /// The frequencies are not in order between zero and half the sample rate.
  case frequenciesOutOfRange(lower: Int, upper: Int)
  /// A filter is so narrow that no line of the spectrum falls into it.
  case filterEmpty(Int)
  /// The memory is smaller than needed.
  case memoryTooSmall(needed: Int, available: Int)
  /// The memory does not start at a multiple of the bytes it must.
  case memoryMisaligned(needed: Int)
}
