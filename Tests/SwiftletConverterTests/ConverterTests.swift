import SwiftletCases
import SwiftletConverter
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Damaged `.tflite` files: each is refused with every issue it has, or converts.
@Suite struct ConverterTests {
  /// The mutants of each model; `SWIFTLET_MUTANTS` asks for another number.
  private static let mutantCount =
    getenv("SWIFTLET_MUTANTS").flatMap { Int(String(cString: $0)) } ?? 40

  @Test(arguments: SmallModels.paths)
  func aDamagedModelIsRefusedOrConverts(_ path: String) throws {
    let original = try #require(ModelFolder.bytes(path))
    var random = SeededRandom(seed: UInt64(original.count))
    for _ in 0..<Self.mutantCount {
      let mutant = random.mutant(of: original)
      do {
        _ = try Converter.convert(tflite: mutant)
      } catch {
        #expect(!error.issues.isEmpty)
      }
    }
  }
}
