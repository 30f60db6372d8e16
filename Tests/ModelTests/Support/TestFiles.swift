import SwiftletConverter

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The folders that tests of whole models read.
enum TestFiles {
  /// The repository.
  static let root = String(#filePath.dropLast("/Tests/ModelTests/Support/TestFiles.swift".count))

  /// Public models, where they are present.
  static let models = folder("SWIFTLET_MODELS", "models")

  /// Inputs for them with the outputs of other runtimes, where they are present.
  static let goldens = folder("SWIFTLET_GOLDEN", "golden")

  /// Whether the public models and their goldens are both there.
  static var arePresent: Bool { isFolder(models) && isFolder(goldens) }

  private static func folder(_ variable: String, _ name: String) -> String {
    getenv(variable).map { String(cString: $0) } ?? "\(root)/../shared/\(name)"
  }

  static func isFolder(_ path: String) -> Bool { access(path, R_OK | X_OK) == 0 }

  static func isFile(_ path: String) -> Bool { access(path, R_OK) == 0 }

  /// The files that match a pattern, in the order of their names.
  static func matching(_ pattern: String) -> [String] {
    var matches = glob_t()
    defer { globfree(&matches) }
    guard glob(pattern, 0, nil, &matches) == 0 else { return [] }
    return (0..<Int(matches.gl_pathc)).compactMap {
      matches.gl_pathv[$0].map { String(cString: $0) }
    }
  }
}
