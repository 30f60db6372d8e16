public import SwiftletKernels

/// The shape of one ``Depthwise``, from which its operands follow.
public struct DepthwiseCase: Sendable, CustomStringConvertible {
  /// The pixels of the output.
  public var pixelCount: Int
  /// The taps of a pixel.
  public var tapCount: Int
  /// The channels of input and output.
  public var channelCount: Int
  /// What the stored weight of zero is, in a model that has no symmetric weights.
  public var weightZeroPoint = 0
  /// Whether one multiplier serves all channels.
  public var sharesMultiplier = false
  /// How the weights that `Float` inputs meet are stored.
  public var floatFormat = BlockFormat.float32
  /// Whether the operands are the hardest values of their type.
  public var isExtreme = false

  /// The window whose taps these are, if they are not taps anywhere.
  public var window: DepthwiseWindow?

  /// Creates a case.
  public init(pixels: Int, taps: Int, channels: Int) {
    pixelCount = pixels
    tapCount = taps
    channelCount = channels
  }

  /// Creates the case of a window.
  public init(_ window: DepthwiseWindow, channels: Int) {
    self.init(pixels: window.pixelCount, taps: window.tapCount, channels: channels)
    self.window = window
  }

  /// The shape and what is special.
  public var description: String {
    "\(pixelCount)×\(tapCount)·\(channelCount)"
      + (weightZeroPoint == 0 ? "" : " weight zero \(weightZeroPoint)")
      + (sharesMultiplier ? " one multiplier" : "")
      + (floatFormat == .float32 ? "" : " \(floatFormat)")
      + (isExtreme ? " extreme" : "")
      + (window.map { " \($0)" } ?? "")
  }
}

/// Shapes of ``Depthwise`` that the bench times.
public enum DepthwiseCases {
  /// 3×3 on many and few channels, and 5×5.
  public static let timed: [DepthwiseCase] = [
    DepthwiseCase(pixels: 2304, taps: 9, channels: 8),
    DepthwiseCase(pixels: 576, taps: 9, channels: 32),
    DepthwiseCase(pixels: 125, taps: 9, channels: 64),
    DepthwiseCase(pixels: 36, taps: 9, channels: 256),
    DepthwiseCase(pixels: 196, taps: 25, channels: 96),
  ]
}

/// The memory of one case: each operand ends where readable memory ends.
@safe final class GatheredPixels {
  let input: GuardedBytes
  let offsets: GuardedBytes
  let padding: GuardedBytes
  let offsetStride: Int
  /// From one column of a window's input to the next.
  let inputStride: Int

  init<Element: BitwiseCopyable>(
    _ example: DepthwiseCase, _ random: inout Sequence64,
    values: (_ count: Int, inout Sequence64) -> [Element]
  ) {
    let channels = example.channelCount
    if let window = example.window {
      let inputStride = channels + Int.random(in: 0...1, using: &random) * 5
      offsetStride = example.pixelCount
      input = GuardedBytes(values(window.inputCount(channels, stride: inputStride), &random))
      padding = GuardedBytes(Array(repeating: values(1, &random)[0], count: channels))
      offsets = GuardedBytes(window.offsets(stride: inputStride))
      self.inputStride = inputStride
      return
    }
    inputStride = 0
    offsetStride = example.pixelCount + Int.random(in: 0...3, using: &random)
    let count = channels * 4 + 5
    input = GuardedBytes(values(count, &random))
    padding = GuardedBytes(values(channels, &random))
    var positions: [Int32] = []
    for _ in 0..<(example.tapCount - 1) * offsetStride + example.pixelCount {
      let position = Int32.random(in: 0...Int32(count - channels), using: &random)
      positions.append(random.next() & 3 == 0 ? -position - 1 : position)
    }
    // The last element that may be read is read.
    positions[positions.count - 1] = Int32(count - channels)
    offsets = GuardedBytes(positions)
  }
}

/// The operands of an `Int8` case.
@safe public final class Int8DepthwiseExample {
  private let example: DepthwiseCase
  private let pixels: GatheredPixels
  private let blocks: GuardedBytes
  private let output: GuardedBytes
  private let initial: [Int8]
  private let sharedMultiplier: Float
  private let outputStride: Int

  /// Makes up the operands of a case.
  public init(_ example: DepthwiseCase, seed: Int = 1) {
    self.example = example
    var random = Sequence64(seed: seed)
    let channels = example.channelCount
    let taps = example.tapCount
    let extreme = example.isExtreme
    pixels = GatheredPixels(example, &random) { $1.int8s($0, extreme: extreme) }
    let weights = random.int8s(channels * taps, extreme: extreme)
    let bias = (0..<channels).map { _ in
      extreme ? Int32(truncatingIfNeeded: random.next()) : .random(in: -9999...9999, using: &random)
    }
    let multiplier = (0..<channels).map { _ in
      Float.random(in: 0.001...0.02, using: &random) / Float(taps).squareRoot()
        * (extreme && random.next() & 3 == 0 ? 1e9 : 1)
    }
    sharedMultiplier = multiplier[0]
    let format = BlockFormat.int8(hasMultipliers: !example.sharesMultiplier)
    let packedMultipliers = example.sharesMultiplier ? [] : multiplier
    blocks = GuardedBytes(
      byteCount: DepthwiseLayout.byteCount(format, tapCount: taps, channelCount: channels) ?? 0)
    blocks.fill { packed in
      DepthwiseLayout.pack(
        weights.span, bias: bias.span,
        multiplier: packedMultipliers.span, tapCount: taps,
        into: &packed)
    }
    outputStride = channels + Int.random(in: 0...3, using: &random)
    initial = random.int8s((example.pixelCount - 1) * outputStride + channels, extreme: false)
    output = GuardedBytes(byteCount: initial.count)
  }

