public import CSwiftletKernels

extension Depthwise {
  /// One way to run an `Int8` job, chosen once and kept in a plan.
  @safe public struct Int8Kernel: BitwiseCopyable {
    fileprivate let function: @convention(c) (UnsafePointer<Int8Job>) -> Void

    /// Runs a job that satisfies the preconditions of `depthwise.h`.
    @unsafe public func callAsFunction(_ job: Int8Job) {
      unsafe withUnsafePointer(to: job) { unsafe function($0) }
    }
  }

  /// One way to run a `Float` job, chosen once and kept in a plan.
  @safe public struct Float32Kernel: BitwiseCopyable {
    fileprivate let function: @convention(c) (UnsafePointer<Float32Job>) -> Void

    /// Runs a job that satisfies the preconditions of `depthwise.h`.
    @unsafe public func callAsFunction(_ job: Float32Job) {
      unsafe withUnsafePointer(to: job) { unsafe function($0) }
    }
  }
}

// The one list of variants. A set that a program was not compiled for has none; one that the
// machine cannot run is for the caller to leave alone, by `InstructionSet.isSupported`.
extension Depthwise {
  /// The variant for exactly this set, if there is one.
  public static func int8Variant(_ set: InstructionSet) -> Int8Kernel? {
    switch set {
    case .portable: unsafe Int8Kernel(function: swiftlet_depthwise_int8_portable)
    case .sse41, .avx2, .avxVNNI, .avx512VNNI: nil
    case .neon, .dotprod, .i8mm: nil
    case .simd128, .cortexMDSP: nil
    }
  }

  /// The variant for exactly this set, if there is one.
  public static func float32Variant(_ set: InstructionSet) -> Float32Kernel? {
    switch set {
    case .portable: unsafe Float32Kernel(function: swiftlet_depthwise_float32_portable)
    case .sse41, .avx2, .avxVNNI, .avx512VNNI: nil
    case .neon, .dotprod, .i8mm: nil
    case .simd128, .cortexMDSP: nil
    }
  }
}

extension Depthwise {
  /// The variant for a set, or for the nearest ``InstructionSet/fallback`` that has one.
  ///
  /// - Precondition: the machine can run the set.
  public static func int8Kernel(for set: InstructionSet) -> Int8Kernel {
    var set = set
    while set != .portable {
      if let variant = int8Variant(set) { return variant }
      set = set.fallback
    }
    return unsafe Int8Kernel(function: swiftlet_depthwise_int8_portable)
  }

  /// The variant for a set, or for the nearest ``InstructionSet/fallback`` that has one.
  ///
  /// - Precondition: the machine can run the set.
  public static func float32Kernel(for set: InstructionSet) -> Float32Kernel {
    var set = set
    while set != .portable {
      if let variant = float32Variant(set) { return variant }
      set = set.fallback
    }
    return unsafe Float32Kernel(function: swiftlet_depthwise_float32_portable)
  }
}
