/// Gives each vertex of layers its place from left to right, so that edges are short and straight.
///
/// Brandes and Köpf, "Fast and Simple Horizontal Coordinate Assignment" (2002): vertices are aligned
/// with a median neighbour in four ways, and each takes the mean of its two middle places. Lanes of
/// one edge are straight.
struct Alignment {
  private let graph: LayeredGraph
  private let width: (Int) -> Double
  /// The edges that would bend a lane, by their upper and lower vertex.
  private let conflicts: Set<Joint>

  private struct Joint: Hashable {
    let upper: Int
    let lower: Int
  }

  /// The centre of each vertex; the leftmost side is at zero.
  static func positions(of graph: LayeredGraph, width: @escaping (Int) -> Double) -> [Double] {
    let alignment = Alignment(
      graph: graph, width: width, conflicts: conflicts(in: graph))
    var candidates: [[Double]] = []
    for isDown in [true, false] {
      for isLeft in [true, false] {
        candidates.append(alignment.candidate(isDown: isDown, isLeft: isLeft))
      }
    }
    return balanced(candidates, width)
  }

  /// Shifts the candidates over the narrowest one, and takes the mean of the two middle places.
  private static func balanced(_ candidates: [[Double]], _ width: (Int) -> Double) -> [Double] {
    let extents = candidates.map { candidate in
      (
        candidate.indices.map { candidate[$0] - width($0) / 2 }.min() ?? 0,
        candidate.indices.map { candidate[$0] + width($0) / 2 }.max() ?? 0
      )
    }
    let narrowest =
      extents.indices.min {
        extents[$0].1 - extents[$0].0 < extents[$1].1 - extents[$1].0
      } ?? 0
    let shifts = extents.enumerated().map { index, extent in
      index % 2 == 0 ? extents[narrowest].0 - extent.0 : extents[narrowest].1 - extent.1
    }
    let positions = (candidates.first ?? []).indices.map { vertex in
      let places = candidates.indices.map { candidates[$0][vertex] + shifts[$0] }.sorted()
      return (places[1] + places[2]) / 2
    }
    let left = positions.indices.map { positions[$0] - width($0) / 2 }.min() ?? 0
    return positions.map { $0 - left }
  }

  /// The edges between other vertices that cross those between two lanes.
  private static func conflicts(in graph: LayeredGraph) -> Set<Joint> {
    var places = [Int](repeating: 0, count: graph.vertexCount)
    for layer in graph.layers {
      for (place, vertex) in layer.enumerated() { places[vertex] = place }
    }
    var conflicts = Set<Joint>()
    for (layer, upper) in zip(graph.layers.dropFirst(), graph.layers) {
      var (start, first) = (0, 0)
      for (place, vertex) in layer.enumerated() {
        let inner = graph.isLane(vertex) ? graph.above[vertex].first { graph.isLane($0) } : nil
        guard inner != nil || place == layer.count - 1 else { continue }
        let last = inner.map { places[$0] } ?? upper.count
        for lower in layer[start...place] {
          for neighbour in graph.above[lower] {
            let position = places[neighbour]
            if position < first || position > last,
              !(graph.isLane(lower) && graph.isLane(neighbour))
            {
              conflicts.insert(Joint(upper: neighbour, lower: lower))
            }
          }
        }
        (start, first) = (place + 1, last)
      }
    }
    return conflicts
  }

  /// One of the four ways: by the layer above or below, and as far left or right as can be.
  private func candidate(isDown: Bool, isLeft: Bool) -> [Double] {
    var layers = isDown ? graph.layers : graph.layers.reversed()
    if !isLeft { layers = layers.map { $0.reversed() } }
    let roots = roots(layers, isDown: isDown)
    let places = compacted(layers, roots)
    return isLeft ? places : places.map { -$0 }
  }

  /// The first vertex of the block that each vertex is aligned in.
  private func roots(_ layers: [[Int]], isDown: Bool) -> [Int] {
    var root = Array(0..<graph.vertexCount)
    var next = Array(0..<graph.vertexCount)
    var places = [Int](repeating: 0, count: graph.vertexCount)
    for layer in layers {
      for (place, vertex) in layer.enumerated() { places[vertex] = place }
    }
    for layer in layers {
      var last = -1
      for vertex in layer {
        let neighbours = neighbours(of: vertex, isDown: isDown)
          .sorted { places[$0] < places[$1] }
        guard !neighbours.isEmpty else { continue }
        for middle in Set([(neighbours.count - 1) / 2, neighbours.count / 2]).sorted() {
          let neighbour = neighbours[middle]
          let joint =
            isDown
            ? Joint(upper: neighbour, lower: vertex) : Joint(upper: vertex, lower: neighbour)
          guard next[vertex] == vertex, last < places[neighbour], !conflicts.contains(joint)
          else { continue }
          next[neighbour] = vertex
          root[vertex] = root[neighbour]
          next[vertex] = root[vertex]
          last = places[neighbour]
        }
      }
    }
    return root
  }

  /// The vertices that one may be aligned with: nodes with nodes first, so that the main path is
  /// straight and what leaves it bends.
  private func neighbours(of vertex: Int, isDown: Bool) -> [Int] {
    let all = isDown ? graph.above[vertex] : graph.below[vertex]
    let back = isDown ? graph.below : graph.above
    let nodes = all.filter { !graph.isLane($0) }
    guard graph.isLane(vertex) else { return nodes.isEmpty ? all : nodes }
    return nodes.contains { back[$0].contains { !graph.isLane($0) } } ? [] : all
  }

  /// Places the blocks as far left as their neighbours let them, then right up to those behind.
  private func compacted(_ layers: [[Int]], _ root: [Int]) -> [Double] {
    var before: [Int: [(block: Int, distance: Double)]] = [:]
    var behind: [Int: [(block: Int, distance: Double)]] = [:]
    var counts: [Int: Int] = [:]
    for layer in layers {
      for (left, right) in zip(layer, layer.dropFirst()) {
        let distance = (width(left) + width(right)) / 2
        before[root[right], default: []].append((root[left], distance))
        behind[root[left], default: []].append((root[right], distance))
        counts[root[right], default: 0] += 1
      }
    }
    var order = Set(root).sorted().filter { counts[$0] == nil }
    var next = 0
    while next < order.count {
      for (block, _) in behind[order[next]] ?? [] {
        counts[block, default: 0] -= 1
        if counts[block] == 0 { order.append(block) }
      }
      next += 1
    }
    var places = [Double](repeating: 0, count: graph.vertexCount)
    for block in order {
      places[block] = (before[block] ?? []).map { places[$0.block] + $0.distance }.max() ?? 0
    }
    for block in order.reversed() {
      if let room = (behind[block] ?? []).map({ places[$0.block] - $0.distance }).min() {
        places[block] = max(places[block], room)
      }
    }
    return root.map { places[$0] }
  }
}
