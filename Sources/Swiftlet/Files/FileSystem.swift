#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// Questions about paths, and folders.
public enum FileSystem {
  /// Whether two paths lead to one file that exists, by whatever links.
  public static func areSame(_ first: String, _ second: String) -> Bool {
    guard let first = status(of: first), let second = status(of: second) else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  /// Makes a folder, and those above it, where they do not exist.
  public static func makeFolder(_ path: String) throws(FileFault) {
    guard path.isPath else { throw FileFault(.write, path: path, reason: .invalidPath) }
    if let status = status(of: path) {
      guard status.isFolder else { throw FileFault(.write, path: path, reason: .folderMissing) }
      return
    }
    var trimmed = Substring(path)
    while trimmed.count > 1, trimmed.last == "/" { trimmed.removeLast() }
    if let slash = trimmed.lastIndex(of: "/"), slash > trimmed.startIndex {
      try makeFolder(String(trimmed[..<slash]))
    }
    guard unsafe mkdir(String(trimmed), 0o777) != 0 else { return }
    // Another process may have made it meanwhile.
    let code = errno
    guard status(of: path)?.isFolder == true else {
      throw FileFault(.write, path: path, code: code)
    }
  }

  /// Whether a path leads to a folder.
  public static func isFolder(_ path: String) -> Bool {
    path.isPath && status(of: path)?.isFolder == true
  }

  /// The names of what a folder holds, in the order of their bytes, without `.` and `..`.
  public static func names(inFolder path: String) throws(FileFault) -> [String] {
    guard path.isPath else { throw FileFault(.read, path: path, reason: .invalidPath) }
    guard let folder = unsafe opendir(path) else {
      throw FileFault(.read, path: path, code: errno)
    }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      // The system ends every name with a zero byte.
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func status(of path: String) -> stat? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? status : nil
  }
}
