import Swiftlet
import SwiftletTerminal

@testable import SwiftletCommand

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What a run of the tool wrote and returned.
struct Outcome: Equatable {
  let status: Int32
  let output: String
  let errors: String

  init(_ status: Int32, _ output: String, _ errors: String) {
    (self.status, self.output, self.errors) = (status, output, errors)
  }

  /// Runs the tool inside the test.
  static func of(_ words: [String], on terminal: Terminal = .plain) -> Outcome {
    let (output, errors) = (MemorySink(terminal: terminal), MemorySink())
    let status = Tool.run(words, Console(output: output, errors: errors))
    return Outcome(status, output.text, errors.text)
  }

  static func of(_ words: String...) -> Outcome { of(words) }
}

/// Files of the repository.
enum Repository {
  static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    .dropLast(3).joined(separator: "/")

  static func path(_ path: String) -> String { "\(root)/\(path)" }

  static let digits = path("models/digits/digits_int8.tflite")

  static func operatorModel(_ name: String) -> String {
    path("Tests/ModelTests/Operators/models/\(name).tflite")
  }
}

/// A folder of a test's own, removed with everything in it.
final class TestFolder {
  let path: String

  init() throws {
    path = "/tmp/swiftlet-test-\(UInt64.random(in: .min ... .max))"
    try FileSystem.makeFolder(path)
  }

  deinit { remove(path) }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  var names: [String] {
    guard let folder = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private func remove(_ path: String) {
    // What cannot be unlinked is a folder, which removes itself.
    for name in names where unlink("\(path)/\(name)") != 0 {
      _ = TestFolder(existing: "\(path)/\(name)")
    }
    rmdir(path)
  }

  private init(existing path: String) { self.path = path }
}

/// The bytes of a file.
func bytes(of path: String) throws -> [UInt8] {
  // The file outlives the copy.
  let file = try MappedFile(path: path)
  return unsafe Array(file.bytes)
}

/// A count as the tool writes it.
func grouped(_ count: Int) -> String { NumberText.grouped(count) }

/// The keys of the objects at a depth of a JSON text, in order.
func keys(of json: String, depth: Int = 1) -> [String] {
  let indentation = String(repeating: "  ", count: depth) + "\""
  return json.split(separator: "\n").filter { $0.hasPrefix(indentation) && $0.contains("\": ") }
    .compactMap { $0.dropFirst(indentation.count).split(separator: "\"").first.map(String.init) }
}

extension [UInt8] {
  /// Writes a text over the first place of another one of its length; false where it is not.
  mutating func replaceFirst(_ text: String, with other: String) -> Bool {
    replaceFirst(Array(text.utf8), with: Array(other.utf8))
  }

  /// Writes bytes over the first place of other ones; false where they are not.
  mutating func replaceFirst(_ old: [UInt8], with new: [UInt8]) -> Bool {
    guard let start = indices.first(where: { self[$0...].starts(with: old) }) else { return false }
    replaceSubrange(start..<start + new.count, with: new)
    return true
  }
}
