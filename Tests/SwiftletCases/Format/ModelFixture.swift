public import SwiftletFormat

/// A small model file for tests, put together by hand.
///
/// It writes what it is told, whether or not a loader would take it.
public struct ModelFixture {
  /// A tensor of the file.
  public struct Tensor {
    /// The type of each element.
    public var element = ElementType.int8
    /// Whether the bytes are among the constants.
    public var isConstant = false
    /// The lengths of the axes.
    public var shape: [Int32]
    /// The position of the bytes in their place.
    public var offset: UInt64
    /// The position of the last operator that reads the tensor.
    public var lastUse: Int32 = 0
    /// The scale; zero for plain numbers.
    public var scale: Float = 0
    /// The stored value of real zero.
    public var zeroPoint: Int32 = 0
    /// The name.
    public var name: String?

    /// Creates a tensor of a shape at an offset.
    public init(shape: [Int32], offset: UInt64) {
      self.shape = shape
      self.offset = offset
    }
  }

  /// An operator of the file.
  public struct Step {
    /// The number of the operator.
    public var code: UInt8
    /// The lists of integers among the attributes, by their number.
    public var lists: [Int: [Int32]] = [:]
    /// The positions of the inputs.
    public var inputs: [Int32]
    /// The position of the output.
    public var output: Int32
    /// The name.
    public var name: String?

    /// Creates a step from inputs to an output.
    public init(_ code: OperatorCode, _ inputs: [Int32], _ output: Int32) {
      self.code = code.rawValue
      self.inputs = inputs
      self.output = output
    }
  }

  /// A tensor at the door of the model.
  public struct Binding {
    /// The position of the tensor.
    public var tensor: Int32
    /// The name.
    public var name: String?
  }

  /// The version of the format.
  public var version: UInt32 = 2
  /// The tensors.
  public var tensors: [Tensor] = []
  /// The operators, in the order in which they run.
  public var steps: [Step] = []
  /// The inputs of the model.
  public var inputs: [Binding] = []
  /// The outputs of the model.
  public var outputs: [Binding] = []
  /// The bytes that tensors need.
  public var activationByteCount: UInt64 = 0
  /// The bytes behind the graph.
  public var constants: [UInt8] = []
  /// Notes for people.
  public var metadata: [(key: String, value: String)] = []

  /// A model that turns each int8 `x` into `-1 - x` and gives the result another shape.
  ///
  /// Its input "image" is [rows, 8], its output "scores" [rows × 8], with scale 0.5 and zero point 3.
  public static func negation(rows: Int32 = 4) -> ModelFixture {
    let count = UInt64(rows) * 8
    var image = Tensor(shape: [rows, 8], offset: 0)
    image.name = "image"
    var table = Tensor(shape: [256], offset: 0)
    table.isConstant = true
    var negated = Tensor(shape: [rows, 8], offset: (count + 15) / 16 * 16)
    negated.lastUse = 1
    var scores = Tensor(shape: [rows * 8], offset: negated.offset)
    scores.lastUse = 2
    scores.name = "scores"
    var model = ModelFixture()
    model.tensors = [image, table, negated, scores]
    for index in [0, 2, 3] {
      model.tensors[index].scale = 0.5
      model.tensors[index].zeroPoint = 3
    }
    model.steps = [Step(.lookup, [0, 1], 2), Step(.reshape, [2], 3)]
    model.steps[0].name = "negate"
    model.steps[1].lists = [0: [rows * 8]]
    model.inputs = [Binding(tensor: 0, name: "image")]
    model.outputs = [Binding(tensor: 3, name: "scores")]
    model.activationByteCount = max(negated.offset + count, 64)
    model.constants = (0..<256).map { UInt8(255 - ($0 + 128) % 256) }
    model.metadata = [("author", "a test")]
    return model
  }

