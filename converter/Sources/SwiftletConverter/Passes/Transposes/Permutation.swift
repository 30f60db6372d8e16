internal import SwiftletCore

/// An order of axes: axis `i` of what is turned is axis `axes[i]` of what it is turned from.
struct Permutation: Hashable {
  let axes: [Int]

  init(_ axes: [Int]) { self.axes = axes }

  /// The order that leaves everything where it is.
  static func identity(_ rank: Int) -> Permutation { Permutation(Array(0..<rank)) }

  subscript(axis: Int) -> Int { axes[axis] }

  var rank: Int { axes.count }

  var isIdentity: Bool { axes == Array(axes.indices) }

  /// The order that leads back.
  var inverse: Permutation {
    var result = axes
    for (index, axis) in axes.enumerated() { result[axis] = index }
    return Permutation(result)
  }

  /// This order, and then another.
  func followed(by other: Permutation) -> Permutation {
    Permutation(other.axes.map { axes[$0] })
  }

  /// The same order of the last axes, with some in front that stay.
  func extended(toRank rank: Int) -> Permutation {
    let added = rank - self.rank
    return Permutation(Array(0..<added) + axes.map { $0 + added })
  }

  /// A list that has an entry for each axis, turned back; a list that is empty stays so.
  func turnedBack(_ list: IntegerList) -> IntegerList {
    guard list.count == rank else { return list }
    return IntegerList(inverse.axes.map { list[$0] }) ?? list
  }

  /// Whether elements of these lengths stay in order: only axes of length one move.
  func keepsOrder(of lengths: [Int]) -> Bool {
    let long = axes.filter { lengths[$0] > 1 }
    return zip(long, long.dropFirst()).allSatisfy { $0 < $1 }
  }

  /// The operation that turns elements of some lengths; a reshape where they stay in order.
  func operation(on lengths: [Int]) throws(ModelFault.Reason) -> Operation {
    if keepsOrder(of: lengths) {
      guard let shape = IntegerList(axes.map { lengths[$0] }) else { throw .shapeOutOfRange }
      return .reshape(.init(shape: shape))
    }
    guard let permutation = IntegerList(axes) else { throw .shapeOutOfRange }
    var attributes = Transpose.Attributes()
    attributes.permutation = permutation
    return .transpose(attributes)
  }
}

extension Reshape.Attributes {
  /// Creates the attributes of a shape.
  init(shape: IntegerList) {
    self.init()
    self.shape = shape
  }
}
