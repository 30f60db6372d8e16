/// A protocol buffer message, field by field.
struct ProtobufDraft {
  private(set) var bytes: [UInt8] = []

  mutating func varint(_ field: Int, _ value: Int) {
    number(UInt64(field) << 3)
    number(UInt64(bitPattern: Int64(value)))
  }

  mutating func float(_ field: Int, _ value: Float) {
    number(UInt64(field) << 3 | 5)
    bytes += Self.littleEndian(value.bitPattern)
  }

  mutating func text(_ field: Int, _ value: String) { message(field, Array(value.utf8)) }

  mutating func message(_ field: Int, _ content: [UInt8]) {
    number(UInt64(field) << 3 | 2)
    number(UInt64(content.count))
    bytes += content
  }

  mutating func packed(_ field: Int, _ values: [Int]) {
    var inner = ProtobufDraft()
    for value in values { inner.number(UInt64(bitPattern: Int64(value))) }
    message(field, inner.bytes)
  }

  mutating func number(_ value: UInt64) {
    var rest = value
    while rest > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  static func littleEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    (0..<(Value.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}

/// An `.onnx` model, part by part.
struct ONNXDraft {
  /// What an attribute holds.
  enum Attribute {
    case integer(Int)
    case integers([Int])
    case float(Float)
    case text(String)
    case tensor([UInt8])
    case graph([UInt8])
    case reference(String)
  }

  /// The length of an axis: known, named, or left out.
  enum Length: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    case known(Int)
    case named(String)
    case open

    init(integerLiteral value: Int) { self = .known(value) }
    init(stringLiteral value: String) { self = .named(value) }
  }

  var nodes: [[UInt8]] = []
  var initializers: [[UInt8]] = []
  var inputs: [[UInt8]] = []
  var outputs: [[UInt8]] = []
  var functions: [[UInt8]] = []
  var operatorSets: [(domain: String, version: Int)] = [("", 17)]

  var graph: [UInt8] {
    var draft = ProtobufDraft()
    for node in nodes { draft.message(1, node) }
    draft.text(2, "draft")
    for tensor in initializers { draft.message(5, tensor) }
    for port in inputs { draft.message(11, port) }
    for port in outputs { draft.message(12, port) }
    return draft.bytes
  }

  var model: [UInt8] {
    var draft = ProtobufDraft()
    draft.varint(1, 8)
    draft.message(7, graph)
    for set in operatorSets { draft.message(8, Self.operatorSet(set.domain, set.version)) }
    for function in functions { draft.message(25, function) }
    return draft.bytes
  }

  static func operatorSet(_ domain: String, _ version: Int) -> [UInt8] {
    var draft = ProtobufDraft()
    draft.text(1, domain)
    draft.varint(2, version)
    return draft.bytes
  }

  mutating func add(
    _ operation: String, _ inputs: [String], _ outputs: [String], name: String = "",
    domain: String = "", _ attributes: [String: Attribute] = [:]
  ) {
    nodes.append(
      Self.node(operation, inputs, outputs, name: name, domain: domain, attributes))
  }

  static func node(
    _ operation: String, _ inputs: [String], _ outputs: [String], name: String = "",
    domain: String = "", _ attributes: [String: Attribute] = [:]
  ) -> [UInt8] {
    var draft = ProtobufDraft()
    for input in inputs { draft.text(1, input) }
    for output in outputs { draft.text(2, output) }
    draft.text(3, name)
    draft.text(4, operation)
    for (key, value) in attributes.sorted(by: { $0.key < $1.key }) {
      draft.message(5, attribute(key, value))
    }
    draft.text(7, domain)
    return draft.bytes
  }

  private static func attribute(_ name: String, _ value: Attribute) -> [UInt8] {
    var draft = ProtobufDraft()
    draft.text(1, name)
    switch value {
    case .integer(let value):
      draft.varint(3, value)
      draft.varint(20, 2)
    case .integers(let values):
      for value in values { draft.varint(8, value) }
      draft.varint(20, 7)
    case .float(let value):
      draft.float(2, value)
      draft.varint(20, 1)
    case .text(let value):
      draft.text(4, value)
      draft.varint(20, 3)
    case .tensor(let value):
      draft.message(5, value)
      draft.varint(20, 4)
    case .graph(let value):
      draft.message(6, value)
      draft.varint(20, 5)
    case .reference(let value):
      draft.text(21, value)
      draft.varint(20, 2)
    }
    return draft.bytes
  }

  static func port(_ name: String, _ element: Int, _ lengths: [Length]?) -> [UInt8] {
    var tensor = ProtobufDraft()
    tensor.varint(1, element)
    if let lengths {
      var shape = ProtobufDraft()
      for length in lengths {
        var axis = ProtobufDraft()
        switch length {
        case .known(let value): axis.varint(1, value)
        case .named(let value): axis.text(2, value)
        case .open: break
        }
        shape.message(1, axis.bytes)
      }
      tensor.message(2, shape.bytes)
    }
    var type = ProtobufDraft()
    type.message(1, tensor.bytes)
    var port = ProtobufDraft()
    port.text(1, name)
    port.message(2, type.bytes)
    return port.bytes
  }

  /// A tensor whose elements are stored as they lie in memory.
  static func tensor(
    _ name: String, _ element: Int, _ lengths: [Int], raw: [UInt8]
  ) -> [UInt8] {
    var draft = head(name, element, lengths)
    draft.message(9, raw)
    return draft.bytes
  }

  static func tensor(_ name: String, _ lengths: [Int], _ values: [Float]) -> [UInt8] {
    tensor(
      name, 1, lengths, raw: values.flatMap { ProtobufDraft.littleEndian($0.bitPattern) })
  }

  static func tensor(_ name: String, _ lengths: [Int], integers: [Int]) -> [UInt8] {
    tensor(name, 7, lengths, raw: integers.flatMap { ProtobufDraft.littleEndian(Int64($0)) })
  }

  static func head(_ name: String, _ element: Int, _ lengths: [Int]) -> ProtobufDraft {
    var draft = ProtobufDraft()
    for length in lengths { draft.varint(1, length) }
    draft.varint(2, element)
    draft.text(8, name)
    return draft
  }

  /// A convolution with a rectifier, a pool, and a layer behind them.
  static var convolutional: ONNXDraft {
    var draft = ONNXDraft()
    draft.inputs = [port("image", 1, ["N", 2, 6, 6])]
    draft.outputs = [port("scores", 1, ["N", 3])]
    let weights = (0..<72).map { (index: Int) -> Float in Float(index % 7 - 3) / 8 }
    let layer = (0..<108).map { (index: Int) -> Float in Float(index % 5 - 2) / 4 }
    draft.initializers = [
      tensor("weights", [4, 2, 3, 3], weights), tensor("bias", [4], [1, -1, 0.5, 0]),
      tensor("layer", [36, 3], layer),
    ]
    draft.add(
      "Conv", ["image", "weights", "bias"], ["sums"], name: "first",
      ["pads": .integers([1, 1, 1, 1]), "kernel_shape": .integers([3, 3])])
    draft.add("Relu", ["sums"], ["rectified"])
    draft.add(
      "MaxPool", ["rectified"], ["pooled"],
      ["kernel_shape": .integers([2, 2]), "strides": .integers([2, 2])])
    draft.add("Flatten", ["pooled"], ["flat"])
    draft.add("MatMul", ["flat", "layer"], ["scores"])
    return draft
  }
}

extension ONNXDraft {
  /// Operators whose shapes depend on shapes and constants.
  static var shapes: ONNXDraft {
    var draft = ONNXDraft()
    draft.inputs = [port("x", 1, [1, 4, 6, 5])]
    draft.outputs = [port("y", 1, nil), port("z", 1, nil)]
    draft.initializers = [
      tensor("zero", [], integers: [0]), tensor("first", [1], integers: [0]),
      tensor("starts", [2], integers: [1, 0]), tensor("ends", [2], integers: [-1, 5]),
      tensor("axes", [2], integers: [2, 3]), tensor("steps", [2], integers: [1, 2]),
      tensor("left", [1], integers: [-1]), tensor("pads", [8], integers: [0, 1, 0, 0, 0, 0, 2, 0]),
      tensor("scales", [4], [1, 1, 2, 2]), tensor("even", [2], integers: [1, 3]),
      tensor("slope", [4, 1, 1], [0.5, 0.25, -1, 2]),
    ]
    draft.add("Shape", ["x"], ["shape"])
    draft.add("Gather", ["shape", "zero"], ["count"], ["axis": .integer(0)])
    draft.add("Unsqueeze", ["count", "first"], ["counts"])
    draft.add("Concat", ["counts", "left"], ["flat"], ["axis": .integer(0)])
    draft.add("Reshape", ["x", "flat"], ["rows"])
    draft.add("Softmax", ["rows"], ["z"])
    draft.add("Slice", ["x", "starts", "ends", "axes", "steps"], ["part"])
    draft.add("Pad", ["part", "pads"], ["padded"], ["mode": .text("constant")])
    draft.add("Split", ["x", "even"], ["s", "t"], ["axis": .integer(1)])
    draft.add("ReduceMean", ["t"], ["mean"], ["axes": .integers([1, -1])])
    draft.add("PRelu", ["x", "slope"], ["bent"])
    draft.add("Resize", ["bent", "", "scales"], ["large"], ["mode": .text("linear")])
    draft.add("GlobalAveragePool", ["large"], ["pooled"])
    draft.add("Transpose", ["pooled"], ["turned"], ["perm": .integers([0, 2, 3, 1])])
    draft.add("Mul", ["turned", "mean"], ["product"])
    draft.add("ReduceSum", ["padded"], ["sum"], ["keepdims": .integer(0)])
    draft.add("Add", ["product", "sum"], ["y"])
    return draft
  }
}
