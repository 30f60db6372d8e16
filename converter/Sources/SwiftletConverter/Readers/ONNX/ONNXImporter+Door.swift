internal import SwiftletCore
internal import SwiftletFormat

extension ONNXImporter {
  /// Makes the constants of a graph known, without reading their elements yet.
  mutating func addInitializers(of graph: ONNXGraph) {
    for tensor in graph.initializers { scope[tensor.name] = .constant(tensor) }
  }

  /// Makes an input of each port that no constant stands for.
  mutating func importInputs(_ graph: ONNXGraph) {
    for port in graph.inputs {
      if case .constant = scope[port.name] { continue }
      let done = attempt(place: "input '\(port.name)'") { importer throws in
        importer.scope[port.name] = .value(try importer.input(port))
      }
      if !done { scope[port.name] = .unknown }
    }
    for name in options.shapes.keys.sorted() where !isPort(name, graph) {
      issues.append(
        .init(
          place: "the shape of '\(name)'", rule: "the model has no input or axis of that name",
          remedy: "its inputs are \(graph.inputs.map { "'\($0.name)'" }.joined(separator: ", "))"))
    }
  }

  private func isPort(_ name: String, _ graph: ONNXGraph) -> Bool {
    graph.inputs.contains { port in
      guard port.name != name else { return true }
      guard case .tensor(_, let lengths?) = port.type else { return false }
      return lengths.contains(.named(name))
    }
  }

  private mutating func input(_ port: ONNXPort) throws -> ONNXValue {
    guard case .tensor(let number, let lengths) = port.type else {
      if case .other(let kind) = port.type { throw LoweringFault("it is a \(kind), and no tensor") }
      throw LoweringFault("its type is not stated")
    }
    guard let element = ONNXElement(rawValue: number), let inner = element.inner else {
      throw ONNXElement.refusal(number)
    }
    if let frozen = options.frozen[port.name] {
      guard frozen.element == inner else {
        throw LoweringFault("its value is of \(frozen.element), and \(inner) is needed")
      }
      return try constant(frozen, element)
    }
    guard let door = element.door else { throw ONNXElement.refusal(number) }
    let shape = try Shape(try stated(lengths, of: port.name))
    let value = builder.input(port.name, TensorType(door, shape))
    guard inner != door else { return ONNXValue(value, element) }
    name = port.name
    return ONNXValue(try cast(value, to: inner), element)
  }

  /// The lengths of an input, with those that the model leaves open.
  private func stated(_ lengths: [ONNXLength]?, of name: String) throws -> [Int] {
    if let asked = options.shapes[name] {
      guard let lengths else { return asked }
      let fits =
        asked.count == lengths.count
        && zip(lengths, asked).allSatisfy { $0 == .known(Int64($1)) || !$0.isKnown }
      guard fits else {
        throw LoweringFault("its shape \(lengths.description) is not \(asked)")
      }
      return asked
    }
    guard let lengths else {
      throw LoweringFault(
        "its shape is not stated", remedy: "state it, as with --shape \(name)=1,3,224,224")
    }
    return try lengths.enumerated().map { axis, length in
      switch length {
      case .known(let value) where value > 0 || axis > 0: return Int(clamping: value)
      case .named(let dimension):
        if let asked = options.shapes[dimension], asked.count == 1 { return asked[0] }
      case .known, .unknown: break
      }
      // The first axis counts the samples of a batch.
      guard axis > 0 else { return 1 }
      throw LoweringFault(
        "the length of its axis \(axis) is open: its shape is \(lengths.description)",
        remedy: "state it, as with --shape \(name)=\(lengths.example)")
    }
  }

  /// Makes an output of each port.
  mutating func importOutputs(_ graph: ONNXGraph) {
    for port in graph.outputs {
      attempt(place: "output '\(port.name)'") { importer throws in
        guard case .some(let entry) = importer.scope[port.name] else {
          throw LoweringFault("nothing makes it")
        }
        if case .unknown = entry { return }
        let value = try importer.resolved(entry)
        guard let id = value.id else { throw LoweringFault("it is no tensor that has elements") }
        importer.name = port.name
        guard let door = value.element.door else {
          throw ONNXElement.refusal(value.element.rawValue)
        }
        let isAlreadyThere = importer.builder.type(id).element == door
        importer.builder.output(
          port.name, isAlreadyThere ? id : try importer.cast(id, to: door))
      }
    }
  }

  /// The value of an entry; a constant is read.
  func resolvedArray(_ tensor: ONNXTensor) throws -> ONNXArray { try tensor.array(folder) }

  mutating func resolved(_ entry: Entry) throws -> ONNXValue {
    switch entry {
    case .value(let value): return value
    case .constant(let tensor):
      let outer = name
      defer { name = outer }
      name = tensor.name
      return try constant(resolvedArray(tensor), tensor.stated())
    case .unknown: throw LoweringFault("its input is not known")
    }
  }

  /// A value whose elements are known.
  mutating func constant(_ array: ONNXArray, _ element: ONNXElement) throws -> ONNXValue {
    guard !array.lengths.contains(0) else { return ONNXValue(.empty(array.lengths), element) }
    let type = TensorType(array.element, try Shape(array.lengths))
    guard type.byteCount == array.bytes.count else {
      throw LoweringFault("the constant '\(name)' has \(array.bytes.count) bytes")
    }
    return ONNXValue(builder.constant(name, type, array.bytes), element)
  }
}

extension ONNXElement {
  /// Why no value of a type goes through the door of a model.
  fileprivate static func refusal(_ number: Int64) -> LoweringFault {
    let element = ONNXElement(rawValue: number)
    let name = element.map { "\($0)" } ?? "\(number)"
    return LoweringFault(
      "it has elements of type \(name), which the runtime has not",
      remedy: element?.isReal == true
        ? "export the model with float32 there" : "cast it outside of the model")
  }
}

extension ONNXLength {
  /// Whether the model states the length.
  var isKnown: Bool { if case .known(let value) = self { value > 0 } else { false } }
}

extension [ONNXLength] {
  /// The lengths as people write them.
  var description: String {
    let parts = map { length in
      switch length {
      case .known(let value): "\(value)"
      case .named(let name): name
      case .unknown: "?"
      }
    }
    return "[\(parts.joined(separator: ", "))]"
  }

  /// Lengths that would do, for a remedy.
  var example: String {
    enumerated().map { axis, length in
      if case .known(let value) = length, value > 0 { return "\(value)" }
      return axis == 0 ? "1" : "N"
    }.joined(separator: ",")
  }
}
