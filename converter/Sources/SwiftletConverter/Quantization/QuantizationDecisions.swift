internal import SwiftletCore
internal import SwiftletFormat

/// Which operators of a float graph work on integers, and how their values are stored.
struct QuantizationDecisions {
  /// What becomes of one operator.
  enum Decision: Equatable {
    /// It reads and makes no real numbers.
    case untouched
    /// It works on real numbers, for a reason.
    case float(String)
    /// It works on stored values.
    case integer(QuantizedForm)
  }

  let graph: Graph
  /// The decision about each operator.
  private(set) var decisions: [Decision] = []
  /// The quantizations of all real values.
  private(set) var classes: ValueClasses
  /// The values that are tables.
  let functions: FunctionRoots

  /// Decides about a graph.
  init(
    _ graph: Graph, ranges: [Graph.TensorID: ValueRange], stated: [Graph.TensorID: Quantization],
    options: QuantizationOptions
  ) {
    self.graph = graph
    functions = FunctionRoots(graph, stated: Set(stated.keys)) {
      options.keepsFloat($0, graph.nodes[$0])
    }
    classes = ValueClasses(count: graph.tensors.count, ranges: ranges, stated: stated)
    decisions = graph.nodes.indices.map {
      options.keepsFloat($0, graph.nodes[$0])
        ? .float("it is to stay in float") : decision(about: graph.nodes[$0])
    }
    fixRanges()
    joinMovements()
    joinConcatenations()
    for index in graph.nodes.indices { reconsider(index) }
    leaveIslandsInFloat()
  }

  /// Whether a value has real numbers.
  func isReal(_ id: Graph.TensorID) -> Bool { graph.tensors[id].type.element == .float32 }

  /// Whether a value has real numbers that are known before anything runs.
  func isConstant(_ id: Graph.TensorID) -> Bool { graph.tensors[id].constant != nil }

  /// The type of a value as integers.
  func storedType(_ id: Graph.TensorID) throws(LoweringFault) -> TensorType {
    let tensor = graph.tensors[id]
    let quantization: Quantization
    if let reals = tensor.reals, tensor.constant != nil {
      guard let range = ValueRange(of: reals), reals.allSatisfy(\.isFinite) else {
        throw LoweringFault("its constant '\(tensor.name)' is not finite")
      }
      quantization = Quantization(holding: range, of: reals)
    } else {
      guard let found = classes.quantization(id) else {
        throw LoweringFault("nothing is known of the range of '\(tensor.name)'")
      }
      quantization = found
    }
    return TensorType(.int8, tensor.type.shape, quantization)
  }

  // MARK: One operator

  private func decision(about node: Graph.Node) -> Decision {
    let reads = node.inputs.contains { $0.map(isReal) ?? false }
    guard reads || isReal(node.output) else { return .untouched }
    if functions.roots[node.output] != nil { return .integer(.function) }
    let form = node.operation.quantizedForm
    if case .none(let reason) = form { return .float(reason) }
    if form == .function { return .float("it is no function of one value") }
    guard form == .weighted else { return .integer(form) }
    do throws(LoweringFault) {
      _ = try RealWeights(node, in: graph)
    } catch {
      return .float(error.rule)
    }
    return node.inputs.count < 4 ? .integer(form) : .float("it adds a residual")
  }

  /// Leaves an operator in float whose values have no range, or that refuses their quantizations.
  private mutating func reconsider(_ index: Int) {
    guard case .integer(let form) = decisions[index] else { return }
    do {
      try check(graph.nodes[index], form)
    } catch let fault as LoweringFault {
      decisions[index] = .float(fault.rule)
    } catch let reason as ModelFault.Reason {
      decisions[index] = .float("in int8, \(reason.sentence)")
    } catch {
      decisions[index] = .float("\(error)")
    }
  }

  private func check(_ node: Graph.Node, _ form: QuantizedForm) throws {
    let output = try isReal(node.output) ? storedType(node.output) : graph.tensors[node.output].type
    switch form {
    case .function:
      if let root = functions.roots[node.output] { _ = try storedType(root) }
    case .weighted:
      if let input = node.inputs[0] { _ = try storedType(input) }
    case .movement, .joining, .arithmetic, .fixed, .reader, .none:
      var types = TensorTypes()
      for input in node.inputs {
        guard let input else {
          try types.append(.absent)
          continue
        }
        var type = graph.tensors[input].type
        if isReal(input) {
          type = try storedType(input)
          if form == .movement || form == .joining { type.quantization = output.quantization }
        }
        try types.append(type)
      }
      var trial = PlanTrial(types: types, output: output)
      try node.operation.visit(&trial)
      try checkQuotient(node)
    }
  }

