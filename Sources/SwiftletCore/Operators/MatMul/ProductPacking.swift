internal import SwiftletKernels

/// A product of two matrices: how a tile of it becomes a job of the kernel.
struct ProductPacking<Element: BitwiseCopyable> {
  let matrices: Matrices
  /// The matrices, from their first elements.
  let left: Elements<Element>
  let right: Elements<Element>

  /// Copies some rows of the left matrix, each in one run.
  func packRows(_ rows: Range<Int>, into target: Elements<Element>) {
    let (depth, rowCount) = (Int(matrices.depth), Int(matrices.rowCount))
    // Sixteen steps at a time, which are as many lines of the cache.
    var first = 0
    while first < depth {
      let steps = first..<min(first &+ 16, depth)
      for row in 0..<rows.count {
        let source = first &* rowCount &+ rows.lowerBound &+ row
        for step in 0..<steps.count {
          target[row &* depth &+ first &+ step] = left[source &+ step &* rowCount]
        }
      }
      first = steps.upperBound
    }
  }
}

extension ProductPacking<Float> {
  /// Lays some columns of the right matrix out as a block.
  func packBlock(_ columns: Range<Int>, into target: Elements<Float>) {
    let width = (columns.count &+ 3) & ~3
    target[0..<width].fill(0)
    let stepStride = matrices.transposesRight ? 1 : Int(matrices.columnCount)
    let columnStride = matrices.transposesRight ? Int(matrices.depth) : 1
    let first = matrices.right(0, columns.lowerBound)
    #if arch(x86_64) || arch(arm64)
    if matrices.transposesRight, columns.count == width {
      let size = MemoryLayout<Float>.size
      // The columns lie in the matrix, and their words behind the biases of the block.
      let job = unsafe swiftlet_transpose(
        source: right.address + first, target: target.address + width,
        source_stride: columnStride &* size, target_stride: width &* size, row_count: width,
        column_count: Int(matrices.depth))
      return unsafe withUnsafePointer(to: job) { unsafe swiftlet_transpose_words($0) }
    }
    #endif
    for step in 0..<Int(matrices.depth) {
      let weights = target[(width &+ step &* width)..<(2 &* width &+ step &* width)]
      let source = first &+ step &* stepStride
      for lane in 0..<columns.count { weights[lane] = right[source &+ lane &* columnStride] }
      for lane in columns.count..<width { weights[lane] = 0 }
    }
  }
}

#if arch(x86_64) || arch(arm64)
extension ProductPacking<Int8> {
  /// Lays some columns of the right matrix out as a block.
  func packBlock(
    _ columns: Range<Int>, _ product: QuantizedProduct, into target: Elements<UInt8>
  ) {
    let first = matrices.right(0, columns.lowerBound)
    assert(first < right.count)
    // The columns lie in the matrix, and the target has the bytes of a block.
    let job = unsafe swiftlet_packing_int8(
      source: right.address + first,
      step_stride: matrices.transposesRight ? 1 : Int(matrices.columnCount),
      column_stride: matrices.transposesRight ? Int(matrices.depth) : 1,
      depth: matrices.depth, column_count: Int32(truncatingIfNeeded: columns.count),
      factor: product.leftZeroPoint,
      constant: matrices.depth &* product.leftZeroPoint &* product.rightZeroPoint,
      block: target.address)
    unsafe withUnsafePointer(to: job) { unsafe swiftlet_pack_int8($0) }
  }
}
#else
extension ProductPacking<Int8> {
  /// Lays some columns of the right matrix out as a block.
  func packBlock(
    _ columns: Range<Int>, _ product: QuantizedProduct, into target: Elements<UInt8>
  ) {
    let depth = Int(matrices.depth)
    let width = (columns.count &+ 3) & ~3
    var sums = InlineArray<16, Int32>(repeating: 0)
    var step = 0
    // The weights of a block are words of four bytes, one for each column of each group.
    let words = unsafe Elements<UInt32>(
      UnsafeMutableRawPointer(target.address + width &* 4), count: (depth &+ 3) / 4 &* width)
    if matrices.transposesRight {
      for lane in 0..<columns.count {
        sums[lane] = packColumn(columns.lowerBound &+ lane, at: lane, of: width, into: words)
      }
      clear(words, lanes: columns.count..<width, of: width)
      step = depth
    } else if columns.count == 16 {
      while step &+ 4 <= depth {
        packGroup(columns.lowerBound, step, into: words, &sums)
        step &+= 4
      }
    }
    if step < depth {
      words[(step / 4 &* width)..<words.count].fill(0)
      packBytes(columns, step..<depth, of: width, into: target, &sums)
    }
    let constant = matrices.depth &* product.leftZeroPoint &* product.rightZeroPoint
    // A block starts with a number of four bytes for each column.
    let header = unsafe Elements<Int32>(UnsafeMutableRawPointer(target.address), count: width)
    for lane in 0..<width { header[lane] = constant &- product.leftZeroPoint &* sums[lane] }
  }

