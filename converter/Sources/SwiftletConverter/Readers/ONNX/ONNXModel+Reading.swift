/// A message that one field holds.
protocol ONNXMessage {
  /// Creates the message without any field.
  init()

  /// Takes one field over; unknown ones are left out.
  mutating func read(_ field: ProtobufField) throws(ProtobufFault)
}

extension ONNXMessage {
  /// Reads all fields of a message.
  init(_ reader: ProtobufReader) throws(ProtobufFault) {
    self.init()
    var reader = reader
    while let field = try reader.next() { try read(field) }
  }
}

extension ProtobufField {
  /// The message in the field, which faults call by a name.
  func read<Message: ONNXMessage>(_ name: @autoclosure () -> String) throws(ProtobufFault)
    -> Message
  {
    try ProtobufFault.inside(name()) { () throws(ProtobufFault) in try Message(message()) }
  }

  /// Adds the message in a repeated field.
  func append<Message: ONNXMessage>(
    to list: inout [Message], _ name: String
  ) throws(ProtobufFault) {
    let index = list.count
    list.append(
      try ProtobufFault.inside("\(name)[\(index)]") { () throws(ProtobufFault) in
        try Message(message())
      })
  }

  /// The text in the field, which faults call by a name.
  func text(_ name: String) throws(ProtobufFault) -> String {
    try ProtobufFault.inside(name) { () throws(ProtobufFault) in try text() }
  }
}

extension ONNXModel: ONNXMessage {
  /// Reads a file.
  init(_ bytes: [UInt8]) throws(ProtobufFault) { try self.init(ProtobufReader(bytes)) }

  mutating func read(_ field: ProtobufField) throws(ProtobufFault) {
    switch field.number {
    case 1: version = try field.integer()
    case 2: producer = try field.text("producer_name")
    case 7: graph = try field.read("graph")
    case 8: try field.append(to: &operatorSets, "opset_import")
    case 14:
      let entry: ONNXEntry = try field.read("metadata_props")
      metadata.append((entry.key, entry.value))
    case 25: try field.append(to: &functions, "functions")
    default: break
    }
  }
}

/// A key and its value.
private struct ONNXEntry: ONNXMessage {
  var key = ""
  var value = ""

  mutating func read(_ field: ProtobufField) throws(ProtobufFault) {
    switch field.number {
    case 1: key = try field.text("key")
    case 2: value = try field.text("value")
    default: break
    }
  }
}

extension ONNXOperatorSet: ONNXMessage {
  mutating func read(_ field: ProtobufField) throws(ProtobufFault) {
    switch field.number {
    case 1: domain = try field.text("domain")
    case 2: version = try field.integer()
    default: break
    }
  }
}

extension ONNXGraph: ONNXMessage {
  mutating func read(_ field: ProtobufField) throws(ProtobufFault) {
    switch field.number {
    case 1: try field.append(to: &nodes, "node")
    case 2: name = try field.text("name")
    case 5: try field.append(to: &initializers, "initializer")
    case 11: try field.append(to: &inputs, "input")
    case 12: try field.append(to: &outputs, "output")
    case 13: try field.append(to: &values, "value_info")
    case 15: hasSparseInitializers = true
    default: break
    }
  }
}

extension ONNXNode: ONNXMessage {
  mutating func read(_ field: ProtobufField) throws(ProtobufFault) {
    switch field.number {
    case 1: inputs.append(try field.text("input"))
    case 2: outputs.append(try field.text("output"))
    case 3: name = try field.text("name")
    case 4: operation = try field.text("op_type")
    case 5:
      let parts: ONNXAttributeParts = try field.read("attribute[\(attributes.count)]")
      attributes.append(parts.attribute)
    case 7: domain = try field.text("domain")
    default: break
    }
  }
}

extension ONNXFunction: ONNXMessage {
  mutating func read(_ field: ProtobufField) throws(ProtobufFault) {
    switch field.number {
    case 1: name = try field.text("name")
    case 4: inputs.append(try field.text("input"))
    case 5: outputs.append(try field.text("output"))
    case 7: try field.append(to: &nodes, "node")
    case 9: try field.append(to: &operatorSets, "opset_import")
    case 10: domain = try field.text("domain")
    case 11:
      let parts: ONNXAttributeParts = try field.read("attribute_proto[\(defaults.count)]")
      defaults.append(parts.attribute)
    case 13: overload = try field.text("overload")
    default: break
    }
  }
}

extension ONNXPort: ONNXMessage {
  mutating func read(_ field: ProtobufField) throws(ProtobufFault) {
    switch field.number {
    case 1: name = try field.text("name")
    case 2: type = (try field.read("type") as ONNXTypeMessage).type
    default: break
    }
  }
}

private struct ONNXTypeMessage: ONNXMessage {
  var type = ONNXValueType.other("unknown")

  mutating func read(_ field: ProtobufField) throws(ProtobufFault) {
    switch field.number {
    case 1:
      let tensor: ONNXTensorTypeMessage = try field.read("tensor_type")
      type = .tensor(element: tensor.element, lengths: tensor.lengths)
    case 4: type = .other("sequence")
    case 5: type = .other("map")
    case 8: type = .other("sparse tensor")
    case 9: type = .other("optional")
    default: break
    }
  }
}

private struct ONNXTensorTypeMessage: ONNXMessage {
  var element: Int64 = 0
  var lengths: [ONNXLength]?

  mutating func read(_ field: ProtobufField) throws(ProtobufFault) {
    switch field.number {
    case 1: element = try field.integer()
    case 2:
      let shape: ONNXShapeMessage = try field.read("shape")
      lengths = shape.axes.map(\.length)
    default: break
    }
  }
}

private struct ONNXShapeMessage: ONNXMessage {
  var axes: [ONNXAxisMessage] = []

  mutating func read(_ field: ProtobufField) throws(ProtobufFault) {
    if field.number == 1 { try field.append(to: &axes, "dim") }
  }
}

private struct ONNXAxisMessage: ONNXMessage {
  var length = ONNXLength.unknown

  mutating func read(_ field: ProtobufField) throws(ProtobufFault) {
    switch field.number {
    case 1: length = .known(try field.integer())
    case 2:
      let name = try field.text("dim_param")
      length = name.isEmpty ? .unknown : .named(name)
    default: break
    }
  }
}

extension ONNXTensor: ONNXMessage {
  mutating func read(_ field: ProtobufField) throws(ProtobufFault) {
    switch field.number {
    case 1: try field.append(to: &lengths)
    case 2: element = try field.integer()
    case 4: try field.append(fixed32: &floats)
    case 5, 7, 11: try field.append(to: &integers)
    case 6: texts += 1
    case 8: name = try field.text("name")
    case 9: raw = try field.bytes()
    case 10: try field.append(fixed64: &doubles)
    case 13:
      let entry: ONNXEntry = try field.read("external_data")
      external = (external ?? []) + [(entry.key, entry.value)]
    case 14: if try field.integer() == 1 { external = external ?? [] }
    default: break
    }
  }
}
