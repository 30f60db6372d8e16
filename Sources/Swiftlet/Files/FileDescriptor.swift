#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// An open file that closes itself.
struct FileDescriptor: ~Copyable {
  let number: Int32

  /// Opens a path, and reports the `errno` of a refusal.
  init(opening path: String, flags: Int32, mode: mode_t = 0) throws(SystemFault) {
    let number = try uninterrupted { unsafe open(path, flags | O_CLOEXEC, mode) }
    self.number = number
  }

  /// Takes over an open file.
  init(owning number: Int32) { self.number = number }

  deinit { close(number) }

  /// What the system knows of the file.
  func status() throws(SystemFault) -> stat {
    var status = stat()
    guard unsafe fstat(number, &status) == 0 else { throw SystemFault(code: errno) }
    return status
  }

  /// Writes as many of the bytes as the system takes at once, and returns their number.
  func write(_ bytes: RawSpan) throws(SystemFault) -> Int {
    try uninterrupted {
      // The pointer does not leave the closure, and the count is the span's own.
      unsafe bytes.withUnsafeBytes { unsafe Self.write(number, $0) }
    }
  }

  private static func write(_ number: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
    unsafe Glibc.write(number, bytes.baseAddress, bytes.count)
    #else
    unsafe Darwin.write(number, bytes.baseAddress, bytes.count)
    #endif
  }

  /// Waits until the device holds what was written.
  func synchronize() throws(SystemFault) {
    do throws(SystemFault) {
      _ = try uninterrupted { fsync(number) }
    } catch {
      // Some files and file systems have nothing to wait for.
      guard [EINVAL, EROFS, ENOTSUP].contains(error.code) else { throw error }
    }
  }
}

/// An error number of the system.
struct SystemFault: Error, Equatable {
  let code: Int32
}

/// Turns an error number that `body` throws into the fault of what is being done to a path.
func attempt<Result: ~Copyable>(
  _ action: FileFault.Action, _ path: String, _ body: () throws(SystemFault) -> Result
) throws(FileFault) -> Result {
  do {
    return try body()
  } catch {
    throw FileFault(action, path: path, code: error.code)
  }
}

/// Repeats a system call while a signal interrupts it; a negative result throws its `errno`.
func uninterrupted<Result: FixedWidthInteger & SignedInteger>(
  _ call: () -> Result
) throws(SystemFault) -> Result {
  while true {
    let result = call()
    guard result < 0 else { return result }
    guard errno == EINTR else { throw SystemFault(code: errno) }
  }
}

extension stat {
  var isFolder: Bool { st_mode & S_IFMT == S_IFDIR }
  var isRegular: Bool { st_mode & S_IFMT == S_IFREG }
}

extension String {
  /// Whether the system can take the string as a path.
  var isPath: Bool { !isEmpty && !utf8.contains(0) }
}
