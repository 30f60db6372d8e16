/// A model as an `.onnx` file holds it.
struct ONNXModel: Sendable {
  var version: Int64 = 0
  var producer = ""
  var operatorSets: [ONNXOperatorSet] = []
  var graph: ONNXGraph?
  var metadata: [(key: String, value: String)] = []
  var functions: [ONNXFunction] = []
}

/// A set of operators that a model or function is written in.
struct ONNXOperatorSet: Sendable {
  var domain = ""
  var version: Int64 = 0
}

/// A graph of nodes.
struct ONNXGraph: Sendable {
  var name = ""
  var nodes: [ONNXNode] = []
  var initializers: [ONNXTensor] = []
  var hasSparseInitializers = false
  var inputs: [ONNXPort] = []
  var outputs: [ONNXPort] = []
  var values: [ONNXPort] = []
}

/// One use of an operator.
struct ONNXNode: Sendable {
  var name = ""
  var operation = ""
  var domain = ""
  /// The names of the values it reads; empty for one that is left out.
  var inputs: [String] = []
  var outputs: [String] = []
  var attributes: [ONNXAttribute] = []
}

/// A constant that belongs to a node.
struct ONNXAttribute: Sendable {
  /// What an attribute holds.
  enum Content {
    case float(Float)
    case integer(Int64)
    case text(String)
    case tensor(ONNXTensor)
    case graph(ONNXGraph)
    case floats([Float])
    case integers([Int64])
    case texts([String])
    /// The attribute of the function that has this name.
    case reference(String)
    /// A kind that no operator here has; the number of `AttributeProto.AttributeType`.
    case other(Int64)
  }

  var name = ""
  var content = Content.other(0)
}

/// A constant tensor.
struct ONNXTensor: Sendable {
  var name = ""
  var element: Int64 = 0
  var lengths: [Int64] = []
  /// The elements as they lie in memory, where the file stores them so.
  var raw: ArraySlice<UInt8>?
  var floats: [UInt8] = []
  var doubles: [UInt8] = []
  var integers: [Int64] = []
  var texts = 0
  /// Where the elements are, if they are in another file.
  var external: [(key: String, value: String)]?
}

/// The name and type of a value.
struct ONNXPort: Sendable {
  var name = ""
  var type: ONNXValueType?
}

/// The type of a value, as far as the file states it.
enum ONNXValueType: Sendable {
  case tensor(element: Int64, lengths: [ONNXLength]?)
  /// A sequence, a map, an optional value, or a sparse tensor.
  case other(String)
}

/// The length of an axis.
enum ONNXLength: Equatable {
  case known(Int64)
  case named(String)
  case unknown
}

/// An operator that the file itself defines.
struct ONNXFunction: Sendable {
  var name = ""
  var domain = ""
  var overload = ""
  var inputs: [String] = []
  var outputs: [String] = []
  var nodes: [ONNXNode] = []
  var defaults: [ONNXAttribute] = []
  var operatorSets: [ONNXOperatorSet] = []
}
