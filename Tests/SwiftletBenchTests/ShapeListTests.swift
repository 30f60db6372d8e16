import SwiftletTerminal
import Testing

@testable import SwiftletBench

@Suite struct ShapeListTests {
  @Test func readsEveryKindOfLayer() throws {
    let list = try ShapeList(
      name: "all.txt",
      text: """
        # a network
        conv2d 8x6x3 3x1/2 16   # the first layer
        depthwise 4x4x16 5x5/1 *3

        fully_connected 7x16 10
        matmul 2x3x4x5
        add 2x3
        multiply 9
        lookup 4x4
        average_pool 7x7x5
        maximum_pool 8x8x5 2x2/2
        softmax 1x10
        normalization 3x8
        transpose 2x3x4 2,0,1
        """)
    let layers: [Layer] = [
      .conv2D(image: [8, 6, 3], window: .init(height: 3, width: 1, stride: 2), channels: 16),
      .depthwise(image: [4, 4, 16], window: .init(height: 5, width: 5, stride: 1)),
      .fullyConnected(rows: 7, depth: 16, channels: 10),
      .matMul(batch: 2, rows: 3, depth: 4, columns: 5), .add([2, 3]), .multiply([9]),
      .lookup([4, 4]), .averagePool(image: [7, 7, 5]),
      .maximumPool(image: [8, 8, 5], window: .init(height: 2, width: 2, stride: 2)),
      .softmax([1, 10]), .normalization([3, 8]), .transpose([2, 3, 4], order: [2, 0, 1]),
    ]
    #expect(list.lines.map(\.layer) == layers)
    #expect(list.lines.map(\.count) == [1, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])
    #expect(list.lines[1].text == "depthwise 4x4x16 5x5/1")
  }

  @Test(arguments: [
    "conv2d", "conv2d 8x8x3 3x3/1", "conv2d 8x8 3x3/1 4", "conv2d 8x8x3 3x3 4",
    "conv2d 8x8x3 3x3/0 4", "conv2d 8x-8x3 3x3/1 4", "depthwise 8x8x3 3x3/1 4",
    "matmul 2x3x4", "transpose 2x3 0,0", "transpose 2x3 0,1,2", "softmax", "dense 1x2 3",
    "add 99999999x9", "add 16777216x16777216", "softmax 1x10 *0", "softmax 1x",
  ])
  func refusesALineThatIsNoLayer(line: String) {
    let refusal = #expect(throws: Diagnostic.self) {
      try ShapeList(name: "wrong.txt", text: "# first\n\(line)\n")
    }
    #expect(refusal?.message == "line 2 of wrong.txt is no layer: '\(line)'")
  }

  @Test func countsTheProductsOfALayer() throws {
    let lines = try ShapeList(
      name: "counted.txt",
      text: """
        conv2d 49x10x1 10x4/2 64
        depthwise 25x5x64 3x3/1
        fully_connected 1x64 12
        matmul 4x128x64x128
        add 8x8
        """
    ).lines
    #expect(lines.map(\.layer.productCount) == [320_000, 72_000, 768, 4_194_304, 0])
  }

  @Test func everyKindOfLayerRunsInTheFormsItHas() throws {
    let list = try ShapeList(
      name: "small.txt",
      text: """
        conv2d 5x4x3 3x2/2 5
        depthwise 4x5x3 3x3/1
        fully_connected 2x7 3
        matmul 2x3x4x5
        add 2x3
        multiply 9
        lookup 4x4
        average_pool 3x2x5
        maximum_pool 4x4x5 2x2/2
        softmax 1x10
        normalization 3x8
        transpose 2x3x4 2,0,1
        """)
    for line in list.lines {
      let int8 = try line.layer.nanoseconds(.int8, .best)
      let float32 = try line.layer.nanoseconds(.float32, .best)
      #expect(float32 ?? 0 > 0, "\(line.text)")
      if line.text.hasPrefix("normalization") {
        #expect(int8 == nil)
      } else {
        #expect(int8 ?? 0 > 0, "\(line.text)")
      }
    }
  }
}
