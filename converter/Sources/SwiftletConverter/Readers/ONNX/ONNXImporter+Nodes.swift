internal import SwiftletCore

extension ONNXImporter {
  /// Imports nodes, each after those whose values it reads.
  mutating func importNodes(_ nodes: [ONNXNode]) {
    let order: [Int]
    do throws(LoweringFault) {
      order = try ONNXOrder.sorted(nodes)
    } catch {
      issues.append(.init(place: "\(outerPlace)the graph", rule: error.rule, remedy: error.remedy))
      for case let output in nodes.flatMap(\.outputs) where !output.isEmpty {
        scope[output] = .unknown
      }
      return
    }
    for index in order {
      nodeCount += 1
      guard nodeCount <= Self.mostNodes else {
        issues.append(
          .init(place: "the graph", rule: "it unfolds to more than \(Self.mostNodes) nodes"))
        return
      }
      importNode(nodes[index], index)
      guard nodeCount <= Self.mostNodes else { return }
    }
  }

  private mutating func importNode(_ node: ONNXNode, _ index: Int) {
    let place = ONNXOrder.place(node, index)
    let known = node.outputs.indices.filter { !node.outputs[$0].isEmpty }
    let firstNode = builder.graph.nodes.count
    let done = attempt(place: place) { importer throws in
      let task = try importer.task(node)
      // Where an input is missing for a reason that is listed, there is nothing more to say.
      guard let use = try importer.use(node) else { throw NestedIssues() }
      importer.name = node.outputs.first { !$0.isEmpty } ?? node.name
      importer.partCount = 0
      let tensorCount = importer.builder.graph.tensors.count
      let outer = importer.outerPlace
      defer { importer.outerPlace = outer }
      importer.outerPlace += "\(place) / "
      let results = try task(&importer, use)
      for output in known {
        guard output < results.count else {
          throw LoweringFault(
            "its output \(output) ('\(node.outputs[output])') is not supported",
            remedy: "drop what reads it from the model")
        }
        let value = results[output]
        if let id = value.id, id >= tensorCount {
          importer.builder.rename(id, node.outputs[output])
        }
        importer.scope[node.outputs[output]] = .value(value)
      }
    }
    if nesting == 0 { report(node, index, from: firstNode, isSupported: done) }
    guard !done else { return }
    for output in known { scope[node.outputs[output]] = .unknown }
  }

  /// Notes what became of a node of the model's own graph.
  private mutating func report(_ node: ONNXNode, _ index: Int, from first: Int, isSupported: Bool) {
    let output = node.outputs.first { !$0.isEmpty } ?? ""
    var id: Graph.TensorID?
    if isSupported, case .value(let value) = scope[output] { id = value.id }
    operators.append(
      .init(
        index: index, kind: node.operation, name: node.name.isEmpty ? output : node.name,
        output: id, in: builder.graph, from: first, isSupported: isSupported))
  }

  /// The node with its values; nil where one of them could not be imported.
  private mutating func use(_ node: ONNXNode) throws -> ONNXUse? {
    var inputs: [ONNXValue?] = []
    for input in node.inputs {
      guard !input.isEmpty else {
        inputs.append(nil)
        continue
      }
      guard let entry = scope[input] else {
        throw LoweringFault("it reads '\(input)', which nothing makes")
      }
      if case .unknown = entry { return nil }
      let value = try resolved(entry)
      scope[input] = .value(value)
      inputs.append(value)
    }
    let domain = node.domain == "ai.onnx" ? "" : node.domain
    return ONNXUse(node: node, version: versions[domain] ?? 1, inputs: inputs)
  }

  /// What lowers a node.
  private func task(_ node: ONNXNode) throws -> ONNXLowering {
    let domain = node.domain == "ai.onnx" ? "" : node.domain
    if let function = model.functions.first(where: {
      $0.name == node.operation && ($0.domain == "ai.onnx" ? "" : $0.domain) == domain
    }) {
      return { importer, use throws in try importer.inline(function, use) }
    }
    let name = domain.isEmpty ? node.operation : "\(domain).\(node.operation)"
    guard let lowering = Self.lowerings[name] else {
      if let fault = Self.refusals[name] { throw fault }
      throw LoweringFault(
        "the runtime has no operator for \(name)",
        remedy: "replace it by supported operators, listed in docs/OPERATORS.md")
    }
    guard versions[domain] != nil || !domain.isEmpty else {
      throw LoweringFault("the file does not say which operator set it is written in")
    }
    return lowering
  }

  /// Operators that no runtime of fixed memory has, and what to do instead.
  private static let refusals: [String: LoweringFault] = {
    let loop = LoweringFault(
      "a loop has no fixed number of steps before it runs",
      remedy: "export the model with its loops unrolled")
    return ["Loop": loop, "Scan": loop]
  }()

  // MARK: Graphs inside nodes

  /// Imports a function's nodes in place of a node.
  mutating func inline(_ function: ONNXFunction, _ use: ONNXUse) throws -> [ONNXValue] {
    let attributes = function.defaults.filter { !use.has($0.name) } + use.node.attributes
    var inner: [String: Entry] = [:]
    for (position, input) in function.inputs.enumerated() {
      if let value = use.optional(position) { inner[input] = .value(value) }
    }
    let nodes = function.nodes.map { node in
      var node = node
      node.inputs = node.inputs.map { name in
        let isLeftOut =
          function.inputs.firstIndex(of: name).map { use.optional($0) == nil } ?? false
        return isLeftOut ? "" : name
      }
      node.attributes = node.attributes.compactMap { $0.resolved(attributes) }
      return node
    }
    let versions =
      function.operatorSets.isEmpty ? versions : try Self.versions(of: function.operatorSets)
    return try nested(nodes, in: inner, versions, outputs: function.outputs)
  }

