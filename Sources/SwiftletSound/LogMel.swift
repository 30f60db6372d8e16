public import SwiftletCore
internal import SwiftletKernels

/// Makes log-mel features of 16-bit sound, row by row, in one block of memory.
///
/// Every number is an integer, so that a sound gives the same bits on every machine, however it is
/// cut into pieces. A row holds, for each filter, log₂(1 + E / 2¹⁶) in units of 1/512, where E is the
/// energy in the filter of a frame under a Hann window: 0 for silence, at most 22,528.
///
///     var rest = samples
///     while let row = logMel.next(&rest) { … }
@safe public struct LogMel: BitwiseCopyable {
  /// The real number that a unit of a feature stands for.
  public static var scale: Float { 0x1p-9 }

  /// The multiple of bytes at which the memory starts.
  public static var alignment: Int { LogMelLayout.alignment }

  private let state: UnsafeMutablePointer<LogMelState>

  /// The bytes of memory that settings need on this machine; one fewer is refused.
  public static func byteCount(for settings: LogMelSettings) throws(LogMelFault) -> Int {
    try LogMelLayout(settings).byteCount
  }

  /// Prepares a block of memory.
  ///
  /// - Precondition: it stays where it is, and nothing else writes to it, for as long as it is used.
  @unsafe public init(
    _ settings: LogMelSettings, in memory: UnsafeMutableRawBufferPointer
  ) throws(LogMelFault) {
    let layout = try LogMelLayout(settings)
    guard let start = memory.baseAddress, memory.count >= layout.byteCount else {
      throw .memoryTooSmall(needed: layout.byteCount, available: memory.count)
    }
    guard UInt(bitPattern: start) % UInt(Self.alignment) == 0 else {
      throw .memoryMisaligned(needed: Self.alignment)
    }
    unsafe state = start.bindMemory(to: LogMelState.self, capacity: 1)
    unsafe state.pointee = LogMelState(layout: layout, sampleCount: 0)
    transform.fillSines()
    fillWindow()
    let scale = MelScale(settings, transformLength: layout.transformLength)
    for index in 0..<layout.lineCount {
      // Lines between the first and the last lie in filters too.
      shares[index] =
        scale.share(ofLine: layout.firstLine + index) ?? MelShare(filter: 0, rising: 0)
    }
  }

  /// Finds a front end that was prepared before.
  ///
  /// - Precondition: one was prepared in the memory at `handle`.
  @unsafe public init(handle: UnsafeMutableRawPointer) {
    unsafe state = handle.assumingMemoryBound(to: LogMelState.self)
  }

  /// The start of the memory, by which ``init(handle:)`` finds the front end again.
  @unsafe public var handle: UnsafeMutableRawPointer { unsafe UnsafeMutableRawPointer(state) }

  /// What the features are made of.
  public var settings: LogMelSettings { unsafe state.pointee.layout.settings }

  /// Forgets the samples of an unfinished frame.
  public func reset() { unsafe state.pointee.sampleCount = 0 }

  /// Takes samples from the front until a row is complete; nil when all are taken before.
  ///
  /// The row is overwritten by the next.
  public func next(_ samples: inout Elements<Int16>) -> Elements<Int16>? {
    let window = settings.windowSampleCount
    let filled = unsafe state.pointee.sampleCount
    let count = min(window - filled, samples.count)
    frame[filled..<filled + count].copy(from: samples)
    samples = samples[count..<samples.count]
    unsafe state.pointee.sampleCount = filled + count
    guard filled + count == window else { return nil }
    computeRow()
    let kept = window - settings.hopSampleCount
    for index in 0..<kept { frame[index] = frame[window - kept + index] }
    unsafe state.pointee.sampleCount = kept
    return row
  }

  /// Writes the real numbers of a row.
  ///
  /// - Precondition: there is room for as many.
  public static func reals(of row: Elements<Int16>, to reals: Elements<Float>) {
    for index in 0..<row.count { reals[index] = real(row[index]) }
  }

