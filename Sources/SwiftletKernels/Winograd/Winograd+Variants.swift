public import CSwiftletKernels

extension Winograd {
  /// One way to run both transforms, chosen once and kept in a plan.
  @safe public struct Kernel: BitwiseCopyable {
    private let before: @convention(c) (UnsafePointer<BeforeJob>) -> Void
    private let after: @convention(c) (UnsafePointer<AfterJob>) -> Void

    fileprivate init(
      before: @convention(c) (UnsafePointer<BeforeJob>) -> Void,
      after: @convention(c) (UnsafePointer<AfterJob>) -> Void
    ) {
      unsafe self.before = before
      unsafe self.after = after
    }

    /// Runs a job that satisfies the preconditions of `winograd.h`.
    @unsafe public func callAsFunction(_ job: BeforeJob) {
      unsafe withUnsafePointer(to: job) { unsafe before($0) }
    }

    /// Runs a job that satisfies the preconditions of `winograd.h`.
    @unsafe public func callAsFunction(_ job: AfterJob) {
      unsafe withUnsafePointer(to: job) { unsafe after($0) }
    }
  }
}

// The one list of variants. A set that a program was not compiled for has none; one that the
// machine cannot run is for the caller to leave alone, by `InstructionSet.isSupported`.
extension Winograd {
  /// The variant for exactly this set, if there is one.
  public static func variant(_ set: InstructionSet) -> Kernel? {
    switch set {
    #if arch(x86_64)
    case .avx2:
      unsafe Kernel(
        before: swiftlet_winograd_before_float32_avx2,
        after: swiftlet_winograd_after_float32_avx2)
    case .avx512VNNI:
      unsafe Kernel(
        before: swiftlet_winograd_before_float32_avx512,
        after: swiftlet_winograd_after_float32_avx512)
    case .portable, .sse41, .avxVNNI, .neon, .dotprod, .i8mm, .simd128, .cortexMDSP: nil
    #elseif arch(arm64)
    case .neon:
      unsafe Kernel(
        before: swiftlet_winograd_before_float32_neon,
        after: swiftlet_winograd_after_float32_neon)
    case .portable, .sse41, .avx2, .avxVNNI, .avx512VNNI, .dotprod, .i8mm, .simd128, .cortexMDSP:
      nil
    #else
    case .portable, .sse41, .avx2, .avxVNNI, .avx512VNNI, .neon, .dotprod, .i8mm, .simd128,
      .cortexMDSP:
      nil
    #endif
    }
  }

  /// The variant for a set, or for the nearest ``InstructionSet/fallback`` that has one, if any has.
  ///
  /// - Precondition: the machine can run the set.
  public static func kernel(for set: InstructionSet) -> Kernel? {
    #if arch(x86_64) || arch(arm64)
    var set = set
    while set != .portable {
      if let variant = variant(set) { return variant }
      set = set.fallback
    }
    #endif
    return nil
  }
}
