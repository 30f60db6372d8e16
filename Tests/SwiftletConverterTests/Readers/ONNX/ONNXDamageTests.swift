import SwiftletCases
import SwiftletConverter
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Damaged `.onnx` files: each is refused with every issue it has, or converts.
@Suite struct ONNXDamageTests {
  /// The mutants of each model; `SWIFTLET_MUTANTS` asks for another number.
  private static let mutantCount =
    getenv("SWIFTLET_MUTANTS").flatMap { Int(String(cString: $0)) } ?? 40

  private static let drafts: [String: [UInt8]] = [
    "convolutional": ONNXDraft.convolutional.model, "shapes": ONNXDraft.shapes.model,
  ]

  @Test(arguments: ["convolutional", "shapes"])
  func aDamagedModelIsRefusedOrConverts(_ name: String) throws {
    let original = try #require(Self.drafts[name])
    _ = try Converter.convert(onnx: original)
    var random = SeededRandom(seed: UInt64(original.count))
    for _ in 0..<(10 * Self.mutantCount) {
      let mutant = random.mutant(of: original)
      do {
        _ = try Converter.convert(onnx: mutant)
      } catch {
        #expect(!error.issues.isEmpty)
      }
    }
  }

  @Test func everyModelThatIsCutOffIsRefusedOrConverts() throws {
    let original = try #require(Self.drafts["shapes"])
    for count in stride(from: 0, to: original.count, by: 3) {
      do {
        _ = try Converter.convert(onnx: Array(original[..<count]))
      } catch {
        #expect(!error.issues.isEmpty)
      }
    }
  }
}
