public import SwiftletKernels

/// The shape of one ``Dot``, from which its operands follow.
public struct DotCase: Sendable, CustomStringConvertible {
  /// What is added to the result.
  public enum Residual: Sendable {
    /// Nothing.
    case none
    /// A tensor of its own.
    case separate
    /// The output's old contents.
    case inPlace
  }

  /// The rows.
  public var rowCount: Int
  /// The taps of a row.
  public var tapCount = 1
  /// The elements of a tap.
  public var tapDepth: Int
  /// The channels of the output.
  public var channelCount: Int
  /// Whether rows are gathered through offsets, some of them into the padding.
  public var isGathered = false
  /// What is added to the result.
  public var residual = Residual.none
  /// What the stored weight of zero is, in a model that has no symmetric weights.
  public var weightZeroPoint = 0
  /// Whether one multiplier serves all channels.
  public var sharesMultiplier = false
  /// How the weights that `Float` inputs meet are stored.
  public var floatFormat = BlockFormat.float32
  /// Whether sums of integers become floats.
  public var makesReals = false
  /// Whether the operands are the hardest values of their type.
  public var isExtreme = false

  /// Creates a case with one tap.
  public init(rows: Int, depth: Int, channels: Int) {
    rowCount = rows
    tapDepth = depth
    channelCount = channels
  }

  /// Creates a case that gathers its taps.
  public init(rows: Int, taps: Int, depth: Int, channels: Int) {
    self.init(rows: rows, depth: depth, channels: channels)
    tapCount = taps
    isGathered = true
  }

  /// The products of one sum.
  public var reduction: Int { tapCount * tapDepth }

  /// The shape and what is special.
  public var description: String {
    "\(rowCount)×\(tapCount)·\(tapDepth)→\(channelCount)"
      + (isGathered ? " gathered" : "") + (residual == .none ? "" : " residual \(residual)")
      + (weightZeroPoint == 0 ? "" : " weight zero \(weightZeroPoint)")
      + (sharesMultiplier ? " one multiplier" : "")
      + (floatFormat == .float32 ? "" : " \(floatFormat)")
      + (makesReals ? " to reals" : "") + (isExtreme ? " extreme" : "")
  }
}

/// Shapes of ``Dot`` that the bench times.
public enum DotCases {
  /// Pointwise, 3×3, and dense shapes.
  public static let timed: [DotCase] = [
    DotCase(rows: 784, depth: 64, channels: 64),
    DotCase(rows: 196, depth: 128, channels: 128),
    DotCase(rows: 49, depth: 256, channels: 256),
    DotCase(rows: 2304, depth: 8, channels: 16),
    DotCase(rows: 256, taps: 9, depth: 32, channels: 32),
    DotCase(rows: 64, taps: 9, depth: 64, channels: 64),
    DotCase(rows: 1, depth: 640, channels: 128),
  ]
}

/// The memory of one case: each operand ends where readable memory ends.
@safe final class GatheredRows {
  let input: GuardedBytes
  let offsets: GuardedBytes
  let padding: GuardedBytes
  let offsetStride: Int
  let rowStride: Int

  init<Element: BitwiseCopyable>(
    _ example: DotCase, _ random: inout Sequence64,
    values: (_ count: Int, inout Sequence64) -> [Element]
  ) {
    rowStride = example.tapDepth + Int.random(in: 0...3, using: &random)
    offsetStride = example.rowCount + Int.random(in: 0...3, using: &random)
    let count =
      example.isGathered
      ? example.tapDepth * 3 + 5 : (example.rowCount - 1) * rowStride + example.tapDepth
    input = GuardedBytes(values(count, &random))
    padding = GuardedBytes(values(example.tapDepth, &random))
    var positions: [Int32] = []
    for _ in 0..<(example.tapCount - 1) * offsetStride + example.rowCount {
      let position = Int32.random(in: 0...Int32(count - example.tapDepth), using: &random)
      positions.append(random.next() & 3 == 0 ? -position - 1 : position)
    }
    // The last element that may be read is read.
    positions[positions.count - 1] = Int32(count - example.tapDepth)
    offsets = GuardedBytes(positions)
  }
}

