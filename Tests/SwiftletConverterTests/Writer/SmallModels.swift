import SwiftletConverter
import Testing

/// `Model.fbs`.
enum Schema {
  static let path = "\(SmallModels.root)/Sources/SwiftletFormat/Model.fbs"
  static let text = SchemaText(String(decoding: ModelFolder.bytes(path) ?? [], as: UTF8.self))
}

/// The models of the repository.
enum SmallModels {
  static let root = String(
    #filePath.dropLast("/Tests/SwiftletConverterTests/Writer/SmallModels.swift".count))

  static let digits = "\(root)/models/digits/digits_int8.tflite"

  static let paths =
    ModelFolder.matching("\(root)/models/digits/*.tflite")
    + ModelFolder.matching("\(root)/Tests/ModelTests/Operators/models/*.tflite")

  /// The file of a model, or nil if it is one that is refused.
  static func file(_ path: String, strips: Bool) throws -> [UInt8]? {
    var options = Converter.Options()
    options.strips = strips
    let bytes = try #require(ModelFolder.bytes(path))
    return try? Converter.convert(tflite: bytes, options).file
  }
}
