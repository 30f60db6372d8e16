#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// Writes whole files, all or nothing.
public enum FileWriter {
  /// Gives the file at `path` new bytes, in one step that nobody sees half done.
  ///
  /// The bytes go to a temporary file in the same folder, reach the device, and take the name in
  /// one step. When anything fails, what was there before is untouched and the temporary file is
  /// gone. An existing file keeps its permissions; a symbolic link keeps pointing and its target is
  /// replaced. Devices and pipes, such as `/dev/stdout`, are written to directly.
  ///
  /// While writing, the calling thread holds back the signals that end a process from outside (hang
  /// up, interrupt, quit, terminate), removes the temporary file when one arrives, and then lets it
  /// through. A process that catches it gets ``FileFault/Reason/interrupted``. In a process whose
  /// other threads take such signals, one may end it with the temporary file left behind.
  public static func replace(_ path: String, with bytes: RawSpan) throws(FileFault) {
    try replace(path, with: bytes, afterEachPiece: {})
  }

  /// Gives the file at `path` new bytes, in one step that nobody sees half done.
  public static func replace(_ path: String, with bytes: [UInt8]) throws(FileFault) {
    // Bytes have no padding to expose.
    try replace(path, with: unsafe bytes.span.bytes)
  }

  /// The most bytes written between two looks at the signals that wait.
  static let pieceByteCount = 1 << 20

  static func replace(
    _ path: String, with bytes: RawSpan, afterEachPiece: () -> Void
  ) throws(FileFault) {
    guard path.isPath else { throw FileFault(.write, path: path, reason: .invalidPath) }
    let existing = status(of: path)
    if existing?.isFolder == true || path.hasSuffix("/") {
      throw FileFault(.write, path: path, reason: .isFolder)
    }
    if let existing, !existing.isRegular {
      return try attempt(.write, path) { () throws(SystemFault) in
        let file = try FileDescriptor(opening: path, flags: O_WRONLY)
        _ = try write(bytes, to: file, isInterrupted: { false })
      }
    }
    let signals = HeldSignals()
    defer { signals.release() }
    let isWhole = try attempt(.write, path) { () throws(SystemFault) in
      try write(bytes, replacing: existing == nil ? path : resolved(path), existing) {
        afterEachPiece()
        return signals.hasArrived
      }
    }
    guard isWhole else { throw FileFault(.write, path: path, reason: .interrupted) }
  }

  /// Writes a temporary file and gives it the name.
  ///
  /// Returns false when interrupted.
  private static func write(
    _ bytes: RawSpan, replacing path: String, _ existing: stat?, isInterrupted: () -> Bool
  ) throws(SystemFault) -> Bool {
    let temporary = try Temporary(beside: path, mode: existing.map { $0.st_mode & 0o7777 })
    var isNamed = false
    defer { if !isNamed { unsafe unlink(temporary.name) } }
    guard try write(bytes, to: temporary.file, isInterrupted: isInterrupted) else { return false }
    try temporary.file.synchronize()
    _ = try uninterrupted { unsafe rename(temporary.name, path) }
    isNamed = true
    synchronizeFolder(of: path)
    return true
  }

  private static func write(
    _ bytes: RawSpan, to file: borrowing FileDescriptor, isInterrupted: () -> Bool
  ) throws(SystemFault) -> Bool {
    var written = 0
    while written < bytes.byteCount {
      let end = min(written + pieceByteCount, bytes.byteCount)
      written += try file.write(bytes.extracting(written..<end))
      if isInterrupted() { return false }
    }
    return true
  }

  /// Makes the new name itself survive a loss of power, where the file system can.
  private static func synchronizeFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    do {
      let file = try FileDescriptor(opening: folder, flags: O_RDONLY)
      try file.synchronize()
    } catch {
      // The file is whole and named; only its survival of a power loss is not yet certain.
    }
  }

  private static func status(of path: String) -> stat? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? status : nil
  }

  /// The path with every symbolic link followed.
  private static func resolved(_ path: String) -> String {
    guard let real = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }
}

/// A file that no other process has, beside the one that it will replace.
private struct Temporary: ~Copyable {
  let file: FileDescriptor
  let name: String

  /// Makes the file, with the mode of the one that it will replace.
  init(beside path: String, mode: mode_t?) throws(SystemFault) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    // One name in 2^64 is already taken; the system says so, and the caller may try again.
    name = "\(folder).swiftlet-\(String(UInt64.random(in: .min ... .max), radix: 36)).tmp"
    file = try FileDescriptor(opening: name, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o666)
    // A file of another owner may refuse its mode; the new file then keeps the usual one.
    if let mode { fchmod(file.number, mode) }
  }
}

/// The signals that end a process from outside, held back from the calling thread.
private struct HeldSignals {
  private let held: sigset_t
  private let before: sigset_t

  init() {
    var held = sigset_t()
    var before = sigset_t()
    unsafe sigemptyset(&held)
    for number in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] { unsafe sigaddset(&held, number) }
    unsafe pthread_sigmask(SIG_BLOCK, &held, &before)
    // Signals that the caller already holds back are the caller's to answer.
    for number in [SIGHUP, SIGINT, SIGQUIT, SIGTERM]
    where unsafe sigismember(&before, number) == 1 {
      unsafe sigdelset(&held, number)
    }
    self.held = held
    self.before = before
  }

  /// Whether one of them waits to be delivered.
  var hasArrived: Bool {
    var pending = sigset_t()
    var held = held
    guard unsafe sigpending(&pending) == 0 else { return false }
    return [SIGHUP, SIGINT, SIGQUIT, SIGTERM].contains { number in
      unsafe sigismember(&held, number) == 1 && sigismember(&pending, number) == 1
    }
  }

  /// Delivers what waits, and restores the caller's own choice.
  func release() {
    var before = before
    unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
  }
}
