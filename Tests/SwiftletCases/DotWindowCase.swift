public import SwiftletKernels

/// A window over images, from which the operands of a ``Dot`` follow.
public struct DotWindowCase: Sendable, CustomStringConvertible {
  /// The images.
  public var imageCount = 1
  /// The lines of an image.
  public var inputHeight = 7
  /// The columns of an image.
  public var inputWidth = 9
  /// The lines of taps.
  public var kernelHeight = 3
  /// The columns of taps.
  public var kernelWidth = 3
  /// The lines and columns from one place to the next.
  public var stride = 1
  /// The lines and columns from one tap to the next.
  public var dilation = 1
  /// The lines and columns of the border, at each end.
  public var border = 1
  /// The elements of a tap.
  public var depth = 4
  /// The elements between one tap and the next, which belong to other groups of channels.
  public var gap = 0
  /// The channels of the output.
  public var channelCount = 16
  /// The place of the first row.
  public var firstPlace = 0
  /// The rows, if they are not all places from the first on.
  public var rowCount: Int?
  /// Whether a residual in place of the output is added.
  public var hasResidual = false
  /// What the stored weight of zero is.
  public var weightZeroPoint = 0

  /// Creates a 3×3 window with a border.
  public init() {}

  /// The places on an axis of the input.
  func placeCount(_ input: Int, _ kernel: Int) -> Int {
    (input + 2 * border - (kernel - 1) * dilation - 1) / stride + 1
  }

  /// The lines of the output.
  public var outputHeight: Int { placeCount(inputHeight, kernelHeight) }

  /// The columns of the output.
  public var outputWidth: Int { placeCount(inputWidth, kernelWidth) }

  /// The rows.
  public var rows: Int { rowCount ?? imageCount * outputHeight * outputWidth - firstPlace }

  /// The shape and what is special.
  public var description: String {
    "\(imageCount)×\(inputHeight)×\(inputWidth)×\(depth)+\(gap), \(kernelHeight)×\(kernelWidth)"
      + " stride \(stride) dilation \(dilation) border \(border) →\(channelCount),"
      + " \(rows) from \(firstPlace)\(hasResidual ? ", residual" : "")"
      + (weightZeroPoint == 0 ? "" : ", weight zero \(weightZeroPoint)")
  }
}

/// The operands of an `Int8` case, each of which ends where readable memory ends.
@safe public final class Int8WindowExample {
  private let example: DotWindowCase
  private let input: GuardedBytes
  private let offsets: [Int32]
  private let padding: [Int8]
  private let blocks: GuardedBytes
  private let output: GuardedBytes
  private let initial: [Int8]
  private let outputStride: Int

  /// Makes up the operands of a case.
  public init(_ example: DotWindowCase, seed: Int = 1) {
    self.example = example
    var random = Sequence64(seed: seed)
    let pixel = example.depth + example.gap
    let count = example.imageCount * example.inputHeight * example.inputWidth * pixel - example.gap
    input = GuardedBytes(random.int8s(count, extreme: false))
    padding = [Int8](repeating: -5, count: example.depth)
    offsets = Self.offsets(example)
    let reduction = example.kernelHeight * example.kernelWidth * example.depth
    let channels = example.channelCount
    let weights = random.int8s(channels * reduction, extreme: false)
    let bias = (0..<channels).map { _ in Int32.random(in: -9999...9999, using: &random) }
    let multiplier = (0..<channels).map { _ in
      Float.random(in: 0.001...0.02, using: &random) / Float(reduction).squareRoot()
    }
    blocks = GuardedBytes(
      byteCount: DotLayout.byteCount(
        .int8(hasMultipliers: true), reduction: reduction, channelCount: channels) ?? 0)
    blocks.fill { packed in
      DotLayout.pack(
        weights.span, bias: bias.span, multiplier: multiplier.span, reduction: reduction,
        into: &packed)
    }
    outputStride = channels + Int.random(in: 0...3, using: &random)
    initial = random.int8s((example.rows - 1) * outputStride + channels, extreme: false)
    output = GuardedBytes(byteCount: initial.count)
  }

  /// The element of each tap and row, tap by tap, or -1.
  private static func offsets(_ example: DotWindowCase) -> [Int32] {
    var offsets: [Int32] = []
    for line in 0..<example.kernelHeight {
      for column in 0..<example.kernelWidth {
        for row in 0..<example.rows {
          let place = example.firstPlace + row
          let y = place / example.outputWidth % example.outputHeight
          let image = place / example.outputWidth / example.outputHeight
          let top = y * example.stride + line * example.dilation - example.border
          let left =
            place % example.outputWidth * example.stride + column * example.dilation
            - example.border
          let isInside =
            top >= 0 && top < example.inputHeight && left >= 0 && left < example.inputWidth
          let pixel = (image * example.inputHeight + top) * example.inputWidth + left
          offsets.append(isInside ? Int32(pixel * (example.depth + example.gap)) : -1)
        }
      }
    }
    return offsets
  }

  /// The memory of the output by the definition, each tap found on its own.
  public func reference() -> [Int8] {
    unsafe offsets.withUnsafeBufferPointer { offsets in
      unsafe padding.withUnsafeBufferPointer { padding in
        unsafe output { job in
          var job = unsafe job
          unsafe job.offsets = offsets.baseAddress
          unsafe job.offset_stride = example.rows
          unsafe job.padding = padding.baseAddress
          unsafe Dot.reference(job)
        }
      }
    }
  }

  /// The memory of the output by a kernel that takes windows.
  public func output(of kernel: Dot.Int8Kernel) -> [Int8] {
    let window = Dot.Window(
      first_place: Int32(example.firstPlace), pixel_stride: example.depth + example.gap,
      input_height: Int32(example.inputHeight), input_width: Int32(example.inputWidth),
      output_height: Int32(example.outputHeight), output_width: Int32(example.outputWidth),
      kernel_height: Int32(example.kernelHeight), kernel_width: Int32(example.kernelWidth),
      stride_height: Int32(example.stride), stride_width: Int32(example.stride),
      dilation_height: Int32(example.dilation), dilation_width: Int32(example.dilation),
      before_height: Int32(example.border), before_width: Int32(example.border), padding: -5)
    return unsafe output { unsafe kernel($0, through: window) }
  }

  private func output(_ run: (Dot.Int8Job) -> Void) -> [Int8] {
    unsafe initial.withUnsafeBytes { unsafe output.bytes.copyMemory(from: $0) }
    let residual = unsafe UnsafePointer(output.start(as: Int8.self))
    let job = unsafe Dot.Int8Job(
      input: input.start(as: Int8.self), offsets: nil, offset_stride: 0, padding: nil,
      row_stride: 0, row_count: Int32(example.rows),
      tap_count: Int32(example.kernelHeight * example.kernelWidth),
      tap_depth: Int32(example.depth), blocks: blocks.start(as: UInt8.self),
      channel_count: Int32(example.channelCount), has_multipliers: 1, multiplier: 0,
      weight_zero_point: Int32(example.weightZeroPoint), output_zero_point: 11, minimum: -120,
      maximum: 119, output: output.start(as: Int8.self), output_stride: outputStride,
      residual: example.hasResidual ? residual : nil, residual_stride: outputStride,
      addition: Dot.Addition(
        left_multiplier: 400_000, right_multiplier: 700_000, offset: 1 << 19, shift: 20,
        zero_point: 7, minimum: -100, maximum: 127), window: nil, real: nil)
    unsafe run(job)
    return unsafe Array(output.bytes.bindMemory(to: Int8.self))
  }
}
