internal import CSwiftletKernels

/// A set of machine instructions that a kernel may have a variant for.
///
/// The raw value is the bit of the set in `swiftlet_instruction_sets`.
public enum InstructionSet: UInt8, Sendable, BitwiseCopyable {
  /// Plain C, for every machine.
  case portable
  /// SSE4.1, on x86-64.
  case sse41
  /// AVX2 with FMA, on x86-64.
  case avx2
  /// AVX-VNNI: AVX2 and eight-bit dot products, on x86-64.
  case avxVNNI
  /// AVX-512 F, DQ, BW, VL and VNNI, on x86-64.
  case avx512VNNI
  /// Advanced SIMD, on AArch64.
  case neon
  /// The dot products of ARMv8.2, on AArch64.
  case dotprod
  /// The eight-bit matrix products of ARMv8.6, on AArch64.
  case i8mm
  /// The 128-bit vectors of WebAssembly.
  case simd128
  /// The 16-bit pairs of ARMv7E-M.
  case cortexMDSP
}

extension InstructionSet {
  /// The number of sets, whose raw values count from zero.
  public static var count: Int { 10 }

  /// The best set that this processor and its operating system can run.
  public static var best: InstructionSet {
    if avx512VNNI.isSupported { return .avx512VNNI }
    if avxVNNI.isSupported { return .avxVNNI }
    if avx2.isSupported { return .avx2 }
    if sse41.isSupported { return .sse41 }
    if i8mm.isSupported { return .i8mm }
    if dotprod.isSupported { return .dotprod }
    if neon.isSupported { return .neon }
    if simd128.isSupported { return .simd128 }
    return cortexMDSP.isSupported ? .cortexMDSP : .portable
  }

  /// Whether this processor and its operating system can run the set.
  ///
  /// Where nobody can be asked, on bare metal and in WebAssembly, it is whether the program was
  /// compiled for the set.
  public var isSupported: Bool { swiftlet_instruction_sets() & (1 << UInt32(rawValue)) != 0 }

  /// The set whose variant stands in where a kernel has none for this one.
  ///
  /// It is the nearest lower set of the same family, which every machine with this one can run;
  /// under the lowest is ``portable``, which every kernel has.
  public var fallback: InstructionSet {
    switch self {
    case .portable, .sse41, .neon, .simd128, .cortexMDSP: .portable
    case .avx2: .sse41
    case .avxVNNI, .avx512VNNI: .avx2
    case .dotprod: .neon
    case .i8mm: .dotprod
    }
  }

  /// The name of the set, as commands and reports spell it.
  public var name: StaticString {
    switch self {
    case .portable: "portable"
    case .sse41: "sse4.1"
    case .avx2: "avx2"
    case .avxVNNI: "avx-vnni"
    case .avx512VNNI: "avx512-vnni"
    case .neon: "neon"
    case .dotprod: "dotprod"
    case .i8mm: "i8mm"
    case .simd128: "simd128"
    case .cortexMDSP: "cortex-m-dsp"
    }
  }

  /// The set of a ``name`` in UTF-8, or nil if no set is called that.
  public init?(name: Span<UInt8>) {
    for rawValue in 0..<UInt8(Self.count) {
      guard let set = InstructionSet(rawValue: rawValue) else { return nil }
      if set.isNamed(name) {
        self = set
        return
      }
    }
    return nil
  }

  private func isNamed(_ other: Span<UInt8>) -> Bool {
    guard name.utf8CodeUnitCount == other.count else { return false }
    for index in other.indices {
      // The index is below the count of both.
      guard unsafe name.utf8Start[index] == other[index] else { return false }
    }
    return true
  }
}
