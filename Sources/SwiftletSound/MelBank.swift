internal import SwiftletCore
internal import SwiftletKernels

/// How a line of the spectrum divides between two neighbouring filters.
struct MelShare: BitwiseCopyable {
  /// The filter that the line rises into, from 0 to the number of filters; the one below it falls.
  let filter: UInt16

  /// The part of the line's energy that the rising filter takes, of 32,768; the falling has the rest.
  let rising: UInt16
}

/// Places lines of the spectrum among triangular filters whose corners are evenly spaced in mel.
///
/// mel(f) = 1127 ln(1 + f / 700 Hz). The corners are `melCount + 2` points from the lower frequency
/// to the upper; filter `i` rises from corner `i` to `i + 1` and falls to `i + 2`, in straight lines
/// over mel, so that the parts of a line always sum to the whole.
struct MelScale {
  private let settings: LogMelSettings
  private let transformLength: Int
  private let start: Float
  private let cornersPerUnit: Float

  init(_ settings: LogMelSettings, transformLength: Int) {
    self.settings = settings
    self.transformLength = transformLength
    start = Self.mel(Float(settings.lowerHertz))
    cornersPerUnit = Float(settings.melCount + 1) / (Self.mel(Float(settings.upperHertz)) - start)
  }

  /// The mel of a frequency, but for the constant factor.
  private static func mel(_ hertz: Float) -> Float { Functions.logarithmOnePlus(hertz / 700) }

  /// How a line divides; nil where it lies outside all filters.
  func share(ofLine line: Int) -> MelShare? {
    // At most 4096 times 192,000, which 32 bits hold; the length is a power of two.
    let hertz = Float(line &* settings.sampleRate) / Float(transformLength)
    let position = (Self.mel(hertz) - start) * cornersPerUnit
    guard position > 0, position < Float(settings.melCount + 1) else { return nil }
    var filter = Int(position)
    var rising = Int((position - Float(filter)) * 32768 + 0.5)
    if rising == 0 {
      filter -= 1
      rising = 32768
    }
    guard filter >= 0, filter < settings.melCount || rising < 32768 else { return nil }
    return MelShare(
      filter: UInt16(truncatingIfNeeded: filter), rising: UInt16(truncatingIfNeeded: rising))
  }

  /// The lines that lie in filters; throws where a filter has none.
  func lines() throws(LogMelFault) -> Range<Int> {
    var first = 0
    var end = 0
    var last = -1
    for line in 0...transformLength / 2 {
      guard let share = share(ofLine: line) else { continue }
      if end == 0 { first = line }
      end = line + 1
      let filter = Int(share.filter)
      // A filter takes from the lines that rise into it and into the next.
      guard filter - last <= 2 else { throw .filterEmpty(last + 1) }
      last = filter
    }
    guard settings.melCount - last <= 1 else { throw .filterEmpty(last + 1) }
    return first..<end
  }
}
