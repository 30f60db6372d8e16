import Glibc

/// Memory that ends where readable memory ends, so that one byte further faults.
@safe public final class GuardedBytes {
  /// The memory; its last byte is the last of a page.
  @unsafe public let bytes: UnsafeMutableRawBufferPointer
  private let mapping: UnsafeMutableRawBufferPointer

  /// Maps memory that holds a number of bytes, all zero.
  public init(byteCount: Int) {
    let pageByteCount = Int(getpagesize())
    let pageCount = (byteCount + pageByteCount - 1) / pageByteCount + 1
    let base = unsafe mmap(
      nil, pageCount * pageByteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let base = unsafe base, unsafe base != MAP_FAILED else { fatalError("no memory to map") }
    let end = unsafe base + (pageCount - 1) * pageByteCount
    guard unsafe mprotect(end, pageByteCount, PROT_NONE) == 0 else { fatalError("no guard page") }
    unsafe mapping = .init(start: base, count: pageCount * pageByteCount)
    unsafe bytes = .init(start: end - byteCount, count: byteCount)
  }

  deinit { unsafe munmap(mapping.baseAddress, mapping.count) }

  /// Maps memory that holds the elements.
  public convenience init<Element: BitwiseCopyable>(_ elements: [Element]) {
    self.init(byteCount: elements.count * MemoryLayout<Element>.stride)
    unsafe elements.withUnsafeBytes { unsafe bytes.copyMemory(from: $0) }
  }

  /// Lends the memory as a span, to be filled.
  public func fill(_ body: (inout MutableRawSpan) -> Void) {
    // The mapping outlives the call.
    var span = unsafe MutableRawSpan(_unsafeBytes: bytes)
    body(&span)
  }

  /// The address of the first element.
  @unsafe public func start<Element>(as type: Element.Type) -> UnsafeMutablePointer<Element> {
    // The mapping is never empty, so its end always has an address.
    let end = unsafe mapping.baseAddress.map { unsafe $0 + mapping.count - Int(getpagesize()) }
    guard let end = unsafe end else { fatalError("no memory mapped") }
    return unsafe (end - bytes.count).assumingMemoryBound(to: type)
  }
}

/// A fixed sequence of random numbers (SplitMix64).
public struct Sequence64: RandomNumberGenerator {
  private var state: UInt64

  /// Starts the sequence of a seed.
  public init(seed: Int) { state = UInt64(truncatingIfNeeded: seed) }

  /// The next number.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number of `Int8` values, or of only its two ends.
  mutating func int8s(_ count: Int, extreme: Bool) -> [Int8] {
    (0..<count).map { _ in
      extreme ? (next() & 3 == 0 ? 127 : -128) : Int8(truncatingIfNeeded: next())
    }
  }

  /// The bits of a number of half-precision values.
  mutating func halves(_ count: Int, extreme: Bool) -> [UInt16] {
    (0..<count).map { _ in
      let bits = UInt16(truncatingIfNeeded: next())
      // Of any size, or between a sixteenth and one.
      return extreme ? bits : 0x2C00 + bits % 0x1000 | bits & 0x8000
    }
  }

  /// A number of `Float` values near one, or of those that arithmetic finds hardest.
  mutating func floats(_ count: Int, extreme: Bool) -> [Float] {
    let hard: [Float] = [
      0, -0.0, .infinity, -.infinity, .nan, .greatestFiniteMagnitude, .leastNormalMagnitude,
      .leastNonzeroMagnitude, -0x1p-140, 0x1p-75, 0x1.000002p-75, 0x1p60, 0x1.fffffep63, 1, -1,
    ]
    return (0..<count).map { _ in
      guard extreme, next() & 1 == 0 else { return Float.random(in: -2...2, using: &self) }
      // Rare infinities, lest every sum be one.
      let index = Int(next() % UInt64(hard.count))
      return hard[index].isFinite || next() & 31 == 0 ? hard[index] : 0x1p-149
    }
  }
}
