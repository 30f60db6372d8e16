/// The axes of an input as those that are kept and those that are gathered.
///
/// Neighbouring axes of one kind are one, and axes of length one are none.
struct Reduction: BitwiseCopyable {
  private var lengths = InlineArray<8, Int32>(repeating: 1)
  private var rank: UInt8 = 0
  private var gatheredMask: UInt8 = 0

  /// Takes the axes of a shape; bit `i` of the mask says whether axis `i` is gathered.
  init(_ shape: Shape, gatheredMask mask: UInt8) {
    for axis in 0..<shape.rank where shape[axis] != 1 {
      append(shape[axis], isGathered: mask & (1 &<< UInt8(truncatingIfNeeded: axis)) != 0)
    }
  }

  private mutating func append(_ length: Int, isGathered: Bool) {
    if rank > 0, isGathered == isInnermostGathered {
      lengths[Int(rank) - 1] &*= Int32(truncatingIfNeeded: length)
      return
    }
    lengths[Int(rank)] = Int32(truncatingIfNeeded: length)
    if isGathered { gatheredMask |= 1 &<< rank }
    rank += 1
  }

  /// Whether neighbouring elements are gathered together.
  var isInnermostGathered: Bool { rank > 0 && gatheredMask & (1 &<< (rank - 1)) != 0 }

  /// The length of the innermost axis.
  var innermostLength: Int { rank == 0 ? 1 : Int(lengths[Int(rank) - 1]) }

  /// The kept or the gathered axes, without the innermost of all.
  func outerAxes(gathered: Bool) -> Axes {
    var axes = Axes()
    var stride = innermostLength
    for axis in (0..<max(0, Int(rank) - 1)).reversed() {
      let length = Int(lengths[axis])
      if (gatheredMask & (1 &<< UInt8(truncatingIfNeeded: axis)) != 0) == gathered {
        axes.append(length: length, stride: stride)
      }
      stride *= length
    }
    return axes
  }

  /// An axis of the input.
  struct Axis {
    let length: Int
    let stride: Int
  }

  /// Some axes of the input, innermost first.
  struct Axes {
    private var lengths = InlineArray<8, Int>(repeating: 1)
    private var strides = InlineArray<8, Int>(repeating: 0)
    private var rank = 0

    /// The number of places that the axes have.
    private(set) var count = 1

    fileprivate mutating func append(length: Int, stride: Int) {
      lengths[rank] = length
      strides[rank] = stride
      rank += 1
      count *= length
    }

    /// The lengths and the strides of the innermost two, if there are no more.
    var pair: (inner: Axis, outer: Axis)? {
      guard rank <= 2 else { return nil }
      return (
        Axis(length: lengths[0], stride: strides[0]), Axis(length: lengths[1], stride: strides[1])
      )
    }

    /// The position of a place.
    func position(of place: Int) -> Int {
      var (rest, position) = (place, 0)
      for axis in 0..<rank {
        let (next, index) = rest.quotientAndRemainder(dividingBy: lengths[axis])
        position += index * strides[axis]
        rest = next
      }
      return position
    }

    /// Visits the position of every place, in order.
    @inline(__always)
    func forEach(_ body: (Int) -> Void) {
      var indices = InlineArray<8, Int>(repeating: 0)
      var position = 0
      for _ in 0..<count {
        body(position)
        advance(&indices, &position)
      }
    }

    private func advance(_ indices: inout InlineArray<8, Int>, _ position: inout Int) {
      for axis in 0..<rank {
        indices[axis] += 1
        position += strides[axis]
        guard indices[axis] == lengths[axis] else { return }
        position -= indices[axis] * strides[axis]
        indices[axis] = 0
      }
    }
  }
}
