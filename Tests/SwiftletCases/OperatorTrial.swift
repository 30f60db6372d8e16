public import SwiftletCore
public import SwiftletKernels

/// One use of an operator in memory of its own, to be run in every way that must agree.
public final class OperatorTrial<O: Operator> {
  /// The type of the output.
  public let outputType: TensorType

  private let attributes: O.Attributes
  private let inputs: [SampleTensor]
  private let types: TensorTypes

  /// Works out the output's type, and takes the quantization that the test wants it to have.
  public init(
    _ attributes: O.Attributes, _ inputs: [SampleTensor], output quantization: Quantization? = nil
  ) throws(ModelFault.Reason) {
    self.attributes = attributes
    self.inputs = inputs
    var types = TensorTypes()
    for input in inputs { try types.append(input.type) }
    self.types = types
    var output = try O.outputType(attributes, types)
    if let quantization { output.quantization = quantization }
    outputType = output
  }

  /// The output by the operator's reference.
  public func reference() throws(ModelFault.Reason) -> [UInt8] {
    try evaluate(.portable, lanes: 1) { O.reference($0) }
  }

  /// The output by the operator's run, in a number of shares, each on a lane of scratch memory.
  public func run(
    _ set: InstructionSet = .best, shares: Int = 1, inPlaceOf input: Int? = nil
  ) throws(ModelFault.Reason) -> [UInt8] {
    try evaluate(set, lanes: shares, inPlaceOf: input) { plan in
      let count = max(1, min(shares, O.shareCount(plan)))
      // From the last, so that a share that leans on an earlier one is found out.
      for index in (0..<count).reversed() { O.run(plan, Share(index: index, count: count)) }
    }
  }

  /// The output by the operator's run in one share, with so many bytes of scratch memory.
  public func run(
    _ set: InstructionSet, scratchByteCount: Int
  ) throws(ModelFault.Reason) -> [UInt8] {
    try evaluate(set, lanes: 1, scratchByteCount: scratchByteCount) { O.run($0, .whole) }
  }

  /// Plans the use without running it.
  public func plan(_ set: InstructionSet = .best) throws(ModelFault.Reason) {
    try withPlan(set) { _ in }
  }

  /// Plans the use, and shows the plan while the memory that it points into is there.
  public func withPlan(
    _ set: InstructionSet = .best, _ body: (O.Plan) -> Void
  ) throws(ModelFault.Reason) {
    _ = try evaluate(set, lanes: 1, body)
  }

  private func evaluate(
    _ set: InstructionSet, lanes: Int, inPlaceOf shared: Int? = nil,
    scratchByteCount: Int? = nil, _ body: (O.Plan) -> Void
  ) throws(ModelFault.Reason) -> [UInt8] {
    let guardCount = 64
    let outputCount = outputType.byteCount ?? 0
    let laneByteCount = try O.scratchByteCount(attributes, types, outputType)
    let scratchCount = (scratchByteCount ?? laneByteCount) * lanes
    // Where the output shares memory with an input, the block holds all of both.
    var offset = 0
    var reach = 0..<outputCount
    if let shared {
      offset = O.sharing(attributes, types, outputType, input: shared)?.offset ?? 0
      reach = min(0, offset)..<max(outputCount, offset + inputs[shared].bytes.count)
    }
    let start = guardCount - reach.lowerBound
    let output = Block(byteCount: reach.count + 2 * guardCount)
    let scratch = Block(byteCount: scratchCount + 2 * guardCount)
    var blocks: [Block] = []
    var addresses = unsafe InlineArray<8, UnsafeMutableRawPointer?>(repeating: nil)
    var constants: UInt8 = 0
    for (index, input) in inputs.enumerated() where input.type.isPresent {
      if index == shared {
        output.store(input.bytes, at: start + offset)
        unsafe addresses[index] = output.address + start + offset
      } else {
        let block = Block(byteCount: input.bytes.count)
        block.store(input.bytes, at: 0)
        blocks.append(block)
        unsafe addresses[index] = block.address
      }
      if input.isConstant { constants |= 1 << UInt8(index) }
    }
    let use = unsafe Use(
      inputs: types, inputAddresses: addresses, constantInputs: constants, output: outputType,
      outputAddress: output.address + start, scratchAddress: scratch.address + guardCount,
      scratchByteCount: scratchCount, instructionSet: set)
    let plan = try O.plan(attributes, use)
    let before = output.bytes
    withExtendedLifetime(blocks) { body(plan) }
    precondition(
      output.bytes[..<start] == before[..<start]
        && output.bytes[(start + outputCount)...] == before[(start + outputCount)...],
      "\(O.self) wrote outside its output")
    precondition(
      scratch.isUntouched(outside: guardCount..<(guardCount + scratchCount)),
      "\(O.self) wrote outside its scratch memory")
    return output.bytes(in: start..<(start + outputCount))
  }
}

/// Memory of exactly some bytes, filled with a pattern.
@safe private final class Block {
  let address: UnsafeMutableRawPointer
  private let byteCount: Int
  private static let pattern: UInt8 = 0xA5

  init(byteCount: Int) {
    self.byteCount = byteCount
    unsafe address = .allocate(byteCount: max(1, byteCount), alignment: 64)
    unsafe address.initializeMemory(as: UInt8.self, repeating: Self.pattern, count: byteCount)
  }

  deinit { unsafe address.deallocate() }

  func store(_ bytes: [UInt8], at offset: Int) {
    precondition(offset + bytes.count <= byteCount)
    unsafe (address + offset).copyMemory(from: bytes, byteCount: bytes.count)
  }

  func bytes(in range: Range<Int>) -> [UInt8] {
    precondition(range.upperBound <= byteCount)
    return unsafe Array(
      UnsafeRawBufferPointer(start: address + range.lowerBound, count: range.count))
  }

  var bytes: [UInt8] { bytes(in: 0..<byteCount) }

  func isUntouched(outside range: Range<Int>) -> Bool {
    bytes(in: 0..<range.lowerBound).allSatisfy { $0 == Self.pattern }
      && bytes(in: range.upperBound..<byteCount).allSatisfy { $0 == Self.pattern }
  }
}
