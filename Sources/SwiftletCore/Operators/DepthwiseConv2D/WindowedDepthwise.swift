internal import CSwiftletKernels
internal import SwiftletFormat
internal import SwiftletKernels

/// A depthwise sum at every place of a window: the plan of ``DepthwiseConv2D``.
@safe struct WindowedDepthwise: BitwiseCopyable {
  let input: Elements<UInt8>
  let parameters: Elements<UInt8>
  let output: Elements<UInt8>
  let scratch: Elements<UInt8>
  let arithmetic: DepthwiseArithmetic
  let window: SlidingWindow
  let multiplier: Int32
  /// The most shares that the work is worth.
  let shareLimit: Int16
  /// Whether a kernel moves the window by itself.
  private let moves: Bool

  /// Finds the bytes of a use, and checks that the parameters and the scratch memory suffice.
  ///
  /// - Precondition: the shapes are those of the window and the multiplier.
  init(
    _ window: SlidingWindow, multiplier: Int32, _ arithmetic: DepthwiseArithmetic, _ use: Use
  ) throws(ModelFault.Reason) {
    self.window = window
    self.multiplier = multiplier
    self.arithmetic = arithmetic
    input = try use.inputBytes(0)
    output = use.outputBytes
    let channels = try Self.channels(window, multiplier: multiplier)
    let element = use.output.element
    parameters = try use.parameters(
      Self.parameterByteCount(
        window, multiplier: multiplier, element: element, format: arithmetic.format),
      padding: arithmetic.paddingByte)
    let pixelCount = use.output.shape.elementCount / channels
    let tile = DepthwiseTile(
      window, channels: channels, multiplier: multiplier, element: element,
      pixelCount: pixelCount)
    scratch = try use.scratch(byteCount: tile.laneByteCount)
    let work = saturatingProduct(use.output.shape.elementCount, window.tapCount)
    moves = Self.moves(window, multiplier: multiplier, arithmetic)
    let usesScratch = tile.laneByteCount > 0 && !moves
    let lanes = usesScratch ? scratch.count / tile.laneByteCount : 32767
    let worthwhile =
      moves
      ? min(
        work / 16384 + 1, WindowShares(window, channels: channels, pixelCount: pixelCount).count)
      : min(work / 16384 + 1, tile.tileCount(pixelCount: pixelCount))
    shareLimit = Int16(truncatingIfNeeded: min(32767, min(worthwhile, lanes)))
  }

  /// The bytes of the packed parameters.
  static func parameterByteCount(
    _ window: SlidingWindow, multiplier: Int32, element: ElementType, format: BlockFormat
  ) throws(ModelFault.Reason) -> ParameterByteCount {
    let channels = try channels(window, multiplier: multiplier)
    return try ParameterByteCount(
      blocks: DepthwiseLayout.byteCount(
        format, tapCount: window.tapCount, channelCount: channels),
      padding: ForwardWindow.meetsBorder(window) ? channels * element.byteCount : 0)
  }

  /// The channels of the output, if the sizes of the parameters and of a lane stay in 31 bits.
  static func channels(
    _ window: SlidingWindow, multiplier: Int32
  ) throws(ModelFault.Reason) -> Int {
    guard multiplier > 0 else { throw .attributeOutOfRange(field: 10) }
    let channels = saturatingProduct(Int(window.inputChannels), Int(multiplier))
    guard window.tapCount <= 1 << 24, saturatingProduct(channels, window.tapCount) <= 1 << 26
    else { throw .shapeOutOfRange }
    return channels
  }
}

extension WindowedDepthwise {
  /// The channels of the output.
  var channels: Int { Int(window.inputChannels) * Int(multiplier) }
  /// The bytes of an element on both sides.
  var elementByteCount: Int { arithmetic.element.byteCount }
  /// The pixels of all images of the output.
  var pixelCount: Int { output.count / (channels * elementByteCount) }

  private var tile: DepthwiseTile {
    DepthwiseTile(
      window, channels: channels, multiplier: multiplier, element: arithmetic.element,
      pixelCount: pixelCount)
  }

  /// What lies under a tap in the border; empty where no window meets it.
  var padding: Elements<UInt8> {
    parameters.from(
      DepthwiseLayout.byteCount(
        arithmetic.format, tapCount: window.tapCount, channelCount: channels) ?? 0)
  }

