public import CSwiftletKernels

/// Sums over the taps of each channel alone: the depthwise convolution.
///
/// `sum[p][c] = bias[c] + Σ_t x[p][t][c] * w[t][c]`. `depthwise.h` states the geometry of a job
/// and the layout of its parameters; results are made of a sum as ``Dot`` makes them.
///
/// - Precondition: what `depthwise.h` asks of a job. Kernels check nothing; loading does.
/// - Exactness: every variant gives the bits of the reference.
public enum Depthwise {
  /// Sums of `Int8` products.
  public typealias Int8Job = swiftlet_depthwise_int8

  /// Sums of `Float` products, over the taps in ascending order.
  public typealias Float32Job = swiftlet_depthwise_float32

  /// A window that moves over an image, which tells a kernel where taps lie.
  public typealias Window = swiftlet_depthwise_window
}

extension Depthwise.Window {
  /// The most lines, and the most columns, that a window may have.
  public static var mostTaps: Int { Int(swiftlet_depthwise_window_limit) }
}

extension Depthwise {
  /// Evaluates the definition, element by element.
  @unsafe public static func reference(_ job: Int8Job) {
    let format = unsafe BlockFormat.int8(hasMultipliers: job.has_multipliers != 0)
    let laneByteCount = unsafe format.headerByteCount + Int(job.tap_count)
    for pixel in unsafe 0..<Int(job.pixel_count) {
      for channel in unsafe 0..<Int(job.channel_count) {
        let place = unsafe BlockPlace(
          of: channel, channelCount: Int(job.channel_count), format, laneByteCount: laneByteCount)
        var sum = unsafe job.blocks.load(fromByteOffset: place.header(0), as: Int32.self)
        for tap in unsafe 0..<Int(job.tap_count) {
          let offset = unsafe Int(job.offsets?[tap * job.offset_stride + pixel] ?? -1)
          let x = unsafe offset < 0 ? (job.padding?[channel] ?? 0) : job.input[offset + channel]
          let w = unsafe job.blocks.load(
            fromByteOffset: place.weights + tap * place.width + place.lane, as: Int8.self)
          unsafe sum &+= Int32(x) &* (Int32(w) &- job.weight_zero_point)
        }
        let factor =
          unsafe job.has_multipliers != 0
          ? job.blocks.load(fromByteOffset: place.header(1), as: Float.self) : job.multiplier
        let y = unsafe Multiplier(factor).scaled(sum) &+ job.output_zero_point
        unsafe job.output[pixel * job.output_stride + channel] = Int8(
          truncatingIfNeeded: max(job.minimum, min(job.maximum, y)))
      }
    }
  }

  /// Evaluates the definition, element by element, of a job whose blocks have a format.
  @unsafe public static func reference(_ job: Float32Job, _ format: BlockFormat) {
    let laneByteCount = unsafe format.headerByteCount + Int(job.tap_count) * format.weightByteCount
    for pixel in unsafe 0..<Int(job.pixel_count) {
      for channel in unsafe 0..<Int(job.channel_count) {
        let place = unsafe BlockPlace(
          of: channel, channelCount: Int(job.channel_count), format, laneByteCount: laneByteCount)
        let weights = unsafe StoredWeights(job.blocks, place, format)
        let sum = unsafe weights.sum(count: Int(job.tap_count), job.scale) { tap in
          let offset = unsafe Int(job.offsets?[tap * job.offset_stride + pixel] ?? -1)
          return unsafe offset < 0 ? (job.padding?[channel] ?? 0) : job.input[offset + channel]
        }
        unsafe job.output[pixel * job.output_stride + channel] = sum.clamped(
          job.minimum, job.maximum)
      }
    }
  }
}
