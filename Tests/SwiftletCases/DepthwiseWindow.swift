import CSwiftletKernels
internal import SwiftletKernels

/// A window over an image, from which the taps of a ``DepthwiseCase`` follow.
public struct DepthwiseWindow: Sendable, CustomStringConvertible {
  /// The lines and columns of the input.
  public var input: (height: Int, width: Int)
  /// The lines and columns of the window.
  public var kernel: (height: Int, width: Int)
  /// The steps of the window.
  public var stride = (height: 1, width: 1)
  /// The border above and on the left.
  public var before = (top: 0, left: 0)
  /// The columns of the output, and its lines.
  public var output: (lines: Range<Int>, width: Int)

  /// Creates a window that takes every place which the border, the same on all sides, gives it.
  public init(
    input: (height: Int, width: Int), kernel: (height: Int, width: Int),
    stride: (height: Int, width: Int) = (1, 1), border: Int = 0
  ) {
    self.input = input
    self.kernel = kernel
    self.stride = stride
    before = (border, border)
    let height = max(0, input.height + 2 * border - kernel.height) / stride.height + 1
    let width = max(0, input.width + 2 * border - kernel.width) / stride.width + 1
    output = (0..<height, width)
  }

  /// The geometry in short.
  public var description: String {
    "window \(kernel) by \(stride) from \(before) on \(input) for \(output)"
  }

  /// The pixels of the output.
  public var pixelCount: Int { output.lines.count * output.width }

  /// The taps of a pixel.
  public var tapCount: Int { kernel.height * kernel.width }

  /// The elements of the input, whose columns have a gap behind them but for the last.
  func inputCount(_ channels: Int, stride: Int) -> Int {
    (input.height * input.width - 1) * stride + channels
  }

  /// What lies under each tap of each pixel; -1 outside of the input.
  func offsets(stride columnStride: Int) -> [Int32] {
    var offsets: [Int32] = []
    for tap in 0..<tapCount {
      let (tapLine, tapColumn) = tap.quotientAndRemainder(dividingBy: kernel.width)
      for place in output.lines {
        let line = place * stride.height + tapLine - before.top
        for pixel in 0..<output.width {
          let column = pixel * stride.width + tapColumn - before.left
          let isInside = (0..<input.height) ~= line && (0..<input.width) ~= column
          offsets.append(isInside ? Int32((line * input.width + column) * columnStride) : -1)
        }
      }
    }
    return offsets
  }

  /// What a kernel is told.
  func geometry(stride columnStride: Int) -> Depthwise.Window {
    Depthwise.Window(
      input_height: Int32(input.height), input_width: Int32(input.width),
      input_stride: columnStride, height: Int32(kernel.height), width: Int32(kernel.width),
      stride_height: Int32(stride.height), stride_width: Int32(stride.width),
      top: Int32(before.top), left: Int32(before.left), output_width: Int32(output.width),
      first_line: Int32(output.lines.lowerBound), line_count: Int32(output.lines.count))
  }
}

extension Depthwise.Int8Job {
  /// The job as a window takes it.
  @unsafe var withoutOffsets: Depthwise.Int8Job {
    var job = unsafe self
    unsafe job.offsets = nil
    unsafe job.offset_stride = 0
    unsafe job.pixel_count = 0
    return unsafe job
  }
}

extension Depthwise.Float32Job {
  /// The job as a window takes it.
  @unsafe var withoutOffsets: Depthwise.Float32Job {
    var job = unsafe self
    unsafe job.offsets = nil
    unsafe job.offset_stride = 0
    unsafe job.pixel_count = 0
    return unsafe job
  }
}
