/// What an operator's file entry says beside its tensors.
///
/// The case follows the kind of options that the file holds, which a damaged file may pair with the
/// wrong operator. A field that the file leaves out has the default of the schema.
enum TFLiteOptions: Equatable, Sendable {
  /// There are none, or ones without a field.
  case none
  case conv2D(Conv2D)
  case depthwiseConv2D(DepthwiseConv2D)
  case transposeConv(TransposeConv)
  case pool2D(Pool2D)
  case resizeBilinear(Resize)
  case resizeNearestNeighbor(Resize)
  case spaceToDepth(blockSize: Int)
  case depthToSpace(blockSize: Int)
  case fullyConnected(FullyConnected)
  case batchMatMul(BatchMatMul)
  case softmax(beta: Float)
  case add(Activation)
  case sub(Activation)
  case mul(Activation)
  case div(Activation)
  case l2Norm(Activation)
  case localResponseNormalization(LocalResponseNormalization)
  case leakyRelu(alpha: Float)
  case gelu(approximate: Bool)
  case concatenation(Concatenation)
  case reshape(newShape: [Int])
  case squeeze(dimensions: [Int])
  case stridedSlice(StridedSlice)
  case split(count: Int)
  case splitV(count: Int)
  case pack(count: Int, axis: Int)
  case unpack(count: Int, axis: Int)
  case gather(axis: Int, batchDimensions: Int)
  case oneHot(axis: Int)
  case cumsum(exclusive: Bool, reverse: Bool)
  case reverseSequence(sequenceDimension: Int, batchDimension: Int)
  case argMax(outputType: TFLiteTensorType)
  case argMin(outputType: TFLiteTensorType)
  case shape(outputType: TFLiteTensorType)
  case cast(from: TFLiteTensorType, to: TFLiteTensorType)
  case reducer(keepsDimensions: Bool)
  case mirrorPad(MirrorPadMode)
  case fakeQuant(FakeQuant)
  case rnn(RNN)
  case sequenceRNN(SequenceRNN)
  case lstm(LSTM)
  case sequenceLSTM(SequenceLSTM)
  case bidirectionalSequenceLSTM(BidirectionalSequenceLSTM)
  case svdf(SVDF)
  /// The graphs to run if the condition holds and if not.
  case `if`(then: Int, otherwise: Int)
  /// The graphs that test the condition and make one turn.
  case `while`(condition: Int, body: Int)
  /// The graph that is run once, before all else.
  case callOnce(initialization: Int)
  /// Options of a kind that this reader does not read, by its number in the schema.
  ///
  /// The schema outgrew its union of options; `secondUnion` is added to the numbers of the other.
  case unread(type: Int)

  /// The function applied to the result before it is stored.
  enum Activation: Int8, Sendable {
    case none = 0
    case relu = 1
    case reluN1To1 = 2
    case relu6 = 3
    case tanh = 4
    case signBit = 5
  }

  /// Whether windows may reach past the edge of the input.
  enum Padding: Int8, Sendable {
    case same = 0
    case valid = 1
  }

  /// Whether the edge itself is repeated.
  enum MirrorPadMode: Int8, Sendable {
    case reflect = 0
    case symmetric = 1
  }

  /// How the weights of a fully connected operator are laid out.
  enum WeightsFormat: Int8, Sendable {
    case rows = 0
    case shuffled4x16Int8 = 1
  }

  /// How much of the cell an LSTM operator computes.
  enum LSTMKernel: Int8, Sendable {
    case full = 0
    case basic = 1
  }
}

extension TFLiteOptions {
  /// What sets the numbers of the schema's second union of options apart.
  static let secondUnion = 256

  /// Reads the alternative that a union's type names.
  init(
    type: Int, table: TFLiteTable, subgraphCount: Int
  ) throws(TFLiteFault.Reason) {
    if let options = try Self.spatial(type, table) {
      self = options
    } else if let options = try Self.arithmetic(type, table) {
      self = options
    } else if let options = try Self.arrangement(type, table) {
      self = options
    } else if let options = try Self.recurrent(type, table) {
      self = options
    } else if let options = try Self.control(type, table, subgraphCount: subgraphCount) {
      self = options
    } else {
      self = Self.typesWithoutFields.contains(type) ? .none : .unread(type: type)
    }
  }

  /// The kinds of options to which the schema gives no field.
  private static let typesWithoutFields: Set<Int> = [
    22, 24, 25, 26, 33, 34, 36, 38, 39, 41, 42, 43, 44, 45, 46, 47, 48, 51, 52, 53, 54, 56, 60,
    62, 63, 65, 66, 67, 68, 72, 73, 76, 78, 81, 82, 83, 84, 85, 86, 88, 89, 90, 91, 95, 96,
    97, 98, 99, 100, 104, 105, 108, 109, 110, 112, 113, 117, 118, 119, 120, 121, 122, 123,
    124, 125, 126,
  ]

  private static func control(
    _ type: Int, _ table: TFLiteTable, subgraphCount: Int
  ) throws(TFLiteFault.Reason) -> Self? {
    func subgraph(_ field: UInt16) throws(TFLiteFault.Reason) -> Int {
      let index = try table.integer(field)
      guard index >= 0, index < subgraphCount else {
        throw .indexOutOfRange(list: "subgraph", index: index, count: subgraphCount)
      }
      return index
    }
    switch type {
    case 92: return .if(then: try subgraph(0), otherwise: try subgraph(1))
    case 93: return .while(condition: try subgraph(0), body: try subgraph(1))
    case 103: return .callOnce(initialization: try subgraph(0))
    default: return nil
    }
  }
}
