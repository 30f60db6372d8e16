#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// Changes the rate of sound, piece by piece.
///
/// A sine over its argument under a Kaiser window, 16 zeros to either side, cut off at 0.94 of the
/// lower rate's half. What would fold back is weakened by 17 dB at that half itself and by 80 dB
/// from 1.1 of it on (48 to 16 kHz).
public struct Resampler {
  private static let zeroCount = 16.0
  private static let cutoff = 0.94
  private static let shape = 8.0

  // The output takes `step / phaseCount` of an input sample for each of its own.
  private let phaseCount: Int
  private let step: Int
  private let reach: Int
  // For each phase, the weights of `2 * reach` neighbouring samples.
  private let weights: [[Double]]

  // Input samples from the position `start` on.
  private var pending: [Float]
  private var start: Int
  private var inputCount = 0
  private var outputCount = 0

  /// Prepares a change between rates up to a million; nil where the table would be too large.
  public init?(from source: Int, to target: Int) {
    guard (1...1_000_000).contains(source), (1...1_000_000).contains(target) else { return nil }
    let divisor = Self.greatestCommonDivisor(source, target)
    (phaseCount, step) = (target / divisor, source / divisor)
    guard source != target else {
      (reach, weights, pending, start) = (0, [], [], 0)
      return
    }
    let ratio = min(1, Double(target) / Double(source))
    reach = Int((Self.zeroCount / ratio).rounded(.up))
    guard phaseCount * 2 * reach <= 1 << 22 else { return nil }
    weights = Self.weights(phaseCount, reach, ratio * Self.cutoff)
    // Silence comes before the sound.
    (pending, start) = (Array(repeating: 0, count: reach - 1), 1 - reach)
  }

  private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    b == 0 ? a : greatestCommonDivisor(b, a % b)
  }

  private static func weights(_ phaseCount: Int, _ reach: Int, _ cutoff: Double) -> [[Double]] {
    (0..<phaseCount).map { phase in
      let shift = Double(phase) / Double(phaseCount)
      let phase = (0..<2 * reach).map { index -> Double in
        let distance = Double(index - reach + 1) - shift
        let angle = Double.pi * cutoff * distance
        let part = distance / Double(reach)
        let window = bessel(shape * max(0, 1 - part * part).squareRoot()) / bessel(shape)
        return (angle == 0 ? 1 : sin(angle) / angle) * window
      }
      // A level stays what it is in every phase.
      let sum = phase.reduce(0, +)
      return phase.map { $0 / sum }
    }
  }

  /// The modified Bessel function of order zero.
  private static func bessel(_ x: Double) -> Double {
    var (sum, term) = (1.0, 1.0)
    for index in 1...40 {
      term *= (x / 2 / Double(index)) * (x / 2 / Double(index))
      sum += term
    }
    return sum
  }

  /// The samples at the new rate that some more at the old one complete.
  public mutating func resample(_ samples: [Float]) -> [Float] {
    guard !weights.isEmpty else { return samples }
    inputCount += samples.count
    pending += samples
    return emit(upTo: .max)
  }

  /// The samples that are left when the sound is over.
  public mutating func finish() -> [Float] {
    guard !weights.isEmpty else { return [] }
    pending += Array(repeating: 0, count: reach)
    let total = (inputCount * phaseCount + step - 1) / step
    return emit(upTo: total)
  }

  private mutating func emit(upTo total: Int) -> [Float] {
    var result: [Float] = []
    while outputCount < total {
      let (position, phase) = (outputCount * step).quotientAndRemainder(dividingBy: phaseCount)
      let first = position - reach + 1 - start
      guard first + 2 * reach <= pending.count else { break }
      var sum = 0.0
      for (index, weight) in weights[phase].enumerated() {
        sum += weight * Double(pending[first + index])
      }
      result.append(Float(sum))
      outputCount += 1
    }
    let kept = (outputCount * step) / phaseCount - reach + 1 - start
    if kept > 0 {
      pending.removeFirst(min(kept, pending.count))
      start += kept
    }
    return result
  }
}
