public import SwiftletKernels

/// The operands of a `Float` case, each of which ends where readable memory ends.
@safe public final class Float32WindowExample {
  private let example: DotWindowCase
  private let format: BlockFormat
  private let input: GuardedBytes
  private let offsets: GuardedBytes
  private let padding: GuardedBytes
  private let blocks: GuardedBytes
  private let output: GuardedBytes
  private let initial: [Float]
  private let outputStride: Int

  /// Makes up the operands of a case, whose weights are stored as the format says.
  public init(_ example: DotWindowCase, isScaled: Bool, seed: Int = 1) {
    self.example = example
    var random = Sequence64(seed: seed)
    let pixel = example.depth + example.gap
    let count = example.imageCount * example.inputHeight * example.inputWidth * pixel - example.gap
    input = GuardedBytes(random.floats(count, extreme: false))
    padding = GuardedBytes([Float](repeating: 0, count: example.depth))
    offsets = GuardedBytes(example.offsets)
    let reduction = example.kernelHeight * example.kernelWidth * example.depth
    let channels = example.channelCount
    format = isScaled ? .scaledInt8(hasScales: true) : .float32
    let bias = random.floats(channels, extreme: false)
    let scale = isScaled ? random.floats(channels, extreme: false) : []
    let memory = GuardedBytes(
      byteCount: DotLayout.byteCount(format, reduction: reduction, channelCount: channels) ?? 0)
    blocks = memory
    let integers = random.int8s(isScaled ? channels * reduction : 0, extreme: false)
    let floats = random.floats(isScaled ? 0 : channels * reduction, extreme: false)
    let chosen = format
    memory.fill { packed in
      if isScaled {
        DotLayout.pack(
          integers.span, bias: bias.span, scale: scale.span, chosen, reduction: reduction,
          into: &packed)
      } else {
        DotLayout.pack(
          floats.span, bias: bias.span, scale: scale.span, chosen, reduction: reduction,
          into: &packed)
      }
    }
    outputStride = channels + Int.random(in: 0...3, using: &random)
    initial = random.floats((example.rows - 1) * outputStride + channels, extreme: false)
    output = GuardedBytes(byteCount: initial.count * 4)
  }

  /// The memory of the output by the definition, each tap found on its own.
  public func reference() -> [Float] {
    let format = format
    return output { job in
      var job = unsafe job
      unsafe job.offsets = UnsafePointer(offsets.start(as: Int32.self))
      unsafe job.offset_stride = example.rows
      unsafe Dot.reference(job, format)
    }
  }

  /// The memory of the output by the kernel of an instruction set; nil if it has none.
  public func output(by set: InstructionSet) -> [Float]? {
    guard let kernel = Dot.float32Variant(set, format) else { return nil }
    let window = example.window
    return output { unsafe kernel($0, through: window) }
  }

  private func output(_ run: (Dot.Float32Job) -> Void) -> [Float] {
    unsafe initial.withUnsafeBytes { unsafe output.bytes.copyMemory(from: $0) }
    let residual = unsafe UnsafePointer(output.start(as: Float.self))
    let job = unsafe Dot.Float32Job(
      input: input.start(as: Float.self), offsets: nil, offset_stride: 0,
      padding: padding.start(as: Float.self), row_stride: 0, row_count: Int32(example.rows),
      tap_count: Int32(example.kernelHeight * example.kernelWidth),
      tap_depth: Int32(example.depth), blocks: blocks.start(as: UInt8.self),
      channel_count: Int32(example.channelCount), has_scales: format.hasFactors ? 1 : 0, scale: 1,
      minimum: -6, maximum: 6, output: output.start(as: Float.self), output_stride: outputStride,
      residual: example.hasResidual ? residual : nil, residual_stride: outputStride,
      residual_minimum: 0, residual_maximum: 7)
    unsafe run(job)
    return unsafe Array(output.bytes.bindMemory(to: Float.self))
  }
}

extension DotWindowCase {
  /// The window as a kernel takes it.
  fileprivate var window: Dot.Window {
    Dot.Window(
      first_place: Int32(firstPlace), pixel_stride: depth + gap, input_height: Int32(inputHeight),
      input_width: Int32(inputWidth), output_height: Int32(outputHeight),
      output_width: Int32(outputWidth), kernel_height: Int32(kernelHeight),
      kernel_width: Int32(kernelWidth), stride_height: Int32(stride), stride_width: Int32(stride),
      dilation_height: Int32(dilation), dilation_width: Int32(dilation),
      before_height: Int32(border), before_width: Int32(border), padding: 0)
  }

  /// The element of each tap and row, tap by tap, or -1.
  fileprivate var offsets: [Int32] {
    var offsets: [Int32] = []
    for tap in 0..<kernelHeight * kernelWidth {
      for place in firstPlace..<firstPlace + rows {
        let line = place / outputWidth
        let top = line % outputHeight * stride + tap / kernelWidth * dilation - border
        let left = place % outputWidth * stride + tap % kernelWidth * dilation - border
        let isInside = 0..<inputHeight ~= top && 0..<inputWidth ~= left
        let pixel = (line / outputHeight * inputHeight + top) * inputWidth + left
        offsets.append(isInside ? Int32(pixel * (depth + gap)) : -1)
      }
    }
    return offsets
  }
}
