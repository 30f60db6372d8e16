public import CSwiftletKernels

extension Pool {
  /// One way to run an `Int8` job, chosen once and kept in a plan.
  @safe public struct Int8Kernel: BitwiseCopyable {
    fileprivate let function: @convention(c) (UnsafePointer<Int8Job>) -> Void

    /// Runs a job that satisfies the preconditions of `pool.h`.
    @unsafe public func callAsFunction(_ job: Int8Job) {
      unsafe withUnsafePointer(to: job) { unsafe function($0) }
    }
  }

  /// One way to run a `Float` job, chosen once and kept in a plan.
  @safe public struct Float32Kernel: BitwiseCopyable {
    fileprivate let function: @convention(c) (UnsafePointer<Float32Job>) -> Void

    /// Runs a job that satisfies the preconditions of `pool.h`.
    @unsafe public func callAsFunction(_ job: Float32Job) {
      unsafe withUnsafePointer(to: job) { unsafe function($0) }
    }
  }
}

// The one list of variants. A set that a program was not compiled for has none; one that the
// machine cannot run is for the caller to leave alone, by `InstructionSet.isSupported`.
extension Pool {
  /// Whether any set that the program was compiled for has a variant.
  @inlinable @inline(__always)
  public static var hasVariants: Bool {
    #if arch(x86_64) || arch(arm64)
    true
    #else
    false
    #endif
  }

  /// The variant for exactly this set, if there is one.
  public static func int8Variant(_ set: InstructionSet, _ function: Function) -> Int8Kernel? {
    switch set {
    #if arch(x86_64)
    case .avx2:
      switch function {
      case .mean: unsafe Int8Kernel(function: swiftlet_pool_mean_int8_avx2)
      case .scaledSum: unsafe Int8Kernel(function: swiftlet_pool_sum_int8_avx2)
      case .maximum: unsafe Int8Kernel(function: swiftlet_pool_maximum_int8_avx2)
      }
    case .avx512VNNI:
      switch function {
      case .mean: unsafe Int8Kernel(function: swiftlet_pool_mean_int8_avx512)
      case .scaledSum: unsafe Int8Kernel(function: swiftlet_pool_sum_int8_avx512)
      case .maximum: unsafe Int8Kernel(function: swiftlet_pool_maximum_int8_avx512)
      }
    case .portable, .sse41, .avxVNNI, .neon, .dotprod, .i8mm, .simd128, .cortexMDSP: nil
    #elseif arch(arm64)
    case .neon:
      switch function {
      case .mean: unsafe Int8Kernel(function: swiftlet_pool_mean_int8_neon)
      case .scaledSum: unsafe Int8Kernel(function: swiftlet_pool_sum_int8_neon)
      case .maximum: unsafe Int8Kernel(function: swiftlet_pool_maximum_int8_neon)
      }
    case .portable, .sse41, .avx2, .avxVNNI, .avx512VNNI, .dotprod, .i8mm, .simd128, .cortexMDSP:
      nil
    #else
    case .portable, .sse41, .avx2, .avxVNNI, .avx512VNNI, .neon, .dotprod, .i8mm, .simd128,
      .cortexMDSP:
      nil
    #endif
    }
  }

  /// The variant for exactly this set, if there is one.
  public static func float32Variant(_ set: InstructionSet, _ function: Function) -> Float32Kernel? {
    switch (set, function) {
    #if arch(x86_64)
    case (.avx2, .mean): unsafe Float32Kernel(function: swiftlet_pool_mean_float32_avx2)
    case (.avx2, .maximum): unsafe Float32Kernel(function: swiftlet_pool_maximum_float32_avx2)
    case (.avx512VNNI, .mean): unsafe Float32Kernel(function: swiftlet_pool_mean_float32_avx512)
    case (.avx512VNNI, .maximum):
      unsafe Float32Kernel(function: swiftlet_pool_maximum_float32_avx512)
    #elseif arch(arm64)
    case (.neon, .mean): unsafe Float32Kernel(function: swiftlet_pool_mean_float32_neon)
    case (.neon, .maximum): unsafe Float32Kernel(function: swiftlet_pool_maximum_float32_neon)
    #endif
    case (_, .mean), (_, .scaledSum), (_, .maximum): nil
    }
  }
}

extension Pool {
  /// The variant for a set, or for the nearest ``InstructionSet/fallback`` that has one, if any has.
  ///
  /// - Precondition: the machine can run the set.
  public static func int8Kernel(for set: InstructionSet, _ function: Function) -> Int8Kernel? {
    guard hasVariants else { return nil }
    var set = set
    while set != .portable {
      if let variant = int8Variant(set, function) { return variant }
      set = set.fallback
    }
    return nil
  }

  /// The variant for a set, or for the nearest ``InstructionSet/fallback`` that has one, if any has.
  ///
  /// - Precondition: the machine can run the set.
  public static func float32Kernel(for set: InstructionSet, _ function: Function) -> Float32Kernel?
  {
    guard hasVariants else { return nil }
    var set = set
    while set != .portable {
      if let variant = float32Variant(set, function) { return variant }
      set = set.fallback
    }
    return nil
  }
}
