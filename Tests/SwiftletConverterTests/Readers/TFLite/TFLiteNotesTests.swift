import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@testable import SwiftletConverter

@Suite struct TFLiteNotesTests {
  @Test func whatTheMetadataSayOfPicturesAndClassesIsTakenOver() throws {
    let entries = Self.entries(Self.metadata(), file: Self.archive("labels.txt", "cat\ndog\n"))
    #expect(
      entries == [
        "name: pets", "image.order: rgb", "image.mean: 127.5,1,2", "image.std: 127.5",
        "labels: cat\ndog",
      ])
  }

  @Test func aMeanBelongsToInputsOfFloatAlone() {
    let entries = Self.entries(Self.metadata(), file: [], element: .uint8)
    #expect(entries == ["name: pets", "image.order: rgb"])
  }

  @Test func inputsOtherThanPicturesSayNothingOfPictures() {
    let entries = Self.entries(Self.metadata(content: 4), file: [])
    #expect(entries == ["name: pets"])
  }

  @Test(
    arguments: [
      ([127.5], [0]), ([.nan], [1]), ([1], [.infinity]), ([], [1]), ([1, 2, 3, 4, 5], [1]),
    ] as [([Float], [Float])])
  func numbersThatCannotNormalizeAreLeftOut(mean: [Float], deviation: [Float]) {
    let entries = Self.entries(Self.metadata(mean: mean, deviation: deviation), file: [])
    #expect(entries == ["name: pets", "image.order: rgb"])
  }

  @Test func labelsThatAreNoTextOrNotThereAreLeftOut() {
    for file in [
      Self.archive("other.txt", "cat"), Self.archive("labels.txt", ""), [],
      Self.archive("labels.txt", "cat").map { $0 == 0x63 ? 0xFF : $0 },
    ] {
      #expect(!Self.entries(Self.metadata(), file: file).contains { $0.hasPrefix("labels") })
    }
  }

  @Test func damagedMetadataAreAsIfTheyWereNotThere() {
    let whole = Self.metadata()
    let expected = Set(Self.entries(whole, file: []))
    for count in 0..<whole.count {
      #expect(Set(Self.entries(Array(whole[..<count]), file: [])).isSubset(of: expected))
    }
    for index in whole.indices {
      for mask in [UInt8(1), 0x80, 0xFF] {
        var damaged = whole
        damaged[index] ^= mask
        _ = Self.entries(damaged, file: [])
      }
    }
  }

  private static func entries(
    _ metadata: [UInt8], file: [UInt8], element: ElementType = .float32
  ) -> [String] {
    let model = TFLiteModel(
      version: 3, description: "", subgraphs: [],
      metadata: [.init(name: "TFLITE_METADATA", data: metadata[...])], signatures: [])
    var graph = Graph()
    let image = graph.add(.init(name: "image", type: TensorType(element, Shape())))
    graph.inputs = [.init(name: "image", tensor: image)]
    return TFLiteNotes(model, file).entries(for: graph).map { "\($0.key): \($0.value)" }
  }

  /// The metadata of a model of one picture and one list of scores, by their own schema.
  private static func metadata(
    content: UInt8 = 2, mean: [Float] = [127.5, 1, 2], deviation: [Float] = [127.5]
  ) -> [UInt8] {
    let link = FlatBufferDraft.link
    var draft = FlatBufferDraft(identifier: "M001")
    let root = draft.table([0: link, 3: link])
    draft.link(0, to: root.start)
    draft.link(root.fields[0], to: draft.string("pets"))
    let graphs = draft.vector([link])
    draft.link(root.fields[3], to: graphs)
    let graph = draft.table([2: link, 3: link])
    draft.link(graphs + 4, to: graph.start)
    let inputs = draft.vector([link])
    draft.link(graph.fields[2], to: inputs)
    let input = draft.table([3: link, 4: link])
    draft.link(inputs + 4, to: input.start)
    let kind = draft.table([0: [content], 1: link])
    draft.link(input.fields[3], to: kind.start)
    let picture = draft.table([0: [1]])
    draft.link(kind.fields[1], to: picture.start)
    let units = draft.vector([link])
    draft.link(input.fields[4], to: units)
    let unit = draft.table([0: [1], 1: link])
    draft.link(units + 4, to: unit.start)
    let normalization = draft.table([0: link, 1: link])
    draft.link(unit.fields[1], to: normalization.start)
    for (field, values) in [(0, mean), (1, deviation)] {
      draft.link(
        normalization.fields[field],
        to: draft.vector(values.map { FlatBufferDraft.field($0.bitPattern) }))
    }
    let outputs = draft.vector([link])
    draft.link(graph.fields[3], to: outputs)
    let output = draft.table([6: link])
    draft.link(outputs + 4, to: output.start)
    let files = draft.vector([link])
    draft.link(output.fields[6], to: files)
    let file = draft.table([0: link, 2: [2]])
    draft.link(files + 4, to: file.start)
    draft.link(file.fields[0], to: draft.string("labels.txt"))
    return draft.bytes
  }

  /// A model's bytes with a zip archive of one stored file behind them.
  private static func archive(_ name: String, _ text: String) -> [UInt8] {
    let number = { (value: Int, count: Int) in
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let (content, model) = (Array(text.utf8), [UInt8](repeating: 7, count: 100))
    var sizes = number(Int(checksum(content)), 4)
    sizes += number(content.count, 4) + number(content.count, 4)
    let nameBytes = Array(name.utf8)
    let length = number(nameBytes.count, 2)
    var header = number(0x0403_4B50, 4) + number(20, 2) + number(0, 8)
    header += sizes + length + number(0, 2) + nameBytes
    var list = number(0x0201_4B50, 4) + number(20, 2) + number(20, 2) + number(0, 8)
    list += sizes + length + number(0, 12) + number(model.count, 4) + nameBytes
    let start = model.count + header.count + content.count
    var end = number(0x0605_4B50, 4) + number(0, 4) + number(1, 2) + number(1, 2)
    end += number(list.count, 4) + number(start, 4) + number(0, 2)
    return model + header + content + list + end
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var register = UInt32.max
    for byte in bytes {
      register ^= UInt32(byte)
      for _ in 0..<8 {
        let polynomial: UInt32 = register & 1 == 0 ? 0 : 0xEDB8_8320
        register = register >> 1 ^ polynomial
      }
    }
    return ~register
  }
}
