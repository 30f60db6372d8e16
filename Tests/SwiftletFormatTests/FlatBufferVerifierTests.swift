import CxxFlatBufferVerifier
import SwiftletCases
import SwiftletFormat
import Testing

@Suite struct FlatBufferVerifierTests {
  @Test func theVerifierAcceptsTheSample() {
    #expect(isVerified(FlatBufferSample().draft.bytes))
  }

  @Test(arguments: FlatBufferSample.damages)
  func theVerifierRefusesTheSameDamageShortOfItsGaps(_ damage: FlatBufferSample.Damage) {
    var sample = FlatBufferSample()
    _ = damage.apply(&sample)
    #expect(damage.isUnknownToTheVerifier || !isVerified(sample.draft.bytes))
  }

  @Test func theReaderAcceptsNoMutantThatTheVerifierRefuses() {
    let bytes = FlatBufferSample().draft.bytes
    var generator = SeededRandom(seed: 4)
    var accepted = 0
    var refusedByBoth = 0
    for _ in 0..<20_000 {
      let mutant = generator.mutant(of: bytes)
      let isRead = (try? withBuffer(mutant) { try checksum(of: $0) }) != nil
      let isVerified = isVerified(mutant)
      #expect(isVerified || !isRead)
      accepted += isRead ? 1 : 0
      refusedByBoth += isRead || isVerified ? 0 : 1
    }
    #expect(accepted > 1_000 && refusedByBoth > 1_000)
  }

  private func isVerified(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { swiftlet_verify_sample($0, buffer.count) } ?? false
    }
  }
}
