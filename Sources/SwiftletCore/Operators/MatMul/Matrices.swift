/// The sizes of the matrices of a product, and which of the left and right belong together.
struct Matrices: BitwiseCopyable {
  /// The places of the matrices along the axes before them.
  let places: Broadcast
  /// The matrices of the output.
  let count: Int32
  /// The rows of a matrix of the output.
  let rowCount: Int32
  /// The steps of a sum.
  let depth: Int32
  /// The columns of a matrix of the output.
  let columnCount: Int32
  let transposesLeft: Bool
  let transposesRight: Bool

  /// The rows of all matrices of the output.
  var lineCount: Int { Int(count) * Int(rowCount) }

  /// The shape of the output.
  static func shape(
    _ attributes: MatMul.Attributes, _ left: Shape, _ right: Shape
  ) throws(ModelFault.Reason) -> Shape {
    guard left.rank >= 2 else { throw .shapeMismatch(axis: -1, needed: 2, found: left.rank) }
    guard right.rank >= 2 else { throw .shapeMismatch(axis: -1, needed: 2, found: right.rank) }
    let depth = left.fromInnermost(attributes.transposesLeft ? 1 : 0)
    let other = right.fromInnermost(attributes.transposesRight ? 0 : 1)
    guard depth == other else {
      throw .shapeMismatch(axis: right.rank - 2, needed: depth, found: other)
    }
    guard depth <= DotTile.maximumReduction else { throw .shapeOutOfRange }
    var shape = try Broadcast.shape(try left.withoutMatrices(), try right.withoutMatrices())
    try shape.append(left.fromInnermost(attributes.transposesLeft ? 0 : 1))
    try shape.append(right.fromInnermost(attributes.transposesRight ? 1 : 0))
    return shape
  }

  /// Takes the sizes of two shapes that have a product.
  init(
    _ attributes: MatMul.Attributes, _ left: Shape, _ right: Shape
  ) throws(ModelFault.Reason) {
    let shape = try Self.shape(attributes, left, right)
    places = Broadcast(try left.withoutMatrices(), try right.withoutMatrices())
    rowCount = Int32(truncatingIfNeeded: shape.fromInnermost(1))
    columnCount = Int32(truncatingIfNeeded: shape.fromInnermost(0))
    depth = Int32(
      truncatingIfNeeded: left.fromInnermost(attributes.transposesLeft ? 1 : 0))
    count = Int32(truncatingIfNeeded: shape.product(0..<(shape.rank - 2)))
    transposesLeft = attributes.transposesLeft
    transposesRight = attributes.transposesRight
  }

  /// The position of a left element in its matrix.
  @inline(__always)
  func left(_ row: Int, _ step: Int) -> Int {
    transposesLeft ? step * Int(rowCount) + row : row * Int(depth) + step
  }

  /// The position of a right element in its matrix.
  @inline(__always)
  func right(_ step: Int, _ column: Int) -> Int {
    transposesRight ? column * Int(depth) + step : step * Int(columnCount) + column
  }

  /// The positions of the first elements of the left and right matrices behind one of the output.
  func starts(of index: Int) -> (left: Int, right: Int) {
    let (left, right) = places.pair(of: index)
    return (left * Int(rowCount) * Int(depth), right * Int(depth) * Int(columnCount))
  }
}

extension Shape {
  /// The axes before the two innermost.
  fileprivate func withoutMatrices() throws(ModelFault.Reason) -> Shape {
    var shape = Shape()
    for axis in 0..<max(0, rank - 2) { try shape.append(self[axis]) }
    return shape
  }
}
