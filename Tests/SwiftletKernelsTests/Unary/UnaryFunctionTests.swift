import SwiftletFormat
import SwiftletKernels
import Testing

@Suite struct UnaryFunctionTests {
  static let all = (UInt8.min...UInt8.max).compactMap(UnaryFunction.init(rawValue:))
  static let inputs: [Float] =
    (0..<2500).map { Float($0 - 1250) * 0.0173 } + [0, -0.0, .infinity, -.infinity, .nan, 1e30]

  @Test func numbersAreThoseOfTheFormat() {
    #expect(Self.all.map(\.rawValue) == Array(0...53))
    #expect(UnaryFunction.logistic.rawValue == 17)
    #expect(UnaryFunction.shrink.rawValue == 53)
  }

  @Test(arguments: all)
  func mapEqualsTheDefinitionApartAndInPlace(_ function: UnaryFunction) {
    let expected = Self.inputs.map { bits(function($0, alpha: 0.3, beta: 1.7)) }
    var apart = [Float](repeating: 7, count: Self.inputs.count)
    unsafe apart.withUnsafeMutableBufferPointer { output in
      unsafe Self.inputs.withUnsafeBufferPointer { input in
        guard let from = input.baseAddress, let to = output.baseAddress else { return }
        unsafe function.map(from, to, count: input.count, alpha: 0.3, beta: 1.7)
      }
    }
    #expect(apart.map(bits) == expected)
    var inPlace = Self.inputs
    unsafe inPlace.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe function.map(base, base, count: buffer.count, alpha: 0.3, beta: 1.7)
    }
    #expect(inPlace.map(bits) == expected)
  }

  @Test func functionsWithParametersFollowTheirFormulas() {
    #expect(UnaryFunction.leakyRelu(-2, alpha: 0.25) == -0.5)
    #expect(UnaryFunction.thresholdedRelu(1, alpha: 1) == 0)
    #expect(UnaryFunction.clip(9, alpha: -1, beta: 2.5) == 2.5)
    #expect(UnaryFunction.hardSigmoid(1, alpha: 0.25, beta: 0.5) == 0.75)
    #expect(UnaryFunction.selu(2, alpha: 3, beta: 0.5) == 1)
    #expect(UnaryFunction.power(3, alpha: 2) == 9)
    #expect(UnaryFunction.affine(3, alpha: 2, beta: 1) == 7)
    #expect(UnaryFunction.shrink(-2, alpha: 1, beta: 0.5) == -1.5)
    #expect(UnaryFunction.isInfinite(-.infinity, alpha: 1, beta: 0) == 1)
    #expect(UnaryFunction.isInfinite(.infinity, alpha: 1, beta: 0) == 0)
    #expect(UnaryFunction.isNaN(.nan) == 1)
    #expect(UnaryFunction.logicalNot(0) == 1)
    #expect(UnaryFunction.relu(.nan).isNaN)
  }

  private func bits(_ x: Float) -> UInt32 { x.isNaN ? Float.nan.bitPattern : x.bitPattern }
}