/// The operands of an `Int8` case.
@safe public final class Int8DotExample {
  private let example: DotCase
  private let rows: GatheredRows
  private let blocks: GuardedBytes
  private let residual: GuardedBytes
  private let output: GuardedBytes
  private let initial: [Int8]
  private let outputStride: Int
  private let addition: Dot.Addition
  private let sharedMultiplier: Float
  private let reals: RealDotResults

  /// Makes up the operands of a case.
  public init(_ example: DotCase, seed: Int = 1) {
    self.example = example
    var random = Sequence64(seed: seed)
    let channels = example.channelCount
    let reduction = example.reduction
    let extreme = example.isExtreme
    rows = GatheredRows(example, &random) { $1.int8s($0, extreme: extreme) }
    let weights = random.int8s(channels * reduction, extreme: extreme)
    let bias = (0..<channels).map { _ in
      extreme ? Int32(truncatingIfNeeded: random.next()) : .random(in: -9999...9999, using: &random)
    }
    let multiplier = (0..<channels).map { _ in
      Float.random(in: 0.001...0.02, using: &random) / Float(reduction).squareRoot()
        * (extreme && random.next() & 3 == 0 ? 1e9 : 1)
    }
    sharedMultiplier = multiplier[0]
    let format = BlockFormat.int8(hasMultipliers: !example.sharesMultiplier)
    let packedMultipliers = example.sharesMultiplier ? [] : multiplier
    blocks = GuardedBytes(
      byteCount: DotLayout.byteCount(format, reduction: reduction, channelCount: channels) ?? 0)
    blocks.fill { packed in
      DotLayout.pack(
        weights.span, bias: bias.span,
        multiplier: packedMultipliers.span,
        reduction: reduction, into: &packed)
    }
    outputStride = channels + Int.random(in: 0...3, using: &random)
    initial = random.int8s((example.rowCount - 1) * outputStride + channels, extreme: false)
    residual = GuardedBytes(random.int8s(initial.count, extreme: extreme))
    output = GuardedBytes(byteCount: initial.count)
    reals = RealDotResults(example, count: initial.count, &random)
    addition = Dot.Addition(
      left_multiplier: extreme ? -(1 << 21) : .random(in: 0...1 << 20, using: &random),
      right_multiplier: extreme ? 1 << 21 : .random(in: 0...1 << 20, using: &random),
      offset: extreme ? 1 << 30 : .random(in: -(1 << 24)...1 << 24, using: &random), shift: 20,
      zero_point: 7, minimum: -100, maximum: 127)
  }

  /// The memory of the output after a run, with the gaps between its rows.
  public func output(of run: (Dot.Int8Job) -> Void) -> [Int8] {
    guard !example.makesReals else { return unsafe reals.output(of: job, run) }
    unsafe initial.withUnsafeBytes { unsafe output.bytes.copyMemory(from: $0) }
    unsafe run(job)
    return unsafe Array(output.bytes.bindMemory(to: Int8.self))
  }

  /// The job, whose memory lives as long as this example.
  @unsafe public var job: Dot.Int8Job {
    let padding = unsafe rows.padding.start(as: Int8.self)
    let offsets = unsafe example.isGathered ? rows.offsets.start(as: Int32.self) : nil
    let other: UnsafePointer<Int8>? =
      switch example.residual {
      case .none: nil
      case .separate: unsafe UnsafePointer(residual.start(as: Int8.self))
      case .inPlace: unsafe UnsafePointer(output.start(as: Int8.self))
      }
    return unsafe Dot.Int8Job(
      input: rows.input.start(as: Int8.self), offsets: offsets, offset_stride: rows.offsetStride,
      padding: padding, row_stride: rows.rowStride, row_count: Int32(example.rowCount),
      tap_count: Int32(example.tapCount), tap_depth: Int32(example.tapDepth),
      blocks: blocks.start(as: UInt8.self), channel_count: Int32(example.channelCount),
      has_multipliers: example.sharesMultiplier ? 0 : 1, multiplier: sharedMultiplier,
      weight_zero_point: Int32(example.weightZeroPoint), output_zero_point: -3, minimum: -120,
      maximum: 119, output: output.start(as: Int8.self), output_stride: outputStride,
      residual: other, residual_stride: outputStride, addition: addition, window: nil, real: nil)
  }
}

