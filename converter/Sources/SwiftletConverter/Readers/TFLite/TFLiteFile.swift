internal import SwiftletFormat

/// A `.tflite` file, read into plain values.
///
/// Constants stay where they lie: each is a slice of the bytes given. All else that is made is in
/// proportion to the bytes of the file, whatever the counts in it say.
struct TFLiteFile: Sendable {
  let model: TFLiteModel

  /// Reads a whole file, or says what is wrong with it.
  init(_ bytes: [UInt8]) throws(TFLiteFault) {
    // The reader built on the pointer does not outlive this call.
    model = unsafe try bytes.span.bytes.withUnsafeBytes {
      (pointer: UnsafeRawBufferPointer) throws(TFLiteFault) in
      try Self.model(unsafe FlatBuffer(pointer), bytes)
    }
  }

  private static func model(
    _ buffer: FlatBuffer, _ bytes: [UInt8]
  ) throws(TFLiteFault) -> TFLiteModel {
    let reader = try located(at: .file) { () throws(TFLiteFault.Reason) in
      let root = try checked { () throws(FlatBufferFault) in
        try buffer.root(identifier: "TFL3")
      }
      let allowance = TFLiteAllowance(fileByteCount: bytes.count)
      return try TFLiteModelReader(TFLiteTable(root, allowance), bytes)
    }
    return try reader.model()
  }
}

/// Reads the parts of a model that its graphs share.
struct TFLiteModelReader {
  let root: TFLiteTable
  let subgraphs: TFLiteTables
  let buffers: TFLiteBuffers
  private let codes: TFLiteTables

  fileprivate init(_ root: TFLiteTable, _ bytes: [UInt8]) throws(TFLiteFault.Reason) {
    self.root = root
    let version = try root.number(0, default: UInt32(0))
    guard version == 3 else { throw .versionUnknown(version) }
    codes = try root.tables(1)
    subgraphs = try root.tables(2)
    buffers = TFLiteBuffers(bytes: bytes, tables: try root.tables(4))
  }

  fileprivate func model() throws(TFLiteFault) -> TFLiteModel {
    let codes = try operatorCodes()
    var graphs: [TFLiteSubgraph] = []
    for index in 0..<subgraphs.count {
      graphs.append(try TFLiteSubgraphReader(self, index, codes: codes).subgraph())
    }
    let metadata = try metadata()
    let signatures = try signatures(tensorCounts: graphs.map(\.tensors.count))
    let description = try located(at: .file) { () throws(TFLiteFault.Reason) in
      try root.text(3)
    }
    return TFLiteModel(
      version: 3, description: description, subgraphs: graphs, metadata: metadata,
      signatures: signatures)
  }

  private func operatorCodes() throws(TFLiteFault) -> [(code: TFLiteOperatorCode, version: Int)] {
    var result: [(code: TFLiteOperatorCode, version: Int)] = []
    for index in 0..<codes.count {
      let code = try located(at: .operatorCode(index)) { () throws(TFLiteFault.Reason) in
        try operatorCode(codes[index])
      }
      result.append(code)
    }
    return result
  }

  /// Files of before the operators outgrew a byte have the number in the first field alone; later
  /// ones have it in the last, and repeat it, or 127, in the first.
  private func operatorCode(
    _ table: TFLiteTable
  ) throws(TFLiteFault.Reason) -> (code: TFLiteOperatorCode, version: Int) {
    let number = max(Int(try table.number(0, default: Int8(0))), try table.integer(3))
    let version = try table.integer(2, default: 1)
    guard let builtin = TFLiteBuiltin(number: number) else { return (.unknown(number), version) }
    guard builtin == .custom else { return (.builtin(builtin), version) }
    return (.custom(try table.text(1)), version)
  }

  private func metadata() throws(TFLiteFault) -> [TFLiteMetadata] {
    let tables = try located(at: .file) { () throws(TFLiteFault.Reason) in try root.tables(6) }
    var result: [TFLiteMetadata] = []
    for index in 0..<tables.count {
      let metadata = try located(at: .metadata(index)) { () throws(TFLiteFault.Reason) in
        let table = try tables[index]
        let buffer = try table.index(1, of: "buffer", count: buffers.count)
        return TFLiteMetadata(name: try table.text(0), data: try buffers.data(buffer) ?? [])
      }
      result.append(metadata)
    }
    return result
  }

  private func signatures(tensorCounts: [Int]) throws(TFLiteFault) -> [TFLiteSignature] {
    let tables = try located(at: .file) { () throws(TFLiteFault.Reason) in try root.tables(7) }
    var result: [TFLiteSignature] = []
    for index in 0..<tables.count {
      let signature = try located(at: .signature(index)) { () throws(TFLiteFault.Reason) in
        let table = try tables[index]
        let subgraph = try table.index(4, of: "subgraph", count: tensorCounts.count)
        let count = tensorCounts[subgraph]
        return TFLiteSignature(
          name: try table.text(2), subgraph: subgraph,
          inputs: try signatureTensors(table.tables(0), tensorCount: count),
          outputs: try signatureTensors(table.tables(1), tensorCount: count))
      }
      result.append(signature)
    }
    return result
  }

  private func signatureTensors(
    _ tables: TFLiteTables, tensorCount: Int
  ) throws(TFLiteFault.Reason) -> [TFLiteSignature.Tensor] {
    var result: [TFLiteSignature.Tensor] = []
    for index in 0..<tables.count {
      let table = try tables[index]
      result.append(
        TFLiteSignature.Tensor(
          name: try table.text(0),
          index: try table.index(1, of: "tensor", count: tensorCount)))
    }
    return result
  }
}

/// Says of what goes wrong in the body where it went wrong.
func located<Value>(
  at place: TFLiteFault.Place, _ body: () throws(TFLiteFault.Reason) -> Value
) throws(TFLiteFault) -> Value {
  do {
    return try body()
  } catch {
    throw TFLiteFault(error, at: place)
  }
}
