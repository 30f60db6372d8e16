/// Three shapes stretched over one output: an axis of length one repeats its only index.
///
/// Neighbouring axes that stretch alike are one, and axes of length one are none.
struct SelectAxes: BitwiseCopyable {
  private var lengths = InlineArray<8, Int32>(repeating: 1)
  /// The axes that repeat, as bits, for each of the shapes.
  private var repeatMasks = InlineArray<3, UInt8>(repeating: 0)
  private var rank: UInt8 = 0

  /// Stretches the shapes of three inputs over their common output.
  init(_ inputs: TensorTypes, _ output: Shape) {
    var last: UInt8 = 0xFF
    for position in (0..<output.rank).reversed() {
      let length = output.fromInnermost(position)
      guard length > 1 else { continue }
      var alike: UInt8 = 0
      for input in 0..<3 where inputs[input].shape.fromInnermost(position) == 1 {
        alike |= 1 &<< UInt8(truncatingIfNeeded: input)
      }
      if alike == last {
        // The product of the lengths of a shape's axes, which fits.
        lengths[Int(rank) - 1] &*= Int32(truncatingIfNeeded: length)
        continue
      }
      lengths[Int(rank)] = Int32(truncatingIfNeeded: length)
      for input in 0..<3 where alike & (1 &<< UInt8(truncatingIfNeeded: input)) != 0 {
        repeatMasks[input] |= 1 &<< rank
      }
      rank += 1
      last = alike
    }
  }

  /// The length of the innermost axis.
  var width: Int { Int(lengths[max(0, Int(rank) - 1)]) }

  /// Whether an input has one element for all of the innermost axis.
  func repeats(_ input: Int) -> Bool {
    rank == 0 || repeatMasks[input] & (1 &<< (rank - 1)) != 0
  }

  /// The position of the element of an input that belongs to an output element.
  func position(of index: Int, in input: Int) -> Int {
    var (rest, position, stride) = (index, 0, 1)
    for axis in (0..<Int(rank)).reversed() {
      let (next, place) = rest.quotientAndRemainder(dividingBy: Int(lengths[axis]))
      if repeatMasks[input] & (1 &<< UInt8(truncatingIfNeeded: axis)) == 0 {
        position += place * stride
        stride *= Int(lengths[axis])
      }
      rest = next
    }
    return position
  }
}
