internal import SwiftletFormat

extension TFLiteTensor {
  /// Reads an entry of a graph's list of tensors.
  init(_ table: TFLiteTable, _ buffers: TFLiteBuffers) throws(TFLiteFault.Reason) {
    shape = try table.integers(0)
    type = try table.type(1)
    let count = try Self.elementCount(of: shape)
    name = try table.text(3)
    quantization = try TFLiteQuantization(table.table(4), shape: shape)
    isVariable = try table.flag(5)
    isSparse = try table.contains(6)
    shapeSignature = try table.integers(7)
    guard try table.number(10, default: UInt32(0)) == 0 else { throw .dataInAnotherFile }
    data = try buffers.data(table.index(2, of: "buffer", count: buffers.count))
    try Self.check(data, type, elementCount: count, isSparse: isSparse)
  }

  private static func elementCount(of shape: [Int]) throws(TFLiteFault.Reason) -> Int {
    if let negative = shape.first(where: { $0 < 0 }) { throw .dimensionNegative(negative) }
    // A zero makes the product zero wherever it stands, so it must not hide an overflow before it.
    var product = 1
    for size in shape where size != 0 {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard !overflow else { throw .shapeTooLarge }
      product = next
    }
    return shape.contains(0) ? 0 : product
  }

  private static func check(
    _ data: ArraySlice<UInt8>?, _ type: TFLiteTensorType, elementCount: Int, isSparse: Bool
  ) throws(TFLiteFault.Reason) {
    guard let data, let bitCount = type.bitCount, !isSparse else { return }
    let (bits, overflow) = elementCount.multipliedReportingOverflow(by: bitCount)
    guard !overflow, bits <= .max - 7 else { throw .shapeTooLarge }
    let needed = (bits + 7) / 8
    guard data.count == needed else {
      throw .dataSizeMismatch(needed: needed, available: data.count)
    }
  }
}

extension TFLiteQuantization {
  /// Reads the quantization of a tensor, or returns `nil` if no scale is given.
  ///
  /// Zero points are repeated where one stands for all and zero where none is given. A vector that
  /// has a scale for each element has only one dimension that can be meant, whatever the file says.
  fileprivate init?(_ table: TFLiteTable, shape: [Int]) throws(TFLiteFault.Reason) {
    scales = try table.list(2, of: Float.self)
    guard !scales.isEmpty else { return nil }
    let stored = try table.list(3, of: Int64.self)
    switch stored.count {
    case scales.count: zeroPoints = stored
    case 0, 1: zeroPoints = Array(repeating: stored.first ?? 0, count: scales.count)
    default:
      throw .quantizationCountMismatch(scales: scales.count, zeroPoints: stored.count)
    }
    let named = try table.integer(6)
    dimension = scales.count == 1 || shape.count == 1 ? 0 : named
    guard scales.count == 1 || shape.indices.contains(dimension) && shape[dimension] == scales.count
    else {
      throw .scaleCountMismatch(scales: scales.count, dimension: named, shape: shape)
    }
    minimum = try table.list(0, of: Float.self)
    maximum = try table.list(1, of: Float.self)
    hasUnreadDetails = try table.number(4, default: UInt8(0)) != 0
  }
}
