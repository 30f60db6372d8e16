internal import CSwiftletKernels
internal import SwiftletFormat
internal import SwiftletKernels

// Where a transposed window steps, most of its taps fall between the inputs. The pixels of an output
// that lie whole steps apart see the same taps, and are computed together from those alone: a share
// lays the weights of a few blocks of channels out for each phase of the steps. Integers may be added
// in any order, so that the results are those of all taps.
extension WindowedDot<TransposedWindow> {
  /// Computes one share, phase by phase.
  func runByPhases(_ share: Share) {
    let lineCount = pixelCount / Int(window.outputWidth)
    var lines = 0..<lineCount
    var blocks = 0..<(Int(groups) * blocksPerGroup)
    if cutsChannels {
      blocks = share.units(of: blocks.count)
    } else {
      lines = share.units(of: lineCount)
    }
    guard !lines.isEmpty, !blocks.isEmpty else { return }
    let phases = TransposedPhases(window, depth: depth, channels: Int(channelsPerGroup))
    // There is a lane for each share, as the plan has counted them.
    let lane = scratch.from(share.index * phases.byteCount)[0..<phases.byteCount]
    var block = blocks.lowerBound
    while block < blocks.upperBound {
      let end = min(block + phases.blockCount, blocks.upperBound)
      eachPiece(of: block..<end) { piece in run(piece, lines, lane) }
      block = end
    }
  }

  private func run(_ piece: Piece, _ lines: Range<Int>, _ lane: Elements<UInt8>) {
    let sums = weightSums(piece)
    let padding = padding
    let height = Int(window.outputHeight)
    for vertical in 0..<Int(window.vertical.stride) {
      for horizontal in 0..<Int(window.horizontal.stride) {
        let phase = TransposedPhase(window, line: vertical, column: horizontal)
        pack(piece, phase, sums, into: lane)
        let table = OffsetTable(tapCount: phase.tapCount)
        table.withElements(lane) { offsets in
          for line in lines where (line % height) % Int(window.vertical.stride) == vertical {
            var rows = DotRows(
              input: input.from(piece.group * depth), offsets: offsets,
              offsetStride: table.rowCount, padding: padding,
              rowStride: Int(window.inputChannels), rowCount: 0, tapCount: phase.tapCount,
              tapDepth: depth, blocks: lane, channelCount: piece.channelCount,
              output: output, outputStride: channels * Int(window.horizontal.stride))
            run(line, phase, piece, &rows)
          }
        }
      }
    }
  }

  /// Computes the pixels of a phase in one line of the output.
  private func run(
    _ line: Int, _ phase: TransposedPhase, _ piece: Piece, _ rows: inout DotRows
  ) {
    guard let offsets = rows.offsets else { return }
    let width = Int(window.outputWidth)
    let step = Int(window.horizontal.stride)
    let (image, place) = line.quotientAndRemainder(dividingBy: Int(window.outputHeight))
    let count = phase.column < width ? (width - 1 - phase.column) / step + 1 : 0
    var first = 0
    while first < count {
      rows.rowCount = min(rows.offsetStride, count - first)
      phase.fill(
        offsets, rowStride: rows.offsetStride, window, image: image, line: place,
        first..<(first + rows.rowCount))
      let pixel = line * width + phase.column + first * step
      rows.output = output.from(pixel * channels + piece.channel)
      arithmetic.multiply(rows)
      first += rows.rowCount
    }
  }

  /// The sums of the weights of each lane, four blocks of 16 at most.
  private func weightSums(_ piece: Piece) -> InlineArray<64, Int32> {
    var sums = InlineArray<64, Int32>(repeating: 0)
    unsafe withUnsafeMutablePointer(to: &sums) { pointer in
      let sums = unsafe Elements<Int32>(UnsafeMutableRawPointer(pointer), count: 64)
      eachBlock(of: piece) { index, block, laneCount in
        let header = format.headerByteCount * laneCount
        // A block has the weights of all taps, and the lanes of its sums lie inside the array.
        unsafe swiftlet_sum_weights_int8(
          block.from(header).pointer(), window.tapCount * depth / 4,
          Int32(truncatingIfNeeded: laneCount), sums.address + index * 16)
      }
    }
    return sums
  }

  /// Lays the weights of a phase out, block by block.
  private func pack(
    _ piece: Piece, _ phase: TransposedPhase, _ sums: InlineArray<64, Int32>,
    into lane: Elements<UInt8>
  ) {
    guard case .int8(_, let results) = arithmetic else { return }
    var sums = sums
    unsafe withUnsafeMutablePointer(to: &sums) { pointer in
      let sums = unsafe Elements<Int32>(UnsafeMutableRawPointer(pointer), count: 64)
      var offset = 0
      eachBlock(of: piece) { index, block, laneCount in
        let byteCount = laneCount * (format.headerByteCount + phase.tapCount * depth)
        let target = lane[offset..<(offset + byteCount)]
        // The target has the bytes of a block of the phase's taps.
        let job = unsafe swiftlet_phase_int8(
          block: UnsafeRawPointer(block.address),
          lane_count: Int32(truncatingIfNeeded: laneCount),
          has_multipliers: results.hasMultipliers ? 1 : 0,
          tap_depth: Int32(truncatingIfNeeded: depth), height: Int32(window.vertical.length),
          width: Int32(window.horizontal.length),
          first_line: Int32(truncatingIfNeeded: phase.firstTapLine),
          first_column: Int32(truncatingIfNeeded: phase.firstTapColumn),
          step_line: Int32(window.vertical.stride),
          step_column: Int32(window.horizontal.stride),
          padding: Int32(results.inputZeroPoint),
          weight_zero_point: Int32(results.weightZeroPoint), sums: sums.address + index * 16,
          phase: UnsafeMutableRawPointer(target.address))
        unsafe withUnsafePointer(to: job) { unsafe swiftlet_take_phase_int8($0) }
        offset += byteCount
      }
    }
  }

