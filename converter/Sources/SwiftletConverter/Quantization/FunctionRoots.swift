internal import SwiftletCore
internal import SwiftletFormat

/// The values that are functions of one other value, element by element.
///
/// However many operators such a function takes in float, it is one table in int8: `x * sigmoid(x)`
/// is a function of `x` as well as `sigmoid(x)` is.
struct FunctionRoots {
  /// The value that each value is a function of.
  private(set) var roots: [Graph.TensorID: Graph.TensorID] = [:]
  private let graph: Graph
  private let producers: [Graph.TensorID: Int]

  /// Finds the functions of a graph.
  ///
  /// An operator that stays in float is no part of one, and none is of what is behind a value whose
  /// quantization is stated.
  init(_ graph: Graph, stated: Set<Graph.TensorID>, staysInFloat: (Int) -> Bool) {
    self.graph = graph
    producers = graph.producers()
    for (index, node) in graph.nodes.enumerated() where !staysInFloat(index) {
      guard let root = root(of: node, stated) else { continue }
      roots[node.output] = root
    }
  }

  private func root(of node: Graph.Node, _ stated: Set<Graph.TensorID>) -> Graph.TensorID? {
    guard node.operation.isElementwise else { return nil }
    let output = graph.tensors[node.output].type
    guard output.element == .float32 else { return nil }
    var found: Graph.TensorID?
    for input in node.inputs {
      guard let input else { return nil }
      let tensor = graph.tensors[input]
      if tensor.constant != nil {
        guard tensor.type.shape.elementCount == 1 else { return nil }
        continue
      }
      let root = stated.contains(input) ? input : roots[input] ?? input
      guard tensor.type.shape == output.shape, found ?? root == root else { return nil }
      found = root
    }
    return found
  }

  /// The results of a function for some numbers in the place of its root.
  func results(
    of value: Graph.TensorID, for numbers: [Float]
  ) throws(ModelFault.Reason) -> [Float] {
    guard let root = roots[value] else { return numbers }
    let type = TensorType(.float32, try Shape([numbers.count]))
    var known: [Graph.TensorID: [UInt8]] = [root: .init(elements: numbers)]
    for index in steps(from: root, to: value) {
      let node = graph.nodes[index]
      var types = TensorTypes()
      var constants: [[UInt8]?] = []
      for case let input? in node.inputs {
        let constant = graph.tensors[input].constant
        try types.append(
          constant == nil ? type : TensorType(graph.tensors[input].type.element, Shape()))
        constants.append(constant ?? known[input])
      }
      var evaluation = Evaluation(types: types, constants: constants, output: type)
      known[node.output] = try node.operation.visit(&evaluation)
    }
    return known[value]?.elements(of: Float.self) ?? numbers
  }

  /// The operators that a function is made of, in running order.
  private func steps(from root: Graph.TensorID, to value: Graph.TensorID) -> [Int] {
    var steps: Set<Int> = []
    var open = [value]
    while let next = open.popLast() {
      guard next != root, let producer = producers[next], steps.insert(producer).inserted
      else { continue }
      open += graph.nodes[producer].inputs.compactMap { $0 }
    }
    return steps.sorted()
  }
}

extension Operation {
  /// Whether each element of the output comes from the elements at its place alone.
  fileprivate var isElementwise: Bool {
    if case .unary = self { return true }
    if case .binary = self { return true }
    if case .pRelu = self { return true }
    return false
  }
}
