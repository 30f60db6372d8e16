internal import CSwiftletKernels
internal import SwiftletFormat
internal import SwiftletKernels

/// The part of a dot product that is the same for all of an operator's output.
@safe enum DotArithmetic: BitwiseCopyable {
  case int8(Dot.Int8Kernel, Int8Results)
  case float32(Dot.Float32Kernel, Float32Results)
  /// Of `Float` inputs that are stored as `Int8` while the operator runs.
  case stored(Dot.Int8Kernel, StoredInputResults)
}

/// How `Int8` results are made of sums.
struct Int8Results: BitwiseCopyable {
  let inputZeroPoint: Int8
  let weightZeroPoint: Int8
  let outputZeroPoint: Int8
  let minimum: Int8
  let maximum: Int8
  /// Whether the blocks have a multiplier for each channel.
  let hasMultipliers: Bool
  /// Otherwise, that of every channel.
  let multiplier: Float
  var addition: Dot.Addition

  /// Checks the quantization on both sides, and takes the bounds into the output's.
  init(
    input: TensorType, parameters: TensorType, output: Quantization, bounds: Bounds,
    weightZeroPoint: Int32
  ) throws(ModelFault.Reason) {
    let source = try input.quantized()
    try source.check(for: .int8)
    try output.check(for: .int8)
    let range = try bounds.stored(output, in: -128...127)
    inputZeroPoint = Int8(truncatingIfNeeded: source.zeroPoint)
    self.weightZeroPoint = Int8(truncatingIfNeeded: weightZeroPoint)
    outputZeroPoint = Int8(truncatingIfNeeded: output.zeroPoint)
    minimum = Int8(truncatingIfNeeded: range.lowerBound)
    maximum = Int8(truncatingIfNeeded: range.upperBound)
    hasMultipliers = try BlockFormat(input: .int8, parameters: parameters).hasFactors
    if let weights = parameters.quantization {
      try weights.check(for: .float32)
      multiplier = source.scale * weights.scale / output.scale
    } else {
      multiplier = 0
    }
    addition = Dot.Addition()
  }
}

/// How `Float` results are made of sums.
struct Float32Results: BitwiseCopyable {
  let sum: Bounds
  let total: Bounds
  /// The scale of all `Int8` weights, if they share one.
  let scale: Float
  let format: BlockFormat

  /// Checks the bounds of the sum, and of what a residual makes of it.
  init(parameters: TensorType, sum: Bounds, total: Bounds) throws(ModelFault.Reason) {
    guard sum.lower <= sum.upper, total.lower <= total.upper else { throw .scaleOutOfRange }
    self.sum = sum
    self.total = total
    format = try BlockFormat(input: .float32, parameters: parameters)
    if let weights = parameters.quantization {
      try weights.check(for: .float32)
      scale = weights.scale
    } else {
      scale = 0
    }
  }

  /// Takes bounds that were checked, for `Float` weights.
  init(_ bounds: Bounds) {
    sum = bounds
    total = bounds
    scale = 0
    format = .float32
  }
}

/// Rows of an input, a run of output channels, and where the products go.
@safe struct DotRows {
  /// From the first element that an offset or a row counts from.
  var input: Elements<UInt8>
  /// Without offsets, rows lie `rowStride` elements apart.
  var offsets: Elements<Int32>?
  var offsetStride = 0
  var padding: Elements<UInt8>?
  var rowStride: Int
  var rowCount: Int
  var tapCount: Int
  var tapDepth: Int
  var blocks: Elements<UInt8>
  var channelCount: Int
  /// From the first element of the first row.
  var output: Elements<UInt8>
  /// As the output.
  var residual: Elements<UInt8>?
  /// The elements from one row of the output to the next.
  var outputStride: Int
  /// What stored inputs mean, for each row or once.
  var scales: Elements<RowScale>?
}

extension DotArithmetic {
  /// The type of the elements that are multiplied.
  var element: ElementType {
    switch self {
    case .int8, .stored: .int8
    case .float32: .float32
    }
  }

  /// Whether the operator stores its inputs while it runs.
  var storesInput: Bool {
    guard Build.computesFloat32, case .stored = self else { return false }
    return true
  }

  /// The type of the results.
  var outputElement: ElementType { storesInput ? .float32 : element }

  /// What the packed parameters consist of.
  var format: BlockFormat {
    switch self {
    case .int8(_, let results): .int8(hasMultipliers: results.hasMultipliers)
    case .float32(_, let results): results.format
    case .stored(_, let results): .int8(hasMultipliers: results.hasScales)
    }
  }

  /// The byte that pads the input; a float's four are alike.
  var paddingByte: UInt8 {
    switch self {
    case .int8(_, let results): UInt8(bitPattern: results.inputZeroPoint)
    case .float32, .stored: 0
    }
  }

