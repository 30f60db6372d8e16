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
  /// The most shares that the work is worth.
  let shareLimit: Int16
  /// Whether shares are runs of channel blocks; of pixels otherwise.
  private let cutsChannels: Bool

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
    parameters = try Self.parameters(
      of: use, reduction: Self.reduction(window, groups: groups),
      blockCount: Int(groups) * ((Int(channelsPerGroup) + 15) / 16))
    let laneByteCount = try Self.laneByteCount(
      window, groups: groups, element: arithmetic.element,
      pixelCount: use.output.shape.elementCount / Int(channels))
    scratch = try use.scratch(byteCount: laneByteCount)
    let lanes = laneByteCount == 0 ? 32767 : scratch.count / laneByteCount
    let pixelCount = use.output.shape.elementCount / Int(channels)
    let tileCount = DotTile(
      window, depth: Int(window.inputChannels / groups), element: arithmetic.element,
      pixelCount: pixelCount
    ).tileCount(pixelCount: pixelCount)
    let blockCount = Int(groups) * ((Int(channelsPerGroup) + 15) / 16)
    cutsChannels = tileCount < 8 && blockCount > tileCount
    let work = saturatingProduct(
      use.output.shape.elementCount, try Self.reduction(window, groups: groups))
    let worthwhile = min(work / 65536 + 1, cutsChannels ? blockCount : tileCount)
    shareLimit = Int16(truncatingIfNeeded: min(32767, min(worthwhile, lanes)))
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

  private static func parameters(
    of use: Use, reduction: Int, blockCount: Int
  ) throws(ModelFault.Reason) -> Elements<UInt8> {
    guard use.inputs[1].element == use.output.element else {
      throw .elementTypeNotSupported(use.inputs[1].element)
    }
    let byteCount =
      use.output.element == .int8
      ? DotLayout.int8ByteCount(
        reduction: reduction, channelCount: saturatingProduct(blockCount, 16))
      : DotLayout.float32ByteCount(
        reduction: reduction, channelCount: saturatingProduct(blockCount, 16))
    let parameters = try use.constant(1, byteCount: byteCount ?? Int.max)
    try parameters.requireAlignment()
    return parameters
  }
}

extension Elements<UInt8> {
  /// Throws unless the bytes start where packed blocks must.
  func requireAlignment() throws(ModelFault.Reason) {
    // The address is looked at and not followed.
    guard unsafe Int(bitPattern: address) & (BlockLayout.alignment - 1) == 0 else {
      throw .misaligned(needed: BlockLayout.alignment)
    }
  }
}

extension WindowedDot {
  private var depth: Int { Int(window.inputChannels / groups) }
  private var channels: Int { Int(groups) * Int(channelsPerGroup) }
  private var blocksPerGroup: Int { (Int(channelsPerGroup) + 15) / 16 }
  private var elementByteCount: Int { arithmetic.element.byteCount }
  private var pixelCount: Int { output.count / (channels * elementByteCount) }

  private var tile: DotTile {
    DotTile(window, depth: depth, element: arithmetic.element, pixelCount: pixelCount)
  }

  private var blockByteCount: Int {
    let reduction = window.tapCount * depth
    return switch arithmetic {
    case .int8: DotLayout.int8BlockByteCount(reduction: reduction) ?? 0
    case .float32: DotLayout.float32BlockByteCount(reduction: reduction) ?? 0
    }
  }

  /// Computes the output pixel by pixel, each tap found by the rule's definition.
  func reference() {
    let tile = tile
    let table = window.isPointwise ? nil : scratch.offsets(count: window.tapCount)
    let padding = window.isPointwise ? nil : padding(of: scratch, tile)
    for pixel in 0..<pixelCount {
      if let table { Rule.fillByDefinition(table, window: window, pixel: pixel) }
      eachPiece(of: 0..<(Int(groups) * blocksPerGroup)) { piece in
        var rows = rows(pixel..<(pixel + 1), piece)
        rows.offsets = table
        rows.offsetStride = 1
        rows.padding = padding
        if table == nil { rows.input = rows.input.from(rowOffset(pixel)) }
        arithmetic.reference(rows)
      }
    }
  }

