// A job is a C structure, so whoever fills one in needs the members of the C module.
@_exported public import CSwiftletKernels

/// Products of gathered rows with packed weights: the matrix product under every dense layer.
///
/// `sum[r][c] = bias[c] + Σ_k x[r][k] * w[k][c]`, with `k` over the taps of the row and the depth
/// of each tap. `dot.h` states the geometry of a job, the layout of its parameters, how `Int8`
/// results are made of a sum, and the one order in which `Float` products are added.
///
/// - Precondition: what `dot.h` asks of a job. Kernels check nothing; loading does.
/// - Exactness: every variant gives the bits of the reference.
public enum Dot {
  /// A product of `Int8` rows and weights.
  public typealias Int8Job = swiftlet_dot_int8

  /// A product of `Float` rows and weights.
  public typealias Float32Job = swiftlet_dot_float32

  /// Where the rows of a job lie in images.
  public typealias Window = swiftlet_window

  /// How the sums of `Int8` products become `Float` results.
  public typealias RealResults = swiftlet_real_results

  /// How the `Int8` result of a dot is added to a residual.
  public typealias Addition = swiftlet_addition_int8
}

extension Dot {
  /// Evaluates the definition, element by element.
  @unsafe public static func reference(_ job: Int8Job) {
    unsafe reference(job) { unsafe element($1, ofRow: $0, job) }
  }

  /// Evaluates the definition for rows that are not in memory.
  @unsafe public static func reference(
    _ job: Int8Job, _ element: (_ row: Int, _ index: Int) -> Int8
  ) {
    let reduction = unsafe Int(job.tap_count) * Int(job.tap_depth)
    let format = unsafe BlockFormat.int8(hasMultipliers: job.has_multipliers != 0)
    let laneByteCount = format.headerByteCount + (reduction + 3) / 4 * 4
    for row in unsafe 0..<Int(job.row_count) {
      for channel in unsafe 0..<Int(job.channel_count) {
        let place = unsafe BlockPlace(
          of: channel, channelCount: Int(job.channel_count), format, laneByteCount: laneByteCount)
        var sum = unsafe job.blocks.load(fromByteOffset: place.header(0), as: Int32.self)
        for k in 0..<reduction {
          let x = Int32(element(row, k))
          let w = unsafe job.blocks.load(
            fromByteOffset: place.weights + (k / 4 * place.width + place.lane) * 4 + k % 4,
            as: Int8.self)
          unsafe sum &+= x &* (Int32(w) &- job.weight_zero_point)
        }
        let factor =
          unsafe job.has_multipliers != 0
          ? job.blocks.load(fromByteOffset: place.header(1), as: Float.self) : job.multiplier
        if let real = unsafe job.real?.pointee {
          let bias = unsafe job.blocks.load(fromByteOffset: place.header(0), as: Int32.self)
          unsafe real.store(
            sum &- bias, factor, Float(bitPattern: UInt32(bitPattern: bias)), row, channel, job)
          continue
        }
        var y = unsafe Multiplier(factor).scaled(sum) &+ job.output_zero_point
        y = unsafe max(job.minimum, min(job.maximum, y))
        if let residual = unsafe job.residual {
          y = unsafe job.addition.sum(y, Int32(residual[row * job.residual_stride + channel]))
        }
        unsafe job.output[row * job.output_stride + channel] = Int8(truncatingIfNeeded: y)
      }
    }
  }

  /// Evaluates the definition, element by element, of a job whose blocks have a format.
  @unsafe public static func reference(_ job: Float32Job, _ format: BlockFormat) {
    let reduction = unsafe Int(job.tap_count) * Int(job.tap_depth)
    let laneByteCount = format.headerByteCount + reduction * format.weightByteCount
    for row in unsafe 0..<Int(job.row_count) {
      for channel in unsafe 0..<Int(job.channel_count) {
        let place = unsafe BlockPlace(
          of: channel, channelCount: Int(job.channel_count), format, laneByteCount: laneByteCount)
        let sum = unsafe StoredWeights(job.blocks, place, format).sum(count: reduction, job.scale) {
          unsafe element($0, ofRow: row, job)
        }
        var y = unsafe sum.clamped(job.minimum, job.maximum)
        if let residual = unsafe job.residual {
          y += unsafe residual[row * job.residual_stride + channel]
          y = unsafe y.clamped(job.residual_minimum, job.residual_maximum)
        }
        unsafe job.output[row * job.output_stride + channel] = y
      }
    }
  }

  private static func element(_ k: Int, ofRow row: Int, _ job: Int8Job) -> Int8 {
    guard let offsets = unsafe job.offsets else {
      return unsafe job.input[row * job.row_stride + k]
    }
    let (tap, depth) = unsafe k.quotientAndRemainder(dividingBy: Int(job.tap_depth))
    let offset = unsafe Int(offsets[tap * job.offset_stride + row])
    guard offset < 0 else { return unsafe job.input[offset + depth] }
    return unsafe job.padding?[depth] ?? 0
  }

  private static func element(_ k: Int, ofRow row: Int, _ job: Float32Job) -> Float {
    guard let offsets = unsafe job.offsets else {
      return unsafe job.input[row * job.row_stride + k]
    }
    let (tap, depth) = unsafe k.quotientAndRemainder(dividingBy: Int(job.tap_depth))
    let offset = unsafe Int(offsets[tap * job.offset_stride + row])
    guard offset < 0 else { return unsafe job.input[offset + depth] }
    return unsafe job.padding?[depth] ?? 0
  }
}

extension swiftlet_real_results {
  /// Makes a real result of a sum without its bias, and stores it.
  fileprivate func store(
    _ sum: Int32, _ multiplier: Float, _ bias: Float, _ row: Int, _ channel: Int,
    _ job: Dot.Int8Job
  ) {
    let scale = unsafe row_scales[row * row_scale_stride] * multiplier
    // Through `Int`: on a 32-bit target `Float(Int32)` makes the heap a dependency.
    let product = Float(Int(sum)) * scale
    var y = unsafe (product + bias).clamped(minimum, maximum)
    if let residual = unsafe residual {
      y += unsafe residual[row * job.residual_stride + channel]
      y = unsafe y.clamped(residual_minimum, residual_maximum)
    }
    unsafe output[row * job.output_stride + channel] = y
  }
}

extension swiftlet_addition_int8 {
  /// The sum of two stored values, in the stored values of the output.
  @inlinable @inline(__always)
  public func sum(_ left: Int32, _ right: Int32) -> Int32 {
    let sum = left_multiplier &* left &+ right_multiplier &* right &+ offset
    let y = (sum &>> Int32(shift)) &+ Int32(zero_point)
    return max(Int32(minimum), min(Int32(maximum), y))
  }
}
