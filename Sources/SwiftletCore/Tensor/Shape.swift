/// The lengths of a tensor's axes, outermost first.
///
/// Every length is positive, and the element count is below 2³¹ on every machine, so that kernels
/// index with 32 bits.
public struct Shape: Equatable, BitwiseCopyable, Sendable {
  /// The most axes that a tensor has.
  public static var maximumRank: Int { 8 }

  /// The most elements that a tensor has.
  public static var maximumElementCount: Int { Int(Int32.max) }

  private var lengths: InlineArray<8, Int32>

  /// The number of axes.
  public private(set) var rank: Int

  /// The number of elements; one for a tensor without axes.
  public private(set) var elementCount: Int

  /// Creates the shape of a single number.
  public init() {
    lengths = InlineArray(repeating: 1)
    rank = 0
    elementCount = 1
  }

  /// Adds an innermost axis.
  public mutating func append(_ length: Int) throws(ModelFault.Reason) {
    guard rank < Self.maximumRank, length > 0, length <= Self.maximumElementCount else {
      throw .shapeOutOfRange
    }
    let (count, overflow) = elementCount.multipliedReportingOverflow(by: length)
    guard !overflow, count <= Self.maximumElementCount else { throw .shapeOutOfRange }
    lengths[rank] = Int32(truncatingIfNeeded: length)
    rank += 1
    elementCount = count
  }

  /// The length of an axis.
  ///
  /// - Precondition: `axis` is in `0..<rank`.
  public subscript(axis: Int) -> Int {
    assert(axis >= 0 && axis < rank)
    return Int(lengths[axis])
  }

  /// The length of an axis counted from the innermost, or one beyond the outermost.
  public func fromInnermost(_ position: Int) -> Int {
    position < rank ? self[rank - 1 - position] : 1
  }

  /// The product of the lengths of some neighbouring axes.
  public func product(_ axes: Range<Int>) -> Int {
    var result = 1
    for axis in axes { result *= self[axis] }
    return result
  }

  /// The axis that a number means, counting from the end where it is negative.
  public func axis(_ number: Int) -> Int? {
    let axis = number < 0 ? number + rank : number
    return axis >= 0 && axis < rank ? axis : nil
  }

  /// Whether two shapes have the same axes.
  public static func == (left: Shape, right: Shape) -> Bool {
    guard left.rank == right.rank else { return false }
    for axis in 0..<left.rank where left[axis] != right[axis] { return false }
    return true
  }

  /// Throws unless a shape is the one an operator works out.
  public func require(_ needed: Shape) throws(ModelFault.Reason) {
    guard rank == needed.rank else {
      throw .shapeMismatch(axis: -1, needed: needed.rank, found: rank)
    }
    for axis in 0..<rank where self[axis] != needed[axis] {
      throw .shapeMismatch(axis: axis, needed: needed[axis], found: self[axis])
    }
  }
}
