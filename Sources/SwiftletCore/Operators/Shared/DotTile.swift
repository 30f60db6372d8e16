internal import SwiftletFormat

/// How many output pixels are computed together, and what of the scratch memory holds.
///
/// A lane holds the table of offsets of a large window, and, where the kernel cannot follow the
/// offsets, the gathered patches; nothing otherwise.
struct DotTile: BitwiseCopyable {
  /// The pixels of a tile.
  let rowCount: Int
  /// The elements of a row of patches, from one to the next; zero where none are gathered.
  let patchStride: Int
  /// The offsets of a tile, or of one pixel where patches are gathered.
  let table: OffsetTable

  private let elementByteCount: Int

  /// The most taps times channels that one output sums.
  static var maximumReduction: Int { 1 << 24 }

  /// Lays a lane out.
  ///
  /// - Precondition: the taps times the depth are at most ``maximumReduction``.
  init(_ window: SlidingWindow, depth: Int, element: ElementType, pixelCount: Int) {
    let tapCount = window.tapCount
    elementByteCount = element.byteCount
    let gathers = tapCount > 1 && (element == .int8 ? depth & 3 != 0 : depth < 4)
    guard gathers else {
      patchStride = 0
      table = OffsetTable(tapCount: tapCount, mostRows: min(OffsetTable.mostRows, pixelCount))
      rowCount = table.rowCount
      return
    }
    patchStride = (tapCount * depth + 3) & ~3
    table = OffsetTable(tapCount: tapCount, mostRows: 1)
    rowCount = min(
      OffsetTable.rounded(OffsetTable.laneByteLimit / (patchStride * elementByteCount)), pixelCount)
  }

  /// Whether rows are copied together for the kernel.
  var gathers: Bool { patchStride != 0 }

  /// Where the patches lie in a lane.
  var patchOffset: Int { table.scratchByteCount }

  /// The bytes of a lane.
  var laneByteCount: Int {
    // Rows are copied in pieces of 16 bytes, the last of which may run over.
    patchOffset + (gathers ? ((rowCount * patchStride * elementByteCount + 15) & ~15) + 16 : 0)
  }

  /// The tiles of a number of pixels.
  func tileCount(pixelCount: Int) -> Int { (pixelCount - 1) / rowCount + 1 }
}

/// A product of counts, or the greatest `Int` where that is less.
func saturatingProduct(_ left: Int, _ right: Int) -> Int {
  let (product, overflow) = left.multipliedReportingOverflow(by: right)
  return overflow ? Int.max : product
}
