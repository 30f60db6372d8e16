internal import SwiftletFormat

/// How many output pixels are computed together, and what of the scratch memory holds.
///
/// A lane holds a table of offsets, one element of padding for each channel, and, where the kernel
/// cannot follow the offsets, the gathered patches.
struct DotTile: BitwiseCopyable {
  /// The pixels of a tile.
  let rowCount: Int
  /// The elements of a row of patches, from one to the next; zero where none are gathered.
  let patchStride: Int
  /// The rows that the table of offsets has.
  let tableRowCount: Int

  private let tapCount: Int
  private let paddingByteCount: Int
  private let elementByteCount: Int

  /// The most taps times channels that one output sums.
  static var maximumReduction: Int { 1 << 24 }

  /// The bytes that a lane stays within, unless that is less than four rows.
  private static var laneByteLimit: Int { 16384 }

  /// Lays a lane out.
  ///
  /// - Precondition: the taps times the depth are at most ``maximumReduction``.
  init(_ window: SlidingWindow, depth: Int, element: ElementType, pixelCount: Int) {
    tapCount = window.tapCount
    elementByteCount = element.byteCount
    paddingByteCount = Self.rounded(depth * elementByteCount)
    let gathers = tapCount > 1 && (element == .int8 ? depth & 3 != 0 : depth < 4)
    patchStride = gathers ? (tapCount * depth + 3) & ~3 : 0
    let rowByteCount = gathers ? patchStride * elementByteCount : tapCount * 4
    let fitting = max(4, min(24, Self.laneByteLimit / rowByteCount))
    rowCount = max(1, min(fitting, pixelCount))
    tableRowCount = gathers ? 1 : rowCount
  }

  /// Whether rows are copied together for the kernel.
  var gathers: Bool { patchStride != 0 }

  /// Where the padding lies in a lane.
  var paddingOffset: Int { Self.rounded(tapCount * tableRowCount * 4) }

  /// Where the patches lie in a lane.
  var patchOffset: Int { paddingOffset + paddingByteCount }

  /// The bytes of a lane.
  var laneByteCount: Int {
    // Rows are copied in pieces of 16 bytes, the last of which may run over.
    patchOffset + (gathers ? Self.rounded(rowCount * patchStride * elementByteCount) + 16 : 0)
  }

  /// The tiles of a number of pixels.
  func tileCount(pixelCount: Int) -> Int { (pixelCount - 1) / rowCount + 1 }

  private static func rounded(_ byteCount: Int) -> Int { (byteCount + 15) & ~15 }
}

/// A product of counts, or the greatest `Int` where that is less.
func saturatingProduct(_ left: Int, _ right: Int) -> Int {
  let (product, overflow) = left.multipliedReportingOverflow(by: right)
  return overflow ? Int.max : product
}
