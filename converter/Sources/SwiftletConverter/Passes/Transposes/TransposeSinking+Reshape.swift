internal import SwiftletCore

/// Axes of one shape that hold the same elements as axes of another.
private struct AxisGroup {
  var source: [Int] = []
  var target: [Int] = []
}

extension TransposeSinking {
  /// Notes a reshape of a turned value as a turned reshape, where its axes are cut and joined.
  ///
  /// Axes that are joined must be neighbours in what the value is turned from: those that are not
  /// are brought together by a transpose of their own, and the rest of the turn is noted.
  mutating func drawReshape(
    _ output: Graph.TensorID, of view: View, to target: [Int]
  ) throws {
    let lengths = builder.lengths(view.base)
    let groups = Self.groups(view.turn.axes.map { lengths[$0] }, target)
    let places = groups.map { $0.source.map { view.turn[$0] } }
    let order = groups.indices.sorted { (places[$0].min() ?? 0) < (places[$1].min() ?? 0) }
    let long = order.flatMap { places[$0] }
    let moved = Permutation(lengths.indices.filter { !long.contains($0) } + long)
    // What stays in order needs no transpose in front of the reshape.
    let base = moved.keepsOrder(of: lengths) ? view.base : try turned(view.base, by: moved)
    let axes = order.flatMap { groups[$0].target }
    let value = try reshaped(base, axes.map { target[$0] })
    views[output] = View(base: value, turn: Permutation(axes).inverse)
  }

  /// The axes of two shapes in groups of equal products; axes of length one go with the next.
  private static func groups(_ source: [Int], _ target: [Int]) -> [AxisGroup] {
    var groups: [AxisGroup] = []
    var group = AxisGroup()
    var (left, right) = (1, 1)
    var position = 0
    for (axis, length) in target.enumerated() {
      group.target.append(axis)
      right *= length
      while left < right, position < source.count {
        if source[position] > 1 { group.source.append(position) }
        left *= source[position]
        position += 1
      }
      if left == right, right > 1 {
        groups.append(group)
        group = AxisGroup()
        (left, right) = (1, 1)
      }
    }
    if groups.isEmpty { return [group] }
    groups[groups.count - 1].target += group.target
    return groups
  }
}
