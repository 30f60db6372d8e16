import Swiftlet
import SwiftletTerminal

/// The names of what the outputs of a model count, by their numbers.
struct ClassNames {
  let names: [String]

  private static let mostBytes = 1 << 22

  /// Reads a text file with one name on each line, in the order of the classes.
  init(contentsOf path: String) throws(Diagnostic) {
    let file = try ModelFile.map(path)
    guard !Self.isArray(file) else {
      throw Diagnostic(
        .failure, "'\(path)' is an array, and names of classes are needed",
        help: "give a text file with one name on each line")
    }
    guard file.byteCount <= Self.mostBytes else {
      throw Diagnostic(
        .failure,
        "'\(path)' has \(file.byteCount) bytes, and names of classes have at most "
          + "\(Self.mostBytes)", help: "give a text file with one name on each line")
    }
    // `file` outlives the copy.
    var bytes = unsafe Array(file.bytes)[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    guard let text = String(validating: bytes, as: UTF8.self), !text.contains("\0") else {
      throw Diagnostic(
        .failure, "'\(path)' is no text in UTF-8", help: "give one name on each line, in UTF-8")
    }
    names = Model.labels(of: text).map { $0.printable }
  }

  /// The names that a file gives, or those that the model carries.
  init(path: String?, model: Model) throws(Diagnostic) {
    if let path {
      try self.init(contentsOf: path)
    } else {
      self.init(names: model.labels.map { $0.printable })
    }
  }

  init(names: [String]) {
    self.names = names
  }

  /// The name of a class, or its number where there is none.
  func name(_ number: Int) -> String {
    names.indices.contains(number) && !names[number].isEmpty ? names[number] : "\(number)"
  }

  /// Whether a file is an array of NumPy, and not text.
  static func isArray(_ file: MappedFile) -> Bool {
    let mark: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]
    // `file` outlives the comparison.
    return unsafe file.bytes.starts(with: mark)
  }
}
