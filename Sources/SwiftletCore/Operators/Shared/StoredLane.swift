internal import SwiftletKernels

/// The scratch memory of a share whose float inputs are stored as int8 while it runs.
///
/// It holds the scales of rows, what a share needs to find its taps, and stored inputs: as many
/// pixels, or lines of an image, as are multiplied together.
struct StoredLane: BitwiseCopyable {
  /// The bytes of the scales.
  let scaleByteCount: Int
  /// The bytes of what finds taps.
  let tileByteCount: Int
  /// The pixels, or the lines of an image, that are there together.
  let rowCount: Int
  /// The bytes of each.
  let rowByteCount: Int

  /// The most products of a sum, so that no sum of stored weights leaves 32 bits.
  static var maximumReduction: Int { 1 << 17 }

  /// The bytes that stored inputs stay within, unless that is less than the fewest rows.
  private static var byteLimit: Int { 24576 }

  /// Lays a lane out.
  init(_ window: SlidingWindow, _ tile: DotTile, pixelCount: Int) {
    let channels = Int(window.inputChannels)
    if window.isPointwise {
      // Kernels take 24 rows at a time, or divisors of that.
      let count = 24 * max(1, min(8, Self.byteLimit / (24 * channels)))
      rowCount = min(count, pixelCount)
      rowByteCount = channels
      scaleByteCount = (rowCount * MemoryLayout<RowScale>.size + 15) & ~15
      tileByteCount = 0
    } else {
      rowByteCount = Int(window.inputWidth) * channels
      let lines = max(window.vertical.extent, Self.byteLimit / rowByteCount)
      rowCount = min(Int(window.inputHeight), lines)
      scaleByteCount = 16
      tileByteCount = tile.laneByteCount
    }
  }

  /// The byte at which stored inputs start.
  var inputOffset: Int { scaleByteCount + tileByteCount }

  /// The bytes of the lane.
  var byteCount: Int {
    let (rows, overflow) = rowCount.multipliedReportingOverflow(by: rowByteCount)
    return overflow ? .max : (inputOffset + rows + 15) & ~15
  }

  /// The lines of output for which the lines of input are there.
  func lineCount(_ window: SlidingWindow) -> Int {
    guard rowCount < Int(window.inputHeight) else { return Int(window.outputHeight) }
    return (rowCount - window.vertical.extent) / Int(window.vertical.stride) + 1
  }
}