  /// Computes the output pixel by pixel, each tap found by the rule's definition.
  func reference() {
    let tile = tile
    let padding = padding
    tile.table.withElements(scratch) { table in
      let taps = table[0..<window.tapCount]
      for pixel in 0..<pixelCount {
        ForwardWindow.fillByDefinition(taps, window: window, pixel: pixel)
        var pixels = pixels(pixel..<(pixel + 1), taps, stride: 1, padding)
        if multiplier > 1 {
          pixels.input = scratch.from(tile.copyOffset)
          repeatChannels(taps, into: pixels.input)
        }
        arithmetic.reference(pixels)
      }
    }
  }

  /// Computes one share.
  func run(_ share: Share) {
    if moves { runWindow(share) } else { runTiles(share) }
  }

  /// Computes one share tile by tile, with the offsets of each.
  private func runTiles(_ share: Share) {
    let tile = tile
    let tiles = share.units(of: tile.tileCount(pixelCount: pixelCount))
    let end = min(tiles.upperBound * tile.rowCount, pixelCount)
    let lane = scratch.from(share.index * tile.laneByteCount)[0..<tile.laneByteCount]
    let padding = padding
    tile.table.withElements(lane) { table in
      var pixel = tiles.lowerBound * tile.rowCount
      while pixel < end {
        let range = pixel..<min(pixel + tile.rowCount, end)
        var pixels = pixels(range, table, stride: tile.rowCount, padding)
        // A short last tile must not repeat what an earlier one left in its place.
        if multiplier > 1, range.count < tile.rowCount { table.fill(-1) }
        ForwardWindow.fill(table, rowCount: tile.rowCount, window: window, pixels: range)
        if multiplier > 1 {
          pixels.input = lane.from(tile.copyOffset)
          repeatChannels(table, into: pixels.input)
        }
        arithmetic.multiply(pixels)
        pixel = range.upperBound
      }
    }
  }

  private func pixels(
    _ range: Range<Int>, _ table: Elements<Int32>, stride: Int, _ padding: Elements<UInt8>
  ) -> DepthwisePixels {
    DepthwisePixels(
      input: input, offsets: table, offsetStride: stride, padding: padding, count: range.count,
      tapCount: window.tapCount, blocks: parameters, channelCount: channels,
      output: output.from(range.lowerBound * channels * elementByteCount), outputStride: channels)
  }

  /// Copies every pixel of a table with its channels repeated, and points the table at the copies.
  private func repeatChannels(_ table: Elements<Int32>, into copies: Elements<UInt8>) {
    let step = elementByteCount
    for index in 0..<table.count where table[index] >= 0 {
      var target = index * channels * step
      let first = Int(table[index]) * step
      for source in stride(
        from: first, to: first + Int(window.inputChannels) * step, by: step)
      {
        for _ in 0..<Int(multiplier) {
          for byte in 0..<step { copies[target + byte] = input[source + byte] }
          target += step
        }
      }
      table[index] = Int32(truncatingIfNeeded: index * channels)
    }
  }
}

/// How many output pixels are computed together, and what of the scratch memory holds.
///
/// A lane holds the table of offsets of a large window, and, where the multiplier is not 1, every
/// pixel of the table with its channels repeated; nothing otherwise.
struct DepthwiseTile {
  /// The offsets of a tile.
  let table: OffsetTable

  private let copyByteCount: Int

  /// Lays a lane out.
  ///
  /// - Precondition: the taps times the channels are at most 2²⁶, and the taps at most 2²⁴.
  init(
    _ window: SlidingWindow, channels: Int, multiplier: Int32, element: ElementType,
    pixelCount: Int
  ) {
    let copied = multiplier == 1 ? 0 : window.tapCount * channels * element.byteCount
    let fitting = copied == 0 ? OffsetTable.mostRows : max(1, OffsetTable.laneByteLimit / copied)
    table = OffsetTable(
      tapCount: window.tapCount, mostRows: min(OffsetTable.mostRows, min(fitting, pixelCount)))
    copyByteCount = table.rowCount * copied
  }

  /// The pixels of a tile.
  var rowCount: Int { table.rowCount }

  /// Where the repeated channels lie in a lane.
  var copyOffset: Int { table.scratchByteCount }

  /// The bytes of a lane.
  var laneByteCount: Int { copyOffset + (copyByteCount + 15) & ~15 }

  /// The tiles of a number of pixels.
  func tileCount(pixelCount: Int) -> Int { (pixelCount - 1) / rowCount + 1 }
}
