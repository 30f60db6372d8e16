/// Removes operators whose result nothing reads.
enum RemoveDeadCode: Pass {
  static let name = "remove-dead-code"

  static func run(_ graph: inout Graph) throws {
    var needed = Set(graph.outputs.map(\.tensor))
    var kept: [Graph.Node] = []
    for node in graph.nodes.reversed() where needed.contains(node.output) {
      kept.append(node)
      for case let input? in node.inputs { needed.insert(input) }
    }
    graph.nodes = kept.reversed()
  }
}
