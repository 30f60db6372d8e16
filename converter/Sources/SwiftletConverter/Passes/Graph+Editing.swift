internal import SwiftletCore
internal import SwiftletFormat

extension Graph {
  /// Lets every reader of a value read another one.
  mutating func replace(_ old: TensorID, by new: TensorID) { replaceAll([old: new]) }

  /// Lets every reader of some values read others; a replacement may itself be replaced.
  mutating func replaceAll(_ replacements: [TensorID: TensorID]) {
    guard !replacements.isEmpty else { return }
    let last = { (id: TensorID) in
      var id = id
      while let next = replacements[id] { id = next }
      return id
    }
    for index in nodes.indices {
      for position in nodes[index].inputs.indices {
        nodes[index].inputs[position] = nodes[index].inputs[position].map(last)
      }
    }
    for index in outputs.indices { outputs[index].tensor = last(outputs[index].tensor) }
  }

  /// The lengths of a value's axes.
  func lengths(_ id: TensorID) -> [Int] { tensors[id].type.shape.lengths }

  /// The numbers of a constant of float32.
  func reals(_ id: TensorID?) -> [Float]? {
    guard let id, tensors[id].type.element == .float32 else { return nil }
    return tensors[id].constant?.elements(of: Float.self)
  }

  /// The one number of a constant of float32 that holds the same number everywhere.
  func uniformReal(_ id: TensorID?) -> Float? {
    guard let id, tensors[id].type.element == .float32, let bytes = tensors[id].constant,
      bytes.count >= 4, bytes[4...].elementsEqual(bytes.dropLast(4))
    else { return nil }
    return Array(bytes[..<4]).elements(of: Float.self)[0]
  }

  /// Adds a constant of float32.
  mutating func addReals(_ values: [Float], _ shape: Shape, name: String) -> TensorID {
    add(
      .init(
        name: name, type: TensorType(.float32, shape), constant: .init(elements: values)))
  }

  /// Removes some operators, by their positions.
  mutating func removeNodes(_ gone: Set<Int>) {
    guard !gone.isEmpty else { return }
    nodes = nodes.enumerated().filter { !gone.contains($0.offset) }.map(\.element)
  }
}

extension Graph.Node {
  /// The constant of an operator of two operands, the other, and whether the constant is first.
  func constantOperand(
    in graph: Graph
  ) -> (constant: Graph.TensorID, other: Graph.TensorID, isFirst: Bool)? {
    guard inputs.count == 2, let left = inputs[0], let right = inputs[1] else { return nil }
    switch (graph.tensors[left].constant, graph.tensors[right].constant) {
    case (nil, .some): return (right, left, false)
    case (.some, nil): return (left, right, true)
    case (nil, nil), (.some, .some): return nil
    }
  }
}
