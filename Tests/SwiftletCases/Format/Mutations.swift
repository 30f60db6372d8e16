/// A source of pseudo-random numbers that gives every machine the same ones.
public struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  /// Starts the sequence that belongs to a seed.
  public init(seed: UInt64) { state = seed }

  /// Returns the next number of the sequence (SplitMix64).
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension SeededGenerator {
  /// Returns the bytes with one to four of them changed, at times to a value that borders on a rule.
  public mutating func mutant(of bytes: [UInt8]) -> [UInt8] {
    var mutant = bytes
    for _ in 0..<Int.random(in: 1...4, using: &self) {
      let position = Int.random(in: 0..<bytes.count, using: &self)
      switch Int.random(in: 0..<4, using: &self) {
      case 0: mutant[position] ^= 1 << UInt8.random(in: 0..<8, using: &self)
      case 1: mutant[position] = .random(in: 0...255, using: &self)
      case 2: mutant[position] = [0, 1, 0x7F, 0x80, 0xFE, 0xFF].randomElement(using: &self) ?? 0
      default:
        let last = min(position + 4, bytes.count)
        let word = [0, 0xFF, 0x7F].randomElement(using: &self) ?? 0
        for index in position..<last { mutant[index] = UInt8(word) }
      }
    }
    return mutant
  }
}
