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
  private var sharings = InlineArray<8, Sharing?>(repeating: nil)
  private var outputNumber = -1
  private var output: LocatedTensor
  private var scratch = 0..<0

  init(
    _ loader: Loader<Operators>, _ step: OperatorView, at index: Int, live: LiveTensors,
    place: UnsafeMutableRawPointer
  ) {
    self.loader = loader
    self.step = step
    self.index = index
    self.live = live
    unsafe self.place = place
    output = unsafe LocatedTensor(
      type: .absent, isConstant: false, bytes: 0..<0, lastUse: -1, address: place)
  }

  /// Plans the step for the operator that the file names; the result is the bytes of the step.
  mutating func visit<O: Operator>(_ operator: O.Type) throws(ModelFault.Reason) -> Int {
    var attributes = O.Attributes()
    var reader = AttributeReader(table: step.attributes)
    attributes.visit(&reader)
    try readTensors(after: reader.fault)
    let (types, outputType) = (types, output.type)
    try require(O.outputType(attributes, types))
    for position in 0..<types.count {
      sharings[position] = O.sharing(attributes, types, outputType, input: position)
    }
    try checkMemory()
    let needed = try O.leastScratchByteCount(attributes, types, outputType)
    let plan = try O.plan(attributes, use(scratchNeeded: needed))
    // The layout counted these bytes for each step from the same type.
    let byteCount = StepHeader.byteCount(with: O.Plan.self)
    try begin(O.code, byteCount)
    unsafe (place + StepHeader.byteCount).storeBytes(of: plan, as: O.Plan.self)
    return byteCount
  }

  mutating func missing(_ code: OperatorCode) throws(ModelFault.Reason) -> Int {
    throw .operatorNotLinked(code)
  }
}

// Nothing here knows the operator, so that its code is there once. Every function is mutating, for
// the planner to be passed by its place: a copy of it has most of a thousand bytes.
extension StepPlanner {
  /// Finds the inputs, the output and the scratch memory, unless the attributes are at fault.
  @inline(never)
  private mutating func readTensors(
    after fault: ModelFault.Reason?
  ) throws(ModelFault.Reason) {
    if let fault { throw fault }
    try readInputs()
    try readOutput()
  }

  /// Throws unless the output of the file is the one of the operator's rule.
  @inline(never)
  private mutating func require(_ ruled: TensorType) throws(ModelFault.Reason) {
    try output.type.shape.require(ruled.shape)
    guard output.type.element == ruled.element else {
      throw .elementTypeNotSupported(output.type.element)
    }
  }

  @inline(never)
  private mutating func use(scratchNeeded needed: Int) throws(ModelFault.Reason) -> Use {
    guard scratch.count >= needed else {
      throw .tooFewBytes(needed: needed, available: scratch.count)
    }
    return unsafe Use(
      inputs: types, inputAddresses: addresses, constantInputs: constantInputs,
      output: output.type, outputAddress: output.address,
      scratchAddress: loader.activations + scratch.lowerBound, scratchByteCount: scratch.count,
      instructionSet: loader.instructionSet)
  }

  /// Goes on to what is alive after the step, and writes the header of the step.
  ///
  /// The list of what is alive gives up the bytes of the step before any of them is written.
  @inline(never)
  private mutating func begin(
    _ code: OperatorCode, _ byteCount: Int
  ) throws(ModelFault.Reason) {
    // In this order the list has room for an output that takes its input's place.
    live.removeAll(lastUsedBy: index)
    let stepOffset = unsafe place - loader.arena - ArenaLayout.headerByteCount
    try live.yield(first: stepOffset + byteCount)
    if output.lastUse > index {
      try live.insert(outputNumber, bytes: output.bytes, lastUse: output.lastUse)
    }
    unsafe place.storeBytes(
      of: StepHeader(code: code, byteCount: UInt32(truncatingIfNeeded: byteCount)),
      as: StepHeader.self)
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

  private mutating func readOutput() throws(ModelFault.Reason) {
    guard let outputs = step.outputs, outputs.count == 1 else {
      throw .inputCount(needed: 1, found: step.outputs?.count ?? 0)
    }
    outputNumber = Int(try reading { () throws(FlatBufferFault) in try outputs.element(at: 0) })
    output = try loader.locate(outputNumber)
    guard !output.isConstant else { throw .tensorConstant(tensor: outputNumber) }
  }

  /// Finds the scratch memory, and asks for it and the output to lie over nothing still needed.
  @inline(never)
  private mutating func checkMemory() throws(ModelFault.Reason) {
    scratch = try scratchBytes()
    guard !scratch.overlaps(output.bytes) else {
      throw .tensorsOverlap(tensor: outputNumber, other: outputNumber)
    }
    try live.requireFree(scratch, for: -1, step: index) { _, _ in false }
    try live.requireFree(output.bytes, for: outputNumber, step: index) { other, diesHere in
      allowsSharing(with: other, diesHere: diesHere)
    }
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

  /// Whether the output may lie over a tensor that is alive: only over an input, as the operator says.
  private func allowsSharing(with other: Int, diesHere: Bool) -> Bool {
    var allowed = false
    for position in 0..<types.count where numbers[position] == other {
      guard
        let sharing = sharings[position],
        sharing.keepsInput || diesHere,
        located[position].lowerBound == output.bytes.lowerBound + sharing.offset
      else { return false }
      allowed = true
    }
    return allowed
  }
}
