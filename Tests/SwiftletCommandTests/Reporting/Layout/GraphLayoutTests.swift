import Testing

@testable import SwiftletCommand

extension GraphLayout.Edge {
  fileprivate init(_ ends: (Int, Int)) { self.init(source: ends.0, target: ends.1) }
}

@Suite struct GraphLayoutTests {
  /// A chain of nodes, with edges that skip some of them.
  private static func chain(_ count: Int, skips: [(Int, Int)] = []) -> [GraphLayout.Edge] {
    (1..<count).map { GraphLayout.Edge(source: $0 - 1, target: $0) }
      + skips.map { GraphLayout.Edge($0) }
  }

  /// Edges among nodes as a generator of numbers has it.
  private static func tangle(_ count: Int, seed: UInt32) -> [GraphLayout.Edge] {
    var state = seed
    let number = { (bound: Int) -> Int in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Int(state >> 8) % bound
    }
    return (1..<count).flatMap { target in
      Set((0...number(3)).map { _ in number(target) }).sorted()
        .map { GraphLayout.Edge(source: $0, target: target) }
    }
  }

  static let graphs: [(Int, [GraphLayout.Edge])] = [
    (1, []), (2, []), (9, []), (2, chain(2)),
    (40, chain(40, skips: [(1, 4), (4, 7), (7, 10), (2, 30), (0, 39)])),
    (7, [(0, 3), (1, 3), (2, 4), (3, 5), (4, 5), (5, 6), (0, 6)].map { .init($0) }),
    (120, tangle(120, seed: 1)), (300, tangle(300, seed: 2)),
  ]

  @Test(arguments: graphs)
  func noNodesOverlap(count: Int, edges: [GraphLayout.Edge]) {
    let layout = GraphLayout(nodeCount: count, edges: edges)
    #expect(layout.centres.count == count)
    let (width, height) = (layout.measures.nodeWidth, layout.measures.nodeHeight)
    for first in 0..<count {
      for second in 0..<first {
        let (one, other) = (layout.centres[first], layout.centres[second])
        #expect(abs(one.x - other.x) >= width || abs(one.y - other.y) >= height)
      }
      #expect(layout.centres[first].x >= width / 2)
      #expect(layout.centres[first].x <= layout.size.x - width / 2)
      #expect(layout.centres[first].y <= layout.size.y - height / 2)
    }
  }

  @Test(arguments: graphs)
  func edgesLeadDownFromNodeToNode(count: Int, edges: [GraphLayout.Edge]) {
    let layout = GraphLayout(nodeCount: count, edges: edges)
    let (half, room) = (layout.measures.nodeHeight / 2, layout.measures.nodeWidth / 2)
    for (edge, line) in zip(edges, layout.lines) {
      let (source, target) = (layout.centres[edge.source], layout.centres[edge.target])
      #expect(source.y < target.y)
      #expect(line.first == GraphLayout.Point(x: source.x, y: source.y + half))
      #expect(line.last?.y == target.y - half)
      #expect(abs((line.last?.x ?? .infinity) - target.x) <= room)
      #expect(zip(line, line.dropFirst()).allSatisfy { $0.y < $1.y })
    }
  }

  @Test(arguments: graphs)
  func longEdgesPassNoNode(count: Int, edges: [GraphLayout.Edge]) {
    let layout = GraphLayout(nodeCount: count, edges: edges)
    let (half, room) = (layout.measures.nodeHeight / 2, layout.measures.nodeWidth / 2)
    for line in layout.lines {
      // Inside of a layer an edge is upright.
      for (start, end) in zip(line, line.dropFirst()) where end.y - start.y == 2 * half {
        #expect(start.x == end.x)
        for centre in layout.centres where centre.y == (start.y + end.y) / 2 {
          #expect(abs(centre.x - start.x) > room)
        }
      }
    }
  }

  @Test func theMainPathIsStraight() {
    let layout = GraphLayout(
      nodeCount: 60, edges: Self.chain(60, skips: (0..<14).map { ($0 * 4, $0 * 4 + 3) }))
    #expect(Set(layout.centres.map(\.x)).count == 1)
    #expect(layout.isLong.count { $0 } == 14)
  }

  @Test func edgesEnterSideBySide() {
    let edges = (0..<20).map { GraphLayout.Edge(source: $0, target: 20) }
    let entries = GraphLayout(nodeCount: 21, edges: edges).lines.compactMap(\.last?.x).sorted()
    #expect(zip(entries, entries.dropFirst()).allSatisfy { $1 - $0 > 9 })
  }

  @Test func theSameGraphHasTheSameDrawing() {
    let (count, edges) = (300, Self.tangle(300, seed: 7))
    let first = GraphLayout(nodeCount: count, edges: edges)
    let second = GraphLayout(nodeCount: count, edges: edges)
    #expect(first.centres == second.centres)
    #expect(first.lines == second.lines)
  }

  @Test func edgesBeyondTheBoundAreDrawnDirectly() {
    let skips = (1...60).map { (0, 3000 - $0) }
    let layout = GraphLayout(nodeCount: 3000, edges: Self.chain(3000, skips: skips))
    #expect(layout.lines.reduce(0) { $0 + $1.count } < 2 * GraphLayout.mostLanes + 2 * 3060)
    #expect(layout.lines.count { $0.count == 2 } > 2999)
  }

  @Test func crossingsThatNeedNotBeAreAvoided() {
    // Two paths whose nodes come alternately, the second time in the other order.
    let edges = [(0, 3), (1, 2), (2, 5), (3, 4)].map { GraphLayout.Edge($0) }
    var graph = LayeredGraph(nodeCount: 6, edges: edges, mostLanes: 100)
    graph.layers = [[0, 1], [2, 3], [4, 5]]
    #expect(LayerOrder.crossingCount(of: graph) == 2)
    LayerOrder.minimizeCrossings(of: &graph)
    #expect(LayerOrder.crossingCount(of: graph) == 0)
  }
}
