import SwiftletCore
import SwiftletFormat
import Testing

@testable import SwiftletConverter

/// What the importer takes, and what it says of models that it does not.
@Suite struct ONNXImporterTests {
  private func issues(
    _ draft: ONNXDraft, _ options: ImportOptions = ImportOptions()
  ) -> [ConversionError.Issue] {
    do throws(ConversionError) {
      _ = try ONNXImporter.graph(of: draft.model, options: options)
      return []
    } catch {
      return error.issues
    }
  }

  private func unary(_ operation: String, _ lengths: [ONNXDraft.Length]?) -> ONNXDraft {
    var draft = ONNXDraft()
    draft.inputs = [ONNXDraft.port("x", 1, lengths)]
    draft.outputs = [ONNXDraft.port("y", 1, lengths)]
    draft.add(operation, ["x"], ["y"])
    return draft
  }

  @Test func aNetworkBecomesChannelsLastOperators() throws {
    let graph = try ONNXImporter.graph(of: ONNXDraft.convolutional.model)
    try graph.check()
    #expect(graph.inputs.map(\.name) == ["image"] && graph.outputs.map(\.name) == ["scores"])
    #expect(graph.tensors[graph.inputs[0].tensor].type.shape.lengths == [1, 2, 6, 6])
    let codes = graph.nodes.map(\.operation.code)
    #expect(codes.filter { $0 == .conv2D || $0 == .pool2D || $0 == .fullyConnected }.count == 3)
    #expect(graph.tensors.contains { $0.name == "sums" })
    _ = try Converter.convert(onnx: ONNXDraft.convolutional.model)
  }

