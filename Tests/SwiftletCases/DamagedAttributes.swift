public import SwiftletCore

/// Sets every field of a table of attributes to what a damaged or malicious file may hold.
public struct DamagedAttributes: AttributeVisitor {
  private var random: SeededRandom

  /// Starts the choices of a seed.
  public init(seed: UInt64) { random = SeededRandom(seed: seed) }

  /// Sets an integer: mostly a small one, or else one at the end of some range.
  public mutating func field(_ number: Int, _ name: StaticString, _ value: inout Int32) {
    value = integer()
  }

  /// Sets a real number, which may be no number.
  public mutating func field(_ number: Int, _ name: StaticString, _ value: inout Float) {
    let choices: [Float] = [
      -.infinity, .infinity, .nan, 0, -1, 0.05, 6, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
    ]
    guard Int.random(in: 0..<4, using: &random) == 0 else { return }
    value = choices[Int.random(in: choices.indices, using: &random)]
  }

  /// Sets a truth value.
  public mutating func field(_ number: Int, _ name: StaticString, _ value: inout Bool) {
    value = Bool.random(using: &random)
  }

  /// Sets a list of up to eight integers.
  public mutating func field(_ number: Int, _ name: StaticString, _ value: inout IntegerList) {
    value = IntegerList()
    for _ in 0..<Int.random(in: 0...8, using: &random) { _ = value.append(integer()) }
  }

  /// Sets a choice, if the number drawn means one.
  public mutating func field<Choice: RawRepresentable>(
    _ number: Int, _ name: StaticString, _ value: inout Choice
  ) where Choice.RawValue == UInt8 {
    value = Choice(rawValue: UInt8.random(in: 0...8, using: &random)) ?? value
  }

  private mutating func integer() -> Int32 {
    let ends: [Int32] = [
      .min, .min + 1, -32768, -1, 0, 127, 32767, 32768, 65536, 1 << 24, 1 << 30, .max - 1, .max,
    ]
    return Int.random(in: 0..<24, using: &random) == 0
      ? ends[Int.random(in: ends.indices, using: &random)] : Int32.random(in: 0...4, using: &random)
  }
}
