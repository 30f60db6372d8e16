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

  /// Copies whole lines of taps for neighbouring pixels, none of them in the border at a side.
  ///
  /// It copies in pieces of 16 bytes, and refuses where they would leave the input or the rows.
  ///
  /// - Precondition: the taps of a line are neighbours in the input as well.
  func copyLines(
    _ window: SlidingWindow, run: PixelRun, columns: Range<Int>, row: Int
  ) -> Bool {
    let vertical = window.vertical
    let lineByteCount = Int(window.horizontal.length) * tapByteCount
    let padded = (lineByteCount + 15) & ~15
    let rowByteCount = Int(vertical.length) * lineByteCount
    let top = vertical.first(at: run.line)
    // The tap lines that are not in the border above or below.
    var lines = 0..<Int(vertical.length)
    while !lines.isEmpty, top + lines.lowerBound * Int(vertical.dilation) < 0 {
      lines = (lines.lowerBound + 1)..<lines.upperBound
    }
    let height = Int(window.inputHeight)
    while !lines.isEmpty, top + (lines.upperBound - 1) * Int(vertical.dilation) >= height {
      lines = lines.lowerBound..<(lines.upperBound - 1)
    }
    guard !columns.isEmpty, !lines.isEmpty else { return false }
    let first =
      elementByteCount
      * window.element(
        image: run.image, line: top + lines.lowerBound * Int(vertical.dilation),
        column: window.horizontal.first(at: columns.lowerBound))
    let step = Int(window.horizontal.stride) * tapByteCount
    let lineStep = Int(vertical.dilation) * Int(window.inputWidth) * tapByteCount
    let last = first + (columns.count - 1) * step + (lines.count - 1) * lineStep
    guard last + padded <= input.count,
      (row + columns.count - 1) * stride + rowByteCount - lineByteCount + padded <= bytes.count
    else { return false }
    let border = lines.lowerBound * lineByteCount
    for index in 0..<columns.count {
      let start = (row &+ index) &* stride
      if border > 0 { bytes[start..<(start + border)].fill(padding[0]) }
      // The last piece of the last line of the last row ends inside both, as checked above.
      var target = unsafe UnsafeMutableRawPointer(bytes.address + start + border)
      var source = unsafe UnsafeRawPointer(input.address + first + index * step)
      for _ in 0..<lines.count {
        var offset = 0
        repeat {
          unsafe target.storeBytes(
            of: source.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self),
            toByteOffset: offset, as: SIMD16<UInt8>.self)
          offset &+= 16
        } while offset < padded
        unsafe target += lineByteCount
        unsafe source += lineStep
      }
      if lines.upperBound < Int(vertical.length) {
        let end = start + lines.upperBound * lineByteCount
        bytes[end..<(start + rowByteCount)].fill(padding[0])
      }
    }
    return true
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
    var place = run.columns.lowerBound
    while place < run.columns.upperBound {
      if place == dense.lowerBound,
        patches.copyLines(window, run: run, columns: dense, row: row)
      {
        row += dense.count
        place = dense.upperBound
      } else {
        copyTaps(patches, window: window, run: run, place: place, row: row)
        row += 1
        place += 1
      }
    }
  }

  /// Copies what lies under the taps of one pixel, which may be in the border.
  private static func copyTaps(
    _ patches: Patches, window: SlidingWindow, run: PixelRun, place: Int, row: Int
  ) {
    let column = window.horizontal.first(at: place)
    var tap = 0
    for tapLine in 0..<Int(window.vertical.length) {
      let line = window.vertical.first(at: run.line) + tapLine * Int(window.vertical.dilation)
      let isLineInside = line >= 0 && line < Int(window.inputHeight)
      for tapColumn in 0..<Int(window.horizontal.length) {
        let source = column + tapColumn * Int(window.horizontal.dilation)
        let isInside = isLineInside && source >= 0 && source < Int(window.inputWidth)
        patches.copyTap(
          tap, ofRow: row,
          from: isInside ? window.element(image: run.image, line: line, column: source) : -1)
        tap += 1
      }
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