  /// Computes rows by the kernel of the plan.
  ///
  /// - Precondition: what `dot.h` asks; the plan of an operator has checked it.
  func multiply(_ rows: DotRows) {
    switch self {
    case .int8(let kernel, let results): unsafe kernel(Self.job(rows, results))
    case .float32(let kernel, let results):
      if Build.computesFloat32 { unsafe kernel(Self.job(rows, results)) }
    case .stored(let kernel, let results):
      if Build.computesFloat32 { unsafe Self.withJob(rows, results) { unsafe kernel($0) } }
    }
  }

  /// Whether rows may be places of a window.
  var takesWindows: Bool {
    switch self {
    case .int8(let kernel, _), .stored(let kernel, _):
      Build.hasWindowKernels && kernel.takesWindows
    case .float32: Build.hasWindowKernels && Build.computesFloat32
    }
  }

  /// Computes rows that are places of a window, which ``takesWindows`` allows.
  ///
  /// - Precondition: what `dot.h` asks; the plan of an operator has checked it.
  func multiply(_ rows: DotRows, through window: Dot.Window) {
    switch self {
    case .int8(let kernel, let results):
      unsafe kernel(Self.job(rows, results), through: window)
    case .float32(let kernel, let results):
      if Build.computesFloat32 { unsafe kernel(Self.job(rows, results), through: window) }
    case .stored(let kernel, let results):
      if Build.computesFloat32 {
        unsafe Self.withJob(rows, results) { unsafe kernel($0, through: window) }
      }
    }
  }

  /// Computes rows by the definition.
  func reference(_ rows: DotRows) {
    switch self {
    case .int8(_, let results): unsafe Dot.reference(Self.job(rows, results))
    case .float32(_, let results):
      if Build.computesFloat32 { unsafe Dot.reference(Self.job(rows, results), results.format) }
    case .stored: break
    }
  }

  /// Computes rows of stored inputs by the definition; `element` gives each of a row's.
  func reference(_ rows: DotRows, _ element: (_ row: Int, _ index: Int) -> Int8) {
    guard Build.computesFloat32, case .stored(_, let results) = self else { return }
    unsafe Self.withJob(rows, results) { unsafe Dot.reference($0, element) }
  }

  @inline(__always)
  static func job(_ rows: DotRows, _ results: Int8Results) -> Dot.Int8Job {
    // The last row and the last channel lie inside the elements, as `WindowedDot` has cut them.
    unsafe Dot.Int8Job(
      input: rows.input.pointer(), offsets: rows.offsets.map { unsafe UnsafePointer($0.address) },
      offset_stride: rows.offsetStride, padding: rows.padding.map { unsafe $0.pointer() },
      row_stride: rows.rowStride, row_count: Int32(truncatingIfNeeded: rows.rowCount),
      tap_count: Int32(truncatingIfNeeded: rows.tapCount),
      tap_depth: Int32(truncatingIfNeeded: rows.tapDepth),
      blocks: UnsafeRawPointer(rows.blocks.address),
      channel_count: Int32(truncatingIfNeeded: rows.channelCount),
      has_multipliers: results.hasMultipliers ? 1 : 0, multiplier: results.multiplier,
      weight_zero_point: Int32(results.weightZeroPoint),
      output_zero_point: Int32(results.outputZeroPoint), minimum: Int32(results.minimum),
      maximum: Int32(results.maximum), output: rows.output.mutablePointer(),
      output_stride: rows.outputStride, residual: rows.residual.map { unsafe $0.pointer() },
      residual_stride: rows.outputStride, addition: results.addition, window: nil, real: nil)
  }

  private static func job(_ rows: DotRows, _ results: Float32Results) -> Dot.Float32Job {
    unsafe Dot.Float32Job(
      input: rows.input.pointer(), offsets: rows.offsets.map { unsafe UnsafePointer($0.address) },
      offset_stride: rows.offsetStride, padding: rows.padding.map { unsafe $0.pointer() },
      row_stride: rows.rowStride, row_count: Int32(truncatingIfNeeded: rows.rowCount),
      tap_count: Int32(truncatingIfNeeded: rows.tapCount),
      tap_depth: Int32(truncatingIfNeeded: rows.tapDepth),
      blocks: UnsafeRawPointer(rows.blocks.address),
      channel_count: Int32(truncatingIfNeeded: rows.channelCount),
      has_scales: results.format.hasFactors ? 1 : 0, scale: results.scale,
      minimum: results.sum.lower, maximum: results.sum.upper, output: rows.output.mutablePointer(),
      output_stride: rows.outputStride, residual: rows.residual.map { unsafe $0.pointer() },
      residual_stride: rows.outputStride, residual_minimum: results.total.lower,
      residual_maximum: results.total.upper)
  }
}

extension Elements<UInt8> {
  /// The first byte as the first of other elements.
  ///
  /// - Precondition: the bytes hold such elements, aligned.
  @unsafe @inline(__always)
  func pointer<Other>() -> UnsafePointer<Other> { unsafe UnsafePointer(mutablePointer()) }

