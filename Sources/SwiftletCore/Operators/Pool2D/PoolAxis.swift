/// The windows along one axis of an image.
struct PoolAxis: BitwiseCopyable {
  /// The indices of the image.
  let length: Int32
  /// The number of windows.
  let count: Int32
  /// The taps of a window.
  let kernel: Int32
  /// The indices from one window to the next.
  let stride: Int32
  /// The indices from one tap to the next.
  let dilation: Int32
  /// The indices of padding before the image.
  let before: Int32

  /// Works out the windows, and refuses numbers out of range and windows of padding alone.
  init(
    length: Int, kernel: Int32, stride: Int32, dilation: Int32, before: Int32, after: Int32,
    field: Int
  ) throws(ModelFault.Reason) {
    guard kernel >= 1 else { throw .attributeOutOfRange(field: field) }
    guard stride >= 1 else { throw .attributeOutOfRange(field: field + 2) }
    guard dilation >= 1 else { throw .attributeOutOfRange(field: field + 4) }
    let pads: ClosedRange<Int32> = 0...32767
    guard pads.contains(before) else { throw .attributeOutOfRange(field: field + 6) }
    guard pads.contains(after) else { throw .attributeOutOfRange(field: field + 8) }
    let reach = (kernel - 1).multipliedReportingOverflow(by: dilation)
    let padded = Int32(truncatingIfNeeded: length).addingReportingOverflow(before + after)
    guard !reach.overflow, !padded.overflow, reach.partialValue < padded.partialValue else {
      throw .attributeOutOfRange(field: field)
    }
    self.length = Int32(truncatingIfNeeded: length)
    self.count = (padded.partialValue - reach.partialValue - 1) / stride + 1
    self.kernel = kernel
    self.stride = stride
    self.dilation = kernel == 1 ? 1 : dilation
    self.before = before
    try checkWindows(field: field)
  }

  /// Asks for a tap of each window to lie in the image.
  private func checkWindows(field: Int) throws(ModelFault.Reason) {
    // Windows that start in the image have one; before it start 32768 at most.
    guard (count - 1) * stride - before < length else {
      throw .attributeOutOfRange(field: field + 8)
    }
    var window: Int32 = 0
    while window < count, window * stride < before {
      guard !taps(ofWindow: Int(window)).isEmpty else {
        throw .attributeOutOfRange(field: field + 6)
      }
      window += 1
    }
  }

  /// The index of a window's first tap; below zero in the padding.
  func start(ofWindow window: Int) -> Int { window * Int(stride) - Int(before) }

  /// The taps of a window that lie in the image.
  func taps(ofWindow window: Int) -> Range<Int> {
    let (start, dilation) = (start(ofWindow: window), Int(dilation))
    let first = start < 0 ? (-start - 1) / dilation + 1 : 0
    let end = min(Int(kernel), start < Int(length) ? (Int(length) - 1 - start) / dilation + 1 : 0)
    return first..<max(first, end)
  }
}
