extension SeededRandom {
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
