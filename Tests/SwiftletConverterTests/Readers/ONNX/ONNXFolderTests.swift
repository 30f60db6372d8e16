import Testing

@testable import SwiftletConverter

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Constants whose elements are in files beside the model.
@Suite final class ONNXFolderTests {
  private let root: String
  private let folder: ONNXFolder

  init() throws {
    var name = Array("/tmp/swiftlet-onnx-XXXXXX".utf8CString)
    root = try name.withUnsafeMutableBufferPointer { buffer in
      let base = try #require(buffer.baseAddress)
      return String(cString: try #require(mkdtemp(base)))
    }
    folder = ONNXFolder(path: "\(root)/model")
    mkdir("\(root)/model", 0o755)
    mkdir("\(root)/model/parts", 0o755)
    try write("\(root)/secret", [9, 9, 9, 9])
    try write("\(root)/model/weights", [1, 2, 3, 4, 5, 6, 7, 8])
    try write("\(root)/model/parts/more", [5, 6, 7, 8])
    symlink("../secret", "\(root)/model/link")
    symlink("..", "\(root)/model/up")
  }

  deinit {
    for file in ["secret", "model/link", "model/up", "model/weights", "model/parts/more"] {
      unlink("\(root)/\(file)")
    }
    for folder in ["model/parts", "model"] { rmdir("\(root)/\(folder)") }
    rmdir(root)
  }

  private func write(_ path: String, _ bytes: [UInt8]) throws {
    let file = try #require(fopen(path, "wb"))
    defer { fclose(file) }
    #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
  }

  private func bytes(_ place: [(String, String)], _ count: Int) throws -> [UInt8] {
    try folder.bytes(place.map { (key: $0.0, value: $0.1) }, byteCount: count)
  }

  @Test func aFileInsideTheFolderIsRead() throws {
    #expect(try bytes([("location", "weights")], 8) == [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(
      try bytes([("location", "weights"), ("offset", "4"), ("length", "2")], 2) == [5, 6])
    #expect(try bytes([("location", "./parts/more")], 4) == [5, 6, 7, 8])
  }

  @Test(arguments: [
    "../secret", "parts/../../secret", "/etc/hostname", "link", "up/secret", "parts", "", ".",
    "missing", "parts//more", "weights\0",
  ])
  func noNameLeadsOutOfTheFolder(_ location: String) {
    #expect(throws: LoweringFault.self) { try bytes([("location", location)], 4) }
  }

  @Test(arguments: [
    ("9", "4"), ("5", "4"), ("-1", "4"), ("0", "8"), ("18446744073709551616", "4"), ("0", "x"),
  ])
  func noPlaceLeadsOutOfTheFile(_ offset: String, _ length: String) {
    #expect(throws: LoweringFault.self) {
      try bytes([("location", "weights"), ("offset", offset), ("length", length)], 4)
    }
  }

  @Test func aConstantOfTheModelComesFromItsFile() throws {
    var tensor = ONNXDraft.head("w", 1, [2])
    for (key, value) in [("location", "weights"), ("offset", "0"), ("length", "8")] {
      var entry = ProtobufDraft()
      entry.text(1, key)
      entry.text(2, value)
      tensor.message(13, entry.bytes)
    }
    tensor.varint(14, 1)
    var draft = ONNXDraft()
    draft.initializers = [tensor.bytes]
    draft.inputs = [ONNXDraft.port("x", 1, [2])]
    draft.outputs = [ONNXDraft.port("y", 1, [2])]
    draft.add("Add", ["x", "w"], ["y"])
    #expect(throws: ConversionError.self) { try ONNXImporter.graph(of: draft.model) }
    let graph = try ONNXImporter.graph(of: draft.model, folder: folder)
    #expect(graph.tensors.contains { $0.constant == [1, 2, 3, 4, 5, 6, 7, 8] })
  }
}