  /// Throws if a quotient would be of a number that int8 cannot tell from zero.
  private func checkQuotient(_ node: Graph.Node) throws(LoweringFault) {
    guard case .binary(let attributes) = node.operation, attributes.function == .divide,
      let divisor = node.inputs[1], !isConstant(divisor)
    else { return }
    throw LoweringFault("its divisor may come near zero")
  }

  // MARK: Values of one quantization

  private mutating func fixRanges() {
    for (index, node) in graph.nodes.enumerated() {
      guard case .integer(let form) = decisions[index] else { continue }
      if case .fixed(let quantization) = form { classes.fix(node.output, quantization) }
      if form == .function, let quantization = node.operation.fixedQuantization {
        classes.fix(node.output, quantization)
      }
    }
  }

  private mutating func joinMovements() {
    for (index, node) in graph.nodes.enumerated() {
      guard decisions[index] == .integer(.movement), let input = node.inputs[0] else { continue }
      if !isConstant(input) { classes.join(input, node.output) }
      if case .pad(let attributes) = node.operation, attributes.mode == .constant {
        classes.widen(node.output, to: attributes.value)
      }
    }
  }

  /// Lets the parts of a concatenation be made in its quantization, where that costs nothing else.
  private mutating func joinConcatenations() {
    for (index, node) in graph.nodes.enumerated() {
      guard decisions[index] == .integer(.joining) else { continue }
      for case let input? in node.inputs
      where isReal(input) && !isConstant(input) && !classes.isStated(input) {
        let isAlone = isReadOnly(by: index, input)
        if isAlone { classes.release(input) }
        guard !classes.isFixed(input) else { continue }
        let isCheap =
          !classes.isFixed(node.output) && classes.growth(input, by: node.output) <= 1.25
        if isAlone || isCheap { classes.join(input, node.output) }
      }
    }
  }

  /// Whether a concatenation is all that reads the values of a class, but for moving them.
  private func isReadOnly(by concatenation: Int, _ id: Graph.TensorID) -> Bool {
    let members = Set(
      graph.tensors.indices.filter {
        classes.representative($0) == classes.representative(id)
      })
    guard !graph.outputs.contains(where: { members.contains($0.tensor) }) else { return false }
    return graph.nodes.indices.allSatisfy { index in
      let reads = graph.nodes[index].inputs.contains { $0.map(members.contains) ?? false }
      return !reads || index == concatenation || decisions[index] == .integer(.movement)
    }
  }

  // MARK: Islands

  /// Leaves cheap operators in float that only float ones stand around.
  private mutating func leaveIslandsInFloat() {
    let producers = graph.producers()
    let readers = graph.readers()
    let doors = Set((graph.inputs + graph.outputs).map(\.tensor))
    var seen: Set<Int> = []
    for start in graph.nodes.indices where isCheap(start) && !seen.contains(start) {
      var island: [Int] = []
      var open = [start]
      var isSurrounded = true
      var meetsFloat = false
      while let index = open.popLast() {
        guard isCheap(index) else {
          if case .float = decisions[index] { meetsFloat = true } else { isSurrounded = false }
          continue
        }
        guard seen.insert(index).inserted else { continue }
        island.append(index)
        let node = graph.nodes[index]
        for case let value? in node.inputs + [node.output] where !isConstant(value) {
          if doors.contains(value) { isSurrounded = false }
          open += producers[value].map { [$0] } ?? []
        }
        open += readers[node.output] ?? []
      }
      guard isSurrounded, meetsFloat else { continue }
      for index in island { decisions[index] = .float("everything around it works in float") }
    }
  }

  private func isCheap(_ index: Int) -> Bool {
    if case .integer(let form) = decisions[index] { form.isCheap } else { false }
  }
}

extension QuantizationOptions {
  /// Whether an operator is one of those that are to stay in float.
  func keepsFloat(_ index: Int, _ node: Graph.Node) -> Bool {
    floatNodes.contains(index) || floatNames.contains(node.name)
  }
}

extension Graph {
  /// The positions of the operators that read each value.
  func readers() -> [TensorID: [Int]] {
    var result: [TensorID: [Int]] = [:]
    for (index, node) in nodes.enumerated() {
      for case let input? in node.inputs where result[input]?.last != index {
        result[input, default: []].append(index)
      }
    }
    return result
  }
}