  /// The real number that a feature stands for, exactly.
  public static func real(_ feature: Int16) -> Float { Float(Int(feature)) * scale }

  /// Writes the stored values of a row, as an input of a quantized model takes them.
  ///
  /// - Precondition: there is room for as many, and the scale is positive.
  public static func quantize(
    _ row: Elements<Int16>, by quantization: Quantization, to stored: Elements<Int8>
  ) {
    for index in 0..<row.count {
      stored[index] = Int8(
        truncatingIfNeeded: quantization.stored(real(row[index]), in: -128...127))
    }
  }
}

extension LogMel {
  private var layout: LogMelLayout { unsafe state.pointee.layout }

  /// Some elements at an offset that the layout found room for.
  private func elements<Element: BitwiseCopyable>(
    at offset: Int, count: Int
  ) -> Elements<Element> {
    unsafe Elements(UnsafeMutableRawPointer(state) + offset, count: count)
  }

  private var transform: RealTransform {
    RealTransform(
      sines: elements(at: layout.sinesOffset, count: layout.transformLength / 4 + 1),
      work: elements(at: layout.workOffset, count: layout.transformLength / 2))
  }

  private var shares: Elements<MelShare> {
    elements(at: layout.sharesOffset, count: layout.lineCount)
  }

  /// The first half of the window, its middle included, in units of 2⁻¹⁵.
  private var window: Elements<UInt16> {
    elements(at: layout.windowOffset, count: settings.windowSampleCount / 2 + 1)
  }

  private var frame: Elements<Int16> {
    elements(at: layout.samplesOffset, count: settings.windowSampleCount)
  }

  private var row: Elements<Int16> { elements(at: layout.rowOffset, count: settings.melCount) }

  /// Works out the periodic Hann window, sin²(πn / length).
  private func fillWindow() {
    let step = 3.1415927 / Float(settings.windowSampleCount)
    for index in 0..<window.count {
      let sine = Functions.sine(Float(index) * step)
      window[index] = UInt16(sine * sine * 32768 + 0.5)
    }
  }

  private func computeRow() {
    let transform = transform
    loadFrame(transform.work)
    transform.run()
    let (shares, row, firstLine) = (shares, row, layout.firstLine)
    // Lines come in the order of the filters, so that two of them are open at a time.
    var (falling, rising, open) = (Energy(), Energy(), 0)
    for index in 0..<shares.count {
      let share = shares[index]
      while open < Int(share.filter) {
        if open > 0 { row[open - 1] = falling.logarithm }
        (falling, rising, open) = (rising, Energy(), open + 1)
      }
      let energy = transform.energy(ofLine: firstLine + index)
      let part = UInt32(truncatingIfNeeded: share.rising)
      rising.add(energy, part: part)
      falling.add(energy, part: 32768 &- part)
    }
    while open <= row.count {
      if open > 0 { row[open - 1] = falling.logarithm }
      (falling, rising, open) = (rising, Energy(), open + 1)
    }
  }

  /// Puts the frame under the window, two samples to a complex number, where the transform wants it.
  private func loadFrame(_ work: Elements<ComplexInteger>) {
    let count = frame.count
    var reversed = 0
    for index in 0..<work.count {
      let start = 2 * index
      work[reversed] = ComplexInteger(
        real: start < count ? weighted(start) : 0,
        imaginary: start + 1 < count ? weighted(start + 1) : 0)
      // Adds one from the highest bit down.
      var bit = work.count / 2
      while bit > 0, reversed & bit != 0 {
        reversed ^= bit
        bit /= 2
      }
      reversed |= bit
    }
  }

  /// A sample times its weight, below 2³⁰ in magnitude or equal to it.
  @inline(__always)
  private func weighted(_ index: Int) -> Int32 {
    let mirrored = min(index, frame.count - index)
    return Int32(truncatingIfNeeded: frame[index])
      &* Int32(truncatingIfNeeded: window[mirrored])
  }
}
