public import CSwiftletKernels

extension Dot {
  /// One way to run an `Int8` job, chosen once and kept in a plan.
  @safe public struct Int8Kernel: BitwiseCopyable {
    fileprivate let function: @convention(c) (UnsafePointer<Int8Job>) -> Void

    /// Whether a job may have a window.
    public let takesWindows: Bool

    fileprivate init(
      function: @convention(c) (UnsafePointer<Int8Job>) -> Void, takesWindows: Bool = false
    ) {
      unsafe self.function = function
      self.takesWindows = takesWindows
    }

    /// Runs a job that satisfies the preconditions of `dot.h`.
    @unsafe public func callAsFunction(_ job: Int8Job) {
      unsafe withUnsafePointer(to: job) { unsafe function($0) }
    }

    /// Runs a job whose rows are places of a window, which ``takesWindows`` allows.
    @unsafe public func callAsFunction(_ job: Int8Job, through window: Dot.Window) {
      unsafe withUnsafePointer(to: window) { window in
        var job = unsafe job
        unsafe job.window = window
        unsafe self(job)
      }
    }
  }

  /// One way to run a `Float` job, chosen once and kept in a plan.
  @safe public struct Float32Kernel: BitwiseCopyable {
    fileprivate let function: @convention(c) (UnsafePointer<Float32Job>) -> Void

    /// Runs a job that satisfies the preconditions of `dot.h`.
    @unsafe public func callAsFunction(_ job: Float32Job) {
      unsafe withUnsafePointer(to: job) { unsafe function($0) }
    }

    /// Runs a job whose rows are places of a window, where ``Build/hasWindowKernels``.
    @unsafe public func callAsFunction(_ job: Float32Job, through window: Dot.Window) {
      #if arch(x86_64) || arch(arm64)
      unsafe withUnsafePointer(to: job) { job in
        unsafe withUnsafePointer(to: window) {
          unsafe swiftlet_dot_windows_float32(job, $0, function)
        }
      }
      #endif
    }
  }
}

// The one list of variants. A set that a program was not compiled for has none; one that the
// machine cannot run is for the caller to leave alone, by `InstructionSet.isSupported`.
extension Dot {
  /// The variant for exactly this set, if there is one.
  public static func int8Variant(_ set: InstructionSet) -> Int8Kernel? {
    switch set {
    case .portable: unsafe Int8Kernel(function: swiftlet_dot_int8_portable)
    #if arch(x86_64)
    case .sse41: unsafe Int8Kernel(function: swiftlet_dot_int8_sse41, takesWindows: true)
    case .avx2: unsafe Int8Kernel(function: swiftlet_dot_int8_avx2, takesWindows: true)
    case .avxVNNI: unsafe Int8Kernel(function: swiftlet_dot_int8_avxvnni, takesWindows: true)
    case .avx512VNNI:
      unsafe Int8Kernel(function: swiftlet_dot_int8_avx512vnni, takesWindows: true)
    case .neon, .dotprod, .i8mm, .simd128, .cortexMDSP: nil
    #elseif arch(arm64)
    case .neon: unsafe Int8Kernel(function: swiftlet_dot_int8_neon, takesWindows: true)
    case .dotprod: unsafe Int8Kernel(function: swiftlet_dot_int8_dotprod, takesWindows: true)
    case .i8mm: unsafe Int8Kernel(function: swiftlet_dot_int8_i8mm, takesWindows: true)
    case .sse41, .avx2, .avxVNNI, .avx512VNNI, .simd128, .cortexMDSP: nil
    #elseif arch(arm)
    case .cortexMDSP: unsafe Int8Kernel(function: swiftlet_dot_int8_cortexmdsp)
    case .sse41, .avx2, .avxVNNI, .avx512VNNI, .neon, .dotprod, .i8mm, .simd128: nil
    #elseif arch(wasm32)
    case .simd128: unsafe Int8Kernel(function: swiftlet_dot_int8_simd128)
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
    case .portable: unsafe Float32Kernel(function: swiftlet_dot_float32_portable)
    #if arch(x86_64)
    case .avx2: unsafe Float32Kernel(function: swiftlet_dot_float32_avx2)
    case .avx512VNNI: unsafe Float32Kernel(function: swiftlet_dot_float32_avx512)
    case .sse41, .avxVNNI, .neon, .dotprod, .i8mm, .simd128, .cortexMDSP: nil
    #elseif arch(arm64)
    case .neon: unsafe Float32Kernel(function: swiftlet_dot_float32_neon)
    case .dotprod, .i8mm, .sse41, .avx2, .avxVNNI, .avx512VNNI, .simd128, .cortexMDSP: nil
    #else
    case .sse41, .avx2, .avxVNNI, .avx512VNNI, .neon, .dotprod, .i8mm, .simd128, .cortexMDSP: nil
    #endif
    }
  }

