internal import SwiftletKernels

// A layer that stores its float inputs while it runs: each row of a matrix at its own scale, so that
// rows are stored right before they are multiplied, and each image under a window at one scale, so
// that neighbouring places share what is stored.
extension WindowedDot where Rule == ForwardWindow {
  private var laneLayout: StoredLane { StoredLane(window, tile, pixelCount: pixelCount) }

  private var reals: Elements<Float> {
    unsafe Elements(UnsafeMutableRawPointer(input.address), count: input.count / 4)
  }

  /// The elements of the input that have one scale: a row, or an image.
  private var rowLength: Int {
    window.isPointwise
      ? Int(window.inputChannels)
      : Int(window.inputHeight) * Int(window.inputWidth) * Int(window.inputChannels)
  }

  /// Computes the output pixel by pixel, each element stored when it is met.
  func referenceStoring() {
    let (reals, length) = (reals, rowLength)
    let pixelsPerRow = window.isPointwise ? 1 : Int(window.outputHeight) * Int(window.outputWidth)
    let scales = scratch.scales(count: 1)
    tile.table.withElements(scratch.from(laneLayout.scaleByteCount)) { table in
      for pixel in 0..<pixelCount {
        let (row, place) = pixel.quotientAndRemainder(dividingBy: pixelsPerRow)
        if place == 0 {
          scales[0] = RowStoring.scale(of: reals[(row * length)..<((row + 1) * length)])
        }
        Rule.fillByDefinition(table, window: window, pixel: pixel)
        eachPiece(of: 0..<(Int(groups) * blocksPerGroup)) { piece in
          arithmetic.reference(rows(pixel..<(pixel + 1), piece, scales)) { _, k in
            let (tap, channel) = k.quotientAndRemainder(dividingBy: depth)
            guard table[tap] >= 0 else { return 0 }
            let x = reals[Int(table[tap]) + piece.group * depth + channel]
            return RowStoring.stored(x, scales[0])
          }
        }
      }
    }
  }

  /// Computes one share.
  func runStoring(_ share: Share) {
    guard case .stored(_, let results) = arithmetic else { return }
    let (pixels, blocks) = part(share)
    guard !pixels.isEmpty else { return }
    let layout = laneLayout
    let work = StoredWork(
      pixels: pixels, blocks: blocks, layout: layout,
      lane: scratch.from(share.index * layout.byteCount)[0..<layout.byteCount],
      storing: RowStoring(results.instructionSet))
    window.isPointwise ? runRows(work) : runImages(work)
  }

  /// Stores rows and multiplies them, some at a time.
  private func runRows(_ work: StoredWork) {
    let length = rowLength
    var pixel = work.pixels.lowerBound
    while pixel < work.pixels.upperBound {
      let pixels = pixel..<min(pixel + work.layout.rowCount, work.pixels.upperBound)
      let scales = work.lane.scales(count: pixels.count)
      work.storing.store(
        reals[(pixels.lowerBound * length)..<(pixels.upperBound * length)], in: work.stored, scales)
      multiply(work, window, pixels, scales)
      pixel = pixels.upperBound
    }
  }

  /// Stores lines of images and multiplies what they suffice for; lines that stay needed are kept.
  private func runImages(_ work: StoredWork) {
    let (width, height) = (Int(window.outputWidth), Int(window.outputHeight))
    let (length, lineLength) = (rowLength, work.layout.rowByteCount)
    let scales = work.lane.scales(count: 1)
    var line = work.pixels.lowerBound / width
    let end = work.pixels.upperBound / width
    var last = -1
    var kept = 0..<0
    while line < end {
      let (image, first) = line.quotientAndRemainder(dividingBy: height)
      let reals = reals[(image * length)..<((image + 1) * length)]
      if image != last {
        scales[0] = work.storing.measure(reals)
        (last, kept) = (image, 0..<0)
      }
      let count = min(min(work.layout.lineCount(window), height - first), end - line)
      let band = window.band(first..<(first + count))
      let start = work.keep(kept, for: band.lines)
      work.storing.store(
        reals[(start * lineLength)..<(band.lines.upperBound * lineLength)],
        in: work.stored.from((start - band.lines.lowerBound) * lineLength), scales[0])
      kept = band.lines
      multiply(work, band.window, (line * width)..<((line + count) * width), scales)
      line += count
    }
  }

  /// Multiplies what is stored, under a window over it.
  private func multiply(
    _ work: StoredWork, _ window: SlidingWindow, _ pixels: Range<Int>,
    _ scales: Elements<RowScale>
  ) {
    let start = pixels.lowerBound * channels * outputByteCount
    var dot = self
    dot.window = window
    dot.input = work.stored
    dot.output = output.from(start)
    dot.residual = residual.map { $0.from(start) }
    dot.scratch = work.lane.from(work.layout.scaleByteCount)[0..<work.layout.tileByteCount]
    dot.storedPixelCount = Int32(truncatingIfNeeded: pixels.count)
    dot.run(0..<pixels.count, work.blocks, lane: 0, scales: scales)
  }
}

/// The part of a layer that one share computes.
private struct StoredWork {
  let pixels: Range<Int>
  let blocks: Range<Int>
  let layout: StoredLane
  let lane: Elements<UInt8>
  let storing: RowStoring

  /// Where stored inputs go.
  var stored: Elements<UInt8> { lane.from(layout.inputOffset) }

  /// Moves lines that stay needed to the front, and gives the first line that is not there.
  func keep(_ lines: Range<Int>, for needed: Range<Int>) -> Int {
    guard lines.contains(needed.lowerBound) else { return needed.lowerBound }
    let count = (lines.upperBound - needed.lowerBound) * layout.rowByteCount
    let offset = (needed.lowerBound - lines.lowerBound) * layout.rowByteCount
    stored[0..<count].copy(from: stored[offset..<(offset + count)])
    return lines.upperBound
  }
}

extension SlidingWindow {
  /// Some lines of the output as a window of its own over the lines of input that it reaches.
  fileprivate func band(_ output: Range<Int>) -> (window: SlidingWindow, lines: Range<Int>) {
    let top = vertical.first(at: output.lowerBound)
    let bottom = vertical.first(at: output.upperBound - 1) + vertical.extent
    let start = max(0, top)
    let lines = start..<max(start, min(Int(inputHeight), bottom))
    let window = SlidingWindow(
      self, over: lines.count, outputHeight: output.count, before: start - top)
    return (window, lines)
  }
}

extension Elements<UInt8> {
  /// The first bytes as scales.
  ///
  /// - Precondition: the first is aligned to 4 bytes.
  fileprivate func scales(count: Int) -> Elements<RowScale> {
    assert(count * MemoryLayout<RowScale>.size <= self.count)
    return unsafe Elements<RowScale>(UnsafeMutableRawPointer(address), count: count)
  }
}