  /// Imports nodes in a scope of their own, and gives the values of some names.
  mutating func nested(
    _ nodes: [ONNXNode], in inner: [String: Entry], _ versions: [String: Int], outputs: [String]
  ) throws -> [ONNXValue] {
    guard nesting < 32 else { throw LoweringFault("functions or branches lie more than 32 deep") }
    let outer = (scope, self.versions, name, partCount)
    let issueCount = issues.count
    defer { (scope, self.versions, name, partCount) = outer }
    scope = inner
    self.versions = versions
    nesting += 1
    defer { nesting -= 1 }
    importNodes(nodes)
    guard issues.count == issueCount else { throw NestedIssues() }
    return try outputs.map { output in
      guard let entry = scope[output] else { throw LoweringFault("nothing makes '\(output)'") }
      if case .unknown = entry { throw NestedIssues() }
      return try resolved(entry)
    }
  }

  /// `If`, of a condition that is known.
  mutating func branch(_ use: ONNXUse) throws -> [ONNXValue] {
    guard let condition = try constantBytes(use.tensor(0))?.first else {
      throw LoweringFault(
        "its condition is not known before it runs",
        remedy: "export the model with the branch that it takes")
    }
    let graph = try use.graph(condition == 0 ? "else_branch" : "then_branch")
    var inner = scope
    for tensor in graph.initializers { inner[tensor.name] = .constant(tensor) }
    return try nested(graph.nodes, in: inner, versions, outputs: graph.outputs.map(\.name))
  }
}

extension ONNXAttribute {
  /// The attribute with that of the function in place of its name; nil where there is none.
  fileprivate func resolved(_ given: [ONNXAttribute]) -> ONNXAttribute? {
    switch content {
    case .reference(let name):
      return given.first { $0.name == name }.map {
        ONNXAttribute(name: self.name, content: $0.content)
      }
    case .graph(var graph):
      for index in graph.nodes.indices {
        graph.nodes[index].attributes = graph.nodes[index].attributes.compactMap {
          $0.resolved(given)
        }
      }
      return ONNXAttribute(name: name, content: .graph(graph))
    case .float, .integer, .text, .tensor, .floats, .integers, .texts, .other: return self
    }
  }
}

/// The order in which nodes can run.
enum ONNXOrder {
  /// Where a node is, for reports.
  static func place(_ node: ONNXNode, _ index: Int) -> String {
    let name = node.name.isEmpty ? node.outputs.first ?? "" : node.name
    return "node \(index) (\(node.operation)) '\(name)'"
  }

  /// The positions of nodes, each behind those whose values it reads, else in their own order.
  static func sorted(_ nodes: [ONNXNode]) throws(LoweringFault) -> [Int] {
    var makers: [String: Int] = [:]
    for (index, node) in nodes.enumerated() {
      for output in node.outputs where !output.isEmpty {
        guard makers.updateValue(index, forKey: output) == nil else {
          throw LoweringFault("\(place(node, index)) makes '\(output)' once more")
        }
      }
    }
    var readers = [[Int]](repeating: [], count: nodes.count)
    var missing = [Int](repeating: 0, count: nodes.count)
    for (index, node) in nodes.enumerated() {
      var sources: Set<Int> = []
      collectSources(of: node, makers, &sources)
      missing[index] = sources.count
      for source in sources { readers[source].append(index) }
    }
    var order: [Int] = []
    var isDone = [Bool](repeating: false, count: nodes.count)
    var ready = nodes.indices.filter { missing[$0] == 0 }
    // A sorted graph keeps its order: a node runs as soon as all before it have.
    while !ready.isEmpty {
      var following: [Int] = []
      for index in ready.sorted() {
        order.append(index)
        isDone[index] = true
        for reader in readers[index] {
          missing[reader] -= 1
          if missing[reader] == 0 { following.append(reader) }
        }
      }
      ready = following
    }
    guard order.count == nodes.count else {
      let index = cyclic(nodes, makers, isDone)
      throw LoweringFault("\(place(nodes[index], index)) reads, through others, what it makes")
    }
    let isSorted = nodes.indices.allSatisfy { index in readers[index].allSatisfy { $0 > index } }
    return isSorted ? Array(nodes.indices) : order
  }

  /// The nodes whose values a node, or a graph inside it, reads.
  private static func collectSources(
    of node: ONNXNode, _ makers: [String: Int], _ sources: inout Set<Int>
  ) {
    for input in node.inputs {
      if let maker = makers[input] { sources.insert(maker) }
    }
    for attribute in node.attributes {
      guard case .graph(let graph) = attribute.content else { continue }
      for inner in graph.nodes { collectSources(of: inner, makers, &sources) }
      for output in graph.outputs {
        if let maker = makers[output.name] { sources.insert(maker) }
      }
    }
  }

  /// A node on a cycle: going back over nodes that never ran ends in one.
  private static func cyclic(
    _ nodes: [ONNXNode], _ makers: [String: Int], _ isDone: [Bool]
  ) -> Int {
    var current = isDone.firstIndex(of: false) ?? 0
    var seen: Set<Int> = []
    while seen.insert(current).inserted {
      var sources: Set<Int> = []
      collectSources(of: nodes[current], makers, &sources)
      guard let next = sources.sorted().first(where: { !isDone[$0] }) else { break }
      current = next
    }
    return current
  }
}
