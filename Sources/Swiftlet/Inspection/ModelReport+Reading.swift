public import SwiftletCore
internal import SwiftletFormat

extension ModelReport {
  /// Reports on a model file, if it loads.
  public init(_ file: MappedFile) throws(ModelFault) {
    // A mapping starts on a page, and `file` outlives the call.
    self = try unsafe ModelReport(loading: file.bytes)
  }

  /// Reports on the bytes of a model file, if they load.
  public init(_ file: RawSpan) throws(ModelFault) {
    guard let copy = PageMemory(byteCount: file.byteCount) else {
      throw ModelFault(.arenaTooSmall(needed: file.byteCount, available: 0))
    }
    // Both have `byteCount` bytes, and `copy` outlives the call.
    self = try unsafe file.withUnsafeBytes { bytes throws(ModelFault) in
      unsafe copy.bytes.copyMemory(from: bytes)
      return try unsafe ModelReport(loading: UnsafeRawBufferPointer(copy.bytes))
    }
  }

  /// - Precondition: the bytes stay in place during the call.
  @unsafe private init(loading file: UnsafeRawBufferPointer) throws(ModelFault) {
    let byteCount = try unsafe Interpreter<AllOperators>.arenaByteCount(of: file)
    guard let arena = PageMemory(byteCount: byteCount) else {
      throw ModelFault(.arenaTooSmall(needed: byteCount, available: 0))
    }
    // The interpreter is used only here, while `arena` lives.
    let interpreter = try unsafe Interpreter<AllOperators>(loading: file, into: arena.bytes)
    let fault: FlatBufferFault
    do throws(FlatBufferFault) {
      self = try ModelReport(try unsafe ModelView(FlatBuffer(file)), interpreter, byteCount)
      return
    } catch {
      fault = error
    }
    throw ModelFault(.damaged(fault))
  }

  private init(
    _ model: ModelView, _ interpreter: Interpreter<AllOperators>, _ arenaByteCount: Int
  ) throws(FlatBufferFault) {
    let reader = ReportReader(model: model, interpreter: interpreter)
    fileByteCount = model.file.byteCount
    version = Int(model.version)
    producer = try model.root.string(1)?.text
    constantByteCount = Int(clamping: model.constantsByteCount)
    activationByteCount = Int(clamping: model.activationByteCount)
    activationLowerBound = Int(
      clamping: try model.root.table(5)?.scalar(1, default: UInt64(0)) ?? 0)
    self.arenaByteCount = arenaByteCount
    inputs = try (0..<model.inputCount).map { index throws(FlatBufferFault) in
      reader.port(try model.input(at: index))
    }
    outputs = try (0..<model.outputCount).map { index throws(FlatBufferFault) in
      reader.port(try model.output(at: index))
    }
    steps = try (0..<model.operatorCount).map { index throws(FlatBufferFault) in
      try reader.step(index)
    }
    tensors = try reader.tensors(written: steps.map(\.output))
    metadata = try reader.metadata()
  }
}

/// Reads the parts of a report from a model that has loaded.
private struct ReportReader {
  let model: ModelView
  let interpreter: Interpreter<AllOperators>

  func port(_ binding: BindingView?) -> ModelReport.Port {
    ModelReport.Port(name: binding?.name?.text, tensor: Int(binding?.tensor ?? -1))
  }

  func step(_ index: Int) throws(FlatBufferFault) -> ModelReport.Step {
    guard let view = try model.step(at: index), let code = OperatorCode(rawValue: view.code)
    else { throw FlatBufferFault(.indexOutOfRange, atByte: 0) }
    let inputs = (view.inputs.map(Array.init) ?? []).map { $0 == -1 ? nil : Int($0) }
    let output = Int(view.outputs?.first ?? -1)
    var reader = StepReader(
      table: view.attributes, inputs: inputs.map(type), output: type(output))
    let facts: StepFacts
    do throws(ModelFault.Reason) {
      facts = try AllOperators.visit(code, with: &reader)
    } catch {
      // The loader has read the same attributes of the same types.
      throw FlatBufferFault(.indexOutOfRange, atByte: view.table.byteOffset)
    }
    let scratch = Int(clamping: view.scratchOffset)
    return ModelReport.Step(
      operatorName: facts.name, name: try view.name()?.text, inputs: inputs, output: output,
      attributes: facts.attributes, multiplyAccumulates: facts.multiplyAccumulates,
      constantByteCount: try constantByteCount(inputs),
      scratchRange: scratch..<scratch + Int(clamping: view.scratchByteCount))
  }