  /// The first byte as the first of other elements, to write to.
  ///
  /// - Precondition: the bytes hold such elements, aligned.
  @unsafe @inline(__always)
  func mutablePointer<Other>() -> UnsafeMutablePointer<Other> {
    unsafe UnsafeMutableRawPointer(address).assumingMemoryBound(to: Other.self)
  }

  /// From a byte on to the last.
  @inline(__always)
  func from(_ offset: Int) -> Elements { self[offset..<count] }

  /// The bytes as offsets.
  ///
  /// - Precondition: the first is aligned to 4 bytes.
  @inline(__always)
  func offsets(count: Int) -> Elements<Int32> {
    assert(count * 4 <= self.count)
    return unsafe Elements<Int32>(UnsafeMutableRawPointer(address), count: count)
  }

  /// Copies some bytes, and may leave up to 15 bytes behind them changed.
  @inline(__always)
  func copyPieces(at start: Int, from source: Elements, at other: Int, count: Int) {
    let padded = (count + 15) & ~15
    guard start + padded <= self.count, other + padded <= source.count else {
      return self[start..<(start + count)].copy(from: source[other..<(other + count)])
    }
    var offset = 0
    while offset < count {
      // Whole pieces end before `padded`, which lies inside both.
      let piece = unsafe UnsafeRawPointer(source.address + other + offset).loadUnaligned(
        as: SIMD16<UInt8>.self)
      unsafe UnsafeMutableRawPointer(address + start + offset).storeBytes(
        of: piece, as: SIMD16<UInt8>.self)
      offset += 16
    }
  }
}

extension DotArithmetic {
  /// Checks the quantization and the bounds of a use whose sums are its results.
  ///
  /// `field` is the number of the attribute that gives the zero point of the weights; `storesInput`
  /// says whether a float32 input is stored as int8 while the operator runs.
  init(
    _ use: Use, bounds: Bounds, weightZeroPoint: Int32, field: Int, storesInput: Bool = false
  ) throws(ModelFault.Reason) {
    try Self.require(weightZeroPoint: weightZeroPoint, of: use.output.element, field: field)
    switch use.output.element {
    case .int8:
      self = .int8(
        Dot.int8Kernel(for: use.instructionSet),
        try Int8Results(
          input: use.inputs[0], parameters: use.inputs[1], output: use.output.quantized(),
          bounds: bounds, weightZeroPoint: weightZeroPoint))
    case .float32 where Build.computesFloat32:
      guard !storesInput else {
        self = .stored(
          Dot.int8Kernel(for: use.instructionSet),
          try StoredInputResults(use, sum: bounds, total: bounds))
        return
      }
      let results = try Float32Results(parameters: use.inputs[1], sum: bounds, total: bounds)
      self = .float32(Dot.float32Kernel(for: use.instructionSet, results.format), results)
    case .float32, .absent, .uint8, .int16, .int32, .int64, .boolean, .float16:
      throw .elementTypeNotSupported(use.output.element)
    }
  }

  /// Checks the quantization and the bounds of a use that adds input 2 to its sums.
  init(
    _ use: Use, bounds: Bounds, weightZeroPoint: Int32, field: Int, sum: Quantization,
    sumBounds: Bounds, storesInput: Bool = false
  ) throws(ModelFault.Reason) {
    try Self.require(weightZeroPoint: weightZeroPoint, of: use.output.element, field: field)
    switch use.output.element {
    case .int8:
      var results = try Int8Results(
        input: use.inputs[0], parameters: use.inputs[1], output: sum, bounds: sumBounds,
        weightZeroPoint: weightZeroPoint)
      let residual = try use.inputs[2].quantized()
      let output = try use.output.quantized()
      try residual.check(for: .int8)
      try output.check(for: .int8)
      results.addition = try Dot.Addition(
        leftScale: sum.scale, leftZeroPoint: sum.zeroPoint, rightScale: residual.scale,
        rightZeroPoint: residual.zeroPoint, outputScale: output.scale,
        outputZeroPoint: output.zeroPoint, range: try bounds.stored(output, in: -128...127))
      self = .int8(Dot.int8Kernel(for: use.instructionSet), results)
    case .float32 where Build.computesFloat32:
      guard !storesInput else {
        self = .stored(
          Dot.int8Kernel(for: use.instructionSet),
          try StoredInputResults(use, sum: sumBounds, total: bounds))
        return
      }
      let results = try Float32Results(parameters: use.inputs[1], sum: sumBounds, total: bounds)
      self = .float32(Dot.float32Kernel(for: use.instructionSet, results.format), results)
    case .float32, .absent, .uint8, .int16, .int32, .int64, .boolean, .float16:
      throw .elementTypeNotSupported(use.output.element)
    }
  }

  /// Throws unless the zero point of the weights is one that the element type has.
  static func require(
    weightZeroPoint: Int32, of element: ElementType, field: Int
  ) throws(ModelFault.Reason) {
    let range: ClosedRange<Int32> = element == .int8 ? -128...127 : 0...0
    guard range.contains(weightZeroPoint) else { throw .attributeOutOfRange(field: field) }
  }
}
