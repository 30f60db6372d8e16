extension TFLiteOptions {
  struct RNN: Equatable, Sendable {
    let activation: Activation
    let quantizesInputsAsymmetrically: Bool
  }

  struct SequenceRNN: Equatable, Sendable {
    /// Whether time is the first dimension rather than the second.
    let isTimeMajor: Bool
    let activation: Activation
    let quantizesInputsAsymmetrically: Bool
  }

  struct LSTM: Equatable, Sendable {
    let activation: Activation
    /// The bound of the cell's state; 0 for none.
    let cellClip: Float
    /// The bound of the projection; 0 for none.
    let projectionClip: Float
    let kernel: LSTMKernel
    let quantizesInputsAsymmetrically: Bool
  }

  struct SequenceLSTM: Equatable, Sendable {
    let activation: Activation
    /// The bound of the cell's state; 0 for none.
    let cellClip: Float
    /// The bound of the projection; 0 for none.
    let projectionClip: Float
    /// Whether time is the first dimension rather than the second.
    let isTimeMajor: Bool
    let quantizesInputsAsymmetrically: Bool
    /// Whether the recurrent weights are diagonals.
    let hasDiagonalRecurrentWeights: Bool
  }

  struct BidirectionalSequenceLSTM: Equatable, Sendable {
    let activation: Activation
    /// The bound of the cell's state; 0 for none.
    let cellClip: Float
    /// The bound of the projection; 0 for none.
    let projectionClip: Float
    /// Whether both directions write one output.
    let mergesOutputs: Bool
    /// Whether time is the first dimension rather than the second.
    let isTimeMajor: Bool
    let quantizesInputsAsymmetrically: Bool
  }

  struct SVDF: Equatable, Sendable {
    let rank: Int
    let activation: Activation
    let quantizesInputsAsymmetrically: Bool
  }

  /// Reads options of operators that carry state from one step to the next.
  static func recurrent(_ type: Int, _ table: TFLiteTable) throws(TFLiteFault.Reason) -> Self? {
    switch type {
    case 6:
      .svdf(
        SVDF(
          rank: try table.integer(0), activation: try table.activation(1),
          quantizesInputsAsymmetrically: try table.flag(2)))
    case 7:
      .rnn(
        RNN(activation: try table.activation(0), quantizesInputsAsymmetrically: try table.flag(1)))
    case 14: .lstm(try LSTM(table))
    case 31:
      .sequenceRNN(
        SequenceRNN(
          isTimeMajor: try table.flag(0), activation: try table.activation(1),
          quantizesInputsAsymmetrically: try table.flag(2)))
    case 69: .bidirectionalSequenceLSTM(try BidirectionalSequenceLSTM(table))
    case 71: .sequenceLSTM(try SequenceLSTM(table))
    default: nil
    }
  }
}

extension TFLiteOptions.LSTM {
  fileprivate init(_ table: TFLiteTable) throws(TFLiteFault.Reason) {
    activation = try table.activation(0)
    cellClip = try table.number(1, default: 0)
    projectionClip = try table.number(2, default: 0)
    kernel = try table.member(3, "kernel_type", of: TFLiteOptions.LSTMKernel.self)
    quantizesInputsAsymmetrically = try table.flag(4)
  }
}

extension TFLiteOptions.SequenceLSTM {
  fileprivate init(_ table: TFLiteTable) throws(TFLiteFault.Reason) {
    activation = try table.activation(0)
    cellClip = try table.number(1, default: 0)
    projectionClip = try table.number(2, default: 0)
    isTimeMajor = try table.flag(3)
    quantizesInputsAsymmetrically = try table.flag(4)
    hasDiagonalRecurrentWeights = try table.flag(5)
  }
}

extension TFLiteOptions.BidirectionalSequenceLSTM {
  fileprivate init(_ table: TFLiteTable) throws(TFLiteFault.Reason) {
    activation = try table.activation(0)
    cellClip = try table.number(1, default: 0)
    projectionClip = try table.number(2, default: 0)
    mergesOutputs = try table.flag(3)
    isTimeMajor = try table.flag(4, default: true)
    quantizesInputsAsymmetrically = try table.flag(5)
  }
}
