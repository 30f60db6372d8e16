internal import SwiftletFormat
internal import SwiftletKernels

/// A dot product at every place of a window: the plan of every dense layer.
///
/// The channels are cut into groups that see their own share of the input's channels; each group
/// has packed blocks of its own, one group after the other.
@safe struct WindowedDot<Rule: WindowRule>: BitwiseCopyable {
  private let input: Elements<UInt8>
  private let parameters: Elements<UInt8>
  private let output: Elements<UInt8>
  private let residual: Elements<UInt8>?
  private let scratch: Elements<UInt8>
  private let arithmetic: DotArithmetic
  private let window: SlidingWindow
  private let groups: Int32
  private let channelsPerGroup: Int32
  /// The pixels of the output; worked out once, as the next, because running needs them each time.
  private let storedPixelCount: Int32
  /// The bytes of a channel's weights, with its share of the header.
  private let storedLaneByteCount: Int32
  /// The most shares that the work is worth.
  let shareLimit: Int16
  /// Whether shares are runs of channel blocks; of pixels otherwise.
  private let cutsChannels: Bool
  /// Whether the kernel finds the taps by itself.
  private let followsWindow: Bool

  /// Finds the bytes of a use, and checks that the parameters and the scratch memory suffice.
  ///
  /// - Precondition: the shapes are those of the window, and the groups divide both channels.
  init(
    _ window: SlidingWindow, groups: Int32, channels: Int32, _ arithmetic: DotArithmetic,
    _ use: Use
  ) throws(ModelFault.Reason) {
    input = try use.inputBytes(0)
    output = use.outputBytes
    residual = use.inputs[2].isPresent ? try use.inputBytes(2) : nil
    self.arithmetic = arithmetic
    self.window = window
    self.groups = groups
    channelsPerGroup = channels / groups
    parameters = try use.parameters(
      Self.parameterByteCount(
        window, groups: groups, channels: channels, element: arithmetic.element,
        format: arithmetic.format),
      padding: arithmetic.paddingByte)
    let pixelCount = use.output.shape.elementCount / Int(channels)
    storedPixelCount = Int32(truncatingIfNeeded: pixelCount)
    let scratchByteCount = try Self.laneByteCount(
      window, groups: groups, element: arithmetic.element, pixelCount: pixelCount)
    scratch = try use.scratch(byteCount: scratchByteCount)
    let depth = Int(window.inputChannels / groups)
    // Both fit: a tensor has at most as many elements, and a reduction is at most 2^24.
    storedLaneByteCount = Int32(
      truncatingIfNeeded: DotLayout.laneByteCount(
        arithmetic.format, reduction: window.tapCount * depth) ?? 0)
    followsWindow = arithmetic.takesWindows && Rule.fits(window, depth: depth, arithmetic.element)
    let usesScratch = scratchByteCount > 0 && !(Build.hasWindowKernels && followsWindow)
    let lanes = usesScratch ? scratch.count / scratchByteCount : 32767
    let tile = DotTile(window, depth: depth, element: arithmetic.element, pixelCount: pixelCount)
    let tileCount = tile.tileCount(pixelCount: pixelCount)
    let blockCount = Int(groups) * ((Int(channelsPerGroup) + 15) / 16)
    let weightByteCount = saturatingProduct(blockCount * 16, Int(storedLaneByteCount))
    // Weights that every share reads cost less than rows that another thread has written.
    let prefersRows = pixelCount >= 24 && weightByteCount <= 32768
    cutsChannels = tileCount < 8 && blockCount > tileCount && !prefersRows
    let unit = Self.unit(window, tile, followsWindow: followsWindow)
    let work = saturatingProduct(
      use.output.shape.elementCount, try Self.reduction(window, groups: groups))
    let worthwhile = min(
      work / 65536 + 1, cutsChannels ? blockCount : (pixelCount - 1) / unit + 1)
    shareLimit = Int16(truncatingIfNeeded: min(32767, min(worthwhile, lanes)))
  }

  /// The pixels that a share is a multiple of: a line if there are enough of them, and otherwise
  /// the rows of a kernel's tile or of a table.
  private static func unit(_ window: SlidingWindow, _ tile: DotTile, followsWindow: Bool) -> Int {
    guard Build.hasWindowKernels, followsWindow || window.isPointwise else { return tile.rowCount }
    return window.outputHeight >= 16 ? Int(window.outputWidth) : 6
  }

