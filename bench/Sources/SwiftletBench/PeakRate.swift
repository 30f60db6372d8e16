import CSwiftletPeak
import SwiftletKernels

/// The most multiply-accumulates that a set of instructions can do on this processor.
///
/// Every share of a peak in a report is of these numbers, measured in the same run.
struct PeakRate {
  /// Billions a second on bytes; nil where no loop is written for the set.
  let int8: Double?

  /// Billions a second on floats; nil where no loop is written for the set.
  let float32: Double?

  /// Measures a set that this processor has.
  init(_ set: InstructionSet) {
    int8 = Self.rate(of: Self.int8Loop(set))
    float32 = Self.rate(of: Self.float32Loop(set))
  }

  private typealias Loop = (Int64) -> Int64

  private static func int8Loop(_ set: InstructionSet) -> Loop? {
    switch set {
    case .sse41: swiftlet_peak_int8_sse41
    case .avx2: swiftlet_peak_int8_avx2
    case .avxVNNI: swiftlet_peak_int8_avxvnni
    case .avx512VNNI: swiftlet_peak_int8_avx512vnni
    case .neon: swiftlet_peak_int8_neon
    case .dotprod: swiftlet_peak_int8_dotprod
    case .i8mm: swiftlet_peak_int8_i8mm
    case .portable, .simd128, .cortexMDSP: nil
    }
  }

  private static func float32Loop(_ set: InstructionSet) -> Loop? {
    switch set {
    case .sse41: swiftlet_peak_float32_sse41
    case .avx2, .avxVNNI: swiftlet_peak_float32_avx2
    case .avx512VNNI: swiftlet_peak_float32_avx512
    case .neon, .dotprod, .i8mm: swiftlet_peak_float32_neon
    case .portable, .simd128, .cortexMDSP: nil
    }
  }

  /// The loops are on registers alone, so that short bursts show the full rate.
  private static func rate(of loop: Loop?) -> Double? {
    guard let loop else { return nil }
    let turns: Int64 = 10000
    var products: Int64 = 0
    let nanoseconds = Stopwatch.nanoseconds { products = loop(turns) }
    return products == 0 ? nil : Double(products) / nanoseconds
  }
}
