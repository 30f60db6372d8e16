#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// The bytes of a file, mapped into memory and read only.
///
/// Opening costs the same for every size: pages are read when they are first touched, and shared
/// with every process that maps the file. The file must not shrink while it is mapped; the system
/// ends a process that touches a page that is no longer there. ``FileWriter`` never shrinks a file
/// in place.
@safe public final class MappedFile: Sendable {
  /// The path as the caller gave it.
  public let path: String

  /// The number of bytes, at least one.
  public var byteCount: Int { unsafe mapping.count }

  // Pages are mapped without permission to write, and only `deinit` unmaps them.
  private nonisolated(unsafe) let mapping: UnsafeRawBufferPointer

  /// Maps a regular file that is not empty.
  public init(path: String) throws(FileFault) {
    self.path = path
    guard path.isPath else { throw FileFault(.read, path: path, reason: .invalidPath) }
    let file = try attempt(.read, path) { () throws(SystemFault) in
      // Without O_NONBLOCK, opening a pipe waits for a writer.
      try FileDescriptor(opening: path, flags: O_RDONLY | O_NONBLOCK)
    }
    let status = try attempt(.read, path) { () throws(SystemFault) in try file.status() }
    if let reason = Self.reasonToRefuse(status) {
      throw FileFault(.read, path: path, reason: reason)
    }
    unsafe mapping = try attempt(.read, path) { () throws(SystemFault) in
      try unsafe file.map(byteCount: Int(status.st_size))
    }
  }

  deinit {
    unsafe munmap(UnsafeMutableRawPointer(mutating: mapping.baseAddress), mapping.count)
  }

  /// Every byte of the file, on a page boundary, valid while this object lives.
  @unsafe public var bytes: UnsafeRawBufferPointer { unsafe mapping }

  /// Calls `body` with every byte of the file.
  public func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // The span ends with the call, and `self` outlives it.
    try body(unsafe mapping.bytes)
  }

  private static func reasonToRefuse(_ status: stat) -> FileFault.Reason? {
    if status.isFolder { return .isFolder }
    if !status.isRegular { return .isNotRegular }
    return status.st_size == 0 ? .isEmpty : nil
  }
}

extension FileDescriptor {
  /// Maps the first bytes of the file, read only.
  fileprivate func map(byteCount: Int) throws(SystemFault) -> UnsafeRawBufferPointer {
    let start = unsafe mmap(nil, byteCount, PROT_READ, MAP_PRIVATE, number, 0)
    guard let start = unsafe start, unsafe start != MAP_FAILED else {
      throw SystemFault(code: errno)
    }
    return unsafe UnsafeRawBufferPointer(start: start, count: byteCount)
  }
}