  /// Packs four steps of sixteen columns, each of which is a word.
  private func packGroup(
    _ column: Int, _ step: Int, into words: Elements<UInt32>,
    _ sums: inout InlineArray<16, Int32>
  ) {
    let stride = Int(matrices.columnCount)
    let first = step &* stride &+ column
    let (a, b) = (right[first..<(first &+ 16)], right[(first &+ stride)..<(first &+ stride &+ 16)])
    let (third, fourth) = (first &+ 2 &* stride, first &+ 3 &* stride)
    let (c, d) = (right[third..<(third &+ 16)], right[fourth..<(fourth &+ 16)])
    let target = words[(step &* 4)..<(step &* 4 &+ 16)]
    for lane in 0..<16 {
      target[lane] = Self.word(a[lane], b[lane], c[lane], d[lane])
      // There are sixteen sums.
      let low = Int32(truncatingIfNeeded: a[lane]) &+ Int32(truncatingIfNeeded: b[lane])
      let high = Int32(truncatingIfNeeded: c[lane]) &+ Int32(truncatingIfNeeded: d[lane])
      unsafe sums[unchecked: lane] &+= low &+ high
    }
  }

  /// Packs a column that lies in one run, and gives the sum of its weights.
  private func packColumn(
    _ column: Int, at lane: Int, of width: Int, into words: Elements<UInt32>
  ) -> Int32 {
    let depth = Int(matrices.depth)
    let source = right[(column &* depth)..<(column &* depth &+ depth)]
    var sum: Int32 = 0
    for step in 0..<depth { sum &+= Int32(truncatingIfNeeded: source[step]) }
    for group in 0..<(depth / 4) {
      let step = group &* 4
      words[group &* width &+ lane] = Self.word(
        source[step], source[step &+ 1], source[step &+ 2], source[step &+ 3])
    }
    let rest = depth & ~3
    if rest < depth {
      words[rest / 4 &* width &+ lane] = Self.word(
        source[rest], rest &+ 1 < depth ? source[rest &+ 1] : 0,
        rest &+ 2 < depth ? source[rest &+ 2] : 0, 0)
    }
    return sum
  }

  /// Packs weights one by one over words that are zero.
  private func packBytes(
    _ columns: Range<Int>, _ steps: Range<Int>, of width: Int, into target: Elements<UInt8>,
    _ sums: inout InlineArray<16, Int32>
  ) {
    for step in steps {
      let source = matrices.right(step, columns.lowerBound)
      let weights = (step / 4 &+ 1) &* width &* 4 &+ (step & 3)
      for lane in 0..<columns.count {
        let weight = right[source &+ lane]
        target[weights &+ lane &* 4] = UInt8(bitPattern: weight)
        sums[lane] &+= Int32(truncatingIfNeeded: weight)
      }
    }
  }

  /// Zeroes the words of some columns.
  private func clear(_ words: Elements<UInt32>, lanes: Range<Int>, of width: Int) {
    for group in 0..<(words.count / width) {
      for lane in lanes { words[group &* width &+ lane] = 0 }
    }
  }

  @inline(__always)
  private static func word(_ a: Int8, _ b: Int8, _ c: Int8, _ d: Int8) -> UInt32 {
    func byte(_ weight: Int8) -> UInt32 { UInt32(truncatingIfNeeded: UInt8(bitPattern: weight)) }
    return (byte(a) | (byte(b) &<< 8) | (byte(c) &<< 16) | (byte(d) &<< 24)).littleEndian
  }
}
#endif
