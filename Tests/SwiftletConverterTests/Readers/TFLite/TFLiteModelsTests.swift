import SwiftletCases
import Testing

@testable import SwiftletConverter

@Suite(.enabled(if: ModelFolder.isPresent, "The folder of models is not there."))
struct TFLiteModelsTests {
  @Test(arguments: ModelFolder.files(".tflite"))
  func aPublicModelIsReadWhole(_ path: String) throws {
    let model = try TFLiteFile(#require(ModelFolder.bytes(path))).model
    #expect(!model.subgraphs.isEmpty)
    for subgraph in model.subgraphs {
      #expect(!subgraph.operators.isEmpty)
      for step in subgraph.operators {
        guard case .builtin = step.code else {
          Issue.record("\(step.code.name) is not an operator of the schema.")
          continue
        }
        if case .unread(let type) = step.options { Issue.record("options \(type)") }
      }
    }
    #expect(model.dump.utf8.count > 500)
  }

  @Test func aBiasWhoseScalesLieAlongAFourthDimensionIsRead() throws {
    let tensors = try model("person_detect.tflite").subgraphs[0].tensors
    let biases = tensors.filter { $0.type == .int32 && $0.shape.count == 1 }
    #expect(biases.contains { $0.quantization?.scales.count == $0.elementCount })
    #expect(biases.allSatisfy { $0.quantization.map { $0.dimension == 0 } ?? true })
  }

  @Test func everyPrefixOfAModelIsRefusedOrRead() throws {
    let bytes = try bytes("hello_world_int8.tflite")
    var refused = 0
    for count in bytes.indices {
      do throws(TFLiteFault) {
        _ = try TFLiteFile(Array(bytes[..<count]))
      } catch {
        refused += 1
      }
    }
    #expect(refused > bytes.count * 9 / 10)
  }

  @Test func mutantsOfAModelAreRefusedOrRead() throws {
    let bytes = try bytes("hello_world_int8.tflite")
    var generator = SeededRandom(seed: 3)
    var refused = 0
    for _ in 0..<20_000 {
      do throws(TFLiteFault) {
        _ = try TFLiteFile(generator.mutant(of: bytes))
      } catch {
        refused += 1
      }
    }
    #expect(refused > 2_000 && refused < 20_000)
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    let path = try #require(ModelFolder.files(name).first)
    return try #require(ModelFolder.bytes(path))
  }

  private func model(_ name: String) throws -> TFLiteModel { try TFLiteFile(bytes(name)).model }
}
