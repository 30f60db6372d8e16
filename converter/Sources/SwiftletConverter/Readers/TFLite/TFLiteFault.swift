public import SwiftletFormat

/// Why a `.tflite` file was refused, and where in it.
public struct TFLiteFault: Error, Equatable, Sendable {
  /// A part of the file, by its position in the list that holds it.
  public enum Place: Equatable, Sendable {
    /// The file as a whole.
    case file
    /// An entry of the list of operator codes.
    case operatorCode(Int)
    /// A graph.
    case subgraph(Int)
    /// A tensor of a graph.
    case tensor(Int, subgraph: Int)
    /// An operator of a graph.
    case `operator`(Int, subgraph: Int)
    /// A named piece of metadata.
    case metadata(Int)
    /// A named way to call a graph.
    case signature(Int)
  }

  /// What is wrong there.
  public enum Reason: Error, Equatable, Sendable {
    /// The bytes break the FlatBuffers format.
    case damaged(FlatBufferFault)
    /// The schema has another version than 3.
    case versionUnknown(UInt32)
    /// A number names an entry of a list that has fewer.
    case indexOutOfRange(list: String, index: Int, count: Int)
    /// A number is none of those that the schema gives a meaning.
    case valueUnknown(field: String, value: Int)
    /// A dimension of a shape is negative.
    case dimensionNegative(Int)
    /// The elements of a shape, or their bytes, are too many to count.
    case shapeTooLarge
    /// Constant data does not have the size that its shape and type require.
    case dataSizeMismatch(needed: Int, available: Int)
    /// Constant data lies outside the file.
    case dataOutsideFile(offset: UInt64, size: UInt64)
    /// Constant data lies in another file.
    case dataInAnotherFile
    /// Scales and zero points do not pair up.
    case quantizationCountMismatch(scales: Int, zeroPoints: Int)
    /// Scales do not pair up with the channels along the quantized dimension.
    case scaleCountMismatch(scales: Int, dimension: Int, shape: [Int])
    /// The file uses the same bytes so often that reading them all would take unbounded memory.
    case repeatedTooOften
  }

  /// The part of the file that is wrong.
  public let place: Place

  /// What is wrong there.
  public let reason: Reason

  /// Creates a fault at a place.
  public init(_ reason: Reason, at place: Place) {
    self.reason = reason
    self.place = place
  }
}

extension TFLiteFault.Place: CustomStringConvertible {
  /// The place in words, such as "subgraph 0, tensor 33".
  public var description: String {
    switch self {
    case .file: "the file"
    case .operatorCode(let index): "operator code \(index)"
    case .subgraph(let index): "subgraph \(index)"
    case .tensor(let index, let subgraph): "subgraph \(subgraph), tensor \(index)"
    case .operator(let index, let subgraph): "subgraph \(subgraph), operator \(index)"
    case .metadata(let index): "metadata \(index)"
    case .signature(let index): "signature \(index)"
    }
  }
}

extension TFLiteFault: CustomStringConvertible {
  /// What is wrong and where, on one line.
  public var description: String { "\(place): \(reason)" }

  /// What the owner of the file can do.
  public var remedy: String {
    switch reason {
    case .damaged(let fault) where fault.reason == .wrongIdentifier:
      "This is not a TFLite model. Check that the path names a .tflite file."
    case .damaged, .dataOutsideFile, .indexOutOfRange, .repeatedTooOften:
      "The file is damaged or cut short. Copy or export it again."
    case .versionUnknown:
      "Export the model with TensorFlow 2, which writes version 3 of the schema."
    case .valueUnknown:
      "The model is newer than this reader knows. Export it for an older version of TFLite."
    case .dimensionNegative, .shapeTooLarge:
      "Export the model with a fixed input shape."
    case .dataInAnotherFile:
      "Export the model with its weights in the same file."
    case .dataSizeMismatch, .quantizationCountMismatch, .scaleCountMismatch:
      "The program that wrote the model left it inconsistent. Export it again, or report it there."
    }
  }
}

extension TFLiteFault.Reason: CustomStringConvertible {
  /// What is wrong, in words.
  public var description: String {
    switch self {
    case .damaged(let fault):
      "the flatbuffer is damaged at byte \(fault.byteOffset) (\(fault.reason))"
    case .versionUnknown(let version):
      "version \(version) of the TFLite schema; 3 is known"
    case .indexOutOfRange(let list, let index, let count):
      "\(list) \(index) is named, but there are \(count)"
    case .valueUnknown(let field, let value):
      "\(field) has the unknown value \(value)"
    case .dimensionNegative(let size):
      "the shape has a dimension of \(size)"
    case .shapeTooLarge:
      "the shape has too many elements to count"
    case .dataSizeMismatch(let needed, let available):
      "the shape and type need \(needed) bytes of data, the file holds \(available)"
    case .dataOutsideFile(let offset, let size):
      "\(size) bytes of data at byte \(offset) lie outside the file"
    case .dataInAnotherFile:
      "the data is in another file"
    case .quantizationCountMismatch(let scales, let zeroPoints):
      "\(scales) scales and \(zeroPoints) zero points"
    case .scaleCountMismatch(let scales, let dimension, let shape):
      "\(scales) scales along dimension \(dimension) of the shape \(shape)"
    case .repeatedTooOften:
      "the same bytes are used so often that the model would be many times the file's size"
    }
  }
}
