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
    let width = columns.laneCount
    target[0..<width].fill(0)
    let stepStride = matrices.transposesRight ? 1 : Int(matrices.columnCount)
    let columnStride = matrices.transposesRight ? Int(matrices.depth) : 1
    let first = matrices.right(0, columns.lowerBound)
    for step in 0..<Int(matrices.depth) {
      let start = width &+ step &* width
      let weights = target[start..<(start &+ width)]
      let source = first &+ step &* stepStride
      for lane in 0..<columns.count { weights[lane] = right[source &+ lane &* columnStride] }
      for lane in columns.count..<width { weights[lane] = 0 }
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
    let width = columns.laneCount
    let depth = Int(matrices.depth)
    for group in 0..<((depth &+ 3) / 4) {
      let start = width &* 4 &+ group &* width &* 4
      let weights = target[start..<(start &+ width &* 4)]
      if columns.count < width || depth &- group &* 4 < 4 { weights.fill(0) }
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
    // A block starts with a number of four bytes for each lane; all have the job's multiplier.
    let biases = unsafe Elements<Int32>(UnsafeMutableRawPointer(target.address), count: width)
    for lane in 0..<width { biases[lane] = constant &- product.leftZeroPoint &* sums[lane] }
  }
}

extension Range<Int> {
  /// The lanes of a block of as many columns, at most sixteen.
  fileprivate var laneCount: Int { (count &+ 3) & ~3 }
}