  @Test func everythingInTheWayIsListedAtOnce() {
    var draft = unary("Frobnicate", [2])
    draft.add("Relu", ["y"], ["z"])
    draft.add("Quux", ["z"], ["w"], name: "last")
    draft.add("Softmax", ["x"], ["s"], ["axis": .integer(5)])
    let issues = issues(draft)
    #expect(
      issues.map(\.place) == [
        "node 0 (Frobnicate) 'y'", "node 2 (Quux) 'last'", "node 3 (Softmax) 's'",
      ])
    #expect(issues.allSatisfy { !$0.rule.isEmpty })
    #expect(issues[0].remedy?.contains("docs/OPERATORS.md") == true)
  }

  @Test func aBatchThatIsOpenIsOne() throws {
    let graph = try ONNXImporter.graph(of: unary("Relu", ["N", 3]).model)
    #expect(graph.tensors[graph.inputs[0].tensor].type.shape.lengths == [1, 3])
  }

  @Test func anAxisThatIsOpenIsAskedFor() throws {
    let draft = unary("Relu", ["N", 3, "height"])
    #expect(issues(draft).first?.remedy == "state it, as with --shape x=1,3,N")
    var options = ImportOptions()
    options.shapes = ["x": [2, 3, 5]]
    var graph = try ONNXImporter.graph(of: draft.model, options: options)
    #expect(graph.tensors[graph.inputs[0].tensor].type.shape.lengths == [2, 3, 5])
    options.shapes = ["height": [7]]
    graph = try ONNXImporter.graph(of: draft.model, options: options)
    #expect(graph.tensors[graph.inputs[0].tensor].type.shape.lengths == [1, 3, 7])
  }

  @Test func aShapeThatDoesNotFitIsRefused() {
    var options = ImportOptions()
    options.shapes = ["x": [1, 4]]
    #expect(issues(unary("Relu", ["N", 3]), options).first?.rule.contains("[N, 3]") == true)
    options.shapes = ["image": [1, 3]]
    #expect(issues(unary("Relu", [1, 3]), options).first?.place == "the shape of 'image'")
    #expect(issues(unary("Relu", nil)).first?.rule == "its shape is not stated")
  }

  @Test func anInitializerThatIsAnInputToo_isAConstant() throws {
    var draft = ONNXDraft.convolutional
    draft.inputs.append(ONNXDraft.port("bias", 1, [4]))
    let graph = try ONNXImporter.graph(of: draft.model)
    #expect(graph.inputs.map(\.name) == ["image"])
  }

  @Test func aFrozenInputIsAConstant() throws {
    var options = ImportOptions()
    options.frozen = [
      "x": ONNXArray(element: .float32, lengths: [2], bytes: .init(elements: [Float(-1), 2]))
    ]
    let graph = try ONNXImporter.graph(of: unary("Relu", [2]).model, options: options)
    #expect(graph.inputs.isEmpty && graph.nodes.isEmpty)
    #expect(graph.tensors[graph.outputs[0].tensor].reals == [0, 2])
  }

  @Test func nodesInAnyOrderAreSorted() throws {
    var draft = ONNXDraft.convolutional
    draft.nodes.reverse()
    let graph = try ONNXImporter.graph(of: draft.model)
    try graph.check()
    #expect(graph.nodes.contains { $0.operation.code == .fullyConnected })
  }

  @Test func aCycleNamesANodeOfIt() {
    var draft = unary("Relu", [2])
    draft.add("Add", ["x", "c"], ["a"], name: "before")
    draft.add("Relu", ["a"], ["b"])
    draft.add("Neg", ["b"], ["c"])
    draft.add("Abs", ["c"], ["d"], name: "behind")
    let issues = issues(draft)
    #expect(issues.count == 1)
    #expect(issues[0].rule.contains("reads, through others, what it makes"))
    #expect(!issues[0].rule.contains("behind"))
  }

  @Test func aBranchOfAKnownConditionIsTaken() throws {
    var (one, other) = (ONNXDraft(), ONNXDraft())
    one.outputs = [ONNXDraft.port("t", 1, [2])]
    one.add("Neg", ["x"], ["t"])
    other.outputs = [ONNXDraft.port("e", 1, [2])]
    other.add("Frobnicate", ["x"], ["e"])
    var draft = ONNXDraft()
    draft.inputs = [ONNXDraft.port("x", 1, [2])]
    draft.outputs = [ONNXDraft.port("y", 1, [2])]
    draft.initializers = [ONNXDraft.tensor("c", 9, [], raw: [1])]
    draft.add(
      "If", ["c"], ["y"], ["then_branch": .graph(one.graph), "else_branch": .graph(other.graph)])
    let graph = try ONNXImporter.graph(of: draft.model)
    #expect(graph.nodes.map(\.operation.code) == [.unary])
    draft.initializers = [ONNXDraft.tensor("c", 9, [], raw: [0])]
    #expect(issues(draft).map(\.place) == ["node 0 (If) 'y' / node 0 (Frobnicate) 'e'"])
  }

  @Test func aLoopIsRefusedWithARemedy() {
    var draft = unary("Loop", [2])
    draft.add("Scan", ["x"], ["z"])
    let issues = issues(draft)
    #expect(issues.count == 2)
    #expect(issues.allSatisfy { $0.remedy == "export the model with its loops unrolled" })
  }

  @Test func aFunctionOfTheModelIsUnfolded() throws {
    var function = ProtobufDraft()
    function.text(1, "Twice")
    function.text(4, "a")
    function.text(5, "b")
    function.message(7, ONNXDraft.node("Elu", ["a"], ["h"], ["alpha": .reference("slope")]))
    function.message(7, ONNXDraft.node("Add", ["h", "h"], ["b"]))
    function.message(9, ONNXDraft.operatorSet("", 17))
    function.text(10, "mine")
    var draft = ONNXDraft()
    draft.operatorSets.append(("mine", 1))
    draft.functions = [function.bytes]
    draft.inputs = [ONNXDraft.port("x", 1, [2])]
    draft.outputs = [ONNXDraft.port("y", 1, [2])]
    draft.add("Twice", ["x"], ["y"], domain: "mine", ["slope": .float(0.5)])
    var options = ImportOptions()
    options.frozen = [
      "x": ONNXArray(
        element: .float32, lengths: [2], bytes: .init(elements: [Float(3), -.infinity]))
    ]
    let graph = try ONNXImporter.graph(of: draft.model, options: options)
    #expect(graph.tensors[graph.outputs[0].tensor].reals == [6, -1])
  }

  @Test func aFunctionThatCallsItselfEnds() {
    var function = ProtobufDraft()
    function.text(1, "Self")
    function.text(4, "a")
    function.text(5, "b")
    function.message(7, ONNXDraft.node("Self", ["a"], ["h"], domain: "mine"))
    function.message(7, ONNXDraft.node("Self", ["h"], ["b"], domain: "mine"))
    function.message(9, ONNXDraft.operatorSet("", 17))
    function.text(10, "mine")
    var draft = unary("Relu", [2])
    draft.operatorSets.append(("mine", 1))
    draft.functions = [function.bytes]
    draft.add("Self", ["x"], ["z"], domain: "mine")
    #expect(!issues(draft).isEmpty)
  }

  @Test(arguments: [(6, "7 is the oldest"), (99, "the newest")])
  func anUnknownOperatorSetIsRefused(_ version: Int, _ rule: String) {
    var draft = unary("Relu", [2])
    draft.operatorSets = [("", version)]
    let issues = issues(draft)
    #expect(issues.count == 1 && issues[0].rule.contains(rule) && issues[0].remedy != nil)
  }

  @Test func aTypeThatTheRuntimeHasNotIsNamed() {
    for (element, name) in [(11, "double"), (8, "string"), (12, "uint32"), (77, "77")] {
      var draft = ONNXDraft()
      draft.inputs = [ONNXDraft.port("x", element, [2])]
      #expect(issues(draft).first?.rule.contains("of type \(name)") == true)
    }
  }

  @Test func halvesAreReals_andComeOutAsHalves() throws {
    var draft = ONNXDraft()
    draft.inputs = [ONNXDraft.port("x", 10, [2])]
    draft.outputs = [ONNXDraft.port("y", 10, [2])]
    draft.add("Relu", ["x"], ["y"])
    let graph = try ONNXImporter.graph(of: draft.model)
    #expect(graph.tensors[graph.inputs[0].tensor].type.element == .float16)
    #expect(graph.tensors[graph.outputs[0].tensor].type.element == .float16)
    #expect(graph.nodes.map(\.operation.code).contains(.unary))
  }
}