/// The operands of a `Float` case.
@safe public final class Float32DotExample {
  private let example: DotCase
  private let rows: GatheredRows
  private let blocks: GuardedBytes
  private let residual: GuardedBytes
  private let output: GuardedBytes
  private let initial: [Float]
  private let sharedScale: Float
  private let outputStride: Int

  /// Makes up the operands of a case.
  public init(_ example: DotCase, seed: Int = 1) {
    self.example = example
    var random = Sequence64(seed: seed)
    let channels = example.channelCount
    let reduction = example.reduction
    let extreme = example.isExtreme
    rows = GatheredRows(example, &random) { $1.floats($0, extreme: extreme) }
    let bias = random.floats(channels, extreme: extreme)
    let format = example.floatFormat
    sharedScale = .random(in: 0.01...0.1, using: &random)
    let scale =
      format == .scaledInt8(hasScales: true) ? random.floats(channels, extreme: false) : []
    let memory = GuardedBytes(
      byteCount: DotLayout.byteCount(format, reduction: reduction, channelCount: channels) ?? 0)
    blocks = memory
    switch format {
    case .int8: preconditionFailure("the weights of integers")
    case .float32: pack(random.floats(channels * reduction, extreme: extreme))
    case .scaledInt8: pack(random.int8s(channels * reduction, extreme: extreme))
    case .float16: pack(random.halves(channels * reduction, extreme: extreme))
    }
    func pack<Weight: BitwiseCopyable>(_ weights: [Weight]) {
      memory.fill { packed in
        DotLayout.pack(
          weights.span, bias: bias.span, scale: scale.span, format, reduction: reduction,
          into: &packed)
      }
    }
    outputStride = channels + Int.random(in: 0...3, using: &random)
    initial = random.floats((example.rowCount - 1) * outputStride + channels, extreme: false)
    residual = GuardedBytes(random.floats(initial.count, extreme: extreme))
    output = GuardedBytes(byteCount: initial.count * 4)
  }

  /// The memory of the output after a run, with the gaps between its rows.
  public func output(of run: (Dot.Float32Job) -> Void) -> [Float] {
    unsafe initial.withUnsafeBytes { unsafe output.bytes.copyMemory(from: $0) }
    unsafe run(job)
    return unsafe Array(output.bytes.bindMemory(to: Float.self))
  }

  /// The job, whose memory lives as long as this example.
  @unsafe public var job: Dot.Float32Job {
    let limit: Float = example.isExtreme ? .infinity : 6
    let offsets = unsafe example.isGathered ? rows.offsets.start(as: Int32.self) : nil
    let other: UnsafePointer<Float>? =
      switch example.residual {
      case .none: nil
      case .separate: unsafe UnsafePointer(residual.start(as: Float.self))
      case .inPlace: unsafe UnsafePointer(output.start(as: Float.self))
      }
    return unsafe Dot.Float32Job(
      input: rows.input.start(as: Float.self), offsets: offsets,
      offset_stride: rows.offsetStride, padding: rows.padding.start(as: Float.self),
      row_stride: rows.rowStride, row_count: Int32(example.rowCount),
      tap_count: Int32(example.tapCount), tap_depth: Int32(example.tapDepth),
      blocks: blocks.start(as: UInt8.self), channel_count: Int32(example.channelCount),
      has_scales: example.floatFormat.hasFactors ? 1 : 0, scale: sharedScale,
      minimum: -limit, maximum: limit, output: output.start(as: Float.self),
      output_stride: outputStride, residual: other, residual_stride: outputStride,
      residual_minimum: 0, residual_maximum: limit)
  }
}
