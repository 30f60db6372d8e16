internal import SwiftletFormat
internal import SwiftletKernels

/// Checks one step of a file against the rules of its operator, and writes its plan.
@safe struct StepPlanner<Operators: OperatorSet>: OperatorVisitor {
  typealias Failure = ModelFault.Reason

  let loader: Loader<Operators>
  let step: OperatorView
  let index: Int
  let place: UnsafeMutableRawPointer
  var live: LiveTensors

  private var types = TensorTypes()
  private var numbers = InlineArray<8, Int>(repeating: -1)
  private var located = InlineArray<8, Range<Int>>(repeating: 0..<0)
  private var addresses = unsafe InlineArray<8, UnsafeMutableRawPointer?>(repeating: nil)
  private var constantInputs: UInt8 = 0

  init(
    _ loader: Loader<Operators>, _ step: OperatorView, at index: Int, live: LiveTensors,
    place: UnsafeMutableRawPointer
  ) {
    self.loader = loader
    self.step = step
    self.index = index
    self.live = live
    unsafe self.place = place
  }

  /// Plans the step for the operator that the file names; the result is the bytes of the step.
  mutating func visit<O: Operator>(_ operator: O.Type) throws(ModelFault.Reason) -> Int {
    var attributes = O.Attributes()
    var reader = AttributeReader(table: step.attributes)
    try attributes.visit(&reader)
    try readInputs()
    let (number, output) = try readOutput()
    let ruled = try O.outputType(attributes, types)
    try output.type.shape.require(ruled.shape)
    guard output.type.element == ruled.element else {
      throw .elementTypeNotSupported(output.type.element)
    }
    let scratch = try scratchBytes()
    try checkMemory(O.self, attributes, output, number, scratch)
    let needed = try O.scratchByteCount(attributes, types, output.type)
    guard scratch.count >= needed else {
      throw .tooFewBytes(needed: needed, available: scratch.count)
    }
    let use = unsafe Use(
      inputs: types, inputAddresses: addresses, constantInputs: constantInputs,
      output: output.type, outputAddress: output.address,
      scratchAddress: loader.activations + scratch.lowerBound, scratchByteCount: scratch.count,
      instructionSet: loader.instructionSet)
    let plan = try O.plan(attributes, use)
    // The layout counted these bytes for each step from the same type.
    let byteCount = StepHeader.byteCount(with: O.Plan.self)
    live.removeAll(lastUsedBy: index)
    let stepOffset = unsafe place - loader.arena - ArenaLayout.headerByteCount
    try live.yield(first: stepOffset + byteCount)
    if output.lastUse > index {
      try live.insert(number, bytes: output.bytes, lastUse: output.lastUse)
    }
    unsafe place.storeBytes(
      of: StepHeader(code: O.code, byteCount: UInt32(truncatingIfNeeded: byteCount)),
      as: StepHeader.self)
    unsafe (place + StepHeader.byteCount).storeBytes(of: plan, as: O.Plan.self)
    return byteCount
  }

  mutating func missing(_ code: OperatorCode) throws(ModelFault.Reason) -> Int {
    throw .operatorNotLinked(code)
  }

  /// Finds the inputs, and asks for each that is not a constant to be alive.
  private mutating func readInputs() throws(ModelFault.Reason) {
    guard let inputs = step.inputs else { return }
    for position in 0..<inputs.count {
      let stored = try reading { () throws(FlatBufferFault) in try inputs.element(at: position) }
      guard stored != -1 else {
        try types.append(.absent)
        continue
      }
      let tensor = try loader.locate(Int(stored))
      if !tensor.isConstant {
        try live.require(Int(stored))
        guard tensor.lastUse >= index else { throw .tensorNotAlive(tensor: Int(stored)) }
      }
      try types.append(tensor.type)
      numbers[position] = tensor.isConstant ? -1 : Int(stored)
      located[position] = tensor.bytes
      unsafe addresses[position] = tensor.address
      if tensor.isConstant { constantInputs |= 1 &<< UInt8(truncatingIfNeeded: position) }
    }
  }

  private func readOutput() throws(ModelFault.Reason) -> (Int, LocatedTensor) {
    guard let outputs = step.outputs, outputs.count == 1 else {
      throw .inputCount(needed: 1, found: step.outputs?.count ?? 0)
    }
    let number = Int(try reading { () throws(FlatBufferFault) in try outputs.element(at: 0) })
    let tensor = try loader.locate(number)
    guard !tensor.isConstant else { throw .tensorConstant(tensor: number) }
    return (number, tensor)
  }

  private func scratchBytes() throws(ModelFault.Reason) -> Range<Int> {
    let available = loader.layout.activationByteCount
    guard let offset = Int(fitting: step.scratchOffset),
      let count = Int(fitting: step.scratchByteCount),
      offset <= available, count <= available - offset, offset & 15 == 0
    else {
      throw .tooFewBytes(
        needed: Int(fitting: step.scratchByteCount) ?? Int.max, available: available)
    }
    return offset..<(offset + count)
  }

  /// Asks for the output and the scratch memory to lie over nothing that is still needed.
  private func checkMemory<O: Operator>(
    _ operator: O.Type, _ attributes: O.Attributes, _ output: LocatedTensor, _ number: Int,
    _ scratch: Range<Int>
  ) throws(ModelFault.Reason) {
    guard !scratch.overlaps(output.bytes) else {
      throw .tensorsOverlap(tensor: number, other: number)
    }
    try live.requireFree(scratch, for: -1, step: index) { _, _ in false }
    try live.requireFree(output.bytes, for: number, step: index) { other, diesHere in
      allowsSharing(O.self, attributes, output, with: other, diesHere: diesHere)
    }
  }

  /// Whether the output may lie over a tensor that is alive: only over an input, as the operator says.
  private func allowsSharing<O: Operator>(
    _ operator: O.Type, _ attributes: O.Attributes, _ output: LocatedTensor, with other: Int,
    diesHere: Bool
  ) -> Bool {
    var allowed = false
    for position in 0..<types.count where numbers[position] == other {
      guard
        let sharing = O.sharing(attributes, types, output.type, input: position),
        sharing.keepsInput || diesHere,
        located[position].lowerBound == output.bytes.lowerBound + sharing.offset
      else { return false }
      allowed = true
    }
    return allowed
  }
}
