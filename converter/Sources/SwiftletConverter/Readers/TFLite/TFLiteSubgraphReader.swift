internal import SwiftletFormat

/// Reads one graph.
struct TFLiteSubgraphReader {
  private let file: TFLiteModelReader
  private let position: Int
  private let codes: [(code: TFLiteOperatorCode, version: Int)]
  private let table: TFLiteTable
  private let tensors: TFLiteTables
  private let operators: TFLiteTables

  init(
    _ file: TFLiteModelReader, _ position: Int,
    codes: [(code: TFLiteOperatorCode, version: Int)]
  ) throws(TFLiteFault) {
    self.file = file
    self.position = position
    self.codes = codes
    (table, tensors, operators) = try located(at: .subgraph(position)) {
      () throws(TFLiteFault.Reason) in
      let table = try file.subgraphs[position]
      return (table, try table.tables(0), try table.tables(3))
    }
  }

  func subgraph() throws(TFLiteFault) -> TFLiteSubgraph {
    var values: [TFLiteTensor] = []
    for index in 0..<tensors.count {
      let tensor = try located(at: .tensor(index, subgraph: position)) {
        () throws(TFLiteFault.Reason) -> TFLiteTensor in
        try TFLiteTensor(tensors[index], file.buffers)
      }
      values.append(tensor)
    }
    var steps: [TFLiteOperator] = []
    for index in 0..<operators.count {
      let step = try located(at: .operator(index, subgraph: position)) {
        () throws(TFLiteFault.Reason) -> TFLiteOperator in
        try read(operators[index])
      }
      steps.append(step)
    }
    return try located(at: .subgraph(position)) { () throws(TFLiteFault.Reason) in
      TFLiteSubgraph(
        name: try table.text(4), tensors: values, inputs: try required(table.integers(1)),
        outputs: try required(table.integers(2)), operators: steps)
    }
  }

  private func read(_ table: TFLiteTable) throws(TFLiteFault.Reason) -> TFLiteOperator {
    let code = codes[try table.index(0, of: "operator code", count: codes.count)]
    return TFLiteOperator(
      code: code.code, version: code.version, inputs: try optional(table.integers(1)),
      outputs: try required(table.integers(2)), intermediates: try optional(table.integers(8)),
      options: try options(table), customOptions: try customOptions(table))
  }

  private func options(_ table: TFLiteTable) throws(TFLiteFault.Reason) -> TFLiteOptions {
    if let union = try table.union(type: 3) {
      return try TFLiteOptions(
        type: union.type, table: union.table, subgraphCount: file.subgraphs.count)
    }
    guard let union = try table.union(type: 11) else { return .none }
    return .unread(type: TFLiteOptions.secondUnion + union.type)
  }

  private func customOptions(_ table: TFLiteTable) throws(TFLiteFault.Reason) -> ArraySlice<UInt8> {
    if let vector = try table.vector(5, of: UInt8.self), !vector.isEmpty {
      return file.buffers.bytes[vector.byteOffset..<(vector.byteOffset + vector.count)]
    }
    let offset = try table.number(9, default: UInt64(0))
    guard offset > 1 else { return [] }
    return try file.buffers.range(offset: offset, size: table.number(10, default: UInt64(0))) ?? []
  }

  /// Checks a list of tensors none of which may be absent.
  private func required(_ indices: [Int]) throws(TFLiteFault.Reason) -> [Int] {
    for index in indices { try check(index) }
    return indices
  }

  /// Checks a list of tensors in which -1 stands for one that is absent.
  private func optional(_ indices: [Int]) throws(TFLiteFault.Reason) -> [Int?] {
    for index in indices where index != -1 { try check(index) }
    return indices.map { $0 == -1 ? nil : $0 }
  }

  private func check(_ index: Int) throws(TFLiteFault.Reason) {
    guard index >= 0, index < tensors.count else {
      throw .indexOutOfRange(list: "tensor", index: index, count: tensors.count)
    }
  }
}
