import Swiftlet
import SwiftletCore
import SwiftletFormat
import SwiftletTerminal

/// What kind of model a file holds, by its bytes or, where those do not tell, its name.
enum ModelKind: Equatable {
  case swiftlet
  case tflite
  case onnx
  case unknown

  init(_ file: MappedFile) {
    let identifier = file.withBytes { bytes in
      // Eight bytes are there.
      bytes.byteCount < 8
        ? [] : (4..<8).map { unsafe bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
    }
    let name = file.path.lowercased()
    if identifier == Array("SWFT".utf8) {
      self = .swiftlet
    } else if identifier == Array("TFL3".utf8) || name.hasSuffix(".tflite") {
      self = .tflite
    } else if name.hasSuffix(".onnx") {
      self = .onnx
    } else {
      self = .unknown
    }
  }
}

/// A file that a command was given as a model.
enum ModelFile {
  /// Maps a file.
  static func map(_ path: String) throws(Diagnostic) -> MappedFile {
    do {
      return try MappedFile(path: path)
    } catch {
      throw Diagnostic(error)
    }
  }

  /// Maps a file that has to hold a model of this project's format.
  static func mapConverted(_ path: String) throws(Diagnostic) -> MappedFile {
    let file = try map(path)
    let source: String
    switch ModelKind(file) {
    case .swiftlet, .unknown: return file
    case .tflite: source = "a TensorFlow Lite model"
    case .onnx: source = "an ONNX model"
    }
    throw Diagnostic(
      .failure, "'\(path)' is \(source), and this command takes a converted one",
      help: "convert it first: swiftlet convert \(path) -o \(convertedName(path))")
  }

  /// Reports on a model.
  static func report(_ path: String) throws(Diagnostic) -> ModelReport {
    let file = try mapConverted(path)
    do {
      return try ModelReport(file)
    } catch {
      throw diagnostic(error, file)
    }
  }

  /// Tells of a model that was refused, with the operator of the step at fault where it can be read.
  static func diagnostic(_ fault: ModelFault, _ file: MappedFile) -> Diagnostic {
    Diagnostic(
      fault, path: file.path, stepName: ModelReport.operatorName(ofStep: fault.step, in: file))
  }

  private static func convertedName(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    return stem + ".swiftlet"
  }
}
