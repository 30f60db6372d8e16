internal import CSwiftletKernels
internal import SwiftletFormat
internal import SwiftletKernels

/// The part of a depthwise sum that is the same for all of an operator's output.
@safe enum DepthwiseArithmetic: BitwiseCopyable {
  case int8(Depthwise.Int8Kernel, Depthwise.Int8WindowKernel?, Int8Results)
  case float32(Depthwise.Float32Kernel, Depthwise.Float32WindowKernel?, Float32Results)
}

/// Pixels of an output, and what lies under their taps.
@safe struct DepthwisePixels {
  var input: Elements<UInt8>
  /// None where a window says what lies under the taps.
  var offsets: Elements<Int32>?
  let offsetStride: Int
  let padding: Elements<UInt8>
  let count: Int
  let tapCount: Int
  let blocks: Elements<UInt8>
  let channelCount: Int
  /// From the first channel of the first pixel.
  let output: Elements<UInt8>
  let outputStride: Int
}

extension DepthwiseArithmetic {
  /// Checks the quantization and the bounds of a use.
  ///
  /// `field` is the number of the attribute that gives the zero point of the weights.
  init(
    _ use: Use, bounds: Bounds, weightZeroPoint: Int32, field: Int
  ) throws(ModelFault.Reason) {
    try DotArithmetic.require(
      weightZeroPoint: weightZeroPoint, of: use.output.element, field: field)
    switch use.output.element {
    case .int8:
      self = .int8(
        Depthwise.int8Kernel(for: use.instructionSet),
        // The part of a weight that leaves int8 is int8 itself, but for this zero point.
        weightZeroPoint == -128
          ? nil
          : Depthwise.int8WindowKernel(
            for: use.instructionSet, outputWidth: use.output.shape[2]),
        try Int8Results(
          input: use.inputs[0], parameters: use.inputs[1], output: use.output.quantized(),
          bounds: bounds, weightZeroPoint: weightZeroPoint))
    case .float32 where Build.computesFloat32:
      let results = try Float32Results(parameters: use.inputs[1], sum: bounds, total: bounds)
      // Windows are for blocks that are whole and hold floats.
      let hasWindow = results.format == .float32 && use.output.shape[3] % 16 == 0
      self = .float32(
        Depthwise.float32Kernel(for: use.instructionSet, results.format),
        hasWindow ? Depthwise.float32WindowKernel(for: use.instructionSet) : nil, results)
    case .float32, .absent, .uint8, .int16, .int32, .int64, .boolean, .float16:
      throw .elementTypeNotSupported(use.output.element)
    }
  }

  /// The type of the elements on both sides.
  var element: ElementType {
    switch self {
    case .int8: .int8
    case .float32: .float32
    }
  }

  /// What the packed parameters consist of.
  var format: BlockFormat {
    switch self {
    case .int8(_, _, let results): .int8(hasMultipliers: results.hasMultipliers)
    case .float32(_, _, let results): results.format
    }
  }

  /// The byte that pads the input; a float's four are alike.
  var paddingByte: UInt8 {
    switch self {
    case .int8(_, _, let results): UInt8(bitPattern: results.inputZeroPoint)
    case .float32: 0
    }
  }

  /// Computes pixels by the kernel of the plan.
  ///
  /// - Precondition: what `depthwise.h` asks; the plan of the operator has checked it.
  func multiply(_ pixels: DepthwisePixels) {
    switch self {
    case .int8(let kernel, _, let results): unsafe kernel(Self.job(pixels, results))
    case .float32(let kernel, _, let results):
      if Build.computesFloat32 { unsafe kernel(Self.job(pixels, results)) }
    }
  }

  /// Whether ``multiply(_:_:)`` has a kernel.
  var hasWindowKernel: Bool {
    switch self {
    case .int8(_, let kernel, _): kernel != nil
    case .float32(_, let kernel, _): kernel != nil
    }
  }

  /// Computes the pixels of a window by the kernel of the plan; they have no offsets.
  ///
  /// - Precondition: what `depthwise.h` asks; the plan of the operator has checked it.
  func multiply(_ pixels: DepthwisePixels, _ window: Depthwise.Window) {
    switch self {
    case .int8(_, let kernel?, let results): unsafe kernel(Self.job(pixels, results), window)
    case .float32(_, let kernel?, let results):
      if Build.computesFloat32 { unsafe kernel(Self.job(pixels, results), window) }
    case .int8, .float32: break
    }
  }

  /// Computes pixels by the definition.
  func reference(_ pixels: DepthwisePixels) {
    switch self {
    case .int8(_, _, let results): unsafe Depthwise.reference(Self.job(pixels, results))
    case .float32(_, _, let results):
      if Build.computesFloat32 {
        unsafe Depthwise.reference(Self.job(pixels, results), results.format)
      }
    }
  }

  private static func job(
    _ pixels: DepthwisePixels, _ results: Int8Results
  ) -> Depthwise.Int8Job {
    // The last pixel and the last channel lie inside the elements, as `WindowedDepthwise` cut them.
    unsafe Depthwise.Int8Job(
      input: pixels.input.pointer(),
      offsets: pixels.offsets.map { unsafe UnsafePointer($0.address) },
      offset_stride: pixels.offsetStride,
      padding: pixels.padding.count == 0 ? nil : pixels.padding.pointer(),
      pixel_count: Int32(truncatingIfNeeded: pixels.count),
      tap_count: Int32(truncatingIfNeeded: pixels.tapCount),
      blocks: UnsafeRawPointer(pixels.blocks.address),
      channel_count: Int32(truncatingIfNeeded: pixels.channelCount),
      has_multipliers: results.hasMultipliers ? 1 : 0, multiplier: results.multiplier,
      weight_zero_point: Int32(results.weightZeroPoint),
      output_zero_point: Int32(results.outputZeroPoint), minimum: Int32(results.minimum),
      maximum: Int32(results.maximum), output: pixels.output.mutablePointer(),
      output_stride: pixels.outputStride)
  }

  private static func job(
    _ pixels: DepthwisePixels, _ results: Float32Results
  ) -> Depthwise.Float32Job {
    unsafe Depthwise.Float32Job(
      input: pixels.input.pointer(),
      offsets: pixels.offsets.map { unsafe UnsafePointer($0.address) },
      offset_stride: pixels.offsetStride,
      padding: pixels.padding.count == 0 ? nil : pixels.padding.pointer(),
      pixel_count: Int32(truncatingIfNeeded: pixels.count),
      tap_count: Int32(truncatingIfNeeded: pixels.tapCount),
      blocks: UnsafeRawPointer(pixels.blocks.address),
      channel_count: Int32(truncatingIfNeeded: pixels.channelCount),
      has_scales: results.format.hasFactors ? 1 : 0, scale: results.scale,
      minimum: results.sum.lower, maximum: results.sum.upper,
      output: pixels.output.mutablePointer(),
      output_stride: pixels.outputStride)
  }
}
