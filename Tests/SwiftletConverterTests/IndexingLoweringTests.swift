import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@testable import SwiftletConverter

/// What lists of indices become, on values that are known, so that the builder works them out.
@Suite struct IndexingLoweringTests {
  private static let lengths = [3, 4, 5]

  /// Elements that are their own positions.
  private static func data(_ builder: inout GraphBuilder) throws -> Graph.TensorID {
    let count = lengths.reduce(1, *)
    let positions = (0..<count).map { Int32($0) }
    return builder.constant(
      "data", TensorType(.int32, try Shape(lengths)), .init(elements: positions))
  }

  private static func result(_ builder: GraphBuilder, _ id: Graph.TensorID) throws -> [Int] {
    try #require(builder.graph.tensors[id].integers)
  }

  @Test(arguments: [ElementType.int32, .int64])
  func aListOfIndicesIsOnePosition(_ element: ElementType) throws {
    var builder = GraphBuilder()
    let data = try Self.data(&builder)
    let indices = try builder.integers(
      [0, 1, 2, -1, -1, 0], element, shape: [3, 2], name: "indices")
    let rows = try builder.gatherLists(data, indices, name: "rows")
    #expect(builder.lengths(rows) == [3, 5])
    let starts = [0 * 20 + 1 * 5, 2 * 20 + 3 * 5, 2 * 20 + 0 * 5]
    let expected = starts.flatMap { start in (0..<5).map { start + $0 } }
    #expect(try Self.result(builder, rows) == expected)
    #expect(builder.graph.nodes.isEmpty)
  }

  @Test func aBatchHasListsOfItsOwn() throws {
    var builder = GraphBuilder()
    let data = try Self.data(&builder)
    let indices = try builder.integers(
      [3, 4, 0, 0, 1, 2], .int32, shape: [3, 2], name: "indices")
    let found = try builder.gatherLists(data, indices, batchAxes: 1, name: "found")
    #expect(builder.lengths(found) == [3])
    #expect(try Self.result(builder, found) == [3 * 5 + 4, 20, 2 * 20 + 1 * 5 + 2])
  }

  @Test(arguments: [0, 1, 2])
  func anElementIsFoundAtItsIndexOfTheAxis(_ axis: Int) throws {
    var builder = GraphBuilder()
    let data = try Self.data(&builder)
    for shape in [Self.lengths, [2, 3, 4]] {
      let count = shape.reduce(1, *)
      let numbers = (0..<count).map { $0 * 7 % Self.lengths[axis] - ($0 % 3 == 0 ? 3 : 0) }
      let indices = try builder.integers(numbers, .int64, shape: shape, name: "indices")
      let found = try builder.gatherElements(data, indices, axis: axis, name: "found")
      #expect(builder.lengths(found) == shape)
      let expected = (0..<count).map { position in
        Self.place(position, of: shape, number: numbers[position], along: axis)
      }
      #expect(try Self.result(builder, found) == expected, "\(shape)")
    }
  }

  @Test(arguments: [0, 1, 2])
  func anElementIsChangedAtItsIndexOfTheAxis(_ axis: Int) throws {
    var builder = GraphBuilder()
    let data = try Self.data(&builder)
    let shape = [2, 3, 4]
    let numbers = (0..<24).map { $0 * 5 % Self.lengths[axis] }
    let indices = try builder.integers(numbers, .int32, shape: shape, name: "indices")
    let updates = try builder.integers(Array(100..<124), .int32, shape: shape, name: "updates")
    var expected = Array(0..<60)
    for position in 0..<24 {
      expected[Self.place(position, of: shape, number: numbers[position], along: axis)] +=
        100 + position
    }
    let changed = try builder.scatterElements(
      data, indices, updates, axis: axis, .add, name: "changed")
    #expect(builder.lengths(changed) == Self.lengths)
    #expect(try Self.result(builder, changed) == expected)
  }

  /// The position in the data of the element that a position of the indices means.
  private static func place(
    _ position: Int, of shape: [Int], number: Int, along axis: Int
  ) -> Int {
    let (row, column) = (position / shape[2], position % shape[2])
    var index = [row / shape[1], row % shape[1], column]
    index[axis] = number < 0 ? number + lengths[axis] : number
    return (index[0] * lengths[1] + index[1]) * lengths[2] + index[2]
  }

  @Test func aListOfIndicesChangesASlice() throws {
    var builder = GraphBuilder()
    let data = try Self.data(&builder)
    let indices = try builder.integers([1, 2, 0, -4], .int32, shape: [2, 2], name: "indices")
    let updates = try builder.integers(Array(-10..<0), .int32, shape: [2, 5], name: "updates")
    let changed = try builder.scatterLists(data, indices, updates, name: "changed")
    var expected = Array(0..<60)
    expected.replaceSubrange(30..<35, with: -10..<(-5))
    expected.replaceSubrange(0..<5, with: -5..<0)
    #expect(try Self.result(builder, changed) == expected)
  }

  @Test(arguments: [[1, 1, 1], [2, 1, 3], [4, 2, 1], [1, 3, 1]])
  func aTiledValueRepeatsAsAWhole(_ counts: [Int]) throws {
    var builder = GraphBuilder()
    let data = try Self.data(&builder)
    let tiled = try builder.tiled(data, counts, name: "tiled")
    let shape = zip(Self.lengths, counts).map { $0 * $1 }
    #expect(builder.lengths(tiled) == shape)
    let expected = (0..<shape.reduce(1, *)).map { position in
      let (row, column) = (position / shape[2], position % shape[2])
      return (row / shape[1] % 3 * 4 + row % shape[1] % 4) * 5 + column % 5
    }
    #expect(try Self.result(builder, tiled) == expected)
  }

  @Test func moreAxesThanEightAreTiledOneByOne() throws {
    var builder = GraphBuilder()
    let data = builder.constant(
      "data", TensorType(.int32, try Shape([2, 2, 2, 2, 2])),
      .init(elements: (0..<32).map { Int32($0) }))
    let tiled = try builder.tiled(data, [2, 1, 2, 2, 2], name: "tiled")
    #expect(builder.lengths(tiled) == [4, 2, 4, 4, 4])
    let expected = (0..<512).map { position in
      let index = [128, 64, 16, 4, 1].map { position / $0 }
      return index.reduce(0) { $0 * 2 + $1 % 2 }
    }
    #expect(try Self.result(builder, tiled) == expected)
  }

  @Test func indicesThatDoNotFitAreRefused() throws {
    var builder = GraphBuilder()
    let data = try Self.data(&builder)
    let long = try builder.integers([0, 0, 0, 0], .int32, shape: [1, 4], name: "long")
    let reals = builder.constant(
      "reals", TensorType(.float32, try Shape([1, 2])), .init(elements: [0, 1] as [Float]))
    let wide = try builder.integers(
      [Int](repeating: 0, count: 64), .int32, shape: [4, 4, 4], name: "wide")
    #expect(throws: LoweringFault.self) { try builder.gatherLists(data, long, name: "") }
    #expect(throws: LoweringFault.self) { try builder.gatherLists(data, reals, name: "") }
    #expect(throws: LoweringFault.self) {
      try builder.gatherElements(data, wide, axis: 1, name: "")
    }
  }
}
