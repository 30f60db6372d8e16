public import CSwiftletKernels

/// Gathers the elements under a window, every channel by itself.
///
/// `pool.h` states the geometry of a job, and what becomes of the elements. Only vectors gain from
/// it: operators have loops of their own for the sets that have no variant.
///
/// - Precondition: what `pool.h` asks of a job. Kernels check nothing; loading does.
/// - Exactness: every variant gives the bits of the reference.
public enum Pool {
  /// Windows of `Int8`.
  public typealias Int8Job = swiftlet_pool_int8

  /// Windows of `Float`.
  public typealias Float32Job = swiftlet_pool_float32

  /// What becomes of the elements.
  public enum Function: UInt8, Sendable, BitwiseCopyable {
    /// Their sum over the job's divisor.
    case mean
    /// Their sum, scaled by the job's multiplier; of `Int8` alone.
    case scaledSum
    /// The greatest.
    case maximum
  }

  /// The greatest divisor of an `Int8` mean.
  public static var mostElements: Int32 { Int32(swiftlet_pool_divisor_limit) }
}

extension Pool {
  /// Evaluates the definition, element by element.
  @unsafe public static func reference(_ job: Int8Job, _ function: Function) {
    for channel in unsafe 0..<Int(job.channel_count) {
      var sum = unsafe job.start
      var greatest: Int8 = .min
      for line in unsafe 0..<Int(job.line_count) {
        for column in unsafe 0..<Int(job.column_count) {
          let x = unsafe job.input[line * job.line_stride + column * job.column_stride + channel]
          sum &+= Int32(x)
          greatest = max(greatest, x)
        }
      }
      let y =
        switch function {
        case .mean: unsafe mean(sum, job.divisor, roundsHalfUp: job.rounds_half_up != 0)
        case .scaledSum: unsafe Multiplier(job.multiplier).scaled(sum) &+ job.zero_point
        case .maximum: Int32(greatest)
        }
      unsafe job.output[channel] = Int8(
        truncatingIfNeeded: max(job.minimum, min(job.maximum, y)))
    }
  }

  private static func mean(_ sum: Int32, _ divisor: Int32, roundsHalfUp: Bool) -> Int32 {
    let half = divisor / 2
    if roundsHalfUp { return (sum + 128 * divisor + half) / divisor - 128 }
    return sum < 0 ? -((half - sum) / divisor) : (sum + half) / divisor
  }

  /// Evaluates the definition of a mean or a maximum, element by element.
  @unsafe public static func reference(_ job: Float32Job, _ function: Function) {
    for channel in unsafe 0..<Int(job.channel_count) {
      var sum: Float = 0
      var greatest = -Float.infinity
      for line in unsafe 0..<Int(job.line_count) {
        for column in unsafe 0..<Int(job.column_count) {
          let x = unsafe job.input[line * job.line_stride + column * job.column_stride + channel]
          sum += x
          if x > greatest { greatest = x }
        }
      }
      let y = unsafe function == .maximum ? greatest : sum / job.divisor
      unsafe job.output[channel] = y.clamped(job.minimum, job.maximum)
    }
  }
}
