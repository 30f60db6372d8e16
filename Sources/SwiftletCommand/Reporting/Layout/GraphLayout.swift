/// A drawing of a graph in layers: each node below those whose values it reads.
///
/// The same graph always has the same drawing. The method is that of Sugiyama: layers by the longest
/// path, order by barycenters, and positions by the four alignments of Brandes and Köpf.
struct GraphLayout {
  /// An edge from a node to a later one.
  struct Edge: Equatable {
    let source: Int
    let target: Int
  }

  /// A point of the drawing.
  struct Point: Equatable {
    var x: Double
    var y: Double
  }

  /// The sizes of what is drawn.
  struct Measures {
    var nodeWidth = 236.0
    var nodeHeight = 46.0
    var columnGap = 32.0
    var rowGap = 34.0
    /// The room of an edge that passes a layer.
    var laneWidth = 12.0
    /// The least distance of two edges that enter a node.
    var portGap = 14.0
  }

  /// The edges longer than one layer take at most so many lanes; those beyond are drawn directly.
  static let mostLanes = 20_000

  let measures: Measures
  /// The centre of each node.
  private(set) var centres: [Point] = []
  /// The points of each edge, from its source down to its target.
  private(set) var lines: [[Point]] = []
  /// Whether an edge is longer than one layer.
  private(set) var isLong: [Bool] = []
  /// The size of the drawing.
  private(set) var size = Point(x: 0, y: 0)

  /// Draws a graph.
  ///
  /// - Precondition: every edge leads from a node to a later one.
  init(nodeCount: Int, edges: [Edge], measures: Measures = Measures()) {
    self.measures = measures
    guard nodeCount > 0 else { return }
    var graph = LayeredGraph(nodeCount: nodeCount, edges: edges, mostLanes: Self.mostLanes)
    LayerOrder.minimizeCrossings(of: &graph)
    let columns = Alignment.positions(of: graph) { vertex in
      vertex < nodeCount
        ? measures.nodeWidth + measures.columnGap : measures.laneWidth + measures.portGap
    }
    place(graph, columns, nodeCount)
    lines = edges.indices.map { line(ofEdge: $0, edges[$0], graph, columns) }
    isLong = graph.isLong
    spreadEntries(edges)
  }

  private func y(ofLayer layer: Int) -> Double {
    measures.nodeHeight / 2 + Double(layer) * (measures.nodeHeight + measures.rowGap)
  }

  private mutating func place(_ graph: LayeredGraph, _ columns: [Double], _ nodeCount: Int) {
    centres = (0..<nodeCount).map { Point(x: columns[$0], y: y(ofLayer: graph.layerOf[$0])) }
    size.x = (centres.map(\.x).max() ?? 0) + measures.nodeWidth / 2
    size.x = max(size.x, (columns.max() ?? 0) + measures.laneWidth)
    size.y = y(ofLayer: graph.layers.count - 1) + measures.nodeHeight / 2
  }

  private func line(
    ofEdge index: Int, _ edge: Edge, _ graph: LayeredGraph, _ columns: [Double]
  ) -> [Point] {
    let half = measures.nodeHeight / 2
    let (start, end) = (centres[edge.source], centres[edge.target])
    let passed = graph.lanes[index].flatMap { lane in
      let (x, y) = (columns[lane], y(ofLayer: graph.layerOf[lane]))
      return [Point(x: x, y: y - half), Point(x: x, y: y + half)]
    }
    return [Point(x: start.x, y: start.y + half)] + passed + [Point(x: end.x, y: end.y - half)]
  }

  /// Lets the edges that enter a node do so side by side, and straight where they can.
  private mutating func spreadEntries(_ edges: [Edge]) {
    var entering: [Int: [Int]] = [:]
    for (index, edge) in edges.enumerated() { entering[edge.target, default: []].append(index) }
    let room = measures.nodeWidth / 2 - 16
    for (node, list) in entering where list.count > 1 {
      let centre = centres[node].x
      let origins = list.map { lines[$0][lines[$0].count - 2].x }
      let order = list.indices.sorted { (origins[$0], $0) < (origins[$1], $1) }
      let gap = min(measures.portGap, 2 * room / Double(list.count - 1))
      var ports: [Double] = []
      for position in order {
        let wanted = min(max(origins[position], centre - room), centre + room)
        ports.append(max(wanted, (ports.last ?? -.infinity) + gap))
      }
      var limit = centre + room
      for position in ports.indices.reversed() {
        ports[position] = min(ports[position], limit)
        limit = ports[position] - gap
      }
      for (port, position) in zip(ports, order) {
        lines[list[position]][lines[list[position]].count - 1].x = port
      }
    }
  }
}
