import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

/// Every length of the last piece, for the kernels that work on pieces of elements.
@Suite struct VectorTailTests {
  static let lengths = Array(1...67) + [127, 128, 129, 255, 256, 257]

  @Test func pairsOfEveryLengthEqualTheReference() throws {
    for function in [
      Binary.Function.add, .subtract, .multiply, .divide, .maximum, .minimum, .squaredDifference,
    ] {
      var attributes = Binary.Attributes()
      attributes.function = function
      attributes.bounds = Bounds(lower: -3, upper: 2.5)
      for length in Self.lengths {
        for (left, right) in [
          ([length], [length]), ([3, length], [length]), ([length, 3], [length, 1]),
          ([2, length], [1, 1]), ([length], [2, 3, length]), ([2, 1, length], [1, 3, length]),
        ] {
          let name = "\(function) of \(left) and \(right)"
          try expectAgreement(
            OperatorCase<Binary>(
              "float32 \(name)", attributes, [try .float32(left), try .float32(right, seed: 2)]))
          let equal = Quantization(scale: 0.05, zeroPoint: 9)
          for other in [equal, Quantization(scale: 0.03, zeroPoint: -128)] {
            try expectAgreement(
              OperatorCase<Binary>(
                "int8 \(name)", attributes,
                [
                  try .int8(left, scale: 0.05, zeroPoint: 9, seed: 3),
                  try .int8(right, scale: other.scale, zeroPoint: other.zeroPoint, seed: 4),
                ], output: equal))
          }
        }
      }
    }
  }

  @Test func tablesOfEveryLengthEqualTheReference() throws {
    let table = try SampleTensor.int8([256], seed: 9)
    for length in Self.lengths {
      let constant = try SampleTensor(.int8, [256], table.bytes, isConstant: true)
      try expectAgreement(
        OperatorCase<Lookup>("\(length) elements", .init(), [try .int8([length]), constant]))
    }
  }

  @Test func conversionsOfEveryLengthEqualTheReference() throws {
    let wide = Quantization(scale: 0.02, zeroPoint: 3)
    for length in Self.lengths {
      for element in [ElementType.int8, .uint8] {
        var attributes = Quantize.Attributes()
        attributes.element = element
        try expectAgreement(
          OperatorCase<Quantize>(
            "\(length) to \(element)", attributes, [try .float32([length])], output: wide))
        let bytes = try SampleTensor.int8([length], seed: UInt64(length)).bytes
        let stored = try SampleTensor(
          element, [length], bytes, Quantization(scale: 0.05, zeroPoint: 7))
        try expectAgreement(
          OperatorCase<Dequantize>("\(length) from \(element)", .init(), [stored]))
        for scale in [0.05, 0.02] as [Float] {
          for target in [ElementType.int8, .uint8] {
            attributes.element = target
            try expectAgreement(
              OperatorCase<Requantize>(
                "\(length) from \(element) to \(target) by \(scale)", attributes, [stored],
                output: Quantization(scale: scale, zeroPoint: 11)))
          }
        }
      }
    }
  }

  @Test func softmaxOfEveryLengthAndNumberOfLinesEqualsTheReference() throws {
    let lines = [1, 2, 7, 8, 9, 16, 17]
    for (index, length) in (Self.lengths + [1001, 2047, 2048, 2049]).enumerated() {
      let shape = [lines[index % lines.count], length]
      try expectAgreement(
        OperatorCase<Softmax>(
          "int8 \(shape)", .init(), [try .int8(shape, scale: 0.04, zeroPoint: 20)]))
      try expectAgreement(OperatorCase<Softmax>("float32 \(shape)", .init(), [.float32(shape)]))
    }
  }

  @Test func normalizationOfEveryLengthEqualsTheReference() throws {
    for length in Self.lengths {
      for kind in [Normalization.Kind.layer, .rootMeanSquare, .euclidean] {
        var attributes = Normalization.Attributes()
        attributes.kind = kind
        attributes.epsilon = 1e-5
        for parameters in [
          [], [[length]], [[length], [length]], [[3, 1], [length]], [[1], [3, 1]],
        ] {
          var inputs = [try SampleTensor.float32([3, length])]
          for (index, shape) in parameters.enumerated() {
            inputs.append(try .float32(shape, seed: UInt64(index + 2)))
          }
          try expectAgreement(
            OperatorCase<Normalization>("\(kind) of \(length), \(parameters)", attributes, inputs))
        }
      }
    }
  }

  @Test func functionsOfEveryLengthEqualTheReference() throws {
    for function in [
      UnaryFunction.exp, .logistic, .silu, .tanh, .erf, .gelu, .geluTanh, .hardSwish,
    ] {
      var attributes = Unary.Attributes()
      attributes.function = function
      for length in Self.lengths {
        try expectAgreement(
          OperatorCase<Unary>(
            "\(function) of \(length)", attributes, [try .float32([length], in: -8...8)]))
      }
      // Every exponent and both signs.
      let bits = (0..<UInt32(1 << 14)).map { $0 << 18 | $0 & 0x7ff }
      let input = try SampleTensor(
        .float32, [bits.count],
        bits.map { Float(bitPattern: $0) }.filter { !$0.isNaN }
          + [Float](repeating: .infinity, count: bits.count { Float(bitPattern: $0).isNaN }))
      try expectAgreement(OperatorCase<Unary>("\(function) of all", attributes, [input]))
    }
  }

  @Test func transposesOfEverySizeEqualTheReference() throws {
    var attributes = Transpose.Attributes()
    attributes.permutation = IntegerList(of: [1, 0])
    for rows in Array(1...35) + [63, 64, 65, 1025] {
      for columns in Array(1...18) + [31, 64, 67] {
        for input in [try SampleTensor.int8([rows, columns]), try .float32([rows, columns])] {
          try expectAgreement(
            OperatorCase<Transpose>("\(rows) by \(columns)", attributes, [input]))
        }
      }
    }
  }

  private func expectAgreement<O>(_ example: OperatorCase<O>) throws {
    #expect(try example.disagreement() == nil)
  }
}
