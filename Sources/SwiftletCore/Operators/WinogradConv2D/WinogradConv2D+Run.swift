internal import CSwiftletKernels
internal import SwiftletKernels

extension WinogradConv2D {
  /// Evaluates the definitions of the transforms and of the products.
  public static func reference(_ plan: Plan) {
    WinogradRun(plan, .whole, isReference: true).compute(
      0..<plan.grid.tileCount, 0..<plan.grid.blockCount)
  }

  /// Computes the tiles or the channels of a share, some tiles at a time.
  public static func run(_ plan: Plan, _ share: Share) {
    var tiles = 0..<plan.grid.tileCount
    var blocks = 0..<plan.grid.blockCount
    if plan.grid.cutsChannels {
      blocks = share.units(of: blocks.count)
    } else {
      tiles = share.units(of: tiles.count)
    }
    WinogradRun(plan, share, isReference: false).compute(tiles, blocks)
  }
}

/// The work of one lane.
///
/// All of it is inlined twice, so that a program that runs no reference links none.
@safe private struct WinogradRun {
  private let plan: WinogradConv2D.Plan
  private let isReference: Bool
  private let lane: WinogradLane
  private let elements: Elements<Float>

  @inline(__always)
  init(_ plan: WinogradConv2D.Plan, _ share: Share, isReference: Bool) {
    self.plan = plan
    self.isReference = isReference
    let byteCount = plan.scratch.count / share.count & ~63
    lane = WinogradLane(plan.grid, byteCount: byteCount)
    assert(lane.byteCount <= byteCount)
    let bytes = plan.scratch.from(share.index * byteCount)[0..<lane.byteCount]
    // Scratch memory starts at a multiple of 16 bytes; the lane has 64 to spare.
    let skipped = unsafe (0 &- Int(bitPattern: bytes.address)) & 63
    elements = unsafe Elements<Float>(
      UnsafeMutableRawPointer(bytes.address + skipped), count: lane.byteCount / 4 - 16)
  }

  @inline(__always)
  func compute(_ tiles: Range<Int>, _ blocks: Range<Int>) {
    guard !tiles.isEmpty, !blocks.isEmpty else { return }
    elements[0..<Int(plan.grid.inputChannels)].fill(0)
    let stripTileCount = lane.stripTileCount(of: tiles.count)
    var first = tiles.lowerBound
    while first < tiles.upperBound {
      let count = min(stripTileCount, tiles.upperBound - first)
      prepare(first, count)
      var block = blocks.lowerBound
      while block < blocks.upperBound {
        let end = min(blocks.upperBound, block + WinogradLane.mostChannels / 16)
        let channel = block * 16
        multiply(count, channel, min(Int(plan.grid.channels), end * 16) - channel)
        finish(first, count, channel, min(Int(plan.grid.channels), end * 16) - channel)
        block = end
      }
      first += count
    }
  }

  /// Transforms the input under some tiles.
  @inline(__always)
  private func prepare(_ first: Int, _ count: Int) {
    let grid = plan.grid
    // The lane holds the values of so many tiles at every position.
    let job = unsafe Winograd.BeforeJob(
      tiles: tiles(
        first, count, height: grid.inputHeight, width: grid.inputWidth,
        channels: grid.inputChannels),
      before_height: grid.beforeHeight, before_width: grid.beforeWidth,
      input: UnsafePointer(plan.input.address), zeros: UnsafePointer(elements.address),
      values: elements.address + lane.firstValue, position_stride: lane.valuePositionStride,
      tile_stride: Int(grid.inputChannels))
    if let kernel = plan.kernel, !isReference {
      unsafe kernel(job)
    } else {
      unsafe Winograd.reference(job)
    }
  }

  /// Sums the products of some channels at every position.
  @inline(__always)
  private func multiply(_ count: Int, _ channel: Int, _ channelCount: Int) {
    let grid = plan.grid
    for position in 0..<grid.positionCount {
      let blocks = plan.parameters.from(
        position * grid.positionByteCount + channel * grid.laneByteCount)
      // The lane holds the values and the sums of so many tiles and channels.
      let job = unsafe Dot.Float32Job(
        input: UnsafePointer(
          elements.address + lane.firstValue + position * lane.valuePositionStride),
        offsets: nil, offset_stride: 0, padding: nil, row_stride: Int(grid.inputChannels),
        row_count: Int32(truncatingIfNeeded: count), tap_count: 1,
        tap_depth: grid.inputChannels, blocks: UnsafeRawPointer(blocks.address),
        channel_count: Int32(truncatingIfNeeded: channelCount), has_scales: 0, scale: 0,
        minimum: -.infinity, maximum: .infinity,
        output: elements.address + lane.firstSum + position * lane.sumPositionStride,
        output_stride: lane.sumStride, residual: nil, residual_stride: 0, residual_minimum: 0,
        residual_maximum: 0)
      if isReference { unsafe Dot.reference(job, .float32) } else { unsafe plan.dot(job) }
    }
  }

  /// Makes some channels of the output of some tiles.
  @inline(__always)
  private func finish(_ first: Int, _ count: Int, _ channel: Int, _ channelCount: Int) {
    let grid = plan.grid
    // The transform stays inside of the images, whose elements the output and the residual have.
    let job = unsafe Winograd.AfterJob(
      tiles: tiles(
        first, count, height: grid.outputHeight, width: grid.outputWidth, channels: grid.channels),
      sum_count: Int32(truncatingIfNeeded: channelCount),
      sums: UnsafePointer(elements.address + lane.firstSum),
      position_stride: lane.sumPositionStride, tile_stride: lane.sumStride,
      minimum: plan.sumBounds.lower, maximum: plan.sumBounds.upper,
      output: plan.output.address + channel,
      residual: plan.residual.map { unsafe UnsafePointer($0.address + channel) },
      residual_minimum: plan.bounds.lower, residual_maximum: plan.bounds.upper)
    if let kernel = plan.kernel, !isReference {
      unsafe kernel(job)
    } else {
      unsafe Winograd.reference(job)
    }
  }

  private func tiles(
    _ first: Int, _ count: Int, height: Int32, width: Int32, channels: Int32
  ) -> Winograd.Tiles {
    Winograd.Tiles(
      length: plan.grid.length, down: plan.grid.tilesDown, across: plan.grid.tilesAcross,
      first: Int32(truncatingIfNeeded: first), count: Int32(truncatingIfNeeded: count),
      height: height, width: width, channel_count: channels)
  }
}
