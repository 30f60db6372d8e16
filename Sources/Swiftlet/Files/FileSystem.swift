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

  private static func status(of path: String) -> stat? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? status : nil
  }
}
