internal import SwiftletCore
internal import SwiftletKernels

/// Runs one operator on values that are known, in memory of its own.
struct Evaluation: OperationVisitor {
  typealias Output = [UInt8]
  typealias Failure = ModelFault.Reason

  let types: TensorTypes
  let constants: [[UInt8]?]
  let output: TensorType
  var instructionSet = InstructionSet.portable

  mutating func visit<O: Operator>(
    _ operator: O.Type, _ attributes: O.Attributes
  ) throws(ModelFault.Reason) -> [UInt8] {
    guard let outputCount = output.byteCount else { throw .shapeOutOfRange }
    let scratchCount = try O.scratchByteCount(attributes, types, output)
    let counts = constants.map { $0?.count ?? 0 } + [outputCount, scratchCount]
    let memory = EvaluationMemory(byteCounts: counts)
    var addresses = unsafe InlineArray<8, UnsafeMutableRawPointer?>(repeating: nil)
    for (index, bytes) in constants.enumerated() {
      guard let bytes else { continue }
      memory.store(bytes, in: index)
      unsafe addresses[index] = memory.address(index)
    }
    // Each address has the bytes of its type: the counts above are the types' own.
    let use = unsafe Use(
      inputs: types, inputAddresses: addresses, constantInputs: .max, output: output,
      outputAddress: memory.address(constants.count),
      scratchAddress: memory.address(constants.count + 1), scratchByteCount: scratchCount,
      instructionSet: instructionSet)
    O.run(try O.plan(attributes, use), .whole)
    return memory.bytes(constants.count)
  }
}

/// Blocks of memory that live as long as one evaluation.
@safe private final class EvaluationMemory {
  private let blocks: [UnsafeMutableRawBufferPointer]

  init(byteCounts: [Int]) {
    unsafe blocks = byteCounts.map {
      let block = UnsafeMutableRawBufferPointer.allocate(byteCount: max($0, 1), alignment: 64)
      unsafe block.initializeMemory(as: UInt8.self, repeating: 0)
      return unsafe UnsafeMutableRawBufferPointer(rebasing: block[0..<$0])
    }
  }

  deinit { unsafe blocks.forEach { unsafe $0.baseAddress?.deallocate() } }

  func store(_ bytes: [UInt8], in index: Int) { unsafe blocks[index].copyBytes(from: bytes) }

  func bytes(_ index: Int) -> [UInt8] { unsafe Array(blocks[index]) }

  func address(_ index: Int) -> UnsafeMutableRawPointer {
    guard let address = unsafe blocks[index].baseAddress else {
      preconditionFailure("allocated blocks have addresses")
    }
    return unsafe address
  }
}
