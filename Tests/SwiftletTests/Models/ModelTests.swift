import Swiftlet
import SwiftletCases
import Testing

@Suite("Model")
struct ModelTests {
  @Test func aModelDescribesItsTensorsOperatorsAndNotes() throws {
    let fixture = ModelFixture.negation()
    let model = try Model(bytes: fixture.bytes)
    #expect(model.fileByteCount == fixture.bytes.count)
    #expect(model.formatVersion == 2)
    #expect(model.producer == "a fixture")
    #expect(model.path == nil)
    #expect(model.constantsByteCount == 256)
    #expect(model.activationByteCount == 64)
    #expect(model.arenaByteCount > 64)

    let input = try #require(model.inputs.first)
    #expect(model.inputs.count == 1)
    #expect(input.name == "image")
    #expect(input.element == .int8)
    #expect(input.shape == [4, 8])
    #expect(input.quantization == Quantization(scale: 0.5, zeroPoint: 3))
    #expect(input.elementCount == 32 && input.byteCount == 32)
    #expect(model.outputs.map(\.name) == ["scores"])
    #expect(model.outputs.map(\.shape) == [[32]])
    #expect(model.tensors.map(\.isConstant) == [false, true, false, false])

    #expect(model.operators.map(\.code) == [.lookup, .reshape])
    #expect(model.operators.map(\.name) == ["negate", nil])
    #expect(model.operators.map(\.inputs) == [[0, 1], [2]])
    #expect(model.operators.map(\.outputs) == [[2], [3]])
    #expect(model.metadata.map(\.key) == ["author"])
    #expect(model.metadata.map(\.value) == ["a test"])
  }

  @Test func aNoteIsFoundByItsKey() throws {
    var fixture = ModelFixture.negation()
    fixture.metadata = [("a", "1"), ("labels", "cat\ndog\r\nbird\n"), ("a", "2")]
    let model = try Model(bytes: fixture.bytes)
    #expect(model.metadata(for: "a") == "1")
    #expect(model.metadata(for: "label") == nil)
    #expect(model.labels == ["cat", "dog", "bird"])
    #expect(try Model(bytes: ModelFixture.negation().bytes).labels.isEmpty)
  }

  @Test func aModelIsMappedFromItsFile() throws {
    let folder = TemporaryFolder()
    let path = folder("model.swiftlet")
    write(ModelFixture.negation().bytes, to: path)
    let model = try Model(path: path)
    #expect(model.path == path)
    let session = try Session(model)
    try session.setInput(0, [Int8](repeating: 4, count: 32))
    session.run()
    #expect(try session.output(0) == [Int8](repeating: -5, count: 32))
  }

  @Test func aFileThatIsNotThereIsNamed() throws {
    let folder = TemporaryFolder()
    let error = #expect(throws: ModelError.self) {
      try Model(path: folder("none.swiftlet"))
    }
    #expect(error?.description.contains("none.swiftlet': no such file") == true)
    #expect(error?.remedy.isEmpty == false)
  }

  @Test func bytesThatAreNoModelAreRefused() throws {
    for bytes in [[], [1], Array("TFL3TFL3TFL3TFL3".utf8)] {
      let error = #expect(throws: ModelError.self) { try Model(bytes: bytes) }
      #expect(error?.description.hasPrefix("cannot load the model: it is") == true)
    }
  }

  @Test func anUnknownOperatorIsNamedWithItsPosition() throws {
    var fixture = ModelFixture.negation()
    fixture.steps[1].code = 99
    let error = #expect(throws: ModelError.self) { try Model(bytes: fixture.bytes) }
    #expect(error == .refused(ModelFault(.operatorUnknown(code: 99), step: 1), path: nil))
    #expect(
      error?.description
        == "cannot load the model: operator 1: there is no operator of number 99")
  }

  @Test func aBindingToNoTensorIsRefused() throws {
    var fixture = ModelFixture.negation()
    fixture.outputs[0].tensor = 4
    let error = #expect(throws: ModelError.self) { try Model(bytes: fixture.bytes) }
    #expect(error == .refused(ModelFault(.tensorOutOfRange(index: 4, count: 4)), path: nil))
  }

  @Test func damageNeverCrashes() throws {
    let bytes = ModelFixture.negation().bytes
    var generator = SeededRandom(seed: 5)
    var refusedCount = 0
    for _ in 0..<5_000 {
      do throws(ModelError) {
        let model = try Model(bytes: generator.mutant(of: bytes))
        _ = Array(model.inputs) + Array(model.outputs) + Array(model.tensors)
        _ = Array(model.operators)
        try Session(model).run()
      } catch {
        refusedCount += 1
        #expect(!error.description.isEmpty && !error.remedy.isEmpty)
      }
    }
    #expect(refusedCount > 500 && refusedCount < 5_000)
  }
}
