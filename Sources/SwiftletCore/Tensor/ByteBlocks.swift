/// The bytes of up to eight tensors, where they lie.
@safe struct ByteBlocks: BitwiseCopyable {
  private var addresses = unsafe InlineArray<8, UnsafeMutableRawPointer?>(repeating: nil)
  private var byteCounts = InlineArray<8, Int32>(repeating: 0)

  /// The number of tensors.
  private(set) var count: Int32 = 0

  /// Creates an empty list.
  init() {}

  /// Adds the bytes of a tensor, of which there are fewer than 2³¹.
  ///
  /// - Precondition: there are fewer than eight tensors.
  mutating func append(_ bytes: Elements<UInt8>) {
    assert(count < 8)
    unsafe addresses[Int(count)] = UnsafeMutableRawPointer(bytes.address)
    byteCounts[Int(count)] = Int32(truncatingIfNeeded: bytes.count)
    count += 1
  }

  /// The bytes of a tensor.
  ///
  /// - Precondition: `index` is in `0..<count`.
  subscript(index: Int) -> Elements<UInt8> {
    assert(index >= 0 && index < Int(count))
    // Every position below `count` was given its address; the first one stands in for none.
    guard let address = unsafe addresses[index] else { return self[0] }
    return unsafe Elements(address, count: Int(byteCounts[index]))
  }
}
