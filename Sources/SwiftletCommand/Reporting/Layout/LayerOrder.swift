/// Orders the vertices of each layer so that few edges cross.
enum LayerOrder {
  /// Sweeps down and up while that helps, each vertex going to the mean place of its neighbours.
  static func minimizeCrossings(of graph: inout LayeredGraph) {
    var best = graph.layers
    var fewest = crossingCount(of: graph)
    var failureCount = 0
    for round in 0..<24 where fewest > 0 && failureCount < 6 {
      sweep(&graph, isDown: round % 2 == 0)
      let count = crossingCount(of: graph)
      if count < fewest {
        (best, fewest, failureCount) = (graph.layers, count, 0)
      } else {
        failureCount += 1
      }
    }
    graph.layers = best
  }

  private static func sweep(_ graph: inout LayeredGraph, isDown: Bool) {
    var places = self.places(in: graph)
    let layers = isDown ? Array(graph.layers.indices) : graph.layers.indices.reversed()
    for layer in layers {
      let vertices = graph.layers[layer]
      let wanted = vertices.enumerated().map { place, vertex -> Double in
        let neighbours = isDown ? graph.above[vertex] : graph.below[vertex]
        guard !neighbours.isEmpty else { return Double(place) }
        return neighbours.reduce(0) { $0 + Double(places[$1]) } / Double(neighbours.count)
      }
      let order = vertices.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
      graph.layers[layer] = order.map { vertices[$0] }
      for (place, vertex) in graph.layers[layer].enumerated() { places[vertex] = place }
    }
  }

  private static func places(in graph: LayeredGraph) -> [Int] {
    var places = [Int](repeating: 0, count: graph.vertexCount)
    for layer in graph.layers {
      for (place, vertex) in layer.enumerated() { places[vertex] = place }
    }
    return places
  }

  /// How often edges cross.
  static func crossingCount(of graph: LayeredGraph) -> Int {
    let places = places(in: graph)
    var total = 0
    for layer in graph.layers.dropLast() {
      let ends = layer.flatMap { vertex in graph.below[vertex].map { places[$0] }.sorted() }
      total += inversionCount(of: ends)
    }
    return total
  }

  /// The pairs of numbers of which the first is greater, by sums in a Fenwick tree.
  private static func inversionCount(of numbers: [Int]) -> Int {
    guard let most = numbers.max() else { return 0 }
    var tree = [Int](repeating: 0, count: most + 2)
    var total = 0
    for (seen, number) in numbers.enumerated() {
      var index = number + 1
      var notGreater = 0
      while index > 0 {
        notGreater += tree[index]
        index -= index & -index
      }
      total += seen - notGreater
      index = number + 1
      while index < tree.count {
        tree[index] += 1
        index += index & -index
      }
    }
    return total
  }
}
