#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A block of memory that starts at a page and holds zeros until it is written.
@safe final class ZeroedMemory: @unchecked Sendable {
  /// The bytes, which whoever made the block divides among those that use it.
  @unsafe let bytes: UnsafeMutableRawBufferPointer

  /// Asks the system for at least one byte.
  init(byteCount: Int) throws(ModelError) {
    let start = unsafe mmap(
      nil, max(1, byteCount), PROT_READ | PROT_WRITE, MAP_PRIVATE | anonymous, -1, 0)
    guard let start = unsafe start, unsafe start != MAP_FAILED else {
      throw .memoryRefused(byteCount: byteCount)
    }
    unsafe bytes = UnsafeMutableRawBufferPointer(start: start, count: byteCount)
  }

  deinit { unsafe munmap(bytes.baseAddress, max(1, bytes.count)) }
}

#if canImport(Glibc)
private let anonymous = MAP_ANONYMOUS
#else
private let anonymous = MAP_ANON
#endif
