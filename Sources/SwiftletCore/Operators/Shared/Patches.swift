/// Where the elements under a window are copied together, one row for each output pixel.
struct Patches {
  /// The rows.
  let bytes: Elements<UInt8>
  /// The bytes from one row to the next.
  let stride: Int
  /// The bytes that a row takes from under each tap.
  let tapByteCount: Int
  let elementByteCount: Int
  let input: Elements<UInt8>
  /// From the start of a pixel to the channels that are wanted.
  let firstByte: Int
  /// What a tap outside of the image takes.
  let padding: Elements<UInt8>

  /// Copies what lies under neighbouring taps that are neighbours in the input as well.
  @inline(__always)
  func copyTaps(_ tap: Int, count: Int, ofRow row: Int, from element: Int) {
    bytes.copyPieces(
      at: row * stride + tap * tapByteCount, from: input, at: element * elementByteCount,
      count: count * tapByteCount)
  }

  /// Copies what lies under a tap; `element` is where the pixel starts, or negative.
  @inline(__always)
  func copyTap(_ tap: Int, ofRow row: Int, from element: Int) {
    let start = row * stride + tap * tapByteCount
    guard element >= 0 else {
      return bytes[start..<(start + tapByteCount)].copy(from: padding)
    }
    bytes.copyPieces(
      at: start, from: input, at: element * elementByteCount + firstByte, count: tapByteCount)
  }
}

extension WindowRule {
  static func gather(
    _ patches: Patches, window: SlidingWindow, pixels: Range<Int>, table: Elements<Int32>
  ) {
    for pixel in pixels {
      let run = window.run(from: pixel, to: pixel + 1)
      fill(table, rowCount: 1, row: 0, window: window, run: run)
      for tap in 0..<window.tapCount {
        patches.copyTap(tap, ofRow: pixel - pixels.lowerBound, from: Int(table[tap]))
      }
    }
  }
}

extension ForwardWindow {
  static func gather(
    _ patches: Patches, window: SlidingWindow, pixels: Range<Int>, table: Elements<Int32>
  ) {
    var pixel = pixels.lowerBound
    while pixel < pixels.upperBound {
      let run = window.run(from: pixel, to: pixels.upperBound)
      gather(patches, window: window, run: run, row: pixel - pixels.lowerBound)
      pixel += run.columns.count
    }
  }

  private static func gather(
    _ patches: Patches, window: SlidingWindow, run: PixelRun, row: Int
  ) {
    let horizontal = window.horizontal
    let width = Int(window.inputWidth)
    // Neighbouring taps are neighbouring bytes where nothing lies between them.
    let isDense =
      horizontal.dilation == 1
      && patches.tapByteCount == Int(window.inputChannels) * patches.elementByteCount
    let dense = isDense ? places(horizontal, inside: width, of: run.columns) : 0..<0
    var row = row
    for place in run.columns {
      let column = horizontal.first(at: place)
      for tapLine in 0..<Int(window.vertical.length) {
        let line = window.vertical.first(at: run.line) + tapLine * Int(window.vertical.dilation)
        let first = tapLine * Int(horizontal.length)
        if line < 0 || line >= Int(window.inputHeight) {
          for tap in 0..<Int(horizontal.length) {
            patches.copyTap(first + tap, ofRow: row, from: -1)
          }
        } else if dense.contains(place) {
          patches.copyTaps(
            first, count: Int(horizontal.length), ofRow: row,
            from: window.element(image: run.image, line: line, column: column))
        } else {
          for tap in 0..<Int(horizontal.length) {
            let source = column + tap * Int(horizontal.dilation)
            patches.copyTap(
              first + tap, ofRow: row,
              from: source < 0 || source >= width
                ? -1 : window.element(image: run.image, line: line, column: source))
          }
        }
      }
      row += 1
    }
  }

  /// The places at which the first and the last tap lie on the input.
  private static func places(
    _ axis: WindowAxis, inside input: Int, of places: Range<Int>
  ) -> Range<Int> {
    let first = axis.places(places, withTap: 0, on: input)
    return axis.places(first, withTap: Int(axis.length) - 1, on: input)
  }
}
