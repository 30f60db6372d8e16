#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// Memory of its own pages, zero at first, which costs nothing until it is touched.
@safe struct PageMemory: ~Copyable {
  /// The bytes, on a page boundary; valid while the memory lives.
  @unsafe let bytes: UnsafeMutableRawBufferPointer

  /// Asks the system for memory; nil where it has none.
  init?(byteCount: Int) {
    let size = max(byteCount, 1)
    let start = unsafe mmap(
      nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let start = unsafe start, unsafe start != MAP_FAILED else { return nil }
    unsafe bytes = UnsafeMutableRawBufferPointer(start: start, count: size)
  }

  deinit {
    // `init` mapped exactly these bytes.
    unsafe munmap(bytes.baseAddress, bytes.count)
  }
}