  /// The products that each output sums.
  static func reduction(_ window: SlidingWindow, groups: Int32) throws(ModelFault.Reason) -> Int {
    let (reduction, overflow) = window.tapCount.multipliedReportingOverflow(
      by: Int(window.inputChannels / groups))
    guard !overflow, reduction <= DotTile.maximumReduction else { throw .shapeOutOfRange }
    return reduction
  }

  /// The bytes of scratch memory that a share needs.
  static func laneByteCount(
    _ window: SlidingWindow, groups: Int32, element: ElementType, pixelCount: Int
  ) throws(ModelFault.Reason) -> Int {
    _ = try reduction(window, groups: groups)
    guard !window.isPointwise else { return 0 }
    return DotTile(
      window, depth: Int(window.inputChannels / groups), element: element, pixelCount: pixelCount
    ).laneByteCount
  }

  /// The bytes of the packed parameters.
  ///
  /// - Precondition: the groups divide the channels.
  static func parameterByteCount(
    _ window: SlidingWindow, groups: Int32, channels: Int32, element: ElementType,
    format: BlockFormat
  ) throws(ModelFault.Reason) -> ParameterByteCount {
    let reduction = try reduction(window, groups: groups)
    let laneCount = BlockLayout.laneCount(channelCount: Int(channels / groups)) ?? .max
    let depth = Int(window.inputChannels / groups)
    return try ParameterByteCount(
      blocks: DotLayout.byteCount(
        format, reduction: reduction, channelCount: saturatingProduct(Int(groups), laneCount)),
      padding: Rule.meetsBorder(window) ? depth * element.byteCount : 0)
  }
}

extension WindowedDot {
  private var depth: Int {
    groups == 1 ? Int(window.inputChannels) : Int(window.inputChannels / groups)
  }
  private var pixelCount: Int { Int(storedPixelCount) }
  private var laneByteCount: Int { Int(storedLaneByteCount) }
  private var channels: Int { Int(groups) * Int(channelsPerGroup) }
  private var blocksPerGroup: Int { (Int(channelsPerGroup) + 15) / 16 }
  private var elementByteCount: Int { arithmetic.element.byteCount }

  private var tile: DotTile {
    DotTile(window, depth: depth, element: arithmetic.element, pixelCount: pixelCount)
  }

  /// The channels that the blocks of a group have room for.
  private var lanesPerGroup: Int { (Int(channelsPerGroup) + 3) & ~3 }

  /// What lies under a tap in the border; empty where no window meets it.
  private var padding: Elements<UInt8> {
    parameters.from(Int(groups) * lanesPerGroup * laneByteCount)
  }

  /// Computes the output pixel by pixel, each tap found by the rule's definition.
  func reference() {
    let padding = padding
    tile.table.withElements(scratch) { table in
      for pixel in 0..<pixelCount {
        Rule.fillByDefinition(table, window: window, pixel: pixel)
        eachPiece(of: 0..<(Int(groups) * blocksPerGroup)) { piece in
          var rows = rows(pixel..<(pixel + 1), piece)
          rows.offsets = table
          rows.offsetStride = 1
          rows.padding = padding
          arithmetic.reference(rows)
        }
      }
    }
  }

  /// Computes one share, tile by tile.
  func run(_ share: Share) {
    var pixels = 0..<pixelCount
    var blocks = 0..<(Int(groups) * blocksPerGroup)
    if share.count > 1 {
      if cutsChannels {
        blocks = share.units(of: blocks.count)
      } else {
        let unit = Self.unit(window, tile, followsWindow: followsWindow)
        let units = share.units(of: (pixelCount - 1) / unit + 1)
        pixels = min(units.lowerBound * unit, pixelCount)..<min(units.upperBound * unit, pixelCount)
      }
    }
    guard !pixels.isEmpty else { return }
    guard !window.isPointwise else { return runPointwise(pixels, blocks) }
    if Build.hasWindowKernels, followsWindow { return runThroughWindow(pixels, blocks) }
    runByTiles(pixels, blocks, share)
  }

  /// The taps are found for the kernel, tile by tile.
  private func runByTiles(_ all: Range<Int>, _ blocks: Range<Int>, _ share: Share) {
    let tile = tile
    let lane = scratch.from(share.index * tile.laneByteCount)[0..<tile.laneByteCount]
    let padding = padding
    tile.table.withElements(lane) { table in
      var pixel = all.lowerBound
      while pixel < all.upperBound {
        let pixels = pixel..<min(pixel + tile.rowCount, all.upperBound)
        if tile.gathers {
          runGathered(pixels, blocks, table, lane.from(tile.patchOffset), padding, tile)
        } else {
          runByOffsets(pixels, blocks, table, padding, tile)
        }
        pixel = pixels.upperBound
      }
    }
  }

