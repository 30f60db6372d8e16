/// Where everything of a front end lies in its memory.
struct LogMelLayout: BitwiseCopyable {
  /// The multiple of bytes at which the memory starts.
  static var alignment: Int { 8 }

  let settings: LogMelSettings
  /// The number of values that are transformed: the least power of two that holds a frame.
  let transformLength: Int
  /// The first line of the spectrum that lies in a filter.
  let firstLine: Int
  let lineCount: Int
  let sinesOffset: Int
  let workOffset: Int
  let sharesOffset: Int
  let windowOffset: Int
  let samplesOffset: Int
  let rowOffset: Int
  /// The bytes of all.
  let byteCount: Int

  init(_ settings: LogMelSettings) throws(LogMelFault) {
    try settings.check()
    var length = 32
    while length < settings.windowSampleCount { length *= 2 }
    let lines = try MelScale(settings, transformLength: length).lines()
    self.settings = settings
    transformLength = length
    (firstLine, lineCount) = (lines.lowerBound, lines.count)
    // Wider elements first, so that each block is aligned to its own.
    workOffset = (MemoryLayout<LogMelState>.size + Self.alignment - 1) & -Self.alignment
    sinesOffset = workOffset + length / 2 * MemoryLayout<ComplexInteger>.stride
    sharesOffset = sinesOffset + (length / 4 + 1) * MemoryLayout<Int32>.stride
    windowOffset = sharesOffset + lineCount * MemoryLayout<MelShare>.stride
    samplesOffset = windowOffset + (settings.windowSampleCount / 2 + 1) * 2
    rowOffset = samplesOffset + settings.windowSampleCount * 2
    byteCount = rowOffset + settings.melCount * 2
  }
}

/// What the memory of a front end starts with.
struct LogMelState: BitwiseCopyable {
  let layout: LogMelLayout
  /// The samples of the frame that have come.
  var sampleCount: Int
}
