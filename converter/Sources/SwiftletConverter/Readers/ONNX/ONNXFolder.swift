#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The folder of a model, from which the elements of its constants are read.
///
/// A model names a file by the folders that lead to it; no name leads out of the folder, whatever
/// links it holds, for none is followed.
public struct ONNXFolder: Sendable {
  private let path: String

  /// Creates a reader of a folder.
  public init(path: String) { self.path = path.isEmpty ? "." : path }

  /// The bytes at a place that a model states.
  func bytes(
    _ place: [(key: String, value: String)], byteCount: Int
  ) throws(LoweringFault) -> [UInt8] {
    var location = ""
    var offset = 0
    var length = byteCount
    for entry in place {
      switch entry.key {
      case "location": location = entry.value
      case "offset": offset = try Self.number(entry)
      case "length": length = try Self.number(entry)
      default: break
      }
    }
    guard length == byteCount else {
      throw LoweringFault("\(length) bytes of '\(location)' are stated and \(byteCount) needed")
    }
    return try read(location, offset: offset, count: length)
  }

  private static func number(
    _ entry: (key: String, value: String)
  ) throws(LoweringFault) -> Int {
    guard let number = Int(entry.value), (0...(1 << 48)).contains(number) else {
      throw LoweringFault("the \(entry.key) '\(entry.value)' of external data is no size")
    }
    return number
  }

  private func read(
    _ location: String, offset: Int, count: Int
  ) throws(LoweringFault) -> [UInt8] {
    let parts = location.split(separator: "/", omittingEmptySubsequences: false).filter {
      $0 != "."
    }
    guard !parts.isEmpty, !location.utf8.contains(0),
      parts.allSatisfy({ !$0.isEmpty && $0 != ".." })
    else {
      throw LoweringFault(
        "its data file '\(location)' is not named by a path inside the model's folder",
        remedy: "move the file beside the model and name it by its own name")
    }
    let file = try descriptor(parts, location)
    defer { close(file) }
    var state = stat()
    guard unsafe fstat(file, &state) == 0, state.st_mode & S_IFMT == S_IFREG else {
      throw LoweringFault("its data file '\(location)' is not a plain file")
    }
    guard offset <= Int(state.st_size), count <= Int(state.st_size) - offset else {
      throw LoweringFault(
        "its data file '\(location)' has \(state.st_size) bytes, and \(count) from \(offset) are "
          + "needed")
    }
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count, let base = buffer.baseAddress {
        // The buffer has room for `count` bytes, of which `filled` are there.
        let read = unsafe pread(file, base + filled, count - filled, off_t(offset + filled))
        guard read > 0 else { return }
        filled += read
      }
    }
    guard bytes.count == count else {
      throw LoweringFault("its data file '\(location)' cannot be read")
    }
    return bytes
  }

  /// Opens a file folder by folder, without following a link.
  private func descriptor(
    _ parts: [Substring], _ location: String
  ) throws(LoweringFault) -> Int32 {
    var current = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    for (index, part) in parts.enumerated() where current >= 0 {
      let kind = index == parts.count - 1 ? O_NONBLOCK : O_DIRECTORY
      let next = unsafe openat(current, String(part), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | kind)
      close(current)
      current = next
    }
    guard current >= 0 else {
      throw LoweringFault(
        "its data file '\(location)' is not there, or is a link",
        remedy: "put the file itself into the model's folder")
    }
    return current
  }
}
