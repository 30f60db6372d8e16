// The one list of variants. A set that a program was not compiled for has none; one that the
// machine cannot run is for the caller to leave alone, by `InstructionSet.isSupported`.
extension VectorKernels {
  /// The variant for a set, or for the nearest ``InstructionSet/fallback`` that has one.
  ///
  /// - Precondition: the machine can run the set.
  @inline(__always)
  public static func nearest<Kernel>(
    _ set: InstructionSet, _ variant: (InstructionSet) -> Kernel?
  ) -> Kernel? {
    #if arch(x86_64) || arch(arm64)
    var set = set
    while set != .portable {
      if let kernel = variant(set) { return kernel }
      set = set.fallback
    }
    #endif
    return nil
  }

  /// The variant of functions of pairs of `Int8` for exactly this set, if there is one.
  public static func binaryInt8Variant(_ set: InstructionSet) -> BinaryInt8? {
    #if arch(x86_64)
    if set == .avx512VNNI { return unsafe BinaryInt8(function: swiftlet_binary_int8_avx512) }
    return set == .avx2 ? unsafe BinaryInt8(function: swiftlet_binary_int8_avx2) : nil
    #elseif arch(arm64)
    return set == .neon ? unsafe BinaryInt8(function: swiftlet_binary_int8_neon) : nil
    #else
    return nil
    #endif
  }

  /// The variant of functions of pairs of `Float` for exactly this set, if there is one.
  public static func binaryFloat32Variant(_ set: InstructionSet) -> BinaryFloat32? {
    #if arch(x86_64)
    if set == .avx512VNNI { return unsafe BinaryFloat32(function: swiftlet_binary_float32_avx512) }
    return set == .avx2 ? unsafe BinaryFloat32(function: swiftlet_binary_float32_avx2) : nil
    #elseif arch(arm64)
    return set == .neon ? unsafe BinaryFloat32(function: swiftlet_binary_float32_neon) : nil
    #else
    return nil
    #endif
  }

  /// The variant of tables for exactly this set, if there is one that the machine can run.
  public static func lookupInt8Variant(_ set: InstructionSet) -> LookupInt8? {
    #if arch(x86_64)
    if set == .avx512VNNI, swiftlet_has_avx512vbmi() != 0 {
      return unsafe LookupInt8(function: swiftlet_lookup_int8_avx512vbmi)
    }
    return set == .avx2 ? unsafe LookupInt8(function: swiftlet_lookup_int8_avx2) : nil
    #elseif arch(arm64)
    return set == .neon ? unsafe LookupInt8(function: swiftlet_lookup_int8_neon) : nil
    #else
    return nil
    #endif
  }

  /// The variant of the change from numbers to stored bytes for exactly this set, if there is one.
  public static func quantizeVariant(_ set: InstructionSet) -> Conversion? {
    #if arch(x86_64)
    if set == .avx512VNNI { return unsafe Conversion(function: swiftlet_quantize_avx512) }
    return set == .avx2 ? unsafe Conversion(function: swiftlet_quantize_avx2) : nil
    #elseif arch(arm64)
    return set == .neon ? unsafe Conversion(function: swiftlet_quantize_neon) : nil
    #else
    return nil
    #endif
  }

  /// The variant of the change from stored bytes to numbers for exactly this set, if there is one.
  public static func dequantizeVariant(_ set: InstructionSet) -> Conversion? {
    #if arch(x86_64)
    if set == .avx512VNNI { return unsafe Conversion(function: swiftlet_dequantize_avx512) }
    return set == .avx2 ? unsafe Conversion(function: swiftlet_dequantize_avx2) : nil
    #elseif arch(arm64)
    return set == .neon ? unsafe Conversion(function: swiftlet_dequantize_neon) : nil
    #else
    return nil
    #endif
  }

  /// The variant of the change of stored bytes by a factor for exactly this set, if there is one.
  public static func requantizeVariant(_ set: InstructionSet) -> Conversion? {
    #if arch(x86_64)
    if set == .avx512VNNI { return unsafe Conversion(function: swiftlet_requantize_avx512) }
    return set == .avx2 ? unsafe Conversion(function: swiftlet_requantize_avx2) : nil
    #elseif arch(arm64)
    return set == .neon ? unsafe Conversion(function: swiftlet_requantize_neon) : nil
    #else
    return nil
    #endif
  }

  /// The variant of the change of stored bytes by a distance for exactly this set, if there is one.
  public static func moveVariant(_ set: InstructionSet) -> Conversion? {
    #if arch(x86_64)
    if set == .avx512VNNI { return unsafe Conversion(function: swiftlet_move_avx512) }
    return set == .avx2 ? unsafe Conversion(function: swiftlet_move_avx2) : nil
    #elseif arch(arm64)
    return set == .neon ? unsafe Conversion(function: swiftlet_move_neon) : nil
    #else
    return nil
    #endif
  }

  /// The variant of rows stored at scales of their own for exactly this set, if there is one.
  public static func quantizedRowsVariant(_ set: InstructionSet) -> QuantizedRows? {
    #if arch(x86_64)
    if set == .avx512VNNI { return unsafe QuantizedRows(function: swiftlet_quantize_rows_avx512) }
    return set == .avx2 ? unsafe QuantizedRows(function: swiftlet_quantize_rows_avx2) : nil
    #elseif arch(arm64)
    return set == .neon ? unsafe QuantizedRows(function: swiftlet_quantize_rows_neon) : nil
    #else
    return nil
    #endif
  }

  /// The variant of a softmax of `Int8` for exactly this set, if there is one.
  public static func softmaxInt8Variant(_ set: InstructionSet) -> Softmax? {
    #if arch(x86_64)
    if set == .avx512VNNI { return unsafe Softmax(function: swiftlet_softmax_int8_avx512) }
    return set == .avx2 ? unsafe Softmax(function: swiftlet_softmax_int8_avx2) : nil
    #elseif arch(arm64)
    return set == .neon ? unsafe Softmax(function: swiftlet_softmax_int8_neon) : nil
    #else
    return nil
    #endif
  }

  /// The variant of a softmax of `Float` for exactly this set, if there is one.
  public static func softmaxFloat32Variant(_ set: InstructionSet) -> Softmax? {
    #if arch(x86_64)
    if set == .avx512VNNI { return unsafe Softmax(function: swiftlet_softmax_float32_avx512) }
    return set == .avx2 ? unsafe Softmax(function: swiftlet_softmax_float32_avx2) : nil
    #elseif arch(arm64)
    return set == .neon ? unsafe Softmax(function: swiftlet_softmax_float32_neon) : nil
    #else
    return nil
    #endif
  }

  /// The variant of normalization for exactly this set, if there is one.
  public static func normalizationFloat32Variant(_ set: InstructionSet) -> NormalizationFloat32? {
    #if arch(x86_64)
    if set == .avx512VNNI {
      return unsafe NormalizationFloat32(function: swiftlet_normalization_float32_avx512)
    }
    return set == .avx2
      ? unsafe NormalizationFloat32(function: swiftlet_normalization_float32_avx2) : nil
    #elseif arch(arm64)
    return set == .neon
      ? unsafe NormalizationFloat32(function: swiftlet_normalization_float32_neon) : nil
    #else
    return nil
    #endif
  }
}