  /// Shows the packed blocks of a piece, with their positions and their lanes.
  @inline(__always)
  private func eachBlock(
    of piece: Piece, _ body: (_ index: Int, _ block: Elements<UInt8>, _ laneCount: Int) -> Void
  ) {
    let laneCount = (piece.channelCount + 3) & ~3
    var lane = 0
    while lane < laneCount {
      let first = piece.group * lanesPerGroup + piece.lane + lane
      body(lane / 16, parameters.from(first * laneByteCount), min(16, laneCount - lane))
      lane += 16
    }
  }

  private var format: BlockFormat { arithmetic.format }
}

/// How the weights of a transposed window are laid out for the phases of its steps.
struct TransposedPhases {
  /// The blocks of channels that are laid out together.
  let blockCount: Int

  /// The bytes that they need; zero where the window is not computed by phases.
  let byteCount: Int

  /// The bytes that several blocks stay within.
  private static var byteLimit: Int { 32768 }

  /// The bytes that a block alone stays within.
  private static var blockByteLimit: Int { 1 << 19 }

  /// Lays out a window over so many channels of a group, of which another number are made.
  init(_ window: SlidingWindow, depth: Int, channels: Int) {
    let (vertical, horizontal) = (window.vertical, window.horizontal)
    let steps = Int(vertical.stride) * Int(horizontal.stride)
    let taps = Self.mostTaps(vertical) * Self.mostTaps(horizontal)
    let block = saturatingProduct(16, 8 + min(saturatingProduct(taps, depth), Self.blockByteLimit))
    // Each phase has a tap, and a table on the stack.
    let fits =
      steps > 1 && vertical.dilation == 1 && horizontal.dilation == 1
      && vertical.length >= vertical.stride && horizontal.length >= horizontal.stride
      && taps <= 64 && depth & 3 == 0 && block <= Self.blockByteLimit
    blockCount = max(1, min(4, min((channels + 15) / 16, Self.byteLimit / block)))
    byteCount = fits ? blockCount * block : 0
  }

  private static func mostTaps(_ axis: WindowAxis) -> Int {
    (Int(axis.length) - 1) / Int(axis.stride) + 1
  }
}

/// The pixels of an output that lie whole steps of a transposed window apart, and their taps.
private struct TransposedPhase {
  /// The first column of the output.
  let column: Int
  let firstTapLine: Int
  let firstTapColumn: Int
  /// The taps, line by line.
  let tapLineCount: Int
  let tapColumnCount: Int

  var tapCount: Int { tapLineCount * tapColumnCount }

  init(_ window: SlidingWindow, line: Int, column: Int) {
    self.column = column
    firstTapLine = Self.firstTap(window.vertical, line)
    firstTapColumn = Self.firstTap(window.horizontal, column)
    tapLineCount =
      (Int(window.vertical.length) - 1 - firstTapLine) / Int(window.vertical.stride) + 1
    tapColumnCount =
      (Int(window.horizontal.length) - 1 - firstTapColumn) / Int(window.horizontal.stride) + 1
  }

  private static func firstTap(_ axis: WindowAxis, _ place: Int) -> Int {
    (place + Int(axis.before)) % Int(axis.stride)
  }

  /// Writes the elements under the taps of some of the phase's pixels in a line.
  func fill(
    _ table: Elements<Int32>, rowStride: Int, _ window: SlidingWindow, image: Int, line: Int,
    _ pixels: Range<Int>
  ) {
    let firstLine =
      (line + Int(window.vertical.before) - firstTapLine) / Int(window.vertical.stride)
    let firstColumn =
      (column + Int(window.horizontal.before) - firstTapColumn) / Int(window.horizontal.stride)
    var start = 0
    for tapLine in 0..<tapLineCount {
      let sourceLine = firstLine - tapLine
      let isLineInside = sourceLine >= 0 && sourceLine < Int(window.inputHeight)
      for tapColumn in 0..<tapColumnCount {
        let row = table[start..<(start + pixels.count)]
        start += rowStride
        row.fill(-1)
        guard isLineInside else { continue }
        // The pixels whose source is a column of the input.
        let shift = firstColumn - tapColumn
        let lower = max(pixels.lowerBound, -shift)
        let upper = min(pixels.upperBound, Int(window.inputWidth) - shift)
        guard lower < upper else { continue }
        var element = Int32(
          truncatingIfNeeded: window.element(image: image, line: sourceLine, column: lower + shift))
        for index in (lower - pixels.lowerBound)..<(upper - pixels.lowerBound) {
          row[index] = element
          element &+= window.inputChannels
        }
      }
    }
  }
}
