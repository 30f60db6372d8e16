internal import SwiftletCore
internal import SwiftletKernels

/// Asks an operator whether it could run on tensors of some types, without running it.
struct PlanTrial: OperationVisitor {
  typealias Output = Void
  typealias Failure = ModelFault.Reason

  let types: TensorTypes
  let output: TensorType

  mutating func visit<O: Operator>(
    _ operator: O.Type, _ attributes: O.Attributes
  ) throws(ModelFault.Reason) {
    let ruled = try O.outputType(attributes, types)
    try ruled.shape.require(output.shape)
    guard ruled.element == output.element else {
      throw .elementTypeNotSupported(output.element)
    }
    let scratchCount = try O.scratchByteCount(attributes, types, output)
    var byteCount = max(output.byteCount ?? 0, scratchCount)
    for index in 0..<types.count { byteCount = max(byteCount, types[index].byteCount ?? 0) }
    let block = UnsafeMutableRawPointer.allocate(byteCount: max(byteCount, 1), alignment: 64)
    defer { unsafe block.deallocate() }
    // Planning reads constants at most, of which the block has the bytes of the largest.
    unsafe block.initializeMemory(as: UInt8.self, repeating: 0, count: max(byteCount, 1))
    let use = unsafe Use(
      inputs: types, inputAddresses: InlineArray(repeating: block), constantInputs: .max,
      output: output, outputAddress: block, scratchAddress: block,
      scratchByteCount: scratchCount, instructionSet: .portable)
    _ = try O.plan(attributes, use)
  }
}
