import Testing

@testable import SwiftletConverter

/// The wire format of protocol buffers.
@Suite struct ProtobufReaderTests {
  @Test func aNumberMayHave64Bits() throws {
    var draft = ProtobufDraft()
    draft.varint(3, -1)
    draft.varint(4, 300)
    var reader = ProtobufReader(draft.bytes)
    #expect(try reader.next()?.integer() == -1)
    let second = try #require(try reader.next())
    #expect(second.number == 4)
    #expect(try second.integer() == 300)
    #expect(try reader.next() == nil)
  }

  @Test func aListOfNumbersIsReadPackedAndNot() throws {
    var draft = ProtobufDraft()
    draft.packed(8, [1, -2, 300])
    draft.varint(8, 4)
    var reader = ProtobufReader(draft.bytes)
    var numbers: [Int64] = []
    while let field = try reader.next() { try field.append(to: &numbers) }
    #expect(numbers == [1, -2, 300, 4])
  }

  @Test(
    arguments: [
      ([0x08], .truncated), ([0x08, 0x80], .truncated), ([0x0D, 1, 2, 3], .truncated),
      ([0x09, 1, 2, 3, 4, 5, 6, 7], .truncated),
      ([0x0A, 5, 1], .length(needed: 5, available: 1)),
      (
        [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        .length(needed: .max, available: 0)
      ),
      ([0x08] + Array(repeating: 0xFF, count: 9) + [2], .numberTooLong),
      ([0x08] + Array(repeating: 0x80, count: 11), .numberTooLong),
      ([0x00, 1], .fieldNumber(0)), ([0x0B], .form(3)), ([0x0C], .form(4)), ([0x0F], .form(7)),
    ] as [([UInt8], ProtobufFault.Reason)])
  func whatIsCutOffOrUnknownIsRefused(_ bytes: [UInt8], _ reason: ProtobufFault.Reason) {
    #expect(throws: ProtobufFault(reason)) {
      var reader = ProtobufReader(bytes)
      while try reader.next() != nil {}
    }
  }

  @Test func aFaultSaysWhereItIs() throws {
    var node = ProtobufDraft()
    node.text(4, "Conv")
    node.message(5, [0x0B])
    var graph = ProtobufDraft()
    graph.message(1, ONNXDraft.node("Relu", ["x"], ["y"]))
    graph.message(1, node.bytes)
    var model = ProtobufDraft()
    model.message(7, graph.bytes)
    do throws(ProtobufFault) {
      _ = try ONNXModel(model.bytes)
      Issue.record("It was read.")
    } catch {
      #expect(error.place == "graph.node[1].attribute[0]")
      #expect(error.reason == .form(3))
    }
  }

  @Test func messagesInsideEachOtherEnd() throws {
    var graph: [UInt8] = []
    for _ in 0..<60 {
      var draft = ProtobufDraft()
      draft.message(1, ONNXDraft.node("If", ["c"], ["y"], ["then_branch": .graph(graph)]))
      graph = draft.bytes
    }
    var model = ProtobufDraft()
    model.message(7, graph)
    do throws(ProtobufFault) {
      _ = try ONNXModel(model.bytes)
      Issue.record("It was read.")
    } catch {
      #expect(error.reason == .depth(ProtobufReader.mostDepth))
    }
  }

  @Test func aFieldThatIsNotKnownIsLeftOut() throws {
    var draft = ProtobufDraft()
    draft.varint(1, 8)
    draft.message(99, [1, 2, 3])
    draft.float(98, 1)
    draft.text(2, "me")
    let model = try ONNXModel(draft.bytes)
    #expect(model.version == 8 && model.producer == "me")
  }
}
