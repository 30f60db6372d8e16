internal import SwiftletCore
internal import SwiftletFormat

extension ModelReport {
  /// Reports on a model, if it loads.
  public init(_ model: Model) throws(ModelError) {
    // Loading holds every step to the rules of its operator, and so every number read below.
    _ = try Session(model)
    defer { extendLifetime(model) }
    do throws(ModelFault.Reason) {
      // `model` outlives every use of its bytes here.
      let view = try reading { () throws(FlatBufferFault) in
        try ModelView(unsafe FlatBuffer(model.bytes))
      }
      self = try ModelReport(model, view)
    } catch {
      throw .refused(ModelFault(error), path: model.path)
    }
  }

  private init(_ model: Model, _ view: ModelView) throws(ModelFault.Reason) {
    fileByteCount = model.fileByteCount
    version = model.formatVersion
    producer = model.producer
    constantByteCount = Int(clamping: model.constantsByteCount)
    activationByteCount = Int(clamping: model.activationByteCount)
    activationLowerBound = Int(
      clamping: try reading { () throws(FlatBufferFault) in
        try view.root.table(5)?.scalar(1, default: UInt64(0)) ?? 0
      })
    arenaByteCount = model.arenaByteCount
    inputs = Array(model.inputs)
    outputs = Array(model.outputs)
    let tensors = Array(model.tensors)
    steps = try (0..<view.operatorCount).map { index throws(ModelFault.Reason) in
      try Step(index, of: view, tensors)
    }
    self.tensors = Self.placed(tensors, writtenBy: steps)
    metadata = Self.metadata(of: model)
  }

  private static func placed(
    _ tensors: [TensorDescription], writtenBy steps: [Step]
  ) -> [Tensor] {
    var writers: [Int: Int] = [:]
    for (index, step) in steps.enumerated() { writers[step.output] = index }
    return tensors.enumerated().map { number, tensor in
      let first = writers[number] ?? 0
      let last = max(first, min(tensor.lastUse, steps.count - 1))
      let isAlive = !tensor.isConstant && !steps.isEmpty
      return Tensor(description: tensor, aliveSteps: isAlive ? first...last : nil)
    }
  }

  // Many notes may share one text of the file; reading no more than the file has bounds the cost.
  private static func metadata(of model: Model) -> [Entry] {
    var rest = model.fileByteCount
    var entries: [Entry] = []
    for note in model.metadata {
      rest -= note.key.utf8.count + note.value.utf8.count
      guard rest >= 0 else { break }
      entries.append(Entry(key: note.key, value: note.value))
    }
    return entries
  }
}

extension ModelReport.Step {
  fileprivate init(
    _ index: Int, of model: ModelView, _ tensors: [TensorDescription]
  ) throws(ModelFault.Reason) {
    guard let view = try reading({ () throws(FlatBufferFault) in try model.step(at: index) }),
      let code = OperatorCode(rawValue: view.code)
    else { throw .operatorUnknown(code: -1) }
    inputs = view.inputs.map { $0.map { $0 == -1 ? nil : Int($0) } } ?? []
    output = view.outputs?.first.map { Int($0) } ?? -1
    name = try reading { () throws(FlatBufferFault) in
      try view.name().map { String(name: $0) }
    }
    // The loader has found every number among the tensors.
    let type = { (number: Int?) throws(ModelFault.Reason) in
      try number.map { number throws(ModelFault.Reason) in try TensorType(tensors[number]) }
        ?? .absent
    }
    var reader = StepReader(
      table: view.attributes, inputs: try inputs.map(type), output: try type(output))
    let facts = try AllOperators.visit(code, with: &reader)
    operatorName = facts.name
    attributes = facts.attributes
    multiplyAccumulates = facts.multiplyAccumulates
    constantByteCount = Set(inputs.compactMap(\.self)).reduce(0) { sum, number in
      tensors[number].isConstant ? sum + tensors[number].byteCount : sum
    }
    let scratch = Int(clamping: view.scratchOffset)
    scratchRange = scratch..<scratch + Int(clamping: view.scratchByteCount)
  }
}

extension TensorType {
  fileprivate init(_ description: TensorDescription) throws(ModelFault.Reason) {
    var shape = Shape()
    for length in description.shape { try shape.append(length) }
    self.init(description.element, shape, description.quantization)
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
    attributes.visit(&reader)
    if let fault = reader.fault { throw fault }
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
