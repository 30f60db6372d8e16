/// What a build is made for; the compiler removes what it excludes.
///
/// `-D SWIFTLET_CORTEX_M_DSP_ALONE` leaves the portable kernels for `Int8` out of firmware for a
/// Cortex-M with DSP instructions, whichever set a program asks for.
public enum Build {
  /// Whether float32 tensors are computed with.
  ///
  /// `-D SWIFTLET_WITHOUT_FLOAT32` leaves them out of firmware whose models are quantized; a file
  /// that has one is then refused while it loads.
  @inlinable @inline(__always)
  public static var computesFloat32: Bool {
    #if SWIFTLET_WITHOUT_FLOAT32
    false
    #else
    true
    #endif
  }

  /// Whether the least code is the best: on microcontrollers, which have no vectors to fill.
  @inlinable @inline(__always)
  public static var prefersLeastCode: Bool {
    #if arch(arm)
    true
    #else
    false
    #endif
  }

  /// Whether a kernel may take the windows of a convolution whole.
  @inlinable @inline(__always)
  public static var hasWindowKernels: Bool {
    #if arch(x86_64) || arch(arm64)
    true
    #else
    false
    #endif
  }
}