  /// Rows lie in the input as the kernel wants them.
  private func runPointwise(_ pixels: Range<Int>, _ blocks: Range<Int>) {
    eachPiece(of: blocks) { piece in
      var rows = rows(pixels, piece)
      rows.input = rows.input.from(rowOffset(pixels.lowerBound))
      arithmetic.multiply(rows)
    }
  }

  /// The kernel finds the taps of each row by itself.
  private func runThroughWindow(_ pixels: Range<Int>, _ blocks: Range<Int>) {
    let window = window.forKernel(from: pixels.lowerBound, padding: arithmetic.paddingByte)
    let padding = padding
    eachPiece(of: blocks) { piece in
      var rows = rows(pixels, piece)
      rows.padding = padding
      arithmetic.multiply(rows, through: window)
    }
  }

  /// The kernel finds the taps of each row by a table that all groups share.
  private func runByOffsets(
    _ pixels: Range<Int>, _ blocks: Range<Int>, _ table: Elements<Int32>,
    _ padding: Elements<UInt8>, _ tile: DotTile
  ) {
    Rule.fill(table, rowCount: tile.rowCount, window: window, pixels: pixels)
    eachPiece(of: blocks) { piece in
      var rows = rows(pixels, piece)
      rows.offsets = table
      rows.offsetStride = tile.rowCount
      rows.padding = padding
      arithmetic.multiply(rows)
    }
  }

  /// The taps of each row are copied together, group by group.
  private func runGathered(
    _ pixels: Range<Int>, _ blocks: Range<Int>, _ table: Elements<Int32>,
    _ patchBytes: Elements<UInt8>, _ padding: Elements<UInt8>, _ tile: DotTile
  ) {
    let tapByteCount = depth * elementByteCount
    eachPiece(of: blocks) { piece in
      let patches = Patches(
        bytes: patchBytes, stride: tile.patchStride * elementByteCount,
        tapByteCount: tapByteCount, elementByteCount: elementByteCount,
        input: input, firstByte: piece.group * tapByteCount, padding: padding)
      Rule.gather(patches, window: window, pixels: pixels, table: table)
      var rows = rows(pixels, piece)
      rows.input = patches.bytes
      rows.rowStride = tile.patchStride
      rows.tapCount = 1
      rows.tapDepth = window.tapCount * depth
      arithmetic.multiply(rows)
    }
  }

  private func rowOffset(_ pixel: Int) -> Int {
    pixel * Int(window.inputChannels) * elementByteCount
  }

  /// What all ways to run have in common; the input starts at the channels of the group.
  @inline(__always)
  private func rows(_ pixels: Range<Int>, _ piece: Piece) -> DotRows {
    let start = (pixels.lowerBound * channels + piece.channel) * elementByteCount
    return DotRows(
      input: input.from(piece.group * depth * elementByteCount),
      rowStride: Int(window.inputChannels), rowCount: pixels.count, tapCount: window.tapCount,
      tapDepth: depth,
      blocks: parameters.from((piece.group * lanesPerGroup + piece.lane) * laneByteCount),
      channelCount: piece.channelCount, output: output.from(start),
      residual: residual.map { $0.from(start) }, outputStride: channels)
  }

  /// Cuts a run of blocks at the groups.
  @inline(__always)
  private func eachPiece(of blocks: Range<Int>, _ body: (Piece) -> Void) {
    var block = blocks.lowerBound
    while block < blocks.upperBound {
      let group = groups == 1 ? 0 : block / blocksPerGroup
      let start = group * blocksPerGroup
      let end = min(blocks.upperBound, start + blocksPerGroup)
      let skipped = (block - start) * 16
      body(
        Piece(
          group: group, lane: skipped, channel: group * Int(channelsPerGroup) + skipped,
          channelCount: min(Int(channelsPerGroup), (end - start) * 16) - skipped))
      block = end
    }
  }
}

/// Neighbouring blocks of output channels in one group.
private struct Piece {
  let group: Int
  /// The position of the first channel in the group.
  let lane: Int
  /// The position of the first channel in the output.
  let channel: Int
  let channelCount: Int
}
