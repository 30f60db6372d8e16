/// The offsets of the taps of a tile's rows, which lie on the stack unless the window is large.
struct OffsetTable: BitwiseCopyable {
  /// The rows of a tile.
  let rowCount: Int

  private let tapCount: Int

  /// The offsets that the stack has room for.
  static var stackCount: Int { 256 }

  /// The most rows of a tile.
  static var mostRows: Int { 24 }

  /// The bytes that a lane of scratch memory stays within, unless that is less than four rows.
  static var laneByteLimit: Int { 1536 }

  /// A table for at most so many rows.
  init(tapCount: Int, mostRows: Int = Self.mostRows) {
    self.tapCount = tapCount
    let fitting =
      tapCount * 4 <= Self.stackCount
      ? Self.stackCount / tapCount : Self.laneByteLimit / (tapCount * 4)
    rowCount = min(mostRows, Self.rounded(fitting))
  }

  /// The offsets of all rows.
  var count: Int { tapCount * rowCount }

  /// The bytes of scratch memory that the table needs, a multiple of 16.
  var scratchByteCount: Int { count <= Self.stackCount ? 0 : (count * 4 + 15) & ~15 }

  /// Rows in whole passes of a kernel, which takes four or more at a time.
  static func rounded(_ rowCount: Int) -> Int { max(4, min(mostRows, rowCount) & ~3) }

  /// Lends the table; a large one starts at the start of `lane`.
  @inline(__always)
  func withElements(_ lane: Elements<UInt8>, _ body: (Elements<Int32>) -> Void) {
    var stack = InlineArray<256, Int32>(repeating: 0)
    unsafe withUnsafeMutablePointer(to: &stack) { pointer in
      // The array has `stackCount` elements, and the lane has `scratchByteCount` bytes.
      body(
        scratchByteCount == 0
          ? unsafe Elements(UnsafeMutableRawPointer(pointer), count: count)
          : lane.offsets(count: count))
    }
  }
}
