internal import CSwiftletKernels
internal import SwiftletKernels

/// Float rows that are stored as int8, as `elementwise.h` defines it, by the kernels of a set.
struct RowStoring {
  private let rows: VectorKernels.QuantizedRows?
  private let conversion: VectorKernels.Conversion?

  /// Finds the kernels of a set.
  init(_ set: InstructionSet) {
    rows = VectorKernels.nearest(set, VectorKernels.quantizedRowsVariant)
    conversion = VectorKernels.nearest(set, VectorKernels.quantizeVariant)
  }

  /// Stores rows that lie one after the other, each at a scale of its own; one for each scale.
  func store(_ reals: Elements<Float>, in bytes: Elements<UInt8>, _ scales: Elements<RowScale>) {
    let length = reals.count / scales.count
    assert(bytes.count >= reals.count)
    if let rows {
      // There are `length` numbers and bytes for each scale.
      return unsafe rows(
        swiftlet_quantized_rows(
          input: reals.address, row_count: scales.count, length: length,
          output: bytes.mutablePointer(), scales: scales.address))
    }
    for row in 0..<scales.count {
      let elements = (row * length)..<((row + 1) * length)
      scales[row] = Self.scale(of: reals[elements])
      store(reals[elements], in: bytes[elements], scales[row])
    }
  }

  /// Works out the scale of one row.
  func measure(_ reals: Elements<Float>) -> RowScale {
    guard let rows else { return Self.scale(of: reals) }
    var scale = RowScale()
    unsafe withUnsafeMutablePointer(to: &scale) {
      unsafe rows(
        swiftlet_quantized_rows(
          input: reals.address, row_count: 1, length: reals.count, output: nil, scales: $0))
    }
    return scale
  }

  /// Stores numbers at a scale.
  func store(_ reals: Elements<Float>, in bytes: Elements<UInt8>, _ scale: RowScale) {
    assert(bytes.count >= reals.count)
    if let conversion {
      // Both have the elements of `reals`.
      return unsafe conversion(
        reals.address, flip: 0, zeroPoint: 0, to: bytes.address, flip: 0, zeroPoint: 0,
        factor: scale.factor, count: reals.count)
    }
    for index in 0..<reals.count {
      bytes[index] = UInt8(bitPattern: Self.stored(reals[index], scale))
    }
  }

  /// The scale of one row, by the definition.
  static func scale(of reals: Elements<Float>) -> RowScale {
    var greatest: UInt32 = 0
    for index in 0..<reals.count { greatest = max(greatest, reals[index].magnitudeBits) }
    return RowScale(magnitudeBits: greatest)
  }

  /// A number as it is stored, by the definition.
  static func stored(_ real: Float, _ scale: RowScale) -> Int8 {
    Int8(truncatingIfNeeded: (real * scale.factor).nearestInteger)
  }
}
