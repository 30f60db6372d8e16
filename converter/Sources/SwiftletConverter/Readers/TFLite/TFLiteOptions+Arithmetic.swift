extension TFLiteOptions {
  struct FullyConnected: Equatable, Sendable {
    let activation: Activation
    let weightsFormat: WeightsFormat
    /// Whether the output keeps the leading dimensions of the input rather than merging them.
    let keepsDimensionCount: Bool
    let quantizesInputsAsymmetrically: Bool
  }

  struct BatchMatMul: Equatable, Sendable {
    let transposesLeft: Bool
    let transposesRight: Bool
    let quantizesInputsAsymmetrically: Bool
  }

  struct LocalResponseNormalization: Equatable, Sendable {
    let radius: Int
    let bias: Float
    let alpha: Float
    let beta: Float
  }

  struct FakeQuant: Equatable, Sendable {
    let minimum: Float
    let maximum: Float
    let bitCount: Int
    let isNarrow: Bool
  }

  /// Reads options of matrix products, elementwise operators and reductions.
  static func arithmetic(_ type: Int, _ table: TFLiteTable) throws(TFLiteFault.Reason) -> Self? {
    switch type {
    case 8: .fullyConnected(try FullyConnected(table))
    case 9: .softmax(beta: try table.number(0, default: 0))
    case 11: .add(try table.activation(0))
    case 12: .l2Norm(try table.activation(0))
    case 13:
      .localResponseNormalization(
        LocalResponseNormalization(
          radius: try table.integer(0), bias: try table.number(1, default: 0),
          alpha: try table.number(2, default: 0), beta: try table.number(3, default: 0)))
    case 21: .mul(try table.activation(0))
    case 27: .reducer(keepsDimensions: try table.flag(0))
    case 28: .sub(try table.activation(0))
    case 29: .div(try table.activation(0))
    case 58:
      .fakeQuant(
        FakeQuant(
          minimum: try table.number(0, default: 0), maximum: try table.number(1, default: 0),
          bitCount: try table.integer(2), isNarrow: try table.flag(3)))
    case 75: .leakyRelu(alpha: try table.number(0, default: 0))
    case 101:
      .batchMatMul(
        BatchMatMul(
          transposesLeft: try table.flag(0), transposesRight: try table.flag(1),
          quantizesInputsAsymmetrically: try table.flag(2)))
    case 102: .cumsum(exclusive: try table.flag(0), reverse: try table.flag(1))
    case 116: .gelu(approximate: try table.flag(0))
    default: nil
    }
  }
}

extension TFLiteOptions.FullyConnected {
  fileprivate init(_ table: TFLiteTable) throws(TFLiteFault.Reason) {
    activation = try table.activation(0)
    weightsFormat = try table.member(
      1, "weights_format", of: TFLiteOptions.WeightsFormat.self)
    keepsDimensionCount = try table.flag(2)
    quantizesInputsAsymmetrically = try table.flag(3)
  }
}
