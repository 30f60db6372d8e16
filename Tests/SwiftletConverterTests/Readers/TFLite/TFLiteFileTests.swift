import SwiftletCases
import SwiftletFormat
import Testing

@testable import SwiftletConverter

@Suite struct TFLiteFileTests {
  @Test func everyPartOfASmallFileIsRead() throws {
    let sample = TFLiteSample()
    let weights = sample.position("weights data") + 4
    #expect(
      try TFLiteFile(sample.bytes).model.dump == """
        model "sample"
        subgraph 0 "main"
          tensor 0: "image" int8 [1, 4, 4, 1] scale [0.5] zero point -1
          tensor 1: "weights" int8 [2, 2, 2, 1] 2 scales along 0 from 0.25 zero point 0 \
        data at \(weights), 8 bytes
          tensor 2: "bias" int32 [2] 2 scales along 0 from 0.125 zero point 0 \
        data at \(sample.position("bias data")), 8 bytes
          tensor 3: "result" int8 [1, 2, 2, 2] scale [1.0] zero point 0
          operator 0: CONV_2D version 2 (0, 1, 2) -> [3] \
        conv2D(\(String(reflecting: TFLiteOptions.self)).Conv2D(padding: \
        \(String(reflecting: TFLiteOptions.Padding.self)).valid, strideHeight: 3, strideWidth: 2, \
        dilationHeight: 1, dilationWidth: 1, activation: \
        \(String(reflecting: TFLiteOptions.Activation.self)).relu6))
          operator 1: Twirl version 1 (3, none) -> [3] none custom options of 1 bytes
          inputs [0] outputs [3]
        metadata "note" 2 bytes
        signature "serve" of subgraph 0
          input "x" = tensor 0
          output "y" = tensor 3

        """)
  }

  @Test func constantsStayWhereTheyLie() throws {
    let tensors = try TFLiteFile(TFLiteSample().bytes).model.subgraphs[0].tensors
    #expect(tensors[0].data == nil)
    #expect(tensors[1].data.map(Array.init) == Array(1...8))
    #expect(tensors[2].data.map(Array.init) == [1, 0, 0, 0, 2, 0, 0, 0])
  }

  @Test func zeroPointsAreAsManyAsScales() throws {
    let tensors = try TFLiteFile(TFLiteSample().bytes).model.subgraphs[0].tensors
    #expect(tensors.map(\.quantization?.zeroPoints) == [[-1], [0, 0], [0, 0], [0]])
  }

  @Test func theLargerOfTheTwoOperatorNumbersCounts() throws {
    var sample = TFLiteSample()
    sample.draft.set(Int8(127), at: sample.position("conv.0"))
    sample.draft.set(Int32(150), at: sample.position("conv.3"))
    let step = try TFLiteFile(sample.bytes).model.subgraphs[0].operators[0]
    #expect(step.code == .builtin(.gelu))
  }

  @Test func anOperatorNewerThanTheReaderIsKept() throws {
    var sample = TFLiteSample()
    sample.draft.set(Int32(9_999), at: sample.position("conv.3"))
    let step = try TFLiteFile(sample.bytes).model.subgraphs[0].operators[0]
    #expect(step.code == .unknown(9_999))
  }

  @Test func optionsOfAnUnknownKindAreKept() throws {
    var sample = TFLiteSample()
    sample.draft.set(UInt8(200), at: sample.position("step.3"))
    #expect(
      try TFLiteFile(sample.bytes).model.subgraphs[0].operators[0].options == .unread(type: 200))
  }

  @Test(arguments: TFLiteDamage.all)
  func damageIsRefusedWithItsReason(_ damage: TFLiteDamage) {
    var sample = TFLiteSample()
    damage.apply(&sample)
    #expect(throws: damage.fault) { try TFLiteFile(sample.bytes) }
    #expect(!damage.fault.description.isEmpty)
    #expect(!damage.fault.remedy.isEmpty)
  }

  @Test func anotherFileIsRefusedByItsIdentifier() {
    let bytes = FlatBufferDraft(identifier: "SWFT").bytes + [0, 0, 0, 0]
    let fault = TFLiteFault(
      .damaged(FlatBufferFault(.wrongIdentifier, atByte: 4)), at: .file)
    #expect(throws: fault) { try TFLiteFile(bytes) }
    #expect(fault.remedy.hasPrefix("This is not a TFLite model."))
    #expect(throws: TFLiteFault.self) { try TFLiteFile([]) }
  }

  @Test func everyPrefixIsRefusedOrRead() {
    let bytes = TFLiteSample().bytes
    for count in bytes.indices {
      #expect(throws: TFLiteFault.self) { try TFLiteFile(Array(bytes[..<count])) }
    }
  }

  @Test func mutantsAreRefusedOrRead() {
    let bytes = TFLiteSample().bytes
    var generator = SeededRandom(seed: 2)
    var refused = 0
    for _ in 0..<20_000 {
      do throws(TFLiteFault) {
        _ = try TFLiteFile(generator.mutant(of: bytes)).model.dump
      } catch {
        refused += 1
      }
    }
    #expect(refused > 5_000 && refused < 20_000)
  }

  @Test func listsThatShareTheirContentDoNotMultiplyIt() {
    // 20,000 custom operators that all have one name of 100,000 bytes: 2 GB, if copied out.
    var draft = FlatBufferDraft(identifier: "TFL3")
    let model = draft.table([0: FlatBufferDraft.field(UInt32(3)), 1: FlatBufferDraft.link])
    draft.link(0, to: model.start)
    let list = draft.vector(Array(repeating: FlatBufferDraft.link, count: 20_000))
    draft.link(model.fields[1], to: list)
    let custom = draft.table([0: FlatBufferDraft.field(Int8(32)), 1: FlatBufferDraft.link])
    for index in 0..<20_000 { draft.link(list + 4 + 4 * index, to: custom.start) }
    draft.link(custom.fields[1], to: draft.string(String(repeating: "x", count: 100_000)))
    #expect { try TFLiteFile(draft.bytes) } throws: { error in
      (error as? TFLiteFault)?.reason == .repeatedTooOften
    }
  }
}
