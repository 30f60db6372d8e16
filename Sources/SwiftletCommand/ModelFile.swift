import Swiftlet
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

  /// Opens a model of this project's format.
  static func open(_ path: String) throws(Diagnostic) -> Model {
    let source: String
    switch ModelKind(try map(path)) {
    case .swiftlet, .unknown:
      do {
        return try Model(path: path)
      } catch {
        throw Diagnostic(error)
      }
    case .tflite: source = "a TensorFlow Lite model"
    case .onnx: source = "an ONNX model"
    }
    throw Diagnostic(
      .failure, "'\(path)' is \(source), and this command takes a converted one",
      help: "convert it first: swiftlet convert \(path) -o \(convertedName(path))")
  }

  /// Reports on a model.
  static func report(_ model: Model) throws(Diagnostic) -> ModelReport {
    do {
      return try ModelReport(model)
    } catch {
      throw Diagnostic(error, in: model)
    }
  }

  /// Loads a model as the options of a command ask.
  static func load(
    _ model: Model, _ arguments: ParsedArguments, _ instructionSet: InstructionSet
  ) throws(Diagnostic) -> Session {
    do {
      return try Session(
        model, threadCount: arguments.integer(of: SharedOptions.threads) ?? 1,
        instructionSet: instructionSet)
    } catch {
      throw Diagnostic(error, in: model)
    }
  }

  private static func convertedName(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    return stem + ".swiftlet"
  }
}
