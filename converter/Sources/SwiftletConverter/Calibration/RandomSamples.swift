internal import SwiftletCore
internal import SwiftletFormat

/// Noise for an input, the same for every run and every machine.
///
/// Floats are normal with mean 0 and deviation 1, held within ±4. Quantized integers are spread
/// evenly over all stored values; plain ones over 0 to 127, truth values over both. It shows that a
/// model runs, and roughly what quantization does to it; ranges want real data.
struct RandomSamples: Sendable {
  private let type: TensorType
  private let seed: UInt64

  init(_ type: TensorType, seed: UInt64) {
    self.type = type
    self.seed = seed
  }

  /// The real numbers of a sample.
  func reals(of sample: Int) -> [Float] {
    var noise = Noise(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(sample))
    return (0..<type.shape.elementCount).map { _ in real(&noise) }
  }

  private func real(_ noise: inout Noise) -> Float {
    switch type.element {
    case .float32, .float16: noise.normal()
    case .int8: stored(noise.index(below: 256) - 128)
    case .uint8: stored(noise.index(below: 256))
    case .int16: stored(noise.index(below: 65536) - 32768)
    case .int32, .int64: Float(noise.index(below: 128))
    case .boolean: Float(noise.index(below: 2))
    case .absent: 0
    }
  }

  private func stored(_ value: Int) -> Float {
    guard let quantization = type.quantization else { return Float(value) }
    return quantization.scale * Float(value - Int(quantization.zeroPoint))
  }
}

/// A sequence of random numbers by SplitMix64.
private struct Noise {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  mutating func index(below count: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// Twelve even numbers make one that is close to normal, with no function of a library.
  mutating func normal() -> Float {
    var sum = 0.0
    for _ in 0..<12 { sum += Double(next() >> 11) * 0x1p-53 }
    return Float(max(-4, min(4, sum - 6)))
  }
}
