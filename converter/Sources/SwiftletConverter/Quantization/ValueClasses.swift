internal import SwiftletCore

/// Values that share one quantization, and what it is made of.
struct ValueClasses {
  private struct Class {
    var range: ValueRange?
    /// A quantization that a source states; it is kept as it is.
    var stated: Quantization?
    /// The quantization that models give a function's results.
    var fixed: Quantization?
  }

  private var parents: [Int]
  private var classes: [Class]

  /// Creates classes of one value each.
  init(
    count: Int, ranges: [Graph.TensorID: ValueRange], stated: [Graph.TensorID: Quantization]
  ) {
    parents = Array(0..<count)
    classes = parents.map { Class(range: ranges[$0], stated: stated[$0]) }
  }

  /// The value that stands for the class of another.
  func representative(_ id: Graph.TensorID) -> Int {
    var id = id
    while parents[id] != id { id = parents[id] }
    return id
  }

  /// The quantization of a value; nil where nothing is known of it.
  func quantization(_ id: Graph.TensorID) -> Quantization? {
    let found = classes[representative(id)]
    return found.stated ?? found.fixed ?? found.range.map { Quantization(holding: $0) }
  }

  /// Whether a source states the quantization of a value.
  func isStated(_ id: Graph.TensorID) -> Bool { classes[representative(id)].stated != nil }

  /// Whether the quantization of a value does not follow from its range.
  func isFixed(_ id: Graph.TensorID) -> Bool {
    let found = classes[representative(id)]
    return found.stated != nil || found.fixed != nil
  }

  /// Fixes the quantization of a value, unless its source states one.
  mutating func fix(_ id: Graph.TensorID, _ quantization: Quantization) {
    classes[representative(id)].fixed = quantization
  }

  /// Lets the quantization of a value follow from its range, unless its source states one.
  mutating func release(_ id: Graph.TensorID) {
    let index = representative(id)
    guard let fixed = classes[index].fixed else { return }
    classes[index].fixed = nil
    classes[index].range = classes[index].range ?? fixed.int8Range
  }

  /// Makes room for a number in the range of a value.
  mutating func widen(_ id: Graph.TensorID, to number: Float) {
    guard number.isFinite else { return }
    let index = representative(id)
    let range = ValueRange(lower: number, upper: number)
    classes[index].range = classes[index].range.map { $0.joined(with: range) }
  }

  /// Makes one class of two, unless each has a quantization that must be kept.
  @discardableResult
  mutating func join(_ first: Graph.TensorID, _ second: Graph.TensorID) -> Bool {
    let (left, right) = (representative(first), representative(second))
    guard left != right else { return true }
    let (a, b) = (classes[left], classes[right])
    if let one = a.stated, let other = b.stated, one != other { return false }
    if let one = a.fixed, let other = b.fixed, one != other, a.stated ?? b.stated == nil {
      return false
    }
    var union = Class(range: a.range ?? b.range, stated: a.stated ?? b.stated)
    if let one = a.range, let other = b.range { union.range = one.joined(with: other) }
    union.fixed = a.fixed ?? b.fixed
    parents[max(left, right)] = min(left, right)
    classes[min(left, right)] = union
    return true
  }

  /// How many times wider the steps of a value become by joining its class with another.
  func growth(_ id: Graph.TensorID, by other: Graph.TensorID) -> Float {
    guard let own = classes[representative(id)].range,
      let range = classes[representative(other)].range
    else { return .infinity }
    return Quantization(holding: own.joined(with: range)).scale
      / Quantization(holding: own).scale
  }
}
