public import SwiftletFormat
public import SwiftletKernels

/// The bytes of an operator's packed parameters: blocks of weights, then a row of padding.
///
/// The row holds what lies under a tap outside of the image: the input's zero point, or 0 in
/// `Float`, once for each channel that a tap takes. A window that never meets the border has none.
public struct ParameterByteCount: BitwiseCopyable, Equatable, Sendable {
  /// The bytes of the blocks.
  public let blocks: Int

  /// The bytes of the padding row.
  public let padding: Int

  /// The bytes of both.
  public var total: Int { blocks + padding }

  /// Adds up the parts, if the blocks have a size and the sum is an `Int`.
  init(blocks: Int?, padding: Int) throws(ModelFault.Reason) {
    guard let blocks, !blocks.addingReportingOverflow(padding).overflow else {
      throw .shapeOutOfRange
    }
    self.blocks = blocks
    self.padding = padding
  }
}

extension BlockFormat {
  /// What parameters of a type consist of beside an input of a type.
  public init(input: ElementType, parameters: TensorType) throws(ModelFault.Reason) {
    switch (input, parameters.element) {
    case (.int8, .int8): self = .int8(hasMultipliers: parameters.quantization == nil)
    case (.float32, .float32): self = .float32
    case (.float32, .int8): self = .scaledInt8(hasScales: parameters.quantization == nil)
    case (.float32, .float16): self = .float16
    case (_, let element): throw .elementTypeNotSupported(element)
    }
  }
}

extension Use {
  /// The packed parameters, input 1, whose blocks are aligned and whose padding is `padding`.
  func parameters(
    _ byteCount: ParameterByteCount, padding byte: UInt8
  ) throws(ModelFault.Reason) -> Elements<UInt8> {
    let parameters = try constant(1, byteCount: byteCount.total)[0..<byteCount.total]
    // The address is looked at and not followed.
    guard unsafe Int(bitPattern: parameters.address) & (BlockLayout.alignment - 1) == 0 else {
      throw .misaligned(needed: BlockLayout.alignment)
    }
    for index in byteCount.blocks..<byteCount.total where parameters[index] != byte {
      throw .zeroPointOutOfRange(Int(Int8(bitPattern: parameters[index])))
    }
    return parameters
  }
}
