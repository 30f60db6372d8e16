extension TFLiteOptions {
  struct Concatenation: Equatable, Sendable {
    /// Counted from the end if negative.
    let axis: Int
    let activation: Activation
  }

  /// Bit `n` of a mask is about entry `n` of the operator's lists.
  struct StridedSlice: Equatable, Sendable {
    let beginMask: Int
    let endMask: Int
    let ellipsisMask: Int
    let newAxisMask: Int
    let shrinkAxisMask: Int
    /// Whether the ends are distances from the beginnings.
    let endIsOffset: Bool
  }

  /// Reads options of operators that move, select or name elements and change none.
  static func arrangement(_ type: Int, _ table: TFLiteTable) throws(TFLiteFault.Reason) -> Self? {
    switch type {
    case 10:
      .concatenation(
        Concatenation(axis: try table.integer(0), activation: try table.activation(1)))
    case 17: .reshape(newShape: try table.integers(0))
    case 23: .gather(axis: try table.integer(0), batchDimensions: try table.integer(1))
    case 30: .squeeze(dimensions: try table.integers(0))
    case 32: .stridedSlice(try StridedSlice(table))
    case 35: .split(count: try table.integer(0))
    case 37: .cast(from: try table.type(0), to: try table.type(1))
    case 40: .argMax(outputType: try table.type(0))
    case 55: .shape(outputType: try table.type(0))
    case 57: .argMin(outputType: try table.type(0))
    case 59: .pack(count: try table.integer(0), axis: try table.integer(1))
    case 61: .oneHot(axis: try table.integer(0))
    case 64: .unpack(count: try table.integer(0), axis: try table.integer(1))
    case 77: .mirrorPad(try table.member(0, "mode", of: MirrorPadMode.self))
    case 79: .splitV(count: try table.integer(0))
    case 87:
      .reverseSequence(
        sequenceDimension: try table.integer(0), batchDimension: try table.integer(1))
    default: nil
    }
  }
}

extension TFLiteOptions.StridedSlice {
  fileprivate init(_ table: TFLiteTable) throws(TFLiteFault.Reason) {
    beginMask = try table.integer(0)
    endMask = try table.integer(1)
    ellipsisMask = try table.integer(2)
    newAxisMask = try table.integer(3)
    shrinkAxisMask = try table.integer(4)
    endIsOffset = try table.flag(5)
  }
}

extension TFLiteTable {
  /// Returns an element type.
  func type(_ field: UInt16) throws(TFLiteFault.Reason) -> TFLiteTensorType {
    try member(field, "type", of: TFLiteTensorType.self)
  }
}
