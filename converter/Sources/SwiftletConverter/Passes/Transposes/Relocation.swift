internal import SwiftletCore

/// An operation done on inputs whose axes stand in another order.
struct Relocation {
  /// Which inputs have the axes that stand in another order.
  enum Operands {
    /// The first; the others are constants that know nothing of axes.
    case first
    /// All of them, which have the same axes.
    case each
    /// All of them, aligned at the innermost axis and stretched over each other.
    case broadcast
  }

  let operation: Operation
  let operands: Operands
  /// What turns its output into the original's.
  let output: Permutation
}

extension Operation {
  /// The operation on `u` that gives what this one gives on `u` turned; nil where there is none.
  func relocated(by turn: Permutation) -> Relocation? {
    switch self {
    case .unary, .lookup, .quantize, .dequantize, .requantize, .cast:
      return Relocation(operation: self, operands: .first, output: turn)
    case .binary, .pRelu, .compare, .select:
      return Relocation(operation: self, operands: .broadcast, output: turn)
    case .concatenation(var attributes):
      guard let axis = turn.axis(attributes.axis) else { return nil }
      attributes.axis = Int32(axis)
      return Relocation(operation: .concatenation(attributes), operands: .each, output: turn)
    case .softmax(var attributes):
      guard let axis = turn.axis(attributes.axis) else { return nil }
      attributes.axis = Int32(axis)
      return Relocation(operation: .softmax(attributes), operands: .first, output: turn)
    case .slice(var attributes):
      attributes.begin = turn.turnedBack(attributes.begin)
      attributes.stride = turn.turnedBack(attributes.stride)
      attributes.size = turn.turnedBack(attributes.size)
      return Relocation(operation: .slice(attributes), operands: .first, output: turn)
    case .pad(var attributes):
      attributes.before = turn.turnedBack(attributes.before)
      attributes.after = turn.turnedBack(attributes.after)
      return Relocation(operation: .pad(attributes), operands: .first, output: turn)
    case .reduce(let attributes): return attributes.relocated(by: turn)
    case .argMax(var attributes):
      guard let axis = turn.axis(attributes.axis) else { return nil }
      attributes.axis = Int32(axis)
      return Relocation(
        operation: .argMax(attributes), operands: .first,
        output: attributes.keepsAxis ? turn : turn.without([axis]))
    case .fullyConnected:
      // Rows stay rows; the products run over the innermost axis.
      guard turn.axes.last == turn.rank - 1 else { return nil }
      return Relocation(operation: self, operands: .first, output: turn)
    case .cumulative(var attributes):
      guard let axis = turn.axis(attributes.axis) else { return nil }
      attributes.axis = Int32(axis)
      return Relocation(operation: .cumulative(attributes), operands: .first, output: turn)
    case .normalization(let attributes): return attributes.relocated(by: turn)
    case .broadcastTo(var attributes):
      guard attributes.shape.count == turn.rank else { return nil }
      attributes.shape = turn.turnedBack(attributes.shape)
      return Relocation(operation: .broadcastTo(attributes), operands: .broadcast, output: turn)
    case .topK(var attributes):
      guard let axis = turn.axis(attributes.axis) else { return nil }
      attributes.axis = Int32(axis)
      return Relocation(operation: .topK(attributes), operands: .first, output: turn)
    case .conv2D, .depthwiseConv2D, .transposeConv2D, .pool2D, .resize, .reshape, .transpose,
      .matMul, .gather, .scatter, .winogradConv2D:
      return nil
    }
  }
}

extension Reduce.Attributes {
  fileprivate func relocated(by turn: Permutation) -> Relocation? {
    var moved = self
    let gathered = axes.count == 0 ? Array(0..<turn.rank) : axes.values
    let found = gathered.compactMap { turn.axis(Int32($0)) }
    guard found.count == gathered.count, let list = IntegerList(found) else { return nil }
    moved.axes = axes.count == 0 ? axes : list
    return Relocation(
      operation: .reduce(moved), operands: .first,
      output: keepsAxes ? turn : turn.without(Set(found)))
  }
}

extension Normalization.Attributes {
  /// A line stays one where its axes stay neighbours.
  fileprivate func relocated(by turn: Permutation) -> Relocation? {
    let first = axis < 0 ? Int(axis) + turn.rank : Int(axis)
    guard turn.axes.indices.contains(first) else { return nil }
    let last = axisCount == 0 ? turn.rank : first + Int(axisCount)
    let places = (first..<min(last, turn.rank)).map { turn[$0] }.sorted()
    guard let lowest = places.first, places.last == lowest + places.count - 1 else { return nil }
    var moved = self
    moved.axis = Int32(lowest)
    moved.axisCount = Int32(places.count)
    return Relocation(operation: .normalization(moved), operands: .broadcast, output: turn)
  }
}

extension Permutation {
  /// Where an axis of what is turned stands in what it is turned from.
  fileprivate func axis(_ number: Int32) -> Int? {
    let axis = number < 0 ? Int(number) + rank : Int(number)
    return axes.indices.contains(axis) ? axes[axis] : nil
  }

  /// The order of the axes that are left when some of what it is turned from are gone.
  fileprivate func without(_ gone: Set<Int>) -> Permutation {
    let left = axes.filter { !gone.contains($0) }
    let sorted = left.sorted()
    return Permutation(left.compactMap { sorted.firstIndex(of: $0) })
  }
}
