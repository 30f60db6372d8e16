#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A file of one test that is mostly a hole, which takes no space; removed with it.
final class SparseFile {
  let path: String

  init?(_ start: String, byteCount: Int) {
    var template = Array("/tmp/swiftlet-test-XXXXXX".utf8CString)
    let file = mkstemp(&template)
    guard file >= 0 else { return nil }
    defer { close(file) }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    let bytes = Array(start.utf8)
    guard write(file, bytes, bytes.count) == bytes.count, ftruncate(file, off_t(byteCount)) == 0
    else {
      unlink(path)
      return nil
    }
  }

  deinit { unlink(path) }
}
