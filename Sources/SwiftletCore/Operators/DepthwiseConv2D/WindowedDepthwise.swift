internal import CSwiftletKernels
internal import SwiftletFormat
internal import SwiftletKernels

/// A depthwise sum at every place of a window: the plan of ``DepthwiseConv2D``.
@safe struct WindowedDepthwise: BitwiseCopyable {
  private let input: Elements<UInt8>
  private let parameters: Elements<UInt8>
  private let output: Elements<UInt8>
  private let scratch: Elements<UInt8>
  private let arithmetic: DepthwiseArithmetic
  private let window: SlidingWindow
  private let multiplier: Int32
  /// The most shares that the work is worth.
  let shareLimit: Int16

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
    guard use.inputs[1].element == element else {
      throw .elementTypeNotSupported(use.inputs[1].element)
    }
    let needed =
      element == .int8
      ? DepthwiseLayout.int8ByteCount(tapCount: window.tapCount, channelCount: channels)
      : DepthwiseLayout.float32ByteCount(tapCount: window.tapCount, channelCount: channels)
    parameters = try use.constant(1, byteCount: needed ?? Int.max)
    try parameters.requireAlignment()
    let pixelCount = use.output.shape.elementCount / channels
    let tile = DepthwiseTile(
      window, channels: channels, multiplier: multiplier, element: element,
      pixelCount: pixelCount)
    scratch = try use.scratch(byteCount: tile.laneByteCount)
    let work = saturatingProduct(use.output.shape.elementCount, window.tapCount)
    let worthwhile = min(work / 32768 + 1, tile.tileCount(pixelCount: pixelCount))
    shareLimit = Int16(
      truncatingIfNeeded: min(32767, min(worthwhile, scratch.count / tile.laneByteCount)))
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
  private var channels: Int { Int(window.inputChannels) * Int(multiplier) }
  private var elementByteCount: Int { arithmetic.element.byteCount }
  private var pixelCount: Int { output.count / (channels * elementByteCount) }

  private var tile: DepthwiseTile {
    DepthwiseTile(
      window, channels: channels, multiplier: multiplier, element: arithmetic.element,
      pixelCount: pixelCount)
  }

  /// Computes the output pixel by pixel, each tap found by the rule's definition.
  func reference() {
    let tile = tile
    let table = scratch.offsets(count: window.tapCount)
    let padding = padding(of: scratch, tile)
    for pixel in 0..<pixelCount {
      ForwardWindow.fillByDefinition(table, window: window, pixel: pixel)
      var pixels = pixels(pixel..<(pixel + 1), table, stride: 1, padding)
      if multiplier > 1 {
        pixels.input = scratch.from(tile.copyOffset)
        repeatChannels(table, into: pixels.input)
      }
      arithmetic.reference(pixels)
    }
  }

  /// Computes one share, tile by tile.
  func run(_ share: Share) {
    let tile = tile
    let tiles = share.units(of: tile.tileCount(pixelCount: pixelCount))
    let end = min(tiles.upperBound * tile.rowCount, pixelCount)
    let lane = scratch.from(share.index * tile.laneByteCount)[0..<tile.laneByteCount]
    let table = lane.offsets(count: window.tapCount * tile.rowCount)
    let padding = padding(of: lane, tile)
    var pixel = tiles.lowerBound * tile.rowCount
    while pixel < end {
      let range = pixel..<min(pixel + tile.rowCount, end)
      var pixels = pixels(range, table, stride: tile.rowCount, padding)
      if multiplier > 1 {
        // A short last tile must not repeat what an earlier one left in its place.
        if range.count < tile.rowCount { table.fill(-1) }
        ForwardWindow.fill(table, rowCount: tile.rowCount, window: window, pixels: range)
        pixels.input = lane.from(tile.copyOffset)
        repeatChannels(table, into: pixels.input)
      } else {
        ForwardWindow.fill(table, rowCount: tile.rowCount, window: window, pixels: range)
      }
      arithmetic.multiply(pixels)
      pixel = range.upperBound
    }
  }

  private func pixels(
    _ range: Range<Int>, _ table: Elements<Int32>, stride: Int, _ padding: Elements<UInt8>
  ) -> DepthwisePixels {
    DepthwisePixels(
      input: input, offsets: table, offsetStride: stride, padding: padding, count: range.count,
      tapCount: window.tapCount, blocks: parameters, channelCount: channels,
      output: output.from(range.lowerBound * channels * elementByteCount))
  }

  /// The padding of a lane, filled.
  private func padding(of lane: Elements<UInt8>, _ tile: DepthwiseTile) -> Elements<UInt8> {
    let padding = lane.from(tile.paddingOffset)[0..<(channels * elementByteCount)]
    padding.fill(arithmetic.paddingByte)
    return padding
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
/// A lane holds a table of offsets, a pixel of padding, and, where the multiplier is not 1, every
/// pixel of the table with its channels repeated.
struct DepthwiseTile {
  /// The pixels of a tile.
  let rowCount: Int

  private let tapCount: Int
  private let pixelByteCount: Int
  private let copyByteCount: Int

  /// Lays a lane out.
  ///
  /// - Precondition: the taps times the channels are at most 2²⁶, and the taps at most 2²⁴.
  init(
    _ window: SlidingWindow, channels: Int, multiplier: Int32, element: ElementType,
    pixelCount: Int
  ) {
    tapCount = window.tapCount
    pixelByteCount = channels * element.byteCount
    let copied = multiplier == 1 ? 0 : tapCount * pixelByteCount
    let fitting = max(copied == 0 ? 4 : 1, min(24, 16384 / (tapCount * 4 + copied)))
    rowCount = max(1, min(fitting, pixelCount))
    copyByteCount = rowCount * copied
  }

  /// Where the padding lies in a lane.
  var paddingOffset: Int { Self.rounded(tapCount * rowCount * 4) }

  /// Where the repeated channels lie in a lane.
  var copyOffset: Int { paddingOffset + Self.rounded(pixelByteCount) }

  /// The bytes of a lane.
  var laneByteCount: Int { copyOffset + Self.rounded(copyByteCount) }

  /// The tiles of a number of pixels.
  func tileCount(pixelCount: Int) -> Int { (pixelCount - 1) / rowCount + 1 }

  private static func rounded(_ byteCount: Int) -> Int { (byteCount + 15) & ~15 }
}
