import SwiftletCases

/// A valid `.tflite` file of one convolution, and the positions that a test needs to damage it.
struct TFLiteSample {
  var draft = FlatBufferDraft(identifier: "TFL3")
  private(set) var positions: [String: Int] = [:]

  /// The file's bytes.
  var bytes: [UInt8] { draft.bytes }

  /// The position of a field that `init` gave a name.
  func position(_ name: String) -> Int { positions[name] ?? 0 }

  /// Valid padding, strides of 2 across and 3 down, and ReLU6.
  static let convolution: (type: UInt8, fields: [Int: [UInt8]]) = (
    1,
    [
      0: FlatBufferDraft.field(Int8(1)), 1: FlatBufferDraft.field(Int32(2)),
      2: FlatBufferDraft.field(Int32(3)), 3: FlatBufferDraft.field(Int8(3)),
    ]
  )

  /// Writes the file, with the options of a convolution or others.
  init(options: (type: UInt8, fields: [Int: [UInt8]]) = convolution) {
    let link = FlatBufferDraft.link
    let model = table(
      "model",
      [
        0: FlatBufferDraft.field(UInt32(3)), 1: link, 2: link, 3: link, 4: link, 6: link, 7: link,
      ])
    draft.link(0, to: position("model"))
    draft.link(model[3], to: draft.string("sample"))
    writeCodes(model[1])
    writeBuffers(model[4])
    writeSubgraph(model[2], options)
    writeMetadata(model[6])
    writeSignature(model[7])
  }

  private mutating func table(_ name: String, _ fields: [Int: [UInt8]]) -> [Int: Int] {
    let table = draft.table(fields)
    positions[name] = table.start
    for (number, position) in table.fields { positions["\(name).\(number)"] = position }
    return table.fields
  }

  /// Appends a list of tables whose links are to be filled in, and returns where the links lie.
  private mutating func tables(_ field: Int?, count: Int) -> [Int] {
    let start = draft.vector(Array(repeating: FlatBufferDraft.link, count: count))
    draft.link(field, to: start)
    return (0..<count).map { start + 4 + 4 * $0 }
  }

  private mutating func list(_ name: String, _ field: Int?, _ values: [some FixedWidthInteger]) {
    let start = draft.vector(values.map { FlatBufferDraft.field($0) })
    draft.link(field, to: start)
    positions[name] = start
  }

  private mutating func writeCodes(_ field: Int?) {
    let links = tables(field, count: 2)
    _ = table(
      "conv",
      [
        0: FlatBufferDraft.field(Int8(3)), 2: FlatBufferDraft.field(Int32(2)),
        3: FlatBufferDraft.field(Int32(3)),
      ])
    draft.link(links[0], to: position("conv"))
    let custom = table("custom", [0: FlatBufferDraft.field(Int8(32)), 1: FlatBufferDraft.link])
    draft.link(links[1], to: position("custom"))
    draft.link(custom[1], to: draft.string("Twirl"))
  }

  private mutating func writeBuffers(_ field: Int?) {
    let links = tables(field, count: 4)
    _ = table("buffer0", [:])
    draft.link(links[0], to: position("buffer0"))
    let weights = table("weights buffer", [0: FlatBufferDraft.link])
    draft.link(links[1], to: position("weights buffer"))
    list("weights data", weights[0], [Int8](1...8))
    let bias = table(
      "bias buffer", [1: FlatBufferDraft.field(UInt64(0)), 2: FlatBufferDraft.field(UInt64(8))])
    draft.link(links[2], to: position("bias buffer"))
    positions["bias data"] = draft.bytes.count
    draft.set(UInt64(draft.bytes.count), at: bias[1] ?? 0)
    draft.bytes += [1, 0, 0, 0, 2, 0, 0, 0]
    let note = table("note buffer", [0: FlatBufferDraft.link])
    draft.link(links[3], to: position("note buffer"))
    list("note data", note[0], Array("hi".utf8))
  }

