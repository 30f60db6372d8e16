/// A `.tflite` model as plain values, each as the file has it.
///
/// Every index in it was checked against the list that it leads to. Nothing is checked of what the
/// operators mean together.
struct TFLiteModel: Sendable {
  /// The version of the schema; always 3.
  let version: Int
  let description: String
  /// The graphs; the first is the model, others are bodies of its control flow.
  let subgraphs: [TFLiteSubgraph]
  let metadata: [TFLiteMetadata]
  let signatures: [TFLiteSignature]
}

/// One graph, with its operators in an order in which they can run.
struct TFLiteSubgraph: Sendable {
  let name: String
  let tensors: [TFLiteTensor]
  /// The tensors that the caller fills, by position in `tensors`.
  let inputs: [Int]
  /// The tensors that the caller reads, by position in `tensors`.
  let outputs: [Int]
  let operators: [TFLiteOperator]
}

/// A tensor and, if it is a constant, its data.
struct TFLiteTensor: Sendable {
  let name: String
  /// The sizes of the dimensions, none negative; empty for a scalar.
  let shape: [Int]
  /// The shape with -1 for what the caller may resize; empty if there is nothing of the kind.
  let shapeSignature: [Int]
  let type: TFLiteTensorType
  /// Whether the value survives from one run to the next.
  let isVariable: Bool
  /// The quantization, if the file gives any scale.
  let quantization: TFLiteQuantization?
  /// Whether `data` is stored sparse, and so not laid out as `shape` says.
  let isSparse: Bool
  /// The bytes of a constant where they lie in the file, little-endian; `nil` if there are none.
  let data: ArraySlice<UInt8>?

  /// The number of elements; reading the file checked that it fits an `Int`.
  var elementCount: Int { shape.reduce(1, *) }
}

/// The map between stored integers and real numbers: `real = scale * (stored - zeroPoint)`.
struct TFLiteQuantization: Equatable, Sendable {
  /// One scale for the tensor or one for each index along `dimension`; never empty.
  let scales: [Float]
  /// As many as there are scales.
  let zeroPoints: [Int64]
  /// The dimension that the scales belong to; 0 if there is one scale.
  let dimension: Int
  /// The smallest real values seen in training or calibration, if recorded.
  let minimum: [Float]
  /// The largest real values seen in training or calibration, if recorded.
  let maximum: [Float]
  /// Whether the file adds a scheme, such as blocks, that this reader does not read.
  let hasUnreadDetails: Bool
}

/// One step of a graph.
struct TFLiteOperator: Sendable {
  let code: TFLiteOperatorCode
  /// The version of the operator's meaning, from 1.
  let version: Int
  /// The tensors read, by position; `nil` for an optional input that is absent.
  let inputs: [Int?]
  /// The tensors written, by position.
  let outputs: [Int]
  /// The tensors that describe the scales of values inside the operator, as an LSTM has.
  let intermediates: [Int?]
  let options: TFLiteOptions
  /// The bytes that a custom operator defines for itself, where they lie in the file.
  let customOptions: ArraySlice<UInt8>
}

/// Which operator a step is.
enum TFLiteOperatorCode: Hashable, Sendable {
  case builtin(TFLiteBuiltin)
  case custom(String)
  /// A number that is newer than this reader.
  case unknown(Int)

  /// The name that TFLite gives the operator, or the name of the custom operator.
  var name: String {
    switch self {
    case .builtin(let builtin): builtin.rawValue
    case .custom(let name): name
    case .unknown(let number): "operator \(number)"
    }
  }
}

/// A named piece of bytes beside the graphs.
struct TFLiteMetadata: Sendable {
  let name: String
  let data: ArraySlice<UInt8>
}

/// A named way to call a graph, with names for what goes in and out.
struct TFLiteSignature: Sendable {
  /// One named tensor, by position in the graph.
  struct Tensor: Equatable, Sendable {
    let name: String
    let index: Int
  }

  let name: String
  let subgraph: Int
  let inputs: [Tensor]
  let outputs: [Tensor]
}
