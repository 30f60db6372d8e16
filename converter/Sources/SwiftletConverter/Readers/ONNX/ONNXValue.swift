internal import SwiftletCore
internal import SwiftletFormat

/// A value of an `.onnx` graph while it is imported.
struct ONNXValue {
  /// What the value is.
  enum Content {
    /// A value of the graph that is built.
    case tensor(Graph.TensorID)
    /// A tensor of these lengths, one of which is zero.
    case empty([Int])
    /// A list of values.
    case sequence([ONNXValue])
    /// An optional value that is not there.
    case nothing
  }

  let content: Content
  /// The element type that the model states, which the graph's may stand for.
  let element: ONNXElement

  /// Creates a value of the graph.
  init(_ id: Graph.TensorID, _ element: ONNXElement) {
    content = .tensor(id)
    self.element = element
  }

  /// Creates a value that is no tensor of the graph.
  init(_ content: Content, _ element: ONNXElement) {
    self.content = content
    self.element = element
  }

  /// The tensor of the graph, if it is one.
  var id: Graph.TensorID? {
    if case .tensor(let id) = content { id } else { nil }
  }
}

/// One node of an `.onnx` graph, as the lowerings see it.
struct ONNXUse {
  let node: ONNXNode
  /// The version of the operator set that the node is written in.
  let version: Int
  /// The values that it reads; nil for one that is left out.
  let inputs: [ONNXValue?]

  /// Whether an output is asked for.
  func wants(_ output: Int) -> Bool {
    output < node.outputs.count && !node.outputs[output].isEmpty
  }

  /// The value of an input that may be left out.
  func optional(_ position: Int) -> ONNXValue? {
    position < inputs.count ? inputs[position] : nil
  }

  /// The value of an input that must be there.
  func value(_ position: Int) throws -> ONNXValue {
    guard let value = optional(position) else {
      throw LoweringFault("its input \(position) is missing")
    }
    return value
  }

  /// The tensor of an input that must be there and have elements.
  func tensor(_ position: Int) throws -> Graph.TensorID {
    let value = try value(position)
    guard let id = value.id else { throw Self.fault(of: value, position) }
    return id
  }

  /// The tensor of an input that may be left out.
  func optionalTensor(_ position: Int) throws -> Graph.TensorID? {
    optional(position) == nil ? nil : try tensor(position)
  }

  private static func fault(of value: ONNXValue, _ position: Int) -> LoweringFault {
    switch value.content {
    case .empty(let lengths):
      LoweringFault("its input \(position) of the shape \(lengths) has no elements")
    case .sequence, .nothing, .tensor: LoweringFault("its input \(position) is not a tensor")
    }
  }

  // MARK: Attributes

  private func attribute(_ name: String) -> ONNXAttribute.Content? {
    node.attributes.first { $0.name == name }?.content
  }

  private func fault(_ name: String, _ kind: String) -> LoweringFault {
    LoweringFault("its attribute '\(name)' is not \(kind)")
  }

  /// Whether the node has an attribute.
  func has(_ name: String) -> Bool { attribute(name) != nil }

  /// An integer, held where no axis and no sum of a few overflows.
  func integer(_ name: String) throws -> Int? {
    switch attribute(name) {
    case .integer(let value): Int(max(-(1 << 40), min(1 << 40, value)))
    case .none: nil
    default: throw fault(name, "an integer")
    }
  }

  /// An integer, or another where the attribute is left out.
  func integer(_ name: String, _ otherwise: Int) throws -> Int {
    try integer(name) ?? otherwise
  }

  /// A truth value, which is false where the attribute is left out.
  func flag(_ name: String, _ otherwise: Bool = false) throws -> Bool {
    try integer(name).map { $0 != 0 } ?? otherwise
  }

  /// Integers, held where no sum of a few overflows.
  func integers(_ name: String) throws -> [Int]? {
    switch attribute(name) {
    case .integers(let values): values.map { Int(max(-(1 << 40), min(1 << 40, $0))) }
    case .none: nil
    default: throw fault(name, "a list of integers")
    }
  }

  /// A real number.
  func float(_ name: String) throws -> Float? {
    switch attribute(name) {
    case .float(let value): value
    case .none: nil
    default: throw fault(name, "a real number")
    }
  }

  /// A real number, or another where the attribute is left out.
  func float(_ name: String, _ otherwise: Float) throws -> Float {
    try float(name) ?? otherwise
  }

  /// Real numbers.
  func floats(_ name: String) throws -> [Float]? {
    switch attribute(name) {
    case .floats(let values): values
    case .none: nil
    default: throw fault(name, "a list of real numbers")
    }
  }

  /// A text.
  func text(_ name: String) throws -> String? {
    switch attribute(name) {
    case .text(let value): value
    case .none: nil
    default: throw fault(name, "a text")
    }
  }

  /// Texts.
  func texts(_ name: String) throws -> [String]? {
    switch attribute(name) {
    case .texts(let values): values
    case .none: nil
    default: throw fault(name, "a list of texts")
    }
  }

  /// A constant tensor.
  func constant(_ name: String) throws -> ONNXTensor? {
    switch attribute(name) {
    case .tensor(let value): value
    case .none: nil
    default: throw fault(name, "a tensor")
    }
  }

  /// A graph.
  func graph(_ name: String) throws -> ONNXGraph {
    guard case .graph(let graph) = attribute(name) else { throw fault(name, "a graph") }
    return graph
  }
}
