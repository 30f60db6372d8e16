import SwiftletCases
import Testing

@testable import SwiftletConverter

@Suite struct TFLiteOptionsTests {
  /// The number of a kind of options, the contents of its fields, and what they mean.
  struct Example: Sendable {
    let type: UInt8
    let fields: [[UInt8]]
    let options: TFLiteOptions
  }

  @Test(arguments: examples)
  func everyFieldIsReadFromItsPlace(_ example: Example) throws {
    let fields = Dictionary(
      uniqueKeysWithValues: example.fields.enumerated().filter { !$1.isEmpty }.map { ($0, $1) })
    let sample = TFLiteSample(options: (example.type, fields))
    #expect(try TFLiteFile(sample.bytes).model.subgraphs[0].operators[0].options == example.options)
  }

  @Test func anAbsentFieldHasTheDefaultOfTheSchema() throws {
    let options = try [UInt8(1), 2, 69].map { type in
      try TFLiteFile(TFLiteSample(options: (type, [:])).bytes).model.subgraphs[0].operators[0]
        .options
    }
    #expect(
      options == [
        .conv2D(
          .init(
            padding: .same, strideHeight: 0, strideWidth: 0, dilationHeight: 1, dilationWidth: 1,
            activation: .none)),
        .depthwiseConv2D(
          .init(
            padding: .same, strideHeight: 0, strideWidth: 0, dilationHeight: 1, dilationWidth: 1,
            depthMultiplier: 0,
            activation: .none)),
        .bidirectionalSequenceLSTM(
          .init(
            activation: .none, cellClip: 0, projectionClip: 0, mergesOutputs: false,
            isTimeMajor: true,
            quantizesInputsAsymmetrically: false)),
      ])
  }

  @Test func aGraphPastTheListIsRefused() {
    let sample = TFLiteSample(options: (92, [0: integer(0), 1: integer(1)]))
    let fault = TFLiteFault(
      .indexOutOfRange(list: "subgraph", index: 1, count: 1), at: .operator(0, subgraph: 0))
    #expect(throws: fault) { try TFLiteFile(sample.bytes) }
  }

  static let examples = spatial + arithmetic + arrangement + recurrent

  private static let spatial: [Example] = [
    Example(
      type: 1, fields: [byte(1), integer(2), integer(3), byte(3), integer(4), integer(5)],
      options: .conv2D(
        .init(
          padding: .valid, strideHeight: 3, strideWidth: 2, dilationHeight: 5, dilationWidth: 4,
          activation: .relu6))),
    Example(
      type: 2,
      fields: [byte(1), integer(2), integer(3), integer(4), byte(1), integer(5), integer(6)],
      options: .depthwiseConv2D(
        .init(
          padding: .valid, strideHeight: 3, strideWidth: 2, dilationHeight: 6, dilationWidth: 5,
          depthMultiplier: 4,
          activation: .relu))),
    Example(
      type: 5, fields: [byte(1), integer(2), integer(3), integer(4), integer(5), byte(2)],
      options: .pool2D(
        .init(
          padding: .valid, strideHeight: 3, strideWidth: 2, filterHeight: 5, filterWidth: 4,
          activation: .reluN1To1))),
    Example(
      type: 15, fields: [[], [], byte(1), byte(0)],
      options: .resizeBilinear(.init(alignsCorners: true, usesHalfPixelCenters: false))),
    Example(
      type: 74, fields: [byte(0), byte(1)],
      options: .resizeNearestNeighbor(.init(alignsCorners: false, usesHalfPixelCenters: true))),
    Example(type: 19, fields: [integer(2)], options: .spaceToDepth(blockSize: 2)),
    Example(
      type: 49, fields: [byte(1), integer(2), integer(3), byte(4)],
      options: .transposeConv(
        .init(padding: .valid, strideHeight: 3, strideWidth: 2, activation: .tanh))),
    Example(type: 94, fields: [integer(2)], options: .depthToSpace(blockSize: 2)),
    Example(type: 22, fields: [], options: .none),
    Example(type: 106, fields: [], options: .unread(type: 106)),
  ]

  private static let arithmetic: [Example] = [
    Example(
      type: 8, fields: [byte(1), byte(1), byte(1), byte(0)],
      options: .fullyConnected(
        .init(
          activation: .relu, weightsFormat: .shuffled4x16Int8, keepsDimensionCount: true,
          quantizesInputsAsymmetrically: false))),
    Example(type: 9, fields: [number(1.5)], options: .softmax(beta: 1.5)),
    Example(type: 11, fields: [byte(1), byte(0)], options: .add(.relu)),
    Example(type: 12, fields: [byte(5)], options: .l2Norm(.signBit)),
    Example(
      type: 13, fields: [integer(2), number(3), number(4), number(5)],
      options: .localResponseNormalization(.init(radius: 2, bias: 3, alpha: 4, beta: 5))),
    Example(type: 21, fields: [byte(2)], options: .mul(.reluN1To1)),
    Example(type: 27, fields: [byte(1)], options: .reducer(keepsDimensions: true)),
    Example(type: 28, fields: [byte(3), byte(0)], options: .sub(.relu6)),
    Example(type: 29, fields: [byte(4)], options: .div(.tanh)),
    Example(
      type: 58, fields: [number(-1), number(2), integer(8), byte(1)],
      options: .fakeQuant(.init(minimum: -1, maximum: 2, bitCount: 8, isNarrow: true))),
    Example(type: 75, fields: [number(0.25)], options: .leakyRelu(alpha: 0.25)),
    Example(
      type: 101, fields: [byte(0), byte(1), byte(0)],
      options: .batchMatMul(
        .init(transposesLeft: false, transposesRight: true, quantizesInputsAsymmetrically: false))),
    Example(
      type: 102, fields: [byte(0), byte(1)], options: .cumsum(exclusive: false, reverse: true)),
    Example(type: 116, fields: [byte(1)], options: .gelu(approximate: true)),
  ]

  private static let arrangement: [Example] = [
    Example(
      type: 10, fields: [integer(-1), byte(1)],
      options: .concatenation(.init(axis: -1, activation: .relu))),
    Example(
      type: 23, fields: [integer(2), integer(1)], options: .gather(axis: 2, batchDimensions: 1)),
    Example(
      type: 32, fields: [integer(1), integer(2), integer(3), integer(4), integer(5), byte(1)],
      options: .stridedSlice(
        .init(
          beginMask: 1, endMask: 2, ellipsisMask: 3, newAxisMask: 4, shrinkAxisMask: 5,
          endIsOffset: true))),
    Example(type: 35, fields: [integer(3)], options: .split(count: 3)),
    Example(type: 37, fields: [byte(9), byte(3)], options: .cast(from: .int8, to: .uint8)),
    Example(type: 40, fields: [byte(4)], options: .argMax(outputType: .int64)),
    Example(type: 55, fields: [byte(2)], options: .shape(outputType: .int32)),
    Example(type: 57, fields: [byte(2)], options: .argMin(outputType: .int32)),
    Example(type: 59, fields: [integer(4), integer(1)], options: .pack(count: 4, axis: 1)),
    Example(type: 61, fields: [integer(-1)], options: .oneHot(axis: -1)),
    Example(type: 64, fields: [integer(4), integer(2)], options: .unpack(count: 4, axis: 2)),
    Example(type: 77, fields: [byte(1)], options: .mirrorPad(.symmetric)),
    Example(type: 79, fields: [integer(5)], options: .splitV(count: 5)),
    Example(
      type: 87, fields: [integer(1), integer(2)],
      options: .reverseSequence(sequenceDimension: 1, batchDimension: 2)),
    Example(type: 93, fields: [integer(0), integer(0)], options: .while(condition: 0, body: 0)),
    Example(type: 103, fields: [integer(0)], options: .callOnce(initialization: 0)),
  ]

  private static let recurrent: [Example] = [
    Example(
      type: 6, fields: [integer(2), byte(1), byte(1)],
      options: .svdf(.init(rank: 2, activation: .relu, quantizesInputsAsymmetrically: true))),
    Example(
      type: 7, fields: [byte(4), byte(1)],
      options: .rnn(.init(activation: .tanh, quantizesInputsAsymmetrically: true))),
    Example(
      type: 14, fields: [byte(4), number(2), number(3), byte(1), byte(1)],
      options: .lstm(
        .init(
          activation: .tanh, cellClip: 2, projectionClip: 3, kernel: .basic,
          quantizesInputsAsymmetrically: true))),
    Example(
      type: 31, fields: [byte(1), byte(4), byte(0)],
      options: .sequenceRNN(
        .init(isTimeMajor: true, activation: .tanh, quantizesInputsAsymmetrically: false))),
    Example(
      type: 71, fields: [byte(4), number(2), number(3), byte(1), byte(0), byte(1)],
      options: .sequenceLSTM(
        .init(
          activation: .tanh, cellClip: 2, projectionClip: 3, isTimeMajor: true,
          quantizesInputsAsymmetrically: false,
          hasDiagonalRecurrentWeights: true))),
  ]
}

private func byte(_ value: UInt8) -> [UInt8] { [value] }
private func integer(_ value: Int32) -> [UInt8] { FlatBufferDraft.field(value) }
private func number(_ value: Float) -> [UInt8] { FlatBufferDraft.field(value.bitPattern) }
