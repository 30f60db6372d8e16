/// The axes of a copy, outermost first, along each of which input and output step by their strides.
///
/// Strides count elements, and those of the input may be negative or zero.
struct StridedAxes: BitwiseCopyable {
  private var lengths = InlineArray<8, Int32>(repeating: 1)
  private var inputStrides = InlineArray<8, Int32>(repeating: 0)
  private var outputStrides = InlineArray<8, Int32>(repeating: 0)

  /// The number of axes.
  private(set) var rank: Int32 = 0

  /// The position of the innermost axis; -1 where there is none.
  var last: Int { Int(rank) - 1 }

  /// The length of an axis.
  func length(_ axis: Int) -> Int { Int(lengths[axis]) }

  /// The elements between two neighbours of an axis in the input.
  func inputStride(_ axis: Int) -> Int { Int(inputStrides[axis]) }

  /// The elements between two neighbours of an axis in the output.
  func outputStride(_ axis: Int) -> Int { Int(outputStrides[axis]) }

  /// Adds an innermost axis as it is.
  ///
  /// - Precondition: there are fewer than eight.
  mutating func append(_ length: Int, inputStride: Int, outputStride: Int) {
    assert(rank < 8)
    lengths[Int(rank)] = Int32(truncatingIfNeeded: length)
    inputStrides[Int(rank)] = Int32(truncatingIfNeeded: inputStride)
    outputStrides[Int(rank)] = Int32(truncatingIfNeeded: outputStride)
    rank += 1
  }

  /// Adds an innermost axis, and joins it with the one before where the two step alike.
  ///
  /// - Precondition: as for `append`.
  mutating func join(_ length: Int, inputStride: Int, outputStride: Int) {
    guard length > 1 else { return }
    guard rank > 0, Self.product(length, inputStride) == self.inputStride(last),
      Self.product(length, outputStride) == self.outputStride(last)
    else { return append(length, inputStride: inputStride, outputStride: outputStride) }
    // The product of the lengths of a shape's axes, which fits.
    lengths[last] *= Int32(truncatingIfNeeded: length)
    inputStrides[last] = Int32(truncatingIfNeeded: inputStride)
    outputStrides[last] = Int32(truncatingIfNeeded: outputStride)
  }

  /// Whether one run of elements becomes one run of elements.
  var isOneRun: Bool {
    rank == 0 || (rank == 1 && inputStride(0) == 1 && outputStride(0) == 1)
  }

  /// The number of elements along all axes but some innermost ones.
  func count(leavingOut innermost: Int) -> Int {
    var count = 1
    for axis in 0..<max(0, Int(rank) - innermost) { count *= length(axis) }
    return count
  }

  private static func product(_ length: Int, _ stride: Int) -> Int? {
    let (product, overflow) = length.multipliedReportingOverflow(by: stride)
    return overflow ? nil : product
  }
}

/// A position that passes through some axes in order, the innermost fastest, without a division.
struct StridedWalk: BitwiseCopyable {
  private var indices = InlineArray<8, Int32>(repeating: 0)

  /// The position in the input.
  private(set) var input: Int

  /// The position in the output.
  private(set) var output: Int

  private let axisCount: Int

  /// Stands at one of the positions of all axes but some innermost ones.
  init(_ axes: StridedAxes, leavingOut innermost: Int, at unit: Int, input start: Int) {
    axisCount = max(0, Int(axes.rank) - innermost)
    input = start
    output = 0
    var rest = unit
    var axis = axisCount
    while axis > 0 {
      axis -= 1
      let (quotient, index) = rest.quotientAndRemainder(dividingBy: axes.length(axis))
      indices[axis] = Int32(truncatingIfNeeded: index)
      input &+= index &* axes.inputStride(axis)
      output &+= index &* axes.outputStride(axis)
      rest = quotient
    }
  }

  /// The index of an axis.
  func index(_ axis: Int) -> Int { Int(indices[axis]) }

  /// Moves to the next position; from the last to the first.
  @inline(__always)
  mutating func advance(_ axes: StridedAxes) {
    var axis = axisCount
    while axis > 0 {
      axis -= 1
      // Wrapping, for the step beyond the last index may leave the range of a 32-bit `Int`.
      input &+= axes.inputStride(axis)
      output &+= axes.outputStride(axis)
      indices[axis] &+= 1
      guard Int(indices[axis]) >= axes.length(axis) else { return }
      indices[axis] = 0
      input &-= axes.length(axis) &* axes.inputStride(axis)
      output &-= axes.length(axis) &* axes.outputStride(axis)
    }
  }
}
