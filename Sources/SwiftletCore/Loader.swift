public import SwiftletFormat
internal import SwiftletKernels

/// Checks a file against every rule, and writes the plans of its steps into an arena.
@safe struct Loader<Operators: OperatorSet> {
  let model: ModelView
  let layout: ArenaLayout
  let arena: UnsafeMutableRawPointer
  let constants: UnsafeRawPointer
  let constantsByteCount: Int
  let instructionSet: InstructionSet

  var activations: UnsafeMutableRawPointer { unsafe arena + layout.activationOffset }

  /// Checks the sizes of the file, the arena and their parts.
  init(
    _ file: UnsafeRawBufferPointer, arena: UnsafeMutableRawBufferPointer,
    instructionSet: InstructionSet
  ) throws(ModelFault.Reason) {
    model = try unsafe Self.open(file)
    do throws(ModelFault) {
      layout = try ArenaLayout(of: model, operators: Operators.self)
    } catch {
      throw error.reason
    }
    guard arena.count >= layout.byteCount, let base = arena.baseAddress else {
      throw .arenaTooSmall(needed: layout.byteCount, available: arena.count)
    }
    guard Int(bitPattern: base) & (ArenaLayout.alignment - 1) == 0 else {
      throw .misaligned(needed: ArenaLayout.alignment)
    }
    guard let offset = Int(fitting: model.constantsOffset),
      let count = Int(fitting: model.constantsByteCount),
      offset <= file.count, count <= file.count - offset,
      offset & (ModelView.constantsAlignment - 1) == 0, let start = file.baseAddress
    else {
      let (needed, overflow) = model.constantsOffset.addingReportingOverflow(
        model.constantsByteCount)
      throw .constantsMissing(
        needed: (overflow ? nil : Int(fitting: needed)) ?? Int.max, available: file.count)
    }
    guard Int(bitPattern: start) & (ModelView.constantsAlignment - 1) == 0 else {
      throw .misaligned(needed: ModelView.constantsAlignment)
    }
    guard instructionSet.isSupported else { throw .instructionSetNotSupported }
    unsafe self.arena = base
    unsafe constants = start + offset
    constantsByteCount = count
    self.instructionSet = instructionSet
  }

  /// Opens a file of a version that this reader knows.
  static func open(_ file: UnsafeRawBufferPointer) throws(ModelFault.Reason) -> ModelView {
    let model = try reading { () throws(FlatBufferFault) in
      try ModelView(unsafe FlatBuffer(file))
    }
    guard model.version >= ModelView.oldestVersion, model.version <= ModelView.newestVersion else {
      throw .versionNotSupported(
        found: Int(truncatingIfNeeded: model.version), newest: Int(ModelView.newestVersion))
    }
    return model
  }

  /// Checks and plans every step, in order.
  func load() throws(ModelFault) {
    // The steps start here, and the arena ends behind the activations.
    var live = unsafe LiveTensors(
      arena + ArenaLayout.headerByteCount,
      byteCount: layout.byteCount - ArenaLayout.headerByteCount)
    do throws(ModelFault.Reason) {
      try insertInputs(into: &live)
    } catch {
      throw ModelFault(error)
    }
    var cursor = unsafe arena + ArenaLayout.headerByteCount
    for index in 0..<model.operatorCount {
      do throws(ModelFault.Reason) {
        guard let step = try reading({ () throws(FlatBufferFault) in try model.step(at: index) }),
          let code = OperatorCode(rawValue: step.code)
        else { throw .operatorUnknown(code: -1) }
        var planner = unsafe StepPlanner(self, step, at: index, live: live, place: cursor)
        let byteCount = try Operators.visit(code, with: &planner)
        live = planner.live
        unsafe cursor += byteCount
      } catch {
        throw ModelFault(error, step: index)
      }
    }
    do throws(ModelFault.Reason) {
      try checkOutputs(live)
    } catch {
      throw ModelFault(error)
    }
    unsafe arena.storeBytes(
      of: LoadedModel(
        file: model.file, activations: activations, constants: constants,
        firstStep: arena + ArenaLayout.headerByteCount, stepCount: model.operatorCount,
        instructionSet: instructionSet, threads: .one),
      as: LoadedModel.self)
  }

  /// Counts the model's inputs as written before the first step.
  private func insertInputs(into live: inout LiveTensors) throws(ModelFault.Reason) {
    for index in 0..<model.inputCount {
      let number = try bindingTensor(isInput: true, index)
      let tensor = try locate(number)
      guard !tensor.isConstant else { throw .tensorConstant(tensor: number) }
      try live.requireFree(tensor.bytes, for: number, step: -1) { _, _ in false }
      try live.insert(number, bytes: tensor.bytes, lastUse: tensor.lastUse)
    }
  }

  /// Asks for every output of the model to be alive after the last step.
  private func checkOutputs(_ live: LiveTensors) throws(ModelFault.Reason) {
    for index in 0..<model.outputCount {
      let number = try bindingTensor(isInput: false, index)
      guard try !locate(number).isConstant else { throw .tensorConstant(tensor: number) }
      try live.require(number)
    }
  }

  private func bindingTensor(isInput: Bool, _ index: Int) throws(ModelFault.Reason) -> Int {
    let binding = try reading { () throws(FlatBufferFault) in
      isInput ? try model.input(at: index) : try model.output(at: index)
    }
    return Int(binding?.tensor ?? -1)
  }

  /// Reads a tensor, checks it, and finds its bytes.
  func locate(_ number: Int) throws(ModelFault.Reason) -> LocatedTensor {
    guard let view = try reading({ () throws(FlatBufferFault) in try model.tensor(at: number) })
    else { throw .tensorOutOfRange(index: number, count: model.tensorCount) }
    let type = try TensorType(view)
    guard let byteCount = type.byteCount else { throw .shapeOutOfRange }
    let available = view.isConstant ? constantsByteCount : layout.activationByteCount
    guard let offset = Int(fitting: view.offset), offset <= available,
      byteCount <= available - offset
    else {
      throw .tensorOutOfPlace(
        tensor: number, needed: Int(fitting: view.offset) ?? Int.max, available: available)
    }
    guard offset & (type.element.byteCount - 1) == 0 else {
      throw .tensorMisaligned(tensor: number)
    }
    let base = unsafe view.isConstant ? UnsafeMutableRawPointer(mutating: constants) : activations
    return unsafe LocatedTensor(
      type: type, isConstant: view.isConstant, bytes: offset..<(offset + byteCount),
      lastUse: Int(view.lastUse), address: base + offset)
  }
}

/// A tensor of the file, checked to lie inside its place.
@safe struct LocatedTensor {
  let type: TensorType
  let isConstant: Bool
  /// The bytes in the tensor's place.
  let bytes: Range<Int>
  let lastUse: Int
  let address: UnsafeMutableRawPointer
}

extension TensorType {
  /// The type that a file states, held to the rules of every tensor.
  public init(_ view: TensorView) throws(ModelFault.Reason) {
    guard let element = ElementType(rawValue: view.element), element != .absent else {
      throw .elementTypeNotSupported(.absent)
    }
    var shape = Shape()
    if let lengths = view.shape {
      for index in 0..<lengths.count {
        try shape.append(
          Int(try reading { () throws(FlatBufferFault) in try lengths.element(at: index) }))
      }
    }
    self.init(element, shape)
    if view.scale != 0 {
      let quantization = Quantization(scale: view.scale, zeroPoint: view.zeroPoint)
      try quantization.check(for: element)
      self.quantization = quantization
    }
  }
}
