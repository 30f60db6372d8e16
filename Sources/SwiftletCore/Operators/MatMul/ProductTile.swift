internal import SwiftletFormat
internal import SwiftletKernels

/// How much of a product of matrices is computed together, and what a lane of memory holds of it.
///
/// A lane holds some blocks of columns of the right matrix as `dot.h` lays them out, and then some
/// rows of the left where it lies with its columns outermost.
struct ProductTile: BitwiseCopyable {
  /// The blocks of sixteen columns of a tile, the last of them perhaps of fewer.
  let blockCount: Int
  /// The rows of a tile.
  let rowCount: Int
  let blockByteCount: Int
  let laneByteCount: Int

  /// What aligning the first lane may cost.
  static var slack: Int { BlockLayout.alignment - 16 }

  /// The bytes of one part of a lane, if a single block or row has not more.
  private static var byteLimit: Int { 65536 }

  /// Lays a lane out.
  init(_ matrices: Matrices, element: ElementType) {
    let depth = Int(matrices.depth)
    // The depth is at most 2²⁴, of which a block has at most 2³⁰ bytes and a few.
    blockByteCount = 64 + (element == .int8 ? (depth + 3) / 4 * 64 : depth * 64)
    let blocks = (Int(matrices.columnCount) + 15) / 16
    blockCount = max(1, min(4, min(blocks, Self.byteLimit / blockByteCount)))
    let rowByteCount = depth * element.byteCount
    let mostRows = matrices.transposesLeft ? Self.byteLimit / rowByteCount : 128
    rowCount = max(1, min(mostRows, min(128, Int(matrices.rowCount))))
    let rowBytes = matrices.transposesLeft ? (rowCount * rowByteCount + 63) & ~63 : 0
    laneByteCount = blockCount * blockByteCount + rowBytes
  }

  /// The tiles side by side in a matrix of the output.
  func panelCount(of matrices: Matrices) -> Int {
    (Int(matrices.columnCount) - 1) / (16 * blockCount) + 1
  }

  /// The tiles one below the other in a matrix of the output.
  func chunkCount(of matrices: Matrices) -> Int { (Int(matrices.rowCount) - 1) / rowCount + 1 }

  /// The tiles of all matrices.
  func unitCount(of matrices: Matrices) -> Int {
    saturatingProduct(Int(matrices.count), panelCount(of: matrices) * chunkCount(of: matrices))
  }
}

extension Elements<UInt8> {
  /// The bytes from the first that a block may lie at.
  func aligned() -> Elements {
    let address = unsafe UInt(bitPattern: address)
    let skipped = Int(bitPattern: (0 &- address) & UInt(BlockLayout.alignment - 1))
    return from(min(skipped, count))
  }
}
