internal import SwiftletFormat
public import SwiftletKernels

/// One use of an operator: the types of its tensors, and where their bytes lie.
///
/// The loader has checked that every tensor lies inside its place, and the types against the
/// operator's rule, before an operator plans.
@safe public struct Use: BitwiseCopyable {
  /// The types of the inputs.
  public let inputs: TensorTypes

  /// The type of the output.
  public let output: TensorType

  /// The bytes of scratch memory.
  public let scratchByteCount: Int

  /// The instruction set whose kernels are to run.
  public let instructionSet: InstructionSet

  private let inputAddresses: InlineArray<8, UnsafeMutableRawPointer?>
  private let outputAddress: UnsafeMutableRawPointer
  private let scratchAddress: UnsafeMutableRawPointer
  private let constantInputs: UInt8

  /// Gathers what a use consists of.
  ///
  /// - Precondition: each address has the bytes of its type; bit `i` of `constantInputs` says
  ///   whether input `i` is a constant of the file.
  @unsafe public init(
    inputs: TensorTypes, inputAddresses: InlineArray<8, UnsafeMutableRawPointer?>,
    constantInputs: UInt8, output: TensorType, outputAddress: UnsafeMutableRawPointer,
    scratchAddress: UnsafeMutableRawPointer, scratchByteCount: Int, instructionSet: InstructionSet
  ) {
    self.inputs = inputs
    self.output = output
    self.scratchByteCount = scratchByteCount
    self.instructionSet = instructionSet
    unsafe self.inputAddresses = inputAddresses
    unsafe self.outputAddress = outputAddress
    unsafe self.scratchAddress = scratchAddress
    self.constantInputs = constantInputs
  }

  /// Whether an input is a constant of the file.
  public func isConstant(_ index: Int) -> Bool {
    constantInputs & (1 &<< UInt8(truncatingIfNeeded: index)) != 0
  }

  /// The elements of an input.
  public func input<Element: BitwiseCopyable>(
    _ index: Int, of type: Element.Type
  ) throws(ModelFault.Reason) -> Elements<Element> {
    let tensor = inputs[index]
    guard tensor.isPresent, let address = unsafe inputAddresses[index] else {
      throw .inputCount(needed: index + 1, found: index)
    }
    guard MemoryLayout<Element>.size == tensor.element.byteCount else {
      throw .elementTypeNotSupported(tensor.element)
    }
    return unsafe Elements(address, count: tensor.shape.elementCount)
  }

  /// The bytes of an input.
  public func inputBytes(_ index: Int) throws(ModelFault.Reason) -> Elements<UInt8> {
    guard let address = unsafe inputAddresses[index], let count = inputs[index].byteCount else {
      throw .inputCount(needed: index + 1, found: index)
    }
    return unsafe Elements(address, count: count)
  }

  /// The bytes of the output.
  public var outputBytes: Elements<UInt8> {
    unsafe Elements(outputAddress, count: output.byteCount ?? 0)
  }

  /// The bytes of an input that must be a constant of the file, and must have so many at least.
  public func constant(
    _ index: Int, byteCount needed: Int
  ) throws(ModelFault.Reason) -> Elements<UInt8> {
    guard isConstant(index), let address = unsafe inputAddresses[index] else {
      throw .constantNeeded(input: index)
    }
    let available = inputs[index].byteCount ?? 0
    guard available >= needed else { throw .tooFewBytes(needed: needed, available: available) }
    return unsafe Elements(address, count: available)
  }

  /// The elements of the output.
  public func output<Element: BitwiseCopyable>(
    of type: Element.Type
  ) throws(ModelFault.Reason) -> Elements<Element> {
    guard MemoryLayout<Element>.size == output.element.byteCount else {
      throw .elementTypeNotSupported(output.element)
    }
    return unsafe Elements(outputAddress, count: output.shape.elementCount)
  }

  /// The scratch memory, aligned to 16 bytes, which must have so many bytes at least.
  public func scratch(byteCount needed: Int) throws(ModelFault.Reason) -> Elements<UInt8> {
    guard scratchByteCount >= needed else {
      throw .tooFewBytes(needed: needed, available: scratchByteCount)
    }
    return unsafe Elements(scratchAddress, count: scratchByteCount)
  }
}
