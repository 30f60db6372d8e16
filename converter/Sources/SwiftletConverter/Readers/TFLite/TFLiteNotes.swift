internal import Swiftlet
internal import SwiftletCore
internal import SwiftletFormat

/// What the metadata of a `.tflite` file says of pictures and classes.
///
/// It is a flatbuffer of its own, by the schema of TensorFlow Lite Metadata; the files that it names
/// are in a zip archive behind the model. Whatever of it is damaged is as if it were not there.
struct TFLiteNotes {
  private var texts: [(key: String, value: String)] = []
  private var pictureTexts: [(key: String, value: String)] = []
  private var labelNames: [String] = []
  private let file: [UInt8]

  /// The most bytes of a file of labels.
  private static let labelLimit = 1 << 22

  /// The most files of labels that are looked for.
  private static let mostLabelFiles = 8

  init(_ model: TFLiteModel, _ file: [UInt8]) {
    self.file = file
    guard let data = model.metadata.first(where: { $0.name == "TFLITE_METADATA" })?.data else {
      return
    }
    // A flatbuffer's numbers are aligned from its own start.
    let bytes = Array(data)
    unsafe bytes.span.bytes.withUnsafeBytes { (pointer: UnsafeRawBufferPointer) in
      guard let root = try? unsafe FlatBuffer(pointer).root(identifier: "M001") else { return }
      let allowance = TFLiteAllowance(fileByteCount: bytes.count)
      try? read(TFLiteTable(root, allowance))
    }
  }

  /// The texts that a converted file carries.
  ///
  /// The mean and the deviation are those of float inputs: what of 8 bits a picture is stored in,
  /// its own scale says.
  func entries(for graph: Graph) -> [(key: String, value: String)] {
    let element = graph.inputs.first.map { graph.tensors[$0.tensor].type.element }
    let isPlain = { (key: String) in key == "image.mean" || key == "image.std" }
    var entries = texts + pictureTexts.filter { element == .float32 || !isPlain($0.key) }
    if let labels { entries.append(("labels", labels)) }
    return entries
  }

  /// The first file of labels that is there and is text.
  private var labels: String? {
    for name in labelNames {
      let bytes = try? NumpyArchive.bytes(ofEntry: name, in: file, limit: Self.labelLimit)
      guard var bytes = bytes?[...] else { continue }
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
      if let text = String(validating: bytes, as: UTF8.self), !text.isEmpty, !text.contains("\0") {
        return Model.labels(of: text).joined(separator: "\n")
      }
    }
    return nil
  }

  private mutating func read(_ root: TFLiteTable) throws(TFLiteFault.Reason) {
    for (field, key) in [(0, "name"), (1, "description"), (4, "author"), (5, "license")] {
      let text = try root.text(UInt16(field))
      if !text.isEmpty { texts.append((key, text)) }
    }
    let graphs = try root.tables(3)
    guard graphs.count > 0 else { return }
    let inputs = try graphs[0].tables(2)
    if inputs.count > 0 { try readPicture(inputs[0]) }
    let outputs = try graphs[0].tables(3)
    for index in 0..<outputs.count { try readLabels(outputs[index]) }
  }

  private mutating func readPicture(_ input: TFLiteTable) throws(TFLiteFault.Reason) {
    let pictures = 2
    guard let content = try input.table(3).union(type: 0), content.type == pictures else { return }
    switch try content.table.number(0, default: Int8(0)) {
    case 1: pictureTexts.append(("image.order", "rgb"))
    case 2: pictureTexts.append(("image.order", "grey"))
    case _: break
    }
    let units = try input.tables(4)
    for index in 0..<units.count {
      let normalization = 1
      guard let unit = try units[index].union(type: 0), unit.type == normalization else {
        continue
      }
      let mean = try unit.table.list(0, of: Float.self)
      let deviation = try unit.table.list(1, of: Float.self)
      guard 1...4 ~= mean.count, 1...4 ~= deviation.count,
        (mean + deviation).allSatisfy(\.isFinite), !deviation.contains(0)
      else { return }
      let number = { (value: Float) in Int(exactly: value).map { "\($0)" } ?? "\(value)" }
      let text = { (values: [Float]) in values.map(number).joined(separator: ",") }
      pictureTexts += [("image.mean", text(mean)), ("image.std", text(deviation))]
      return
    }
  }

  private mutating func readLabels(_ output: TFLiteTable) throws(TFLiteFault.Reason) {
    let files = try output.tables(6)
    let (axisLabels, valueLabels) = (Int8(2), Int8(3))
    for index in 0..<files.count {
      let kind = try files[index].number(2, default: Int8(0))
      guard kind == axisLabels || kind == valueLabels else { continue }
      let name = try files[index].text(0)
      guard labelNames.count < Self.mostLabelFiles, !labelNames.contains(name) else { continue }
      labelNames.append(name)
    }
  }
}