  /// Computes one share, tile by tile.
  func run(_ share: Share) {
    let tile = tile
    var tiles = 0..<tile.tileCount(pixelCount: pixelCount)
    var blocks = 0..<(Int(groups) * blocksPerGroup)
    if cutsChannels {
      blocks = share.units(of: blocks.count)
    } else {
      tiles = share.units(of: tiles.count)
    }
    let first = tiles.lowerBound * tile.rowCount
    let end = min(tiles.upperBound * tile.rowCount, pixelCount)
    guard first < end else { return }
    guard !window.isPointwise else { return runPointwise(first..<end, blocks) }
    let lane = scratch.from(share.index * tile.laneByteCount)[0..<tile.laneByteCount]
    var pixel = first
    let padding = padding(of: lane, tile)
    while pixel < end {
      let pixels = pixel..<min(pixel + tile.rowCount, end)
      if tile.gathers {
        runGathered(pixels, blocks, lane, padding, tile)
      } else {
        runByOffsets(pixels, blocks, lane, padding, tile)
      }
      pixel = pixels.upperBound
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

  /// The kernel finds the taps of each row by a table that all groups share.
  private func runByOffsets(
    _ pixels: Range<Int>, _ blocks: Range<Int>, _ lane: Elements<UInt8>,
    _ padding: Elements<UInt8>, _ tile: DotTile
  ) {
    let table = lane.offsets(count: window.tapCount * tile.tableRowCount)
    Rule.fill(table, rowCount: tile.tableRowCount, window: window, pixels: pixels)
    eachPiece(of: blocks) { piece in
      var rows = rows(pixels, piece)
      rows.offsets = table
      rows.offsetStride = tile.tableRowCount
      rows.padding = padding
      arithmetic.multiply(rows)
    }
  }

  /// The taps of each row are copied together, group by group.
  private func runGathered(
    _ pixels: Range<Int>, _ blocks: Range<Int>, _ lane: Elements<UInt8>,
    _ padding: Elements<UInt8>, _ tile: DotTile
  ) {
    let tapByteCount = depth * elementByteCount
    eachPiece(of: blocks) { piece in
      let patches = Patches(
        bytes: lane.from(tile.patchOffset), stride: tile.patchStride * elementByteCount,
        tapByteCount: tapByteCount, elementByteCount: elementByteCount,
        input: input, firstByte: piece.group * tapByteCount, padding: padding)
      Rule.gather(patches, window: window, pixels: pixels, lane: lane)
      var rows = rows(pixels, piece)
      rows.input = patches.bytes
      rows.rowStride = tile.patchStride
      rows.tapCount = 1
      rows.tapDepth = window.tapCount * depth
      arithmetic.multiply(rows)
    }
  }

  /// The padding of a lane, filled.
  private func padding(of lane: Elements<UInt8>, _ tile: DotTile) -> Elements<UInt8> {
    let padding = lane.from(tile.paddingOffset)[0..<(depth * elementByteCount)]
    padding.fill(arithmetic.paddingByte)
    return padding
  }

  private func rowOffset(_ pixel: Int) -> Int {
    pixel * Int(window.inputChannels) * elementByteCount
  }

  /// What all ways to run have in common; the input starts at the channels of the group.
  private func rows(_ pixels: Range<Int>, _ piece: Piece) -> DotRows {
    let start = (pixels.lowerBound * channels + piece.channel) * elementByteCount
    return DotRows(
      input: input.from(piece.group * depth * elementByteCount),
      rowStride: Int(window.inputChannels), rowCount: pixels.count, tapCount: window.tapCount,
      tapDepth: depth, blocks: parameters.from(piece.block * blockByteCount),
      channelCount: piece.channelCount, output: output.from(start),
      residual: residual.map { $0.from(start) }, outputStride: channels)
  }

  /// Cuts a run of blocks at the groups.
  private func eachPiece(of blocks: Range<Int>, _ body: (Piece) -> Void) {
    var block = blocks.lowerBound
    while block < blocks.upperBound {
      let group = block / blocksPerGroup
      let start = group * blocksPerGroup
      let end = min(blocks.upperBound, start + blocksPerGroup)
      let skipped = (block - start) * 16
      body(
        Piece(
          group: group, block: block, channel: group * Int(channelsPerGroup) + skipped,
          channelCount: min(Int(channelsPerGroup), (end - start) * 16) - skipped))
      block = end
    }
  }
}

/// Neighbouring blocks of output channels in one group.
private struct Piece {
  let group: Int
  /// The position of the first block.
  let block: Int
  /// The position of the first channel in the output.
  let channel: Int
  let channelCount: Int
}
