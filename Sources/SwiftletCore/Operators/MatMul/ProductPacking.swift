internal import SwiftletKernels

/// A product of two matrices: how a tile of it becomes a job of the kernel.
struct ProductPacking<Element: BitwiseCopyable> {
  let matrices: Matrices
  /// The matrices, from their first elements.
  let left: Elements<Element>
  let right: Elements<Element>

  /// Copies some rows of the left matrix, each in one run.
  func packRows(_ rows: Range<Int>, into target: Elements<Element>) {
    let depth = Int(matrices.depth)
    for step in 0..<depth {
      let source = left[matrices.left(rows.lowerBound, step)..<left.count]
      for row in 0..<rows.count { target[row &* depth &+ step] = source[row] }
    }
  }
}

extension ProductPacking<Float> {
  /// Lays some columns of the right matrix out as a block.
  func packBlock(_ columns: Range<Int>, into target: Elements<Float>) {
    target[0..<16].fill(0)
    let stepStride = matrices.transposesRight ? 1 : Int(matrices.columnCount)
    let columnStride = matrices.transposesRight ? Int(matrices.depth) : 1
    let first = matrices.right(0, columns.lowerBound)
    for step in 0..<Int(matrices.depth) {
      let weights = target[(16 &+ step &* 16)..<(32 &+ step &* 16)]
      let source = first &+ step &* stepStride
      for lane in 0..<columns.count { weights[lane] = right[source &+ lane &* columnStride] }
      for lane in columns.count..<16 { weights[lane] = 0 }
    }
  }
}

extension ProductPacking<Int8> {
  /// Lays some columns of the right matrix out as a block.
  func packBlock(
    _ columns: Range<Int>, _ product: QuantizedProduct, into target: Elements<UInt8>
  ) {
    let stepStride = matrices.transposesRight ? 1 : Int(matrices.columnCount)
    let columnStride = matrices.transposesRight ? Int(matrices.depth) : 1
    let first = matrices.right(0, columns.lowerBound)
    var sums = InlineArray<16, Int32>(repeating: 0)
    let depth = Int(matrices.depth)
    for group in 0..<((depth &+ 3) / 4) {
      let weights = target[(192 &+ group &* 64)..<(256 &+ group &* 64)]
      if columns.count < 16 || depth &- group &* 4 < 4 { weights.fill(0) }
      for step in (group &* 4)..<min(group &* 4 &+ 4, depth) {
        let source = first &+ step &* stepStride
        // There are at most sixteen columns.
        for lane in 0..<columns.count {
          let weight = right[source &+ lane &* columnStride]
          weights[lane &* 4 &+ (step & 3)] = UInt8(bitPattern: weight)
          unsafe sums[unchecked: lane] &+= Int32(truncatingIfNeeded: weight)
        }
      }
    }
    let constant = matrices.depth &* product.leftZeroPoint &* product.rightZeroPoint
    // A block starts with three times sixteen numbers of four bytes.
    let header = unsafe Elements<Int32>(UnsafeMutableRawPointer(target.address), count: 48)
    for lane in 0..<16 {
      header[lane] = constant &- product.leftZeroPoint &* sums[lane]
      header[16 &+ lane] = sums[lane] &* 128
      header[32 &+ lane] = Int32(bitPattern: product.multiplier.factor.bitPattern)
    }
  }
}
