internal import SwiftletFormat
internal import SwiftletKernels

extension MatMul {
  /// Computes each element of the output by itself.
  public static func reference(_ plan: Plan) {
    switch plan.body {
    case .int8(let operands, _, let product):
      define(plan.matrices, operands, Int32(0)) {
        $0 &+ (Int32($1) &- product.leftZeroPoint) &* (Int32($2) &- product.rightZeroPoint)
      } result: {
        product.range.stored(product.multiplier.scaled($0))
      }
    case .float32(let operands, _, let bounds):
      guard Build.computesFloat32 else { return }
      define(plan.matrices, operands, Float(0)) {
        $0.fused($1, $2)
      } result: {
        $0.held(bounds)
      }
    case .int32(let operands): defineIntegers(plan.matrices, operands)
    }
  }

  /// Computes the tiles of a share, in blocks that it packs for the kernel.
  public static func run(_ plan: Plan, _ share: Share) {
    switch plan.body {
    case .int8(let operands, let kernel, let product):
      let results = Int8Results(product)
      multiply(plan, share, operands, .int8(kernel, results)) { packing, columns, block in
        packing.packBlock(columns, product, into: block)
      }
    case .float32(let operands, let kernel, let bounds):
      guard Build.computesFloat32 else { return }
      multiply(
        plan, share, operands, .float32(kernel, Float32Results(bounds))
      ) { packing, columns, block in
        // A block of floats is a multiple of their size.
        packing.packBlock(
          columns,
          into: unsafe Elements(UnsafeMutableRawPointer(block.address), count: block.count / 4))
      }
    case .int32(let operands):
      guard !Build.prefersLeastCode else {
        return share.index == 0 ? defineIntegers(plan.matrices, operands) : ()
      }
      for line in share.units(of: plan.matrices.lineCount) {
        runLine(plan.matrices, operands, line)
      }
    }
  }

  @inline(__always)
  private static func define<Element: BitwiseCopyable, Sum>(
    _ matrices: Matrices, _ operands: Plan.Operands<Element>, _ start: Sum,
    adding: (Sum, Element, Element) -> Sum, result: (Sum) -> Element
  ) {
    let columnCount = Int(matrices.columnCount)
    for index in 0..<operands.output.count {
      let (line, column) = index.quotientAndRemainder(dividingBy: columnCount)
      let (matrix, row) = line.quotientAndRemainder(dividingBy: Int(matrices.rowCount))
      let starts = matrices.starts(of: matrix)
      var sum = start
      for step in 0..<Int(matrices.depth) {
        sum = adding(
          sum, operands.left[starts.left + matrices.left(row, step)],
          operands.right[starts.right + matrices.right(step, column)])
      }
      operands.output[index] = result(sum)
    }
  }

  private static func defineIntegers(_ matrices: Matrices, _ operands: Plan.Operands<Int32>) {
    define(matrices, operands, Int32(0)) {
      $0 &+ $1 &* $2
    } result: {
      $0
    }
  }

  /// Computes a row, many columns together where they lie side by side.
  private static func runLine(
    _ matrices: Matrices, _ operands: Plan.Operands<Int32>, _ line: Int
  ) {
    let (matrix, row) = line.quotientAndRemainder(dividingBy: Int(matrices.rowCount))
    let starts = matrices.starts(of: matrix)
    let (depth, columnCount) = (Int(matrices.depth), Int(matrices.columnCount))
    let left = operands.left[starts.left..<operands.left.count]
    let output = operands.output[(line * columnCount)..<((line + 1) * columnCount)]
    guard !matrices.transposesRight else {
      for column in 0..<columnCount {
        let start = starts.right + column * depth
        let right = operands.right[start..<(start + depth)]
        var sum: Int32 = 0
        for step in 0..<depth { sum &+= left[matrices.left(row, step)] &* right[step] }
        output[column] = sum
      }
      return
    }
    var column = 0
    while column < columnCount {
      let count = min(64, columnCount - column)
      var sums = InlineArray<64, Int32>(repeating: 0)
      for step in 0..<depth {
        let start = starts.right + step * columnCount + column
        let (x, right) = (left[matrices.left(row, step)], operands.right[start..<(start + count)])
        // The count is at most that of the sums.
        for index in 0..<count { unsafe sums[unchecked: index] &+= x &* right[index] }
      }
      for index in 0..<count { output[column + index] = unsafe sums[unchecked: index] }
      column += count
    }
  }
}

