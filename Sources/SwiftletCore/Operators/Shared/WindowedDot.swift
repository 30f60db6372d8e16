internal import SwiftletFormat
internal import SwiftletKernels

/// A dot product at every place of a window: the plan of every dense layer.
///
/// The channels are cut into groups that see their own share of the input's channels; each group
/// has packed blocks of its own, one group after the other.
@safe struct WindowedDot<Rule: WindowRule>: BitwiseCopyable {
  var input: Elements<UInt8>
  let parameters: Elements<UInt8>
  var output: Elements<UInt8>
  var residual: Elements<UInt8>?
  var scratch: Elements<UInt8>
  let arithmetic: DotArithmetic
  var window: SlidingWindow
  let groups: Int32
  let channelsPerGroup: Int32
  /// The pixels of the output; worked out once, as the next, because running needs them each time.
  var storedPixelCount: Int32
  /// The bytes of a channel's weights, with its share of the header.
  private let storedLaneByteCount: Int32
  /// The most shares that the work is worth.
  let shareLimit: Int16
  /// Whether shares are runs of channel blocks; of pixels otherwise.
  let cutsChannels: Bool
  /// Whether each phase of the window's steps is computed by itself; shares are lines then.
  let takesPhases: Bool
  /// Whether shares of pixels are whole lines.
  private let takesLines: Bool
  /// Whether the kernel finds the taps by itself.
  let followsWindow: Bool

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
      window, groups: groups, element: arithmetic.element, pixelCount: pixelCount,
      storesInput: arithmetic.storesInput)
    scratch = try use.scratch(byteCount: scratchByteCount)
    let depth = Int(window.inputChannels / groups)
    let phaseByteCount = Rule.phaseByteCount(
      window, depth: depth, channels: Int(channelsPerGroup), arithmetic.element)
    // A file may come from a converter that planned no memory for phases.
    takesPhases = phaseByteCount > 0 && scratch.count >= phaseByteCount
    // Both fit: a tensor has at most as many elements, and a reduction is at most 2^24.
    storedLaneByteCount = Int32(
      truncatingIfNeeded: DotLayout.laneByteCount(
        arithmetic.format, reduction: window.tapCount * depth) ?? 0)
    followsWindow = arithmetic.takesWindows && Rule.fits(window, depth: depth, arithmetic.element)
    let storesImages = Build.computesFloat32 && arithmetic.storesInput && !window.isPointwise
    takesLines = takesPhases || storesImages
    let findsRows = Build.hasWindowKernels && followsWindow
    let laneByteCount =
      takesPhases
      ? phaseByteCount : findsRows && !arithmetic.storesInput ? 0 : scratchByteCount
    let lanes = laneByteCount == 0 ? 32767 : scratch.count / laneByteCount
    let tile = DotTile(window, depth: depth, element: arithmetic.element, pixelCount: pixelCount)
    let blockCount = Int(groups) * ((Int(channelsPerGroup) + 15) / 16)
    let line = Int(window.outputWidth)
    cutsChannels = Self.cutsChannels(
      tileCount: takesLines ? pixelCount / line : tile.tileCount(pixelCount: pixelCount),
      blockCount: blockCount, pixelCount: pixelCount, laneByteCount: Int(storedLaneByteCount))
    let unit = takesLines ? line : Self.unit(window, tile, findsRows: findsRows)
    let work = saturatingProduct(
      use.output.shape.elementCount, try Self.reduction(window, groups: groups))
    let worthwhile = min(
      work / 65536 + 1, cutsChannels ? blockCount : (pixelCount - 1) / unit + 1)
    shareLimit = Int16(truncatingIfNeeded: min(32767, min(worthwhile, lanes)))
  }

  /// Whether shares are channels: where there are few tiles, unless weights that every share reads
  /// cost less than rows that another thread has written.
  private static func cutsChannels(
    tileCount: Int, blockCount: Int, pixelCount: Int, laneByteCount: Int
  ) -> Bool {
    guard tileCount < 8, blockCount > tileCount else { return false }
    return pixelCount < 24 || saturatingProduct(blockCount * 16, laneByteCount) > 32768
  }

  /// The pixels that a share is a multiple of: a line if there are enough of them, and otherwise
  /// the rows of a kernel's tile or of a table.
  private static func unit(_ window: SlidingWindow, _ tile: DotTile, findsRows: Bool) -> Int {
    guard Build.hasWindowKernels, findsRows || window.isPointwise else { return tile.rowCount }
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
    _ window: SlidingWindow, groups: Int32, element: ElementType, pixelCount: Int,
    storesInput: Bool = false
  ) throws(ModelFault.Reason) -> Int {
    let reduction = try reduction(window, groups: groups)
    let tile = DotTile(
      window, depth: Int(window.inputChannels / groups), element: element, pixelCount: pixelCount)
    if Build.computesFloat32, storesInput {
      guard reduction <= StoredLane.maximumReduction else { throw .shapeOutOfRange }
      return StoredLane(window, tile, pixelCount: pixelCount).byteCount
    }
    return window.isPointwise ? 0 : tile.laneByteCount
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
  var depth: Int {
    groups == 1 ? Int(window.inputChannels) : Int(window.inputChannels / groups)
  }
  var pixelCount: Int { Int(storedPixelCount) }
  var laneByteCount: Int { Int(storedLaneByteCount) }
  var channels: Int { Int(groups) * Int(channelsPerGroup) }
  var blocksPerGroup: Int { (Int(channelsPerGroup) + 15) / 16 }
  private var elementByteCount: Int { arithmetic.element.byteCount }
  var outputByteCount: Int { arithmetic.outputElement.byteCount }

  var tile: DotTile {
    DotTile(window, depth: depth, element: arithmetic.element, pixelCount: pixelCount)
  }

  /// The channels that the blocks of a group have room for.
  var lanesPerGroup: Int { (Int(channelsPerGroup) + 3) & ~3 }

  /// What lies under a tap in the border; empty where no window meets it.
  var padding: Elements<UInt8> {
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
    let (pixels, blocks) = part(share)
    if !pixels.isEmpty { run(pixels, blocks, lane: share.index) }
  }

  /// The pixels and the blocks of channels that a share computes.
  func part(_ share: Share) -> (pixels: Range<Int>, blocks: Range<Int>) {
    var pixels = 0..<pixelCount
    var blocks = 0..<(Int(groups) * blocksPerGroup)
    if share.count > 1 {
      if cutsChannels {
        blocks = share.units(of: blocks.count)
      } else {
        let unit =
          takesLines
          ? Int(window.outputWidth)
          : Self.unit(window, tile, findsRows: Build.hasWindowKernels && followsWindow)
        let units = share.units(of: (pixelCount - 1) / unit + 1)
        pixels = min(units.lowerBound * unit, pixelCount)..<min(units.upperBound * unit, pixelCount)
      }
    }
    return (pixels, blocks)
  }

  /// Computes some pixels and blocks; what is copied goes to a lane of the scratch memory.
  func run(
    _ pixels: Range<Int>, _ blocks: Range<Int>, lane: Int, scales: Elements<RowScale>? = nil
  ) {
    guard !window.isPointwise else { return runPointwise(pixels, blocks, scales) }
    if Build.hasWindowKernels, followsWindow { return runThroughWindow(pixels, blocks, scales) }
    runByTiles(pixels, blocks, lane, scales)
  }

  /// The taps are found for the kernel, tile by tile.
  private func runByTiles(
    _ all: Range<Int>, _ blocks: Range<Int>, _ lane: Int, _ scales: Elements<RowScale>?
  ) {
    let tile = tile
    let lane = scratch.from(lane * tile.laneByteCount)[0..<tile.laneByteCount]
    let padding = padding
    tile.table.withElements(lane) { table in
      var pixel = all.lowerBound
      while pixel < all.upperBound {
        let pixels = pixel..<min(pixel + tile.rowCount, all.upperBound)
        if tile.gathers {
          runGathered(
            pixels, blocks, table, lane.from(tile.patchOffset), padding, tile, scales)
        } else {
          runByOffsets(pixels, blocks, table, padding, tile, scales)
        }
        pixel = pixels.upperBound
      }
    }
  }

  /// Rows lie in the input as the kernel wants them.
  private func runPointwise(
    _ pixels: Range<Int>, _ blocks: Range<Int>, _ scales: Elements<RowScale>?
  ) {
    eachPiece(of: blocks) { piece in
      var rows = rows(pixels, piece, scales)
      rows.input = rows.input.from(rowOffset(pixels.lowerBound))
      arithmetic.multiply(rows)
    }
  }

  /// The kernel finds the taps of each row by itself.
  private func runThroughWindow(
    _ pixels: Range<Int>, _ blocks: Range<Int>, _ scales: Elements<RowScale>?
  ) {
    let window = window.forKernel(from: pixels.lowerBound, padding: arithmetic.paddingByte)
    let padding = padding
    eachPiece(of: blocks) { piece in
      var rows = rows(pixels, piece, scales)
      rows.padding = padding
      arithmetic.multiply(rows, through: window)
    }
  }

  /// The kernel finds the taps of each row by a table that all groups share.
  private func runByOffsets(
    _ pixels: Range<Int>, _ blocks: Range<Int>, _ table: Elements<Int32>,
    _ padding: Elements<UInt8>, _ tile: DotTile, _ scales: Elements<RowScale>?
  ) {
    Rule.fill(table, rowCount: tile.rowCount, window: window, pixels: pixels)
    eachPiece(of: blocks) { piece in
      var rows = rows(pixels, piece, scales)
      rows.offsets = table
      rows.offsetStride = tile.rowCount
      rows.padding = padding
      arithmetic.multiply(rows)
    }
  }

  /// The taps of each row are copied together, group by group.
  private func runGathered(
    _ pixels: Range<Int>, _ blocks: Range<Int>, _ table: Elements<Int32>,
    _ patchBytes: Elements<UInt8>, _ padding: Elements<UInt8>, _ tile: DotTile,
    _ scales: Elements<RowScale>?
  ) {
    let tapByteCount = depth * elementByteCount
    eachPiece(of: blocks) { piece in
      let patches = Patches(
        bytes: patchBytes, stride: tile.patchStride * elementByteCount,
        tapByteCount: tapByteCount, elementByteCount: elementByteCount,
        input: input, firstByte: piece.group * tapByteCount, padding: padding)
      Rule.gather(patches, window: window, pixels: pixels, table: table)
      var rows = rows(pixels, piece, scales)
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
  func rows(
    _ pixels: Range<Int>, _ piece: Piece, _ scales: Elements<RowScale>? = nil
  ) -> DotRows {
    let start = (pixels.lowerBound * channels + piece.channel) * outputByteCount
    return DotRows(
      input: input.from(piece.group * depth * elementByteCount),
      rowStride: Int(window.inputChannels), rowCount: pixels.count, tapCount: window.tapCount,
      tapDepth: depth,
      blocks: parameters.from((piece.group * lanesPerGroup + piece.lane) * laneByteCount),
      channelCount: piece.channelCount, output: output.from(start),
      residual: residual.map { $0.from(start) }, outputStride: channels, scales: scales)
  }

  /// Cuts a run of blocks at the groups.
  @inline(__always)
  func eachPiece(of blocks: Range<Int>, _ body: (Piece) -> Void) {
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
struct Piece {
  let group: Int
  /// The position of the first channel in the group.
  let lane: Int
  /// The position of the first channel in the output.
  let channel: Int
  let channelCount: Int
}
