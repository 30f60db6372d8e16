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

  /// One way to run an `Int8` job over a window, chosen once and kept in a plan.
  @safe public struct Int8WindowKernel: BitwiseCopyable {
    fileprivate let function: @convention(c) (UnsafePointer<Int8Job>, UnsafePointer<Window>) -> Void

    /// Runs a job that satisfies the preconditions of `depthwise.h` over a window.
    @unsafe public func callAsFunction(_ job: Int8Job, _ window: Window) {
      unsafe withUnsafePointer(to: job) { job in
        unsafe withUnsafePointer(to: window) { unsafe function(job, $0) }
      }
    }
  }

  /// One way to run a `Float` job over a window, chosen once and kept in a plan.
  @safe public struct Float32WindowKernel: BitwiseCopyable {
    fileprivate let function:
      @convention(c) (UnsafePointer<Float32Job>, UnsafePointer<Window>) -> Void

    /// Runs a job that satisfies the preconditions of `depthwise.h` over a window.
    @unsafe public func callAsFunction(_ job: Float32Job, _ window: Window) {
      unsafe withUnsafePointer(to: job) { job in
        unsafe withUnsafePointer(to: window) { unsafe function(job, $0) }
      }
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
    #if arch(x86_64)
    case .sse41: unsafe Int8Kernel(function: swiftlet_depthwise_int8_sse41)
    case .avx2: unsafe Int8Kernel(function: swiftlet_depthwise_int8_avx2)
    case .avxVNNI: nil
    case .avx512VNNI: unsafe Int8Kernel(function: swiftlet_depthwise_int8_avx512vnni)
    case .neon, .dotprod, .i8mm, .simd128, .cortexMDSP: nil
    #elseif arch(arm64)
    case .neon: unsafe Int8Kernel(function: swiftlet_depthwise_int8_neon)
    case .dotprod: nil
    case .i8mm: nil
    case .sse41, .avx2, .avxVNNI, .avx512VNNI, .simd128, .cortexMDSP: nil
    #elseif arch(arm)
    case .cortexMDSP: unsafe Int8Kernel(function: swiftlet_depthwise_int8_cortexmdsp)
    case .sse41, .avx2, .avxVNNI, .avx512VNNI, .neon, .dotprod, .i8mm, .simd128: nil
    #elseif arch(wasm32)
    case .simd128: unsafe Int8Kernel(function: swiftlet_depthwise_int8_simd128)
    case .sse41, .avx2, .avxVNNI, .avx512VNNI, .neon, .dotprod, .i8mm, .cortexMDSP: nil
    #else
    case .sse41, .avx2, .avxVNNI, .avx512VNNI, .neon, .dotprod, .i8mm, .simd128, .cortexMDSP: nil
    #endif
    }
  }

  /// The variant for exactly this set and this format, if there is one.
  public static func float32Variant(_ set: InstructionSet, _ format: BlockFormat) -> Float32Kernel?
  {
    switch format {
    case .int8: nil
    case .float32: float32Variant(set)
    case .scaledInt8: scaledInt8Variant(set)
    case .float16: float16Variant(set)
    }
  }

  private static func float32Variant(_ set: InstructionSet) -> Float32Kernel? {
    switch set {
    case .portable: unsafe Float32Kernel(function: swiftlet_depthwise_float32_portable)
    #if arch(x86_64)
    case .avx2: unsafe Float32Kernel(function: swiftlet_depthwise_float32_avx2)
    case .avx512VNNI: unsafe Float32Kernel(function: swiftlet_depthwise_float32_avx512)
    case .sse41, .avxVNNI, .neon, .dotprod, .i8mm, .simd128, .cortexMDSP: nil
    #elseif arch(arm64)
    case .neon: unsafe Float32Kernel(function: swiftlet_depthwise_float32_neon)
    case .dotprod, .i8mm, .sse41, .avx2, .avxVNNI, .avx512VNNI, .simd128, .cortexMDSP: nil
    #else
    case .sse41, .avx2, .avxVNNI, .avx512VNNI, .neon, .dotprod, .i8mm, .simd128, .cortexMDSP: nil
    #endif
    }
  }

  private static func scaledInt8Variant(_ set: InstructionSet) -> Float32Kernel? {
    switch set {
    case .portable: unsafe Float32Kernel(function: swiftlet_depthwise_float32_int8_portable)
    #if arch(x86_64)
    case .avx2: unsafe Float32Kernel(function: swiftlet_depthwise_float32_int8_avx2)
    case .avx512VNNI: unsafe Float32Kernel(function: swiftlet_depthwise_float32_int8_avx512)
    case .sse41, .avxVNNI, .neon, .dotprod, .i8mm, .simd128, .cortexMDSP: nil
    #elseif arch(arm64)
    case .neon: unsafe Float32Kernel(function: swiftlet_depthwise_float32_int8_neon)
    case .dotprod, .i8mm, .sse41, .avx2, .avxVNNI, .avx512VNNI, .simd128, .cortexMDSP: nil
    #else
    case .sse41, .avx2, .avxVNNI, .avx512VNNI, .neon, .dotprod, .i8mm, .simd128, .cortexMDSP: nil
    #endif
    }
  }

  private static func float16Variant(_ set: InstructionSet) -> Float32Kernel? {
    switch set {
    case .portable: unsafe Float32Kernel(function: swiftlet_depthwise_float32_float16_portable)
    #if arch(x86_64)
    case .avx2: unsafe Float32Kernel(function: swiftlet_depthwise_float32_float16_avx2)
    case .avx512VNNI: unsafe Float32Kernel(function: swiftlet_depthwise_float32_float16_avx512)
    case .sse41, .avxVNNI, .neon, .dotprod, .i8mm, .simd128, .cortexMDSP: nil
    #elseif arch(arm64)
    case .neon: unsafe Float32Kernel(function: swiftlet_depthwise_float32_float16_neon)
    case .dotprod, .i8mm, .sse41, .avx2, .avxVNNI, .avx512VNNI, .simd128, .cortexMDSP: nil
    #else
    case .sse41, .avx2, .avxVNNI, .avx512VNNI, .neon, .dotprod, .i8mm, .simd128, .cortexMDSP: nil
    #endif
    }
  }
}

