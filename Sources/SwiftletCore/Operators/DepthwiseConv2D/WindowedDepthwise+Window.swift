internal import CSwiftletKernels
internal import SwiftletKernels

// A window whose taps are next to each other is moved by the kernel, which then takes each column
// of the input once for all pixels that see it.
extension WindowedDepthwise {
  /// Whether the plan's kernel moves such a window.
  static func moves(
    _ window: SlidingWindow, multiplier: Int32, _ arithmetic: DepthwiseArithmetic
  ) -> Bool {
    Depthwise.hasWindowVariants && arithmetic.hasWindowKernel && multiplier == 1
      && hasAdjacentTaps(window.vertical) && hasAdjacentTaps(window.horizontal)
  }

  private static func hasAdjacentTaps(_ axis: WindowAxis) -> Bool {
    axis.length <= Depthwise.Window.mostTaps && (axis.dilation == 1 || axis.length == 1)
  }

  /// Computes one share by the kernel that moves the window.
  func runWindow(_ share: Share) {
    guard Depthwise.hasWindowVariants else { return }
    let shares = WindowShares(window, channels: channels, pixelCount: pixelCount)
    let units = share.units(of: shares.count)
    let lineCount = Int(window.outputHeight)
    guard !shares.cutsChannels else {
      let first = units.lowerBound * WindowShares.channelCount
      let end = min(channels, units.upperBound * WindowShares.channelCount)
      for image in 0..<shares.imageCount { run(image, 0..<lineCount, first..<end) }
      return
    }
    var unit = units.lowerBound
    while unit < units.upperBound {
      let (image, first) = unit.quotientAndRemainder(dividingBy: shares.unitsPerImage)
      let last = min(shares.unitsPerImage, first + units.upperBound - unit)
      run(image, first..<last, 0..<channels)
      unit += last - first
    }
  }

  /// Computes some lines and channels of an image.
  private func run(_ image: Int, _ lines: Range<Int>, _ channels: Range<Int>) {
    guard !lines.isEmpty, !channels.isEmpty else { return }
    let line = image * Int(window.outputHeight) + lines.lowerBound
    let outputStart = line * Int(window.outputWidth)
    let inputStart = window.element(image: image, line: 0, column: 0)
    let laneByteCount =
      DepthwiseLayout.laneByteCount(arithmetic.format, tapCount: window.tapCount) ?? 0
    arithmetic.multiply(
      DepthwisePixels(
        input: input.from((inputStart + channels.lowerBound) * elementByteCount), offsets: nil,
        offsetStride: 0, padding: padding, count: 0, tapCount: window.tapCount,
        blocks: parameters.from(channels.lowerBound * laneByteCount),
        channelCount: channels.count,
        output: output.from((outputStart * self.channels + channels.lowerBound) * elementByteCount),
        outputStride: self.channels),
      Depthwise.Window(
        input_height: window.inputHeight, input_width: window.inputWidth,
        input_stride: Int(window.inputChannels), height: Int32(window.vertical.length),
        width: Int32(window.horizontal.length), stride_height: Int32(window.vertical.stride),
        stride_width: Int32(window.horizontal.stride), top: Int32(window.vertical.before),
        left: Int32(window.horizontal.before), output_width: window.outputWidth,
        first_line: Int32(truncatingIfNeeded: lines.lowerBound),
        line_count: Int32(truncatingIfNeeded: lines.count)))
  }
}

/// How the output of a window that a kernel moves is cut: into lines or into channels.
struct WindowShares {
  /// The channels of a unit, which fill the widest vectors.
  static var channelCount: Int { 64 }

  /// The images of the output.
  let imageCount: Int

  /// The units of each: its lines, if units are lines.
  let unitsPerImage: Int

  /// Whether units are channels, which every image has.
  let cutsChannels: Bool

  /// The units of all images.
  let count: Int

  /// Prefers channels where there are many, because the weights of a channel are prepared once, and
  /// a kernel likes to take two lines together.
  init(_ window: SlidingWindow, channels: Int, pixelCount: Int) {
    imageCount = pixelCount / (Int(window.outputHeight) * Int(window.outputWidth))
    unitsPerImage = Int(window.outputHeight)
    let channelUnits = (channels + Self.channelCount - 1) / Self.channelCount
    cutsChannels = channelUnits > imageCount * ((unitsPerImage + 1) / 2)
    count = cutsChannels ? channelUnits : imageCount * unitsPerImage
  }
}
