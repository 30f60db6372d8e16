// A job is a C structure, so whoever fills one in needs the members of the C module.
@_exported public import CSwiftletKernels

/// Kernels that make elements of an output one by one, many at a time in vectors.
///
/// `elementwise.h` states what each makes of a job. The operators' own loops in Swift are the
/// portable variants: there is a kernel only where an instruction set is faster.
///
/// - Precondition: what `elementwise.h` asks of a job. Kernels check nothing; loading does.
/// - Exactness: every kernel gives the bits of the operator's reference.
public enum VectorKernels {
  /// A function of pairs of `Int8`, chosen once and kept in a plan.
  @safe public struct BinaryInt8: BitwiseCopyable {
    #if arch(x86_64) || arch(arm64)
    let function: @convention(c) (UnsafePointer<swiftlet_binary_int8>) -> Void
    #else
    let function: Missing
    #endif

    /// Runs a job that satisfies the preconditions of `elementwise.h`.
    @unsafe public func callAsFunction(_ job: swiftlet_binary_int8) {
      #if arch(x86_64) || arch(arm64)
      unsafe withUnsafePointer(to: job) { unsafe function($0) }
      #endif
    }
  }

  /// A function of pairs of `Float`, chosen once and kept in a plan.
  @safe public struct BinaryFloat32: BitwiseCopyable {
    #if arch(x86_64) || arch(arm64)
    let function: @convention(c) (UnsafePointer<swiftlet_binary_float32>) -> Void
    #else
    let function: Missing
    #endif

    /// Runs a job that satisfies the preconditions of `elementwise.h`.
    @unsafe public func callAsFunction(_ job: swiftlet_binary_float32) {
      #if arch(x86_64) || arch(arm64)
      unsafe withUnsafePointer(to: job) { unsafe function($0) }
      #endif
    }
  }

  /// A table of the results of `Int8`, chosen once and kept in a plan.
  @safe public struct LookupInt8: BitwiseCopyable {
    #if arch(x86_64) || arch(arm64)
    let function: @convention(c) (UnsafePointer<swiftlet_lookup_int8>) -> Void
    #else
    let function: Missing
    #endif

    /// Runs a job that satisfies the preconditions of `elementwise.h`.
    @unsafe public func callAsFunction(_ job: swiftlet_lookup_int8) {
      #if arch(x86_64) || arch(arm64)
      unsafe withUnsafePointer(to: job) { unsafe function($0) }
      #endif
    }
  }

  /// A change of what stands for a number, chosen once and kept in a plan.
  @safe public struct Conversion: BitwiseCopyable {
    #if arch(x86_64) || arch(arm64)
    let function: @convention(c) (UnsafePointer<swiftlet_conversion>) -> Void
    #else
    let function: Missing
    #endif

    /// Runs a job that satisfies the preconditions of `elementwise.h`.
    @unsafe public func callAsFunction(_ job: swiftlet_conversion) {
      #if arch(x86_64) || arch(arm64)
      unsafe withUnsafePointer(to: job) { unsafe function($0) }
      #endif
    }
  }

  /// Rows stored at scales of their own, chosen once and kept in a plan.
  @safe public struct QuantizedRows: BitwiseCopyable {
    #if arch(x86_64) || arch(arm64)
    let function: @convention(c) (UnsafePointer<swiftlet_quantized_rows>) -> Void
    #else
    let function: Missing
    #endif

    /// Runs a job that satisfies the preconditions of `elementwise.h`.
    @unsafe public func callAsFunction(_ job: swiftlet_quantized_rows) {
      #if arch(x86_64) || arch(arm64)
      unsafe withUnsafePointer(to: job) { unsafe function($0) }
      #endif
    }
  }

  /// A softmax along lines of neighbours, chosen once and kept in a plan.
  @safe public struct Softmax: BitwiseCopyable {
    #if arch(x86_64) || arch(arm64)
    let function: @convention(c) (UnsafePointer<swiftlet_softmax>) -> Void
    #else
    let function: Missing
    #endif

    /// Runs a job that satisfies the preconditions of `elementwise.h`.
    @unsafe public func callAsFunction(_ job: swiftlet_softmax) {
      #if arch(x86_64) || arch(arm64)
      unsafe withUnsafePointer(to: job) { unsafe function($0) }
      #endif
    }
  }

  /// A normalization along lines of neighbours, chosen once and kept in a plan.
  @safe public struct NormalizationFloat32: BitwiseCopyable {
    #if arch(x86_64) || arch(arm64)
    let function: @convention(c) (UnsafePointer<swiftlet_normalization_float32>) -> Void
    #else
    let function: Missing
    #endif

    /// Runs a job that satisfies the preconditions of `elementwise.h`.
    @unsafe public func callAsFunction(_ job: swiftlet_normalization_float32) {
      #if arch(x86_64) || arch(arm64)
      unsafe withUnsafePointer(to: job) { unsafe function($0) }
      #endif
    }
  }

  /// A function of one `Float`, chosen once and kept in a plan.
  @safe public struct UnaryFloat32: BitwiseCopyable {
    #if arch(x86_64) || arch(arm64)
    let function: @convention(c) (UnsafePointer<swiftlet_unary_float32>) -> Void
    #else
    let function: Missing
    #endif

    /// Runs a job that satisfies the preconditions of `elementwise.h`.
    @unsafe public func callAsFunction(_ job: swiftlet_unary_float32) {
      #if arch(x86_64) || arch(arm64)
      unsafe withUnsafePointer(to: job) { unsafe function($0) }
      #endif
    }
  }

  /// The most elements of a line of `Int8` that a softmax takes.
  public static var mostStoredSoftmaxElements: Int { 2048 }
}

#if !(arch(x86_64) || arch(arm64))
/// The function of a kernel on a machine that has none, so that no code for it remains.
enum Missing: BitwiseCopyable {}
#endif