  /// The bytes of the file.
  public var bytes: [UInt8] {
    var draft = FlatBufferDraft(identifier: "SWFT")
    let root = draft.table([
      0: FlatBufferDraft.field(version), 1: FlatBufferDraft.link, 2: FlatBufferDraft.link,
      3: FlatBufferDraft.link, 4: FlatBufferDraft.link, 5: FlatBufferDraft.link,
      6: FlatBufferDraft.field(UInt64(0)),
      7: FlatBufferDraft.field(UInt64(constants.count)), 8: FlatBufferDraft.link,
    ])
    draft.link(0, to: root.start)
    draft.link(root.fields[1], to: draft.string("a fixture"))
    draft.tables(at: root.fields[2], 1) { draft, _ in
      let signature = draft.table([1: FlatBufferDraft.link, 2: FlatBufferDraft.link])
      draft.bindings(inputs, at: signature.fields[1])
      draft.bindings(outputs, at: signature.fields[2])
      return signature.start
    }
    draft.tables(at: root.fields[3], tensors.count) { $0.tensor(tensors[$1]) }
    draft.tables(at: root.fields[4], steps.count) { $0.step(steps[$1]) }
    let arena = draft.table([
      0: FlatBufferDraft.field(activationByteCount), 1: FlatBufferDraft.field(activationByteCount),
    ])
    draft.link(root.fields[5], to: arena.start)
    draft.tables(at: root.fields[8], metadata.count) { draft, index in
      let note = draft.table([0: FlatBufferDraft.link, 1: FlatBufferDraft.link])
      draft.link(note.fields[0], to: draft.string(metadata[index].key))
      draft.link(note.fields[1], to: draft.string(metadata[index].value))
      return note.start
    }
    draft.align(to: 64)
    if let offset = root.fields[6] { draft.set(UInt64(draft.bytes.count), at: offset) }
    return draft.bytes + constants
  }
}

extension FlatBufferDraft {
  /// Appends a vector of tables, each made by a body that returns where it starts.
  fileprivate mutating func tables(
    at field: Int?, _ count: Int, _ make: (inout FlatBufferDraft, Int) -> Int
  ) {
    let start = vector(Array(repeating: Self.link, count: count))
    link(field, to: start)
    for index in 0..<count {
      let table = make(&self, index)
      link(start + 4 + 4 * index, to: table)
    }
  }

  fileprivate mutating func bindings(_ bindings: [ModelFixture.Binding], at field: Int?) {
    tables(at: field, bindings.count) { draft, index in
      let binding = bindings[index]
      var fields = [0: Self.field(binding.tensor)]
      if binding.name != nil { fields[1] = Self.link }
      let table = draft.table(fields)
      if let name = binding.name { draft.link(table.fields[1], to: draft.string(name)) }
      return table.start
    }
  }

  fileprivate mutating func tensor(_ tensor: ModelFixture.Tensor) -> Int {
    var fields = [
      0: [tensor.element.rawValue], 1: [tensor.isConstant ? UInt8(1) : 0], 2: Self.link,
      3: Self.field(tensor.offset), 4: Self.field(tensor.lastUse),
      5: Self.field(tensor.scale.bitPattern), 6: Self.field(tensor.zeroPoint),
    ]
    if tensor.name != nil { fields[9] = Self.link }
    let table = self.table(fields)
    link(table.fields[2], to: vector(tensor.shape.map { Self.field($0) }))
    if let name = tensor.name { link(table.fields[9], to: string(name)) }
    return table.start
  }

  fileprivate mutating func step(_ step: ModelFixture.Step) -> Int {
    var fields = [0: [step.code], 1: Self.link, 2: Self.link, 3: Self.link]
    if step.name != nil { fields[6] = Self.link }
    let table = self.table(fields)
    let attributes = self.table(step.lists.mapValues { _ in Self.link })
    link(table.fields[1], to: attributes.start)
    for (number, list) in step.lists {
      link(attributes.fields[number], to: vector(list.map { Self.field($0) }))
    }
    link(table.fields[2], to: vector(step.inputs.map { Self.field($0) }))
    link(table.fields[3], to: vector([Self.field(step.output)]))
    if let name = step.name { link(table.fields[6], to: string(name)) }
    return table.start
  }
}
