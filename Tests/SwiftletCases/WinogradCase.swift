public import SwiftletKernels

/// The shape of one use of both transforms of ``Winograd``, from which its operands follow.
public struct WinogradCase: Sendable, CustomStringConvertible {
  /// The lines and columns of output of a tile.
  public var length: Int
  /// The lines and columns of the input.
  public var image: (height: Int, width: Int)
  /// The channels of input and output.
  public var channelCount: Int
  /// The border above and on the left, and as much below and on the right.
  public var border = (height: 1, width: 1)
  /// The tiles that are left out at both ends.
  public var skipped = 0
  /// The elements between what lies next to each other otherwise.
  public var gap = 0
  /// Whether something is added to the output, in its place.
  public var hasResidual = false
  /// Whether the elements are the hardest values of their type.
  public var isExtreme = false

  /// Creates a case.
  public init(length: Int, _ height: Int, _ width: Int, channels: Int) {
    self.length = length
    image = (height, width)
    channelCount = channels
  }

  /// The shape and what is special.
  public var description: String {
    "\(length): \(image) of \(channelCount), border \(border), \(skipped) skipped, gap \(gap)"
      + (hasResidual ? " residual" : "") + (isExtreme ? " extreme" : "")
  }

  private static let imageCount = 2
  private var positionCount: Int { Winograd.positionCount(length: length) }
  private var output: (height: Int, width: Int) {
    (image.height + 2 * border.height - 2, image.width + 2 * border.width - 2)
  }
  private var down: Int { (output.height - 1) / length + 1 }
  private var across: Int { (output.width - 1) / length + 1 }
  private var tileCount: Int { Self.imageCount * down * across - 2 * skipped }
  private var tileStride: Int { channelCount + gap }
  private var positionStride: Int { tileCount * tileStride + 3 * gap }

  /// Whether the window fits on the image, and a tile is left.
  public var isPossible: Bool { output.height > 0 && output.width > 0 && tileCount > 0 }

  private func tiles(_ size: (height: Int, width: Int), channels: Int) -> Winograd.Tiles {
    Winograd.Tiles(
      length: Int32(length), down: Int32(down), across: Int32(across), first: Int32(skipped),
      count: Int32(tileCount), height: Int32(size.height), width: Int32(size.width),
      channel_count: Int32(channels))
  }

  private var valueCount: Int {
    (positionCount - 1) * positionStride + (tileCount - 1) * tileStride + channelCount
  }

  /// The values of a run, whose memory ends where they end.
  public func values(of run: (Winograd.BeforeJob) -> Void) -> [Float] {
    var random = Sequence64(seed: channelCount)
    let count = Self.imageCount * image.height * image.width * channelCount
    let input = GuardedBytes(random.floats(count, extreme: isExtreme))
    let zeros = GuardedBytes([Float](repeating: 0, count: channelCount))
    let values = GuardedBytes(byteCount: valueCount * 4)
    unsafe run(
      Winograd.BeforeJob(
        tiles: tiles(image, channels: channelCount), before_height: Int32(border.height),
        before_width: Int32(border.width), input: input.start(as: Float.self),
        zeros: zeros.start(as: Float.self), values: values.start(as: Float.self),
        position_stride: positionStride, tile_stride: tileStride))
    return unsafe Array(values.bytes.bindMemory(to: Float.self))
  }

  /// The output of a run, whose memory ends where it ends, and of which some channels are made.
  public func output(of run: (Winograd.AfterJob) -> Void) -> [Float] {
    var random = Sequence64(seed: channelCount + 77)
    let sums = GuardedBytes(random.floats(valueCount, extreme: isExtreme))
    let channels = channelCount + gap
    let count = Self.imageCount * output.height * output.width * channels - gap
    let before = random.floats(count, extreme: isExtreme)
    let result = GuardedBytes(before)
    let residual = unsafe UnsafePointer(result.start(as: Float.self))
    unsafe run(
      Winograd.AfterJob(
        tiles: tiles(output, channels: channels), sum_count: Int32(channelCount),
        sums: sums.start(as: Float.self), position_stride: positionStride,
        tile_stride: tileStride, minimum: -3, maximum: 9, output: result.start(as: Float.self),
        residual: hasResidual ? residual : nil, residual_minimum: -2, residual_maximum: 8))
    return unsafe Array(result.bytes.bindMemory(to: Float.self))
  }
}