// Only a set that has a variant over windows gains from knowing that there is one.
extension Depthwise {
  /// Whether any set that the program was compiled for has a variant over a window.
  @inlinable @inline(__always)
  public static var hasWindowVariants: Bool {
    #if arch(x86_64) || arch(arm64)
    true
    #else
    false
    #endif
  }

  /// The variant over a window for exactly this set, if there is one.
  public static func int8WindowVariant(_ set: InstructionSet) -> Int8WindowKernel? {
    switch set {
    #if arch(x86_64)
    case .avx2: unsafe Int8WindowKernel(function: swiftlet_depthwise_window_int8_avx2)
    case .avxVNNI: unsafe Int8WindowKernel(function: swiftlet_depthwise_window_int8_avxvnni)
    case .avx512VNNI:
      unsafe Int8WindowKernel(function: swiftlet_depthwise_window_int8_avx512vnni)
    case .portable, .sse41, .neon, .dotprod, .i8mm, .simd128, .cortexMDSP: nil
    #elseif arch(arm64)
    case .neon: unsafe Int8WindowKernel(function: swiftlet_depthwise_window_int8_neon)
    case .dotprod: unsafe Int8WindowKernel(function: swiftlet_depthwise_window_int8_dotprod)
    case .portable, .sse41, .avx2, .avxVNNI, .avx512VNNI, .i8mm, .simd128, .cortexMDSP: nil
    #else
    case .portable, .sse41, .avx2, .avxVNNI, .avx512VNNI, .neon, .dotprod, .i8mm, .simd128,
      .cortexMDSP:
      nil
    #endif
    }
  }

