import Swiftlet
import SwiftletConverter
import SwiftletTerminal

/// The file of a trained network.
struct SourceFile {
  /// The network.
  let source: ModelSource

  /// The bytes of the file.
  let byteCount: Int

  /// Reads a network of a kind that can be converted.
  ///
  /// `target` is where its model is to be written, if anywhere; it is never the network itself.
  init(_ path: String, convertingTo target: String? = nil) throws(Diagnostic) {
    let file = try ModelFile.map(path)
    if let target, FileSystem.areSame(path, target) {
      throw Diagnostic(
        .failure, "'\(path)' and '\(target)' are one file",
        help: "give the model another name than the network")
    }
    guard let source = Self.source(file) else {
      let isModel = ModelKind(file) == .swiftlet
      throw Diagnostic(
        .failure,
        "cannot convert '\(path)': "
          + (isModel ? "it is a Swiftlet model already" : "it is no TensorFlow Lite or ONNX model"),
        help: isModel
          ? "see what it holds with 'swiftlet inspect \(path)'"
          : "give a .tflite or an .onnx file")
    }
    (self.source, byteCount) = (source, file.withBytes { $0.byteCount })
  }

  /// The network in a file; nil where it holds none.
  static func source(_ file: MappedFile) -> ModelSource? {
    // `file` outlives the copy.
    let bytes = unsafe Array(file.bytes)
    switch ModelKind(file) {
    case .tflite: return .tflite(bytes)
    case .onnx: return .onnx(bytes, folder: ONNXFolder(path: folder(of: file.path)))
    case .swiftlet, .unknown: return nil
    }
  }

  /// The folder that a file lies in.
  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
