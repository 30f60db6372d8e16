internal import SwiftletKernels

/// Two shapes stretched over one output: an axis of length one repeats its only index.
///
/// Neighbouring axes that stretch alike are one, and axes of length one are none.
struct Broadcast: BitwiseCopyable {
  private var lengths = InlineArray<8, Int32>(repeating: 1)
  private var rank: UInt8 = 0
  private var leftRepeatMask: UInt8 = 0
  private var rightRepeatMask: UInt8 = 0

  /// The shape of the output; axes are matched from the innermost.
  static func shape(_ left: Shape, _ right: Shape) throws(ModelFault.Reason) -> Shape {
    var shape = Shape()
    let rank = max(left.rank, right.rank)
    for axis in 0..<rank {
      let (l, r) = (left.fromInnermost(rank - 1 - axis), right.fromInnermost(rank - 1 - axis))
      guard l == r || l == 1 || r == 1 else {
        throw .shapeMismatch(axis: axis, needed: l, found: r)
      }
      try shape.append(max(l, r))
    }
    return shape
  }

  /// Stretches two shapes that have a common output.
  init(_ left: Shape, _ right: Shape) {
    for position in (0..<max(left.rank, right.rank)).reversed() {
      let (l, r) = (left.fromInnermost(position), right.fromInnermost(position))
      if l != 1 || r != 1 { append(max(l, r), leftRepeats: l == 1, rightRepeats: r == 1) }
    }
  }

  private mutating func append(_ length: Int, leftRepeats: Bool, rightRepeats: Bool) {
    if rank > 0, leftRepeats == self.leftRepeats, rightRepeats == self.rightRepeats {
      lengths[Int(rank) - 1] &*= Int32(truncatingIfNeeded: length)
      return
    }
    lengths[Int(rank)] = Int32(truncatingIfNeeded: length)
    if leftRepeats { leftRepeatMask |= 1 &<< rank }
    if rightRepeats { rightRepeatMask |= 1 &<< rank }
    rank += 1
  }

  /// Whether the left element is the same along the innermost axis.
  var leftRepeats: Bool { rank > 0 && leftRepeatMask & (1 &<< (rank - 1)) != 0 }

  /// Whether the right element is the same along the innermost axis.
  var rightRepeats: Bool { rank > 0 && rightRepeatMask & (1 &<< (rank - 1)) != 0 }

  /// Whether the rows of the output, of so many elements, all have the same right elements, and
  /// each its own left ones.
  func repeatsRight(rowsOf length: Int) -> Bool {
    guard leftRepeatMask == 0, rank == 1 || rank == 2 else { return false }
    return rightRepeatMask == rank - 1 && Int(lengths[Int(rank) - 1]) == length
  }

  /// The rows of a range of the output for a kernel, where there are not more than two axes.
  func pairs(_ range: Range<Int>) -> swiftlet_pairs? {
    guard rank <= 2 else { return nil }
    let width = rank == 0 ? 1 : Int(lengths[Int(rank) - 1])
    let (leftStep, rightStep) = (leftRepeats ? 0 : 1, rightRepeats ? 0 : 1)
    // With one axis there is one row.
    return swiftlet_pairs(
      first: range.lowerBound, end: range.upperBound, width: width,
      left_row_stride: leftRepeatMask & 1 != 0 ? 0 : leftStep == 0 ? 1 : width,
      right_row_stride: rightRepeatMask & 1 != 0 ? 0 : rightStep == 0 ? 1 : width,
      left_step: Int32(truncatingIfNeeded: leftStep),
      right_step: Int32(truncatingIfNeeded: rightStep))
  }

  /// The positions of the left and right elements that belong to an output element.
  func pair(of index: Int) -> (left: Int, right: Int) {
    var (rest, left, right, leftStride, rightStride) = (index, 0, 0, 1, 1)
    for axis in (0..<Int(rank)).reversed() {
      let (next, position) = rest.quotientAndRemainder(dividingBy: Int(lengths[axis]))
      let bit: UInt8 = 1 &<< UInt8(truncatingIfNeeded: axis)
      if leftRepeatMask & bit == 0 {
        left += position * leftStride
        leftStride *= Int(lengths[axis])
      }
      if rightRepeatMask & bit == 0 {
        right += position * rightStride
        rightStride *= Int(lengths[axis])
      }
      rest = next
    }
    return (left, right)
  }

  /// Visits output elements as runs along the innermost axis: their first position, those of the
  /// elements of the left and right that belong to it, and their number.
  @inline(__always)
  func forEachRun(in range: Range<Int>, _ body: (Int, Int, Int, Int) -> Void) {
    let innermost = max(0, Int(rank) - 1)
    let length = Int(lengths[innermost])
    var column = range.lowerBound % length
    var walk = walk(fromRow: range.lowerBound / length)
    var index = range.lowerBound
    while index < range.upperBound {
      let count = min(length - column, range.upperBound - index)
      body(
        index, walk.left + column * walk.leftStep, walk.right + column * walk.rightStep, count)
      index += count
      column = 0
      advance(&walk, from: innermost - 1)
    }
  }

  // Not inlined, nor is `advance`: the loop above is there once for each function of two operands.
  @inline(never)
  private func walk(fromRow first: Int) -> Walk {
    var row = first
    let innermost = max(0, Int(rank) - 1)
    let length = Int(lengths[innermost])
    var walk = Walk(
      leftStep: leftRepeats ? 0 : 1, rightStep: rightRepeats ? 0 : 1,
      leftCount: leftRepeats ? 1 : length, rightCount: rightRepeats ? 1 : length)
    for axis in (0..<innermost).reversed() {
      let length = Int(lengths[axis])
      walk.leftStrides[axis] =
        leftRepeatMask & (1 &<< UInt8(truncatingIfNeeded: axis)) != 0 ? 0 : walk.leftCount
      walk.rightStrides[axis] =
        rightRepeatMask & (1 &<< UInt8(truncatingIfNeeded: axis)) != 0 ? 0 : walk.rightCount
      if walk.leftStrides[axis] != 0 { walk.leftCount *= length }
      if walk.rightStrides[axis] != 0 { walk.rightCount *= length }
      let (next, position) = row.quotientAndRemainder(dividingBy: length)
      walk.positions[axis] = position
      walk.left += position * walk.leftStrides[axis]
      walk.right += position * walk.rightStrides[axis]
      row = next
    }
    return walk
  }

  /// Goes on to the next run.
  @inline(never)
  private func advance(_ walk: inout Walk, from innermost: Int) {
    var axis = innermost
    while axis >= 0 {
      let length = Int(lengths[axis])
      walk.positions[axis] += 1
      walk.left += walk.leftStrides[axis]
      walk.right += walk.rightStrides[axis]
      guard walk.positions[axis] == length else { return }
      walk.positions[axis] = 0
      walk.left -= walk.leftStrides[axis] * length
      walk.right -= walk.rightStrides[axis] * length
      axis -= 1
    }
  }

  /// A place in the output, and the places in the inputs that belong to it.
  private struct Walk {
    let leftStep: Int
    let rightStep: Int
    var leftCount: Int
    var rightCount: Int
    var left = 0
    var right = 0
    var positions = InlineArray<8, Int>(repeating: 0)
    var leftStrides = InlineArray<8, Int>(repeating: 0)
    var rightStrides = InlineArray<8, Int>(repeating: 0)
  }
}
