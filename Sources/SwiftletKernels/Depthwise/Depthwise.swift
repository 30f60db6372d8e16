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
}

extension Depthwise {
  /// Evaluates the definition, element by element.
  @unsafe public static func reference(_ job: Int8Job) {
    let blockByteCount = unsafe 128 + (Int(job.tap_count) * 16 + 63) / 64 * 64
    for pixel in unsafe 0..<Int(job.pixel_count) {
      for channel in unsafe 0..<Int(job.channel_count) {
        let block = unsafe job.blocks + channel / 16 * blockByteCount
        let lane = channel % 16
        var sum = unsafe block.load(fromByteOffset: 4 * lane, as: Int32.self)
        for tap in unsafe 0..<Int(job.tap_count) {
          let offset = unsafe Int(job.offsets[tap * job.offset_stride + pixel])
          let x = unsafe offset < 0 ? (job.padding?[channel] ?? 0) : job.input[offset + channel]
          let w = unsafe block.load(fromByteOffset: 128 + tap * 16 + lane, as: Int8.self)
          unsafe sum &+= Int32(x) &* (Int32(w) &- job.weight_zero_point)
        }
        let factor = unsafe block.load(fromByteOffset: 64 + 4 * lane, as: Float.self)
        let y = unsafe Multiplier(factor).scaled(sum) &+ job.output_zero_point
        unsafe job.output[pixel * job.output_stride + channel] = Int8(
          truncatingIfNeeded: max(job.minimum, min(job.maximum, y)))
      }
    }
  }

  /// Evaluates the definition, element by element.
  @unsafe public static func reference(_ job: Float32Job) {
    let blockByteCount = unsafe 64 + Int(job.tap_count) * 64
    for pixel in unsafe 0..<Int(job.pixel_count) {
      for channel in unsafe 0..<Int(job.channel_count) {
        let block = unsafe job.blocks + channel / 16 * blockByteCount
        let lane = channel % 16
        var sum = unsafe block.load(fromByteOffset: 4 * lane, as: Float.self)
        for tap in unsafe 0..<Int(job.tap_count) {
          let offset = unsafe Int(job.offsets[tap * job.offset_stride + pixel])
          let x = unsafe offset < 0 ? (job.padding?[channel] ?? 0) : job.input[offset + channel]
          let w = unsafe block.load(fromByteOffset: 64 + (tap * 16 + lane) * 4, as: Float.self)
          sum = sum.fused(x, w)
        }
        unsafe job.output[pixel * job.output_stride + channel] = sum.clamped(
          job.minimum, job.maximum)
      }
    }
  }
}
