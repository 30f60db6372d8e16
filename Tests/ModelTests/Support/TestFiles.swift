import Swiftlet
import Testing

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
  static let models = folder("SWIFTLET_MODELS") ?? "\(root)/../shared/models"

  /// Inputs for them with the outputs of other runtimes, where they are present.
  static let goldens = folder("SWIFTLET_GOLDEN") ?? "\(root)/../shared/golden"

  /// Models of one operator each, with the outputs of another runtime.
  static let operators = folder("SWIFTLET_OPERATORS") ?? "\(root)/Tests/ModelTests/Operators"

  /// Whether the public models and their goldens are both there.
  static var arePresent: Bool { isFolder(models) && isFolder(goldens) }

  /// Why a test of public models is skipped.
  static let absence: Testing.Comment = """
    Skipped: the public models are not here. SWIFTLET_MODELS names their folder, SWIFTLET_GOLDEN that \
    of their goldens.
    """

  /// The public models, as `<group>/<file>`.
  static let modelNames = matching("\(models)/*/*.tflite").map {
    String($0.dropFirst(models.count + 1))
  }

  private static func folder(_ variable: String) -> String? {
    getenv(variable).map { String(cString: $0) }
  }

  /// The number that a variable of the environment holds.
  static func number(_ variable: String) -> Int? { folder(variable).flatMap { Int($0) } }

  static func isFolder(_ path: String) -> Bool { access(path, R_OK | X_OK) == 0 }

  static func isFile(_ path: String) -> Bool { access(path, R_OK) == 0 }

  /// The content of a file.
  static func bytes(_ path: String) throws -> [UInt8] {
    try MappedFile(path: path).withBytes { bytes in
      (0..<bytes.byteCount).map { bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
    }
  }

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
