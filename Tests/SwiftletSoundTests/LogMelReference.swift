import SwiftletSound

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Log-mel features in double precision, with the transform as its sum.
///
/// The rounded weights of the window are part of the definition; all else is exact here.
struct LogMelReference {
  let settings: LogMelSettings
  let length: Int
  private let window: [Double]

  init(_ settings: LogMelSettings) {
    self.settings = settings
    var length = 32
    while length < settings.windowSampleCount { length *= 2 }
    self.length = length
    let count = settings.windowSampleCount
    window = (0..<count).map { index in
      let sine = sin(Double.pi * Double(min(index, count - index)) / Double(count))
      return (32768 * sine * sine).rounded()
    }
  }

  private func mel(_ hertz: Double) -> Double { 1127 * log1p(hertz / 700) }

  /// The place of a line among the corners of the filters.
  private func position(ofLine line: Int) -> Double {
    let (lower, upper) = (mel(Double(settings.lowerHertz)), mel(Double(settings.upperHertz)))
    let hertz = Double(line) * Double(settings.sampleRate) / Double(length)
    return (mel(hertz) - lower) / (upper - lower) * Double(settings.melCount + 1)
  }

  /// The energies of all lines of a frame.
  private func energies(_ frame: ArraySlice<Int16>) -> [Double] {
    let weighted = zip(frame, window).map { Double($0) * $1 / Double(length) }
    return (0...length / 2).map { line in
      var (real, imaginary) = (0.0, 0.0)
      for (index, value) in weighted.enumerated() {
        let angle = 2 * Double.pi * Double(line * index % length) / Double(length)
        real += value * cos(angle)
        imaginary -= value * sin(angle)
      }
      return real * real + imaginary * imaginary
    }
  }

  /// The interval that each feature of a frame lies in.
  ///
  /// A line of the fixed-point transform is off by at most a unit in each part for every stage, 16
  /// together, and by the rounding of the factors to 24 bits; a share of a line is off by a unit of
  /// 2⁻¹⁵. The logarithm is rounded once, and its energies down.
  func intervals(_ frame: ArraySlice<Int16>) -> [ClosedRange<Double>] {
    let energies = energies(frame)
    let loudness = energies.reduce(0, +).squareRoot()
    let error = 16 + loudness * 0x1p-22
    return (0..<settings.melCount).map { filter in
      var (sum, tolerance) = (0.0, 1.0)
      for (line, energy) in energies.enumerated() {
        let place = position(ofLine: line) - Double(filter)
        guard place > -0.001, place < 2.001 else { continue }
        let share = max(0, 1 - abs(place - 1))
        sum += share * energy
        tolerance += 0x1p-14 * energy + share * (2 * error * energy.squareRoot() + error * error)
      }
      let low = 512 * log2(1 + max(0, sum - tolerance) / 65536)
      let high = 512 * log2(1 + (sum + tolerance) / 65536)
      return low - 1...high + 1
    }
  }
}

extension LogMelReference {
  static func binaryLogarithm(_ number: Double) -> Double { log2(number) }
}
