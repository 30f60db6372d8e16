import SwiftletCore
import SwiftletFormat
import SwiftletKernels

/// Weights for floats, and the same as they are stored.
struct FloatDraft {
  let floats: [Float]
  let halves: [UInt16]
  let integers: [Int8]
  let bias: [Float]
  private let scales: [Float]
  private let format: BlockFormat
  private let channelOf: (Int) -> Int

  init(
    channels: Int, reduction: Int, _ format: BlockFormat, seed: UInt64,
    channelOf: @escaping (Int) -> Int
  ) {
    var random = SeededRandom(seed: seed)
    let count = channels * reduction
    floats = (0..<count).map { _ in Float.random(in: -1...1, using: &random) }
    bias = (0..<channels).map { _ in Float.random(in: -1...1, using: &random) }
    halves = floats.map { Float16($0).bitPattern }
    integers = (0..<count).map { _ in Int8.random(in: -127...127, using: &random) }
    let shared = Float.random(in: 0.004...0.012, using: &random)
    scales = (0..<channels).map { _ in
      format.hasFactors ? .random(in: 0.004...0.012, using: &random) : shared
    }
    self.format = format
    self.channelOf = channelOf
  }

  /// The scales that stand in the blocks of some channels.
  func packedScales(of channels: Range<Int>) -> [Float] {
    format.hasFactors ? Array(scales[channels]) : []
  }

  /// Bytes that a body fills.
  func bytes(count: Int, _ body: (inout MutableRawSpan) -> Void) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var elements = bytes.mutableSpan
    var span = unsafe elements.mutableBytes
    body(&span)
    return bytes
  }

  /// The weights beside the blocks that were made of them.
  func plain(_ bytes: [UInt8]) throws(ModelFault.Reason) -> PlainWeights {
    let values: [Double]
    let element: ElementType
    var quantization: Quantization?
    switch format {
    case .float32: (values, element) = (floats.map(Double.init), .float32)
    case .float16:
      (values, element) = (halves.map { Double(Float16(bitPattern: $0)) }, .float16)
    case .int8, .scaledInt8:
      element = .int8
      values = integers.enumerated().map { Double($1) * Double(scales[channelOf($0)]) }
      if !format.hasFactors { quantization = Quantization(scale: scales[0], zeroPoint: 0) }
    }
    return PlainWeights(
      values: values, bias: bias.map(Double.init), multipliers: [],
      blocks: try SampleTensor(
        element, [bytes.count / element.byteCount], bytes, quantization, isConstant: true),
      format: format)
  }
}
