/// The elements of one tensor, where they lie.
///
/// Loading proves that the bytes are the tensor's; an operator's loops stay inside `count`, which
/// builds with assertions check at every access.
@safe public struct Elements<Element: BitwiseCopyable>: BitwiseCopyable, @unchecked Sendable {
  /// The first element.
  @unsafe public let address: UnsafeMutablePointer<Element>

  /// The number of elements.
  public let count: Int

  /// Creates a view of memory.
  ///
  /// - Precondition: `count` elements lie at `address`, aligned, for as long as the view is used.
  @unsafe public init(_ address: UnsafeMutableRawPointer, count: Int) {
    unsafe self.address = address.assumingMemoryBound(to: Element.self)
    self.count = count
  }

  /// The element at a position.
  ///
  /// - Precondition: `index` is in `0..<count`.
  @inline(__always)
  public subscript(index: Int) -> Element {
    get {
      assert(index >= 0 && index < count)
      return unsafe address[index]
    }
    nonmutating set {
      assert(index >= 0 && index < count)
      unsafe address[index] = newValue
    }
  }

  /// Some of the elements.
  ///
  /// - Precondition: the range is in `0..<count`.
  @inline(__always)
  public subscript(range: Range<Int>) -> Elements {
    assert(range.lowerBound >= 0 && range.upperBound <= count)
    return unsafe Elements(
      UnsafeMutableRawPointer(address + range.lowerBound), count: range.count)
  }

  /// Copies as many elements from elsewhere as there are here.
  ///
  /// - Precondition: `source` has at least as many; the two do not overlap but where they are one.
  @inline(__always)
  public func copy(from source: Elements) {
    assert(source.count >= count)
    guard unsafe address != source.address else { return }
    // As bytes: an update of elements is a loop of calls where Swift is Embedded.
    unsafe UnsafeMutableRawPointer(address).copyMemory(
      from: UnsafeRawPointer(source.address), byteCount: count * MemoryLayout<Element>.stride)
  }

  /// Sets every element to one value.
  @inline(__always)
  public func fill(_ value: Element) {
    for index in 0..<count { unsafe address[index] = value }
  }
}