  /// The memory of the output after a run, with the gaps between its pixels.
  public func output(of run: (Depthwise.Int8Job) -> Void) -> [Int8] {
    unsafe initial.withUnsafeBytes { unsafe output.bytes.copyMemory(from: $0) }
    unsafe run(job)
    return unsafe Array(output.bytes.bindMemory(to: Int8.self))
  }

  /// The memory of the output after a run over the window of the case, which knows no offsets.
  public func output(of run: (Depthwise.Int8Job, Depthwise.Window) -> Void) -> [Int8] {
    unsafe output { job in
      guard let window = example.window else { return }
      unsafe run(job.withoutOffsets, window.geometry(stride: pixels.inputStride))
    }
  }

  /// The job, whose memory lives as long as this example.
  @unsafe public var job: Depthwise.Int8Job {
    unsafe Depthwise.Int8Job(
      input: pixels.input.start(as: Int8.self), offsets: pixels.offsets.start(as: Int32.self),
      offset_stride: pixels.offsetStride, padding: pixels.padding.start(as: Int8.self),
      pixel_count: Int32(example.pixelCount), tap_count: Int32(example.tapCount),
      blocks: blocks.start(as: UInt8.self), channel_count: Int32(example.channelCount),
      has_multipliers: example.sharesMultiplier ? 0 : 1, multiplier: sharedMultiplier,
      weight_zero_point: Int32(example.weightZeroPoint), output_zero_point: -3, minimum: -120,
      maximum: 119, output: output.start(as: Int8.self), output_stride: outputStride)
  }
}

/// The operands of a `Float` case.
@safe public final class Float32DepthwiseExample {
  private let example: DepthwiseCase
  private let pixels: GatheredPixels
  private let blocks: GuardedBytes
  private let output: GuardedBytes
  private let initial: [Float]
  private let sharedScale: Float
  private let outputStride: Int

  /// Makes up the operands of a case.
  public init(_ example: DepthwiseCase, seed: Int = 1) {
    self.example = example
    var random = Sequence64(seed: seed)
    let channels = example.channelCount
    let taps = example.tapCount
    let extreme = example.isExtreme
    pixels = GatheredPixels(example, &random) { $1.floats($0, extreme: extreme) }
    let bias = random.floats(channels, extreme: extreme)
    let format = example.floatFormat
    sharedScale = .random(in: 0.01...0.1, using: &random)
    let scale =
      format == .scaledInt8(hasScales: true) ? random.floats(channels, extreme: false) : []
    let memory = GuardedBytes(
      byteCount: DepthwiseLayout.byteCount(format, tapCount: taps, channelCount: channels) ?? 0)
    blocks = memory
    switch format {
    case .int8: preconditionFailure("the weights of integers")
    case .float32: pack(random.floats(channels * taps, extreme: extreme))
    case .scaledInt8: pack(random.int8s(channels * taps, extreme: extreme))
    case .float16: pack(random.halves(channels * taps, extreme: extreme))
    }
    func pack<Weight: BitwiseCopyable>(_ weights: [Weight]) {
      memory.fill { packed in
        DepthwiseLayout.pack(
          weights.span, bias: bias.span, scale: scale.span, format, tapCount: taps, into: &packed)
      }
    }
    outputStride = channels + Int.random(in: 0...3, using: &random)
    initial = random.floats((example.pixelCount - 1) * outputStride + channels, extreme: false)
    output = GuardedBytes(byteCount: initial.count * 4)
  }

  /// The memory of the output after a run, with the gaps between its pixels.
  public func output(of run: (Depthwise.Float32Job) -> Void) -> [Float] {
    unsafe initial.withUnsafeBytes { unsafe output.bytes.copyMemory(from: $0) }
    unsafe run(job)
    return unsafe Array(output.bytes.bindMemory(to: Float.self))
  }

  /// The memory of the output after a run over the window of the case, which knows no offsets.
  public func output(of run: (Depthwise.Float32Job, Depthwise.Window) -> Void) -> [Float] {
    output { job in
      guard let window = example.window else { return }
      unsafe run(job.withoutOffsets, window.geometry(stride: pixels.inputStride))
    }
  }

  /// The job, whose memory lives as long as this example.
  @unsafe public var job: Depthwise.Float32Job {
    let limit: Float = example.isExtreme ? .infinity : 6
    return unsafe Depthwise.Float32Job(
      input: pixels.input.start(as: Float.self), offsets: pixels.offsets.start(as: Int32.self),
      offset_stride: pixels.offsetStride, padding: pixels.padding.start(as: Float.self),
      pixel_count: Int32(example.pixelCount), tap_count: Int32(example.tapCount),
      blocks: blocks.start(as: UInt8.self), channel_count: Int32(example.channelCount),
      has_scales: example.floatFormat.hasFactors ? 1 : 0, scale: sharedScale,
      minimum: -limit, maximum: limit, output: output.start(as: Float.self),
      output_stride: outputStride)
  }
}
