#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The folder of public models that tests read where it is present: `SWIFTLET_MODELS`, or
/// `../shared/models`.
enum ModelFolder {
  static let path = getenv("SWIFTLET_MODELS").map { String(cString: $0) } ?? "../shared/models"

  static var isPresent: Bool { access(path, R_OK | X_OK) == 0 }

  /// Returns the paths below the folder, one folder deep, of files whose names have an ending.
  static func files(_ ending: String) -> [String] { matching("\(path)/*/*\(ending)") }

  /// Returns the files that match a pattern, in the order of their names.
  static func matching(_ pattern: String) -> [String] {
    var matches = glob_t()
    defer { globfree(&matches) }
    guard glob(pattern, 0, nil, &matches) == 0 else { return [] }
    return (0..<Int(matches.gl_pathc)).compactMap {
      matches.gl_pathv[$0].map { String(cString: $0) }
    }
  }

  /// Returns the content of a file, or `nil` if it cannot be read.
  static func bytes(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    guard fseek(file, 0, SEEK_END) == 0, case let size = ftell(file), size >= 0 else { return nil }
    rewind(file)
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = fread(buffer.baseAddress, 1, size, file)
    }
  }
}
