internal import SwiftletCore
internal import SwiftletFormat

/// A trained model, as the bytes of its file.
public enum ModelSource: Sendable {
  /// A `.tflite` file.
  case tflite([UInt8])
  /// An `.onnx` file, and the folder where the files of its weights lie.
  case onnx([UInt8], folder: ONNXFolder?)

  /// The graph of what can be converted, and a report on the whole.
  func imported(
    _ options: ImportOptions
  ) throws(ConversionError) -> (graph: Graph, report: SourceReport) {
    switch self {
    case .tflite(let bytes):
      let file: TFLiteFile
      do throws(TFLiteFault) {
        file = try TFLiteFile(bytes)
      } catch {
        throw ConversionError([
          .init(place: "\(error.place)", rule: "\(error.reason)", remedy: error.remedy)
        ])
      }
      guard options.shapes.isEmpty else { throw ConversionError(Self.shapeIssues(options)) }
      var (graph, report) = try TFLiteImporter.imported(file.model)
      graph.metadata = TFLiteNotes(file.model, bytes).entries(for: graph)
      return (graph, report)
    case .onnx(let bytes, let folder):
      return try ONNXImporter.imported(bytes, folder, options)
    }
  }
}

extension ModelSource {
  private static func shapeIssues(_ options: ImportOptions) -> [ConversionError.Issue] {
    options.shapes.keys.sorted().map {
      .init(
        place: "the shape of '\($0)'", rule: "a .tflite file fixes its shapes when it is exported",
        remedy: "leave it out, and export the network with the shape, or convert an .onnx file")
    }
  }
}

/// A model that was read, as a graph of the runtime's operators.
public struct ImportedModel: Sendable {
  /// The graph, as the reader made it.
  public let graph: Graph

  /// The operators that the source had.
  public let sourceOperatorCount: Int

  /// What the model's inputs take, by which samples are chosen.
  public var doors: [SampleSet.Door] {
    graph.inputs.map { .init(name: $0.name, type: graph.tensors[$0.tensor].type) }
  }

  /// Whether the model was quantized before it came here.
  public var isQuantized: Bool {
    graph.nodes.contains { graph.tensors[$0.output].type.quantization != nil }
  }

  /// Whether some value is a real number, which quantizing would store.
  public var hasReals: Bool {
    graph.nodes.contains { graph.tensors[$0.output].type.element == .float32 }
  }
}