  private static func scaledInt8Variant(_ set: InstructionSet) -> Float32Kernel? {
    switch set {
    case .portable: unsafe Float32Kernel(function: swiftlet_dot_float32_int8_portable)
    #if arch(x86_64)
    case .avx2: unsafe Float32Kernel(function: swiftlet_dot_float32_int8_avx2)
    case .avx512VNNI: unsafe Float32Kernel(function: swiftlet_dot_float32_int8_avx512)
    case .sse41, .avxVNNI, .neon, .dotprod, .i8mm, .simd128, .cortexMDSP: nil
    #elseif arch(arm64)
    case .neon: unsafe Float32Kernel(function: swiftlet_dot_float32_int8_neon)
    case .dotprod, .i8mm, .sse41, .avx2, .avxVNNI, .avx512VNNI, .simd128, .cortexMDSP: nil
    #else
    case .sse41, .avx2, .avxVNNI, .avx512VNNI, .neon, .dotprod, .i8mm, .simd128, .cortexMDSP: nil
    #endif
    }
  }

  private static func float16Variant(_ set: InstructionSet) -> Float32Kernel? {
    switch set {
    case .portable: unsafe Float32Kernel(function: swiftlet_dot_float32_float16_portable)
    #if arch(x86_64)
    case .avx2: unsafe Float32Kernel(function: swiftlet_dot_float32_float16_avx2)
    case .avx512VNNI: unsafe Float32Kernel(function: swiftlet_dot_float32_float16_avx512)
    case .sse41, .avxVNNI, .neon, .dotprod, .i8mm, .simd128, .cortexMDSP: nil
    #elseif arch(arm64)
    case .neon: unsafe Float32Kernel(function: swiftlet_dot_float32_float16_neon)
    case .dotprod, .i8mm, .sse41, .avx2, .avxVNNI, .avx512VNNI, .simd128, .cortexMDSP: nil
    #else
    case .sse41, .avx2, .avxVNNI, .avx512VNNI, .neon, .dotprod, .i8mm, .simd128, .cortexMDSP: nil
    #endif
    }
  }
}

extension Dot {
  /// The variant for a set, or for the nearest ``InstructionSet/fallback`` that has one.
  ///
  /// - Precondition: the machine can run the set.
  public static func int8Kernel(for set: InstructionSet) -> Int8Kernel {
    #if arch(arm) && SWIFTLET_CORTEX_M_DSP_ALONE
    return unsafe Int8Kernel(function: swiftlet_dot_int8_cortexmdsp)
    #else
    var set = set
    while set != .portable {
      if let variant = int8Variant(set) { return variant }
      set = set.fallback
    }
    return unsafe Int8Kernel(function: swiftlet_dot_int8_portable)
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
    case .int8, .float32: unsafe Float32Kernel(function: swiftlet_dot_float32_portable)
    case .scaledInt8: unsafe Float32Kernel(function: swiftlet_dot_float32_int8_portable)
    case .float16: unsafe Float32Kernel(function: swiftlet_dot_float32_float16_portable)
    }
  }
}
