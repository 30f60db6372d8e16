import Swiftlet
import Testing

@testable import SwiftletConverter

/// Public `.onnx` models against the outputs of ONNX Runtime.
@Suite(.enabled(if: TestFiles.arePresent, TestFiles.absence))
struct ONNXGoldenTests {
  @Test(arguments: TestFiles.matching("\(TestFiles.models)/*/*.onnx"))
  func aFloatModelStaysWithinAPartOfTheRangeOfONNXRuntime(_ path: String) throws {
    let folder = "\(TestFiles.goldens)/\(path.dropFirst(TestFiles.models.count + 1))"
    let golden = try #require(
      try Golden(inputs: folder, outputs: folder, suffix: ".ort"), "There is no golden.")
    let result = try Converter.convert(onnx: TestFiles.bytes(path))
    let comparison = try Comparison(result.file, golden)
    #expect(comparison.relative <= 1e-4, "\(comparison)")
    #expect(comparison.elementCount > 0 && comparison.keepsToItsArena)
  }
}
