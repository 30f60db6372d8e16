/// A graph whose vertices stand in layers, and whose edges lead from each layer to the next.
///
/// An edge that is longer passes the layers between by a vertex of its own in each, a lane.
struct LayeredGraph {
  /// The layer of each vertex; lanes come after the nodes.
  private(set) var layerOf: [Int]
  /// The vertices of each layer, from left to right.
  var layers: [[Int]] = []
  /// The vertices of the layer above that each vertex is joined with.
  private(set) var above: [[Int]]
  /// The vertices of the layer below that each vertex is joined with.
  private(set) var below: [[Int]]
  /// The lanes of each edge.
  private(set) var lanes: [[Int]]
  /// Whether an edge is longer than one layer.
  private(set) var isLong: [Bool]

  let nodeCount: Int

  var vertexCount: Int { layerOf.count }

  func isLane(_ vertex: Int) -> Bool { vertex >= nodeCount }

  init(nodeCount: Int, edges: [GraphLayout.Edge], mostLanes: Int) {
    self.nodeCount = nodeCount
    layerOf = Self.layers(nodeCount: nodeCount, edges)
    above = Array(repeating: [], count: nodeCount)
    below = Array(repeating: [], count: nodeCount)
    lanes = Array(repeating: [], count: edges.count)
    let layerOf = layerOf
    let spans = edges.map { layerOf[$0.target] - layerOf[$0.source] }
    isLong = spans.map { $0 > 1 }
    var room = mostLanes
    let byLength = edges.indices.sorted { (spans[$0], $0) < (spans[$1], $1) }
    var isDrawnDirectly = Array(repeating: false, count: edges.count)
    for index in byLength {
      room -= spans[index] - 1
      isDrawnDirectly[index] = room < 0
    }
    for (index, edge) in edges.enumerated() where !isDrawnDirectly[index] { join(edge, index) }
    layers = Array(repeating: [], count: (self.layerOf.max() ?? 0) + 1)
    for vertex in firstOrder() { layers[self.layerOf[vertex]].append(vertex) }
  }

  /// The longest path to each node; those that read nothing stand right above their first reader.
  private static func layers(nodeCount: Int, _ edges: [GraphLayout.Edge]) -> [Int] {
    var targets = [[Int]](repeating: [], count: nodeCount)
    var isRead = [Bool](repeating: false, count: nodeCount)
    for edge in edges {
      targets[edge.source].append(edge.target)
      isRead[edge.target] = true
    }
    var layerOf = [Int](repeating: 0, count: nodeCount)
    for node in 0..<nodeCount {
      for target in targets[node] { layerOf[target] = max(layerOf[target], layerOf[node] + 1) }
    }
    for node in 0..<nodeCount where !isRead[node] {
      if let first = targets[node].map({ layerOf[$0] }).min() { layerOf[node] = first - 1 }
    }
    return layerOf
  }

  private mutating func join(_ edge: GraphLayout.Edge, _ index: Int) {
    var last = edge.source
    for layer in (layerOf[edge.source] + 1)..<max(layerOf[edge.target], layerOf[edge.source] + 1) {
      let lane = vertexCount
      layerOf.append(layer)
      above.append([])
      below.append([])
      lanes[index].append(lane)
      connect(last, lane)
      last = lane
    }
    connect(last, edge.target)
  }

  private mutating func connect(_ upper: Int, _ lower: Int) {
    below[upper].append(lower)
    above[lower].append(upper)
  }

  /// The vertices as a walk from the first node down finds them, so that paths stay together.
  private func firstOrder() -> [Int] {
    var isSeen = [Bool](repeating: false, count: vertexCount)
    var order: [Int] = []
    for start in 0..<nodeCount where above[start].isEmpty {
      var waiting = [start]
      while let vertex = waiting.popLast() {
        guard !isSeen[vertex] else { continue }
        isSeen[vertex] = true
        order.append(vertex)
        waiting += below[vertex].reversed()
      }
    }
    return order
  }
}