extension MatMul {
  /// Computes the tiles of a share, the rows of a panel one after the other.
  @inline(__always)
  private static func multiply<Element: BitwiseCopyable>(
    _ plan: Plan, _ share: Share, _ operands: Plan.Operands<Element>, _ arithmetic: DotArithmetic,
    pack: (ProductPacking<Element>, Range<Int>, Elements<UInt8>) -> Void
  ) {
    let matrices = plan.matrices
    let tile = ProductTile(matrices, element: arithmetic.element)
    let (chunkCount, panelCount) = (
      tile.chunkCount(of: matrices), tile.panelCount(of: matrices)
    )
    let lane = plan.scratch.from(share.index * tile.laneByteCount)[0..<tile.laneByteCount]
    var packedPanel = -1
    for unit in share.units(of: tile.unitCount(of: matrices)) {
      let (panel, chunk) = unit.quotientAndRemainder(dividingBy: chunkCount)
      let (matrix, position) = panel.quotientAndRemainder(dividingBy: panelCount)
      let starts = matrices.starts(of: matrix)
      let packing = ProductPacking(
        matrices: matrices, left: operands.left[starts.left..<operands.left.count],
        right: operands.right[starts.right..<operands.right.count])
      let first = position * tile.blockCount * 16
      let columns = first..<min(first + tile.blockCount * 16, Int(matrices.columnCount))
      if panel != packedPanel {
        packedPanel = panel
        for block in 0..<((columns.count + 15) / 16) {
          let start = first + block * 16
          pack(
            packing, start..<min(start + 16, columns.upperBound),
            lane.from(block * tile.blockByteCount)[0..<tile.blockByteCount])
        }
      }
      let row = chunk * tile.rowCount
      let rows = row..<min(row + tile.rowCount, Int(matrices.rowCount))
      let output = (matrix * Int(matrices.rowCount) + row) * Int(matrices.columnCount) + first
      arithmetic.multiply(
        self.rows(packing, rows, columns, tile, lane, operands.output.from(output).bytes))
    }
  }

  /// The job of one tile; rows that do not lie in one run are packed first.
  @inline(__always)
  private static func rows<Element: BitwiseCopyable>(
    _ packing: ProductPacking<Element>, _ rows: Range<Int>, _ columns: Range<Int>,
    _ tile: ProductTile, _ lane: Elements<UInt8>, _ output: Elements<UInt8>
  ) -> DotRows {
    let matrices = packing.matrices
    let depth = Int(matrices.depth)
    var input = packing.left
    if matrices.transposesLeft {
      // The lane has room for the rows behind the blocks, aligned as the blocks are.
      let place = lane.from(tile.blockCount * tile.blockByteCount)
      input = unsafe Elements(UnsafeMutableRawPointer(place.address), count: rows.count * depth)
      packing.packRows(rows, into: input)
    } else {
      input = input.from(rows.lowerBound * depth)
    }
    return DotRows(
      input: input.bytes, rowStride: depth, rowCount: rows.count, tapCount: 1, tapDepth: depth,
      blocks: lane, channelCount: columns.count, output: output,
      outputStride: Int(matrices.columnCount))
  }
}

extension Elements {
  /// The elements as bytes.
  @inline(__always)
  fileprivate var bytes: Elements<UInt8> {
    unsafe Elements<UInt8>(
      UnsafeMutableRawPointer(address), count: count * MemoryLayout<Element>.size)
  }

  /// From an element on to the last.
  @inline(__always)
  fileprivate func from(_ offset: Int) -> Elements { self[offset..<count] }
}