  /// The variant over a window of float32 weights for exactly this set, if there is one.
  public static func float32WindowVariant(_ set: InstructionSet) -> Float32WindowKernel? {
    switch set {
    #if arch(x86_64)
    case .avx2: unsafe Float32WindowKernel(function: swiftlet_depthwise_window_float32_avx2)
    case .avx512VNNI:
      unsafe Float32WindowKernel(function: swiftlet_depthwise_window_float32_avx512)
    case .portable, .sse41, .avxVNNI, .neon, .dotprod, .i8mm, .simd128, .cortexMDSP: nil
    #elseif arch(arm64)
    case .neon: unsafe Float32WindowKernel(function: swiftlet_depthwise_window_float32_neon)
    case .portable, .sse41, .avx2, .avxVNNI, .avx512VNNI, .dotprod, .i8mm, .simd128, .cortexMDSP:
      nil
    #else
    case .portable, .sse41, .avx2, .avxVNNI, .avx512VNNI, .neon, .dotprod, .i8mm, .simd128,
      .cortexMDSP:
      nil
    #endif
    }
  }

  /// The variant over a window for a set, or for the nearest ``InstructionSet/fallback`` that has
  /// one, if any has; none where the lines of the output are too short to gain from it.
  ///
  /// - Precondition: the machine can run the set.
  public static func int8WindowKernel(
    for set: InstructionSet, outputWidth: Int
  ) -> Int8WindowKernel? {
    // All but AVX-512 copy every line that they see, for tiles of three pixels at least.
    guard hasWindowVariants, outputWidth >= 3 || set == .avx512VNNI else { return nil }
    var set = set
    while set != .portable {
      if let variant = int8WindowVariant(set) { return variant }
      set = set.fallback
    }
    return nil
  }

  /// The variant over a window of float32 weights for a set, or for the nearest
  /// ``InstructionSet/fallback`` that has one, if any has.
  ///
  /// - Precondition: the machine can run the set.
  public static func float32WindowKernel(for set: InstructionSet) -> Float32WindowKernel? {
    guard hasWindowVariants else { return nil }
    var set = set
    while set != .portable {
      if let variant = float32WindowVariant(set) { return variant }
      set = set.fallback
    }
    return nil
  }
}

extension Depthwise {
  /// The variant for a set, or for the nearest ``InstructionSet/fallback`` that has one.
  ///
  /// - Precondition: the machine can run the set.
  public static func int8Kernel(for set: InstructionSet) -> Int8Kernel {
    #if arch(arm) && SWIFTLET_CORTEX_M_DSP_ALONE
    return unsafe Int8Kernel(function: swiftlet_depthwise_int8_cortexmdsp)
    #else
    var set = set
    while set != .portable {
      if let variant = int8Variant(set) { return variant }
      set = set.fallback
    }
    return unsafe Int8Kernel(function: swiftlet_depthwise_int8_portable)
    #endif
  }

  /// The variant for a set, or for the nearest ``InstructionSet/fallback`` that has one.
  ///
  /// - Precondition: the machine can run the set, and the format is not `int8`.
  public static func float32Kernel(
    for set: InstructionSet, _ format: BlockFormat = .float32
  ) -> Float32Kernel {
    var set = set
    while set != .portable {
      if let variant = float32Variant(set, format) { return variant }
      set = set.fallback
    }
    return portableFloat32Kernel(format)
  }

  private static func portableFloat32Kernel(_ format: BlockFormat) -> Float32Kernel {
    switch format {
    case .int8, .float32: unsafe Float32Kernel(function: swiftlet_depthwise_float32_portable)
    case .scaledInt8: unsafe Float32Kernel(function: swiftlet_depthwise_float32_int8_portable)
    case .float16: unsafe Float32Kernel(function: swiftlet_depthwise_float32_float16_portable)
    }
  }
}
