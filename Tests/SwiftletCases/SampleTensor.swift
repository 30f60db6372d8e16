public import SwiftletCore
public import SwiftletFormat

/// A tensor with contents, as a case or a test hands it to an operator.
public struct SampleTensor: Sendable {
  /// The type of the tensor.
  public let type: TensorType

  /// The elements, as bytes of this machine.
  public let bytes: [UInt8]

  /// Whether the operator finds it among the constants of the file.
  public let isConstant: Bool

  /// Creates a tensor from elements of any plain type.
  public init<Element: BitwiseCopyable>(
    _ element: ElementType, _ lengths: [Int], _ values: [Element],
    _ quantization: Quantization? = nil, isConstant: Bool = false
  ) throws(ModelFault.Reason) {
    type = TensorType(element, try Shape(lengths), quantization)
    bytes = unsafe values.withUnsafeBytes { unsafe Array($0) }
    self.isConstant = isConstant
    precondition(bytes.count == type.byteCount, "the values fill the shape")
  }

  /// Creates int8 elements that a seed chooses, evenly over the whole range.
  public static func int8(
    _ lengths: [Int], scale: Float = 0.1, zeroPoint: Int32 = 0, seed: UInt64 = 1
  ) throws(ModelFault.Reason) -> SampleTensor {
    var random = SeededRandom(seed: seed)
    let values = (0..<lengths.reduce(1, *)).map { _ in
      Int8.random(in: .min ... .max, using: &random)
    }
    return try SampleTensor(
      .int8, lengths, values, Quantization(scale: scale, zeroPoint: zeroPoint))
  }

  /// Creates float elements that a seed chooses, evenly over a range.
  public static func float32(
    _ lengths: [Int], in range: ClosedRange<Float> = -4...4, seed: UInt64 = 1
  ) throws(ModelFault.Reason) -> SampleTensor {
    var random = SeededRandom(seed: seed)
    let values = (0..<lengths.reduce(1, *)).map { _ in Float.random(in: range, using: &random) }
    return try SampleTensor(.float32, lengths, values)
  }
}

extension Shape {
  /// Creates a shape from the lengths of its axes.
  public init(_ lengths: [Int]) throws(ModelFault.Reason) {
    self.init()
    for length in lengths { try append(length) }
  }

  /// The lengths of the axes.
  public var lengths: [Int] { (0..<rank).map { self[$0] } }
}

/// Random numbers that a seed repeats.
public struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Starts the sequence of a seed.
  public init(seed: UInt64) { state = seed }

  /// The next number, by the SplitMix64 sequence.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
