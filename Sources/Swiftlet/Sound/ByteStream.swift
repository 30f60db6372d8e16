#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// Bytes that come one after the other: from a file, a pipe, standard input or memory.
public final class ByteStream {
  /// What messages call it.
  public let name: String

  /// The bytes that are still to come, where that is known.
  public private(set) var remainingCount: Int?

  private let file: FileDescriptor?
  private var bytes: ArraySlice<UInt8>

  /// Opens a file or a pipe.
  public init(path: String) throws(FileFault) {
    guard path.isPath else { throw FileFault(.read, path: path, reason: .invalidPath) }
    let file = try attempt(.read, path) { () throws(SystemFault) in
      try FileDescriptor(opening: path, flags: O_RDONLY)
    }
    let status = try attempt(.read, path) { () throws(SystemFault) in try file.status() }
    guard !status.isFolder else { throw FileFault(.read, path: path, reason: .isFolder) }
    name = path
    remainingCount = status.isRegular ? Int(status.st_size) : nil
    self.file = consume file
    bytes = []
  }

  /// Reads standard input, whose end is not known.
  public static func standardInput() throws(FileFault) -> ByteStream {
    let file = try attempt(.read, "-") { () throws(SystemFault) in
      try FileDescriptor(copying: 0)
    }
    return ByteStream(file, name: "-")
  }

  /// Gives bytes of memory; the end is not known ahead where `isEndless`.
  public init(_ bytes: [UInt8], name: String = "memory", isEndless: Bool = false) {
    self.name = name
    self.bytes = bytes[...]
    file = nil
    remainingCount = isEndless ? nil : bytes.count
  }

  private init(_ file: consuming FileDescriptor, name: String) {
    self.name = name
    self.file = consume file
    bytes = []
  }

  /// The next bytes, as many as have come and at most `limit`; empty at the end.
  public func some(atMost limit: Int) throws(FileFault) -> [UInt8] {
    guard file != nil else {
      let part = Array(bytes.prefix(limit))
      advance(part)
      bytes = bytes.dropFirst(part.count)
      return part
    }
    let part = try attempt(.read, name) { () throws(SystemFault) in
      try file?.read(atMost: limit) ?? []
    }
    advance(part)
    return part
  }

  /// The next bytes, `count` of them; fewer only at the end.
  public func exactly(_ count: Int) throws(FileFault) -> [UInt8] {
    var whole: [UInt8] = []
    while whole.count < count {
      let part = try some(atMost: min(count - whole.count, 1 << 16))
      guard !part.isEmpty else { break }
      whole += part
    }
    return whole
  }

  /// Passes over bytes, and returns whether there were so many.
  func skip(_ count: Int) throws(FileFault) -> Bool {
    var rest = count
    while rest > 0 {
      let part = try some(atMost: min(rest, 1 << 16))
      guard !part.isEmpty else { return false }
      rest -= part.count
    }
    return true
  }

  private func advance(_ part: [UInt8]) {
    if let count = remainingCount { remainingCount = max(0, count - part.count) }
  }
}

extension FileDescriptor {
  /// Opens again what a number stands for.
  fileprivate init(copying number: Int32) throws(SystemFault) {
    let copy = try uninterrupted { dup(number) }
    self.init(owning: copy)
  }

  /// Waits for bytes, and returns those that have come; none at the end.
  fileprivate func read(atMost limit: Int) throws(SystemFault) -> [UInt8] {
    var fault: SystemFault?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      do throws(SystemFault) {
        // The system writes at most the capacity asked for.
        count = try uninterrupted { unsafe Self.read(number, buffer) }
      } catch {
        fault = error
      }
    }
    if let fault { throw fault }
    return bytes
  }

  private static func read(_ number: Int32, _ buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
    #if canImport(Glibc)
    unsafe Glibc.read(number, buffer.baseAddress, buffer.count)
    #else
    unsafe Darwin.read(number, buffer.baseAddress, buffer.count)
    #endif
  }
}