  private func constantByteCount(_ inputs: [Int?]) throws(FlatBufferFault) -> Int {
    var count = 0
    for number in Set(inputs.compactMap(\.self))
    where try model.tensor(at: number)?.isConstant ?? false {
      count += type(number).byteCount ?? 0
    }
    return count
  }

  /// The type of a tensor; absent where a step leaves it out, or where nothing uses it and it was
  /// never checked.
  private func type(_ number: Int?) -> TensorType {
    number.flatMap { interpreter.tensor($0)?.type } ?? .absent
  }

  func tensors(written outputs: [Int]) throws(FlatBufferFault) -> [ModelReport.Tensor] {
    var writers: [Int: Int] = [:]
    for (step, output) in outputs.enumerated() { writers[output] = step }
    return try (0..<model.tensorCount).map { number throws(FlatBufferFault) in
      guard let view = try model.tensor(at: number) else {
        throw FlatBufferFault(.indexOutOfRange, atByte: 0)
      }
      let type = type(number)
      let first = writers[number] ?? 0
      let last = max(first, min(Int(view.lastUse), outputs.count - 1))
      let start = Int(clamping: view.offset)
      return ModelReport.Tensor(
        name: try view.name()?.text, element: type.element,
        shape: (0..<type.shape.rank).map { type.shape[$0] }, quantization: type.quantization,
        channelScales: try view.channelScales().map(Array.init) ?? [],
        channelAxis: Int(try view.channelAxis()), isConstant: view.isConstant,
        byteRange: start..<start + (type.byteCount ?? 0),
        aliveSteps: view.isConstant || outputs.isEmpty ? nil : first...last)
    }
  }

  func metadata() throws(FlatBufferFault) -> [ModelReport.Entry] {
    guard let entries = try model.root.tables(8) else { return [] }
    return try entries.indices.map { index throws(FlatBufferFault) in
      let entry = try entries.table(at: index)
      return ModelReport.Entry(
        key: try entry.string(0)?.text ?? "", value: try entry.string(1)?.text ?? "")
    }
  }
}

/// What an operator's own rules say of one step.
private struct StepFacts {
  let name: String
  let attributes: [ModelAttribute]
  let multiplyAccumulates: Int
}

private struct StepReader: OperatorVisitor {
  let table: FlatTable?
  let inputs: [TensorType]
  let output: TensorType

  mutating func visit<O: Operator>(_ operator: O.Type) throws(ModelFault.Reason) -> StepFacts {
    var attributes = O.Attributes()
    var reader = AttributeReader(table: table)
    try attributes.visit(&reader)
    var types = TensorTypes()
    for input in inputs { try types.append(input) }
    return StepFacts(
      name: "\(O.self)", attributes: ModelAttribute.list(attributes),
      multiplyAccumulates: O.multiplyAccumulates(attributes, types, output))
  }

  mutating func missing(_ code: OperatorCode) throws(ModelFault.Reason) -> StepFacts {
    throw .operatorNotLinked(code)
  }
}

extension FlatString {
  /// The text, with a replacement character for each byte that is not UTF-8.
  var text: String { unsafe String(decoding: rawBytes, as: UTF8.self) }
}

extension ModelReport {
  /// The operator of a step, as far as it can be read in a file that was refused.
  public static func operatorName(ofStep step: Int, in file: MappedFile) -> String? {
    // `file` outlives every use of its bytes here.
    guard let model = try? unsafe ModelView(FlatBuffer(file.bytes)),
      let view = try? model.step(at: step), let code = OperatorCode(rawValue: view.code)
    else { return nil }
    var name = OperatorName()
    return AllOperators.visit(code, with: &name)
  }
}

private struct OperatorName: OperatorVisitor {
  typealias Failure = Never

  mutating func visit<O: Operator>(_ operator: O.Type) -> String { "\(O.self)" }

  mutating func missing(_ code: OperatorCode) -> String { "\(code)" }
}
