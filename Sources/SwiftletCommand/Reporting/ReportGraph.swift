import Swiftlet

/// The graph of a model as the page draws it: the inputs, the steps, and the outputs.
struct ReportGraph {
  /// What a node stands for.
  enum Node: Equatable {
    case input(Int)
    case step(Int)
    case output(Int)
  }

  /// A value on its way from a node to a later one.
  struct Edge: Equatable {
    let ends: GraphLayout.Edge
    let tensor: Int
  }

  private(set) var nodes: [Node] = []
  private(set) var edges: [Edge] = []
  let layout: GraphLayout

  init(_ model: Model, _ report: ModelReport) {
    var makers: [Int: Int] = [:]
    let inputNumbers = model.inputNumbers
    for (index, tensor) in inputNumbers.enumerated() {
      makers[tensor] = nodes.count
      nodes.append(.input(index))
    }
    for (index, step) in report.steps.enumerated() {
      var isSeen = Set<Int>()
      for case let tensor? in step.inputs {
        guard let maker = makers[tensor], isSeen.insert(tensor).inserted else { continue }
        edges.append(Edge(ends: .init(source: maker, target: nodes.count), tensor: tensor))
      }
      makers[step.output] = nodes.count
      nodes.append(.step(index))
    }
    for (index, tensor) in model.outputNumbers.enumerated() {
      if let maker = makers[tensor] {
        edges.append(Edge(ends: .init(source: maker, target: nodes.count), tensor: tensor))
      }
      nodes.append(.output(index))
    }
    layout = GraphLayout(nodeCount: nodes.count, edges: edges.map(\.ends))
  }
}
