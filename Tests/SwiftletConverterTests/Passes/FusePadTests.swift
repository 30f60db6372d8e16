import SwiftletCore
import SwiftletFormat
import Testing

@testable import SwiftletConverter

@Suite struct FusePadTests {
  /// A maximum over windows of an image that zeros were added to.
  private static func network(
    of function: UnaryFunction?, side: Int32 = 3, adding border: Int = 1,
    _ pool: Pool2D.Function = .maximum
  ) throws -> Graph {
    var sketch = Sketch(seed: 4)
    var image = try sketch.input([1, 7, 6, 3])
    if let function { image = try sketch.unary(function, image) }
    var pad = Pad.Attributes()
    pad.before = IntegerList([0, border, border, 0]) ?? IntegerList()
    pad.after = IntegerList([0, 1, 0, 0]) ?? IntegerList()
    let padded = try sketch.add(.pad(pad), image)
    var window = Pool2D.Attributes()
    window.function = pool
    (window.kernelHeight, window.kernelWidth) = (side, side)
    (window.strideHeight, window.strideWidth) = (2, 2)
    return sketch.graph(try sketch.add(.pool2D(window), padded))
  }

  @Test(arguments: [1, 2]) func aMaximumOverZerosHasThemInItsBorder(border: Int) throws {
    let graph = try Self.network(of: .relu, adding: border)
    var fused = graph
    try FusePad.run(&fused)
    #expect(fused.count(.pad) == 0)
    for seed in 1...4 as ClosedRange<UInt64> {
      #expect(try fused.realOutputs(seed: seed) == graph.realOutputs(seed: seed))
    }
  }

  @Test func aMaximumKeepsZerosThatItCouldGive() throws {
    for graph in [try Self.network(of: nil), try Self.network(of: .tanh)] {
      var fused = graph
      try FusePad.run(&fused)
      #expect(fused.count(.pad) == 1)
    }
  }

  @Test func aWindowThatWouldMissTheImageKeepsItsZeros() throws {
    var fused = try Self.network(of: .relu, side: 2, adding: 2)
    try FusePad.run(&fused)
    #expect(fused.count(.pad) == 1)
  }

  @Test func aMeanKeepsItsZeros() throws {
    var fused = try Self.network(of: .relu, .average)
    try FusePad.run(&fused)
    #expect(fused.count(.pad) == 1)
  }
}