  private mutating func writeSubgraph(
    _ field: Int?, _ options: (type: UInt8, fields: [Int: [UInt8]])
  ) {
    let link = FlatBufferDraft.link
    let entry = tables(field, count: 1)[0]
    let subgraph = table("subgraph", [0: link, 1: link, 2: link, 3: link, 4: link])
    draft.link(entry, to: position("subgraph"))
    draft.link(subgraph[4], to: draft.string("main"))
    list("inputs", subgraph[1], [Int32(0)])
    list("outputs", subgraph[2], [Int32(3)])
    let links = tables(subgraph[0], count: 4)
    writeTensor("image", links[0], shape: [1, 4, 4, 1], type: 9, scales: [0.5], zeroPoints: [-1])
    writeTensor(
      "weights", links[1], shape: [2, 2, 2, 1], type: 9, buffer: 1, scales: [0.25, 0.125],
      zeroPoints: [0, 0])
    writeTensor(
      "bias", links[2], shape: [2], type: 2, buffer: 2, scales: [0.125, 0.0625], zeroPoints: [0],
      dimension: 3)
    writeTensor("result", links[3], shape: [1, 2, 2, 2], type: 9, scales: [1], zeroPoints: [])
    let steps = tables(subgraph[3], count: 2)
    writeStep(steps[0], options)
    let custom = table("twirl", [0: FlatBufferDraft.field(UInt32(1)), 1: link, 2: link, 5: link])
    draft.link(steps[1], to: position("twirl"))
    list("twirl inputs", custom[1], [Int32(3), -1])
    list("twirl outputs", custom[2], [Int32(3)])
    list("twirl options", custom[5], [UInt8(7)])
  }

  private mutating func writeTensor(
    _ name: String, _ entry: Int, shape: [Int32], type: Int8, buffer: UInt32 = 0,
    scales: [Float], zeroPoints: [Int64], dimension: Int32 = 0
  ) {
    let link = FlatBufferDraft.link
    let tensor = table(
      name,
      [0: link, 1: FlatBufferDraft.field(type), 2: FlatBufferDraft.field(buffer), 3: link, 4: link])
    draft.link(entry, to: position(name))
    list("\(name) shape", tensor[0], shape)
    draft.link(tensor[3], to: draft.string(name))
    let quantization = table(
      "\(name) quantization", [2: link, 3: link, 6: FlatBufferDraft.field(dimension)])
    draft.link(tensor[4], to: position("\(name) quantization"))
    list("\(name) scales", quantization[2], scales.map(\.bitPattern))
    list("\(name) zero points", quantization[3], zeroPoints)
  }

  private mutating func writeStep(_ entry: Int, _ options: (type: UInt8, fields: [Int: [UInt8]])) {
    let link = FlatBufferDraft.link
    let step = table(
      "step",
      [
        0: FlatBufferDraft.field(UInt32(0)), 1: link, 2: link,
        3: FlatBufferDraft.field(options.type),
        4: link,
      ])
    draft.link(entry, to: position("step"))
    list("step inputs", step[1], [Int32(0), 1, 2])
    list("step outputs", step[2], [Int32(3)])
    _ = table("options", options.fields)
    draft.link(step[4], to: position("options"))
  }

  private mutating func writeMetadata(_ field: Int?) {
    let entry = tables(field, count: 1)[0]
    let note = table("note", [0: FlatBufferDraft.link, 1: FlatBufferDraft.field(UInt32(3))])
    draft.link(entry, to: position("note"))
    draft.link(note[0], to: draft.string("note"))
  }

  private mutating func writeSignature(_ field: Int?) {
    let link = FlatBufferDraft.link
    let links = tables(field, count: 1)
    let signature = table(
      "signature", [0: link, 1: link, 2: link, 4: FlatBufferDraft.field(UInt32(0))])
    draft.link(links[0], to: position("signature"))
    draft.link(signature[2], to: draft.string("serve"))
    for (number, name, index) in [(0, "x", UInt32(0)), (1, "y", 3)] {
      let entry = tables(signature[number], count: 1)[0]
      let tensor = table("signature \(name)", [0: link, 1: FlatBufferDraft.field(index)])
      draft.link(entry, to: position("signature \(name)"))
      draft.link(tensor[0], to: draft.string(name))
    }
  }
}
