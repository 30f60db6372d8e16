internal import SwiftletCore
internal import SwiftletFormat

/// Adds or multiplies two constants beforehand that meet one value one after the other.
enum MergeConstantOperands: Pass {
  static let name = "merge-constant-operands"

  static func run(_ graph: inout Graph) throws {
    var builder = GraphBuilder(valuesOf: graph)
    let uses = graph.useCounts()
    var drawn: [Graph.TensorID: Graph.Node] = [:]
    for node in graph.nodes {
      let merged = try merged(node, &builder, drawn, uses) ?? node
      builder.keep(merged)
      drawn[node.output] = merged
    }
    graph = builder.graph
    try RemoveDeadCode.run(&graph)
  }

  /// The operator on what its operand is made of; nil where that needs the two constants apart.
  private static func merged(
    _ node: Graph.Node, _ builder: inout GraphBuilder, _ drawn: [Graph.TensorID: Graph.Node],
    _ uses: [Int]
  ) throws -> Graph.Node? {
    guard case .binary(let outer) = node.operation,
      let (second, middle, isFirst) = node.constantOperand(in: builder.graph), uses[middle] == 1,
      builder.type(middle).element == .float32, let before = drawn[middle],
      case .binary(let inner) = before.operation, inner.bounds == Bounds(),
      let (first, source, innerIsFirst) = before.constantOperand(in: builder.graph),
      !innerIsFirst || inner.function == .add || inner.function == .multiply,
      !isFirst || outer.function == .add || outer.function == .multiply,
      let (function, ofConstants, isSwapped) = sequence(inner.function, outer.function)
    else { return nil }
    var attributes = Binary.Attributes()
    attributes.function = ofConstants
    let operands = isSwapped ? [second, first] : [first, second]
    let shape = try Operation.binary(attributes).outputType(builder.types(operands)).shape
    // Two short constants may make a long one.
    let longest = max(
      builder.type(first).shape.elementCount, builder.type(second).shape.elementCount)
    guard shape.elementCount <= longest else { return nil }
    let constant = try builder.add(.binary(attributes), operands, name: before.name)
    guard builder.graph.reals(constant)?.allSatisfy(\.isFinite) ?? false else { return nil }
    var result = outer
    result.function = function
    return Graph.Node(
      name: node.name, operation: .binary(result), inputs: [source, constant], output: node.output)
  }

  /// What two functions with a constant are as one, and how their constants come together.
  private static func sequence(
    _ inner: Binary.Function, _ outer: Binary.Function
  ) -> (Binary.Function, ofConstants: Binary.Function, isSwapped: Bool)? {
    switch (inner, outer) {
    case (.add, .add): (.add, .add, false)
    case (.add, .subtract): (.add, .subtract, false)
    case (.subtract, .add): (.add, .subtract, true)
    case (.subtract, .subtract): (.subtract, .add, false)
    case (.multiply, .multiply): (.multiply, .multiply, false)
    case (.multiply, .divide): (.multiply, .divide, false)
    case (.divide, .multiply): (.multiply, .divide, true)
    case (.divide, .divide): (.divide, .multiply, false)
    default: nil
    }
  }
}

extension GraphBuilder {
  /// The types of some values.
  fileprivate func types(_ ids: [Graph.TensorID]) throws(ModelFault.Reason) -> TensorTypes {
    var types = TensorTypes()
    for id in ids { try types.append(type(id)) }
    return types
  }
}
