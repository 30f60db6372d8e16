internal import SwiftletCore
internal import SwiftletFormat

/// Writes the graph of some decisions: integer operators, and conversions where they meet float.
struct QuantizedRewriting {
  private let source: Graph
  private let decisions: QuantizationDecisions
  private let options: QuantizationOptions
  private(set) var graph: Graph
  /// The values that stay, under their own position, as stored numbers.
  private var stored: Set<Graph.TensorID> = []
  /// Copies of values in another quantization.
  private var storedCopies: [Graph.TensorID: [Graph.TensorID]] = [:]
  /// Copies of stored values as real numbers.
  private var realCopies: [Graph.TensorID: Graph.TensorID] = [:]
  /// The real values that an integer operator reads.
  private var neededStored: Set<Graph.TensorID> = []

  init(_ decisions: QuantizationDecisions, options: QuantizationOptions) throws {
    source = decisions.graph
    self.decisions = decisions
    self.options = options
    graph = source
    graph.nodes = []
    neededStored = neededValues()
    for index in graph.inputs.indices { try openInput(index) }
    for index in source.nodes.indices { try rewrite(source.nodes[index], index) }
    for index in graph.outputs.indices { try openOutput(index) }
    try CancelConversions.run(&graph)
  }

  private func neededValues() -> Set<Graph.TensorID> {
    var result: Set<Graph.TensorID> = []
    for (index, node) in source.nodes.enumerated() {
      guard case .integer(let form) = decisions.decisions[index] else { continue }
      if form == .function, let root = decisions.functions.roots[node.output] {
        result.insert(root)
      } else {
        result.formUnion(node.inputs.compactMap { $0 }.filter(decisions.isReal))
      }
    }
    return result
  }

  // MARK: The doors

  private mutating func openInput(_ index: Int) throws {
    let id = graph.inputs[index].tensor
    guard decisions.isReal(id) else { return }
    guard options.inputElement != .float32 else { return try quantizeIfNeeded(id) }
    let type = try decisions.storedType(id)
    become(id, type)
    guard options.inputElement == .uint8 else { return }
    let door = graph.add(.init(name: graph.tensors[id].name, type: type.unsigned))
    append(.requantize(.init(element: .int8)), [door], name: graph.inputs[index].name, output: id)
    graph.inputs[index].tensor = door
  }

  private mutating func openOutput(_ index: Int) throws {
    let port = graph.outputs[index]
    guard decisions.isReal(port.tensor), !decisions.isConstant(port.tensor) else { return }
    switch options.outputElement {
    case .int8: graph.outputs[index].tensor = try storedValue(port.tensor)
    case .uint8:
      let value = try storedValue(port.tensor)
      let door = graph.add(.init(name: port.name, type: graph.tensors[value].type.unsigned))
      append(.requantize(.init(element: .uint8)), [value], name: port.name, output: door)
      graph.outputs[index].tensor = door
    case .float32, .int16, .int32, .int64, .boolean, .float16, .absent:
      graph.outputs[index].tensor = try realValue(port.tensor)
    }
  }

  // MARK: Values

  private mutating func append(
    _ operation: Operation, _ inputs: [Graph.TensorID?], name: String, output: Graph.TensorID
  ) {
    graph.nodes.append(.init(name: name, operation: operation, inputs: inputs, output: output))
  }

  private mutating func become(_ id: Graph.TensorID, _ type: TensorType) {
    graph.tensors[id].type = type
    stored.insert(id)
  }

  /// Makes the integers of a real value at once, so that it need not live until they are read.
  private mutating func quantizeIfNeeded(_ id: Graph.TensorID) throws {
    if neededStored.contains(id) { _ = try storedValue(id) }
  }

  /// A value as real numbers.
  private mutating func realValue(_ id: Graph.TensorID) throws -> Graph.TensorID {
    guard stored.contains(id) else { return id }
    if let copy = realCopies[id] { return copy }
    let tensor = graph.tensors[id]
    let copy = graph.add(
      .init(name: "\(tensor.name)/float32", type: TensorType(.float32, tensor.type.shape)))
    append(.dequantize, [id], name: "\(tensor.name)/dequantize", output: copy)
    realCopies[id] = copy
    return copy
  }

  /// A value as integers, in its own quantization or in another.
  private mutating func storedValue(
    _ id: Graph.TensorID, as wanted: Quantization? = nil
  ) throws -> Graph.TensorID {
    var type = try decisions.storedType(id)
    if let wanted { type.quantization = wanted }
    if stored.contains(id), graph.tensors[id].type == type { return id }
    if let copy = storedCopies[id]?.first(where: { graph.tensors[$0].type == type }) {
      return copy
    }
    let tensor = graph.tensors[id]
    let copy: Graph.TensorID
    if let reals = source.tensors[id].reals, decisions.isConstant(id) {
      let bytes = [UInt8](elements: try type.quantized().stored(reals))
      copy = graph.add(.init(name: tensor.name, type: type, constant: bytes))
    } else {
      copy = graph.add(.init(name: "\(tensor.name)/int8", type: type))
      let isStored = stored.contains(id)
      append(
        isStored ? .requantize(.init(element: .int8)) : .quantize(.init(element: .int8)), [id],
        name: "\(tensor.name)/\(isStored ? "requantize" : "quantize")", output: copy)
    }
    storedCopies[id, default: []].append(copy)
    return copy
  }

