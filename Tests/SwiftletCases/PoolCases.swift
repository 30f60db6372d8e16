public import SwiftletKernels

/// The shape of one ``Pool``, from which its operands follow.
public struct PoolCase: Sendable, CustomStringConvertible {
  /// The lines and columns that are gathered.
  public var window: (height: Int, width: Int)
  /// The channels of input and output.
  public var channelCount: Int
  /// The elements between the channels of one column and those of the next.
  public var gap = 0
  /// The taps that the border adds to the divisor.
  public var missingCount = 0
  /// Whether halves go up.
  public var roundsHalfUp = false
  /// Whether the elements are the hardest values of their type.
  public var isExtreme = false

  /// Creates a case.
  public init(_ height: Int, _ width: Int, channels: Int) {
    window = (height, width)
    channelCount = channels
  }

  /// The shape and what is special.
  public var description: String {
    "\(window) of \(channelCount), gap \(gap), \(missingCount) missing"
      + (roundsHalfUp ? " half up" : "") + (isExtreme ? " extreme" : "")
  }

  private var columnStride: Int { channelCount + gap }
  private var lineStride: Int { window.width * columnStride + 3 * gap }

  private var inputCount: Int {
    (window.height - 1) * lineStride + (window.width - 1) * columnStride + channelCount
  }

  /// The output of a run, whose memory ends where it ends.
  public func int8Output(of run: (Pool.Int8Job) -> Void) -> [Int8] {
    var random = Sequence64(seed: channelCount)
    let input = GuardedBytes(random.int8s(inputCount, extreme: isExtreme))
    let output = GuardedBytes(byteCount: channelCount)
    unsafe run(
      Pool.Int8Job(
        input: input.start(as: Int8.self), line_stride: lineStride, column_stride: columnStride,
        line_count: Int32(window.height), column_count: Int32(window.width),
        channel_count: Int32(channelCount), start: Int32(missingCount) * -77,
        divisor: Int32(window.height * window.width + missingCount),
        rounds_half_up: roundsHalfUp ? 1 : 0, multiplier: 0.83 / Float(window.width),
        zero_point: 9, minimum: -125, maximum: 119, output: output.start(as: Int8.self)))
    return unsafe Array(output.bytes.bindMemory(to: Int8.self))
  }

  /// The output of a run, whose memory ends where it ends.
  public func float32Output(of run: (Pool.Float32Job) -> Void) -> [Float] {
    var random = Sequence64(seed: channelCount)
    let input = GuardedBytes(random.floats(inputCount, extreme: isExtreme))
    let output = GuardedBytes(byteCount: channelCount * 4)
    unsafe run(
      Pool.Float32Job(
        input: input.start(as: Float.self), line_stride: lineStride, column_stride: columnStride,
        line_count: Int32(window.height), column_count: Int32(window.width),
        channel_count: Int32(channelCount), divisor: Float(window.height * window.width),
        minimum: isExtreme ? -.infinity : -0.5, maximum: .infinity,
        output: output.start(as: Float.self)))
    return unsafe Array(output.bytes.bindMemory(to: Float.self))
  }
}