  // MARK: Operators

  private mutating func rewrite(_ node: Graph.Node, _ index: Int) throws {
    guard case .integer(let form) = decisions.decisions[index] else {
      var node = node
      node.inputs = try node.inputs.map { try $0.map { try realValue($0) } }
      graph.nodes.append(node)
      return try quantizeIfNeeded(node.output)
    }
    switch form {
    case .weighted: try rewriteWeighted(node)
    case .function: try rewriteFunction(node)
    case .movement: try rewriteMovement(node)
    case .joining:
      try rewrite(node, as: decisions.storedType(node.output).quantization)
    case .arithmetic, .fixed, .reader, .none: try rewrite(node)
    }
  }

  /// The same operator on stored values, each in its own quantization or all in one.
  private mutating func rewrite(_ node: Graph.Node, as wanted: Quantization? = nil) throws {
    let inputs = try node.inputs.map { input throws -> Graph.TensorID? in
      guard let input, decisions.isReal(input) else { return input }
      return try storedValue(input, as: wanted)
    }
    if decisions.isReal(node.output) { become(node.output, try decisions.storedType(node.output)) }
    append(node.operation, inputs, name: node.name, output: node.output)
  }

  private mutating func rewriteFunction(_ node: Graph.Node) throws {
    guard let root = decisions.functions.roots[node.output] else { return }
    let type = try decisions.storedType(node.output)
    let input = try storedValue(root)
    let (from, to) = (try graph.tensors[input].type.quantized(), try type.quantized())
    let numbers = (-128...127).map { from.scale * Float($0 - Int(from.zeroPoint)) }
    let results = try decisions.functions.results(of: node.output, for: numbers)
    let table = FunctionTable.table(of: results, output: (to.scale, Int(to.zeroPoint)))
    let entries = graph.add(
      .init(
        name: "\(node.name)/table", type: TensorType(.int8, try Shape([256])),
        constant: .init(elements: table)))
    become(node.output, type)
    append(.lookup, [input, entries], name: node.name, output: node.output)
  }

  /// A movement in the quantization of its input, and then another if its output is to have one.
  private mutating func rewriteMovement(_ node: Graph.Node) throws {
    guard let source = node.inputs[0] else { return }
    let type = try decisions.storedType(node.output)
    let input = try storedValue(source, as: decisions.isConstant(source) ? type.quantization : nil)
    let inputs = [input] + node.inputs.dropFirst()
    become(node.output, type)
    guard graph.tensors[input].type.quantization != type.quantization else {
      return append(node.operation, inputs, name: node.name, output: node.output)
    }
    let own = TensorType(.int8, type.shape, graph.tensors[input].type.quantization)
    let moved = graph.add(.init(name: "\(node.name)/moved", type: own))
    append(node.operation, inputs, name: node.name, output: moved)
    append(
      .requantize(.init(element: .int8)), [moved], name: "\(node.name)/requantize",
      output: node.output)
  }

  private mutating func rewriteWeighted(_ node: Graph.Node) throws {
    guard let x = node.inputs[0], let weights = node.inputs[1] else { return }
    let type = try decisions.storedType(node.output)
    let input = try storedValue(x)
    let scale = try graph.tensors[input].type.quantized().scale
    let real = try RealWeights(node, in: source)
    let scales = real.scales(
      perChannel: options.scalesChannels, input: scale, output: try type.quantized().scale)
    let layer = real.quantized(scales: scales, input: scale)
    let bias = node.inputs.count > 2 ? node.inputs[2] : nil
    let stored = graph.add(
      .init(
        name: graph.tensors[weights].name,
        type: TensorType(.int8, graph.tensors[weights].type.shape),
        constant: .init(elements: layer.weights),
        channels: .init(scales: layer.scales, axis: layer.axis)))
    let storedBias = graph.add(
      .init(
        name: bias.map { graph.tensors[$0].name } ?? "\(node.name)/bias",
        type: TensorType(.int32, try Shape([layer.bias.count])),
        constant: .init(elements: layer.bias),
        channels: .init(scales: layer.scales.map { $0 * scale }, axis: 0)))
    become(node.output, type)
    append(node.operation, [input, stored, storedBias], name: node.name, output: node.output)
  }
}

extension TensorType {
  /// The type with stored values and zero point moved by 128, which changes no real number.
  var unsigned: TensorType {
    TensorType(
      .uint8, shape,
      quantization.map { Quantization(scale: $0.scale, zeroPoint: $0.zeroPoint + 128) })
  }
}
