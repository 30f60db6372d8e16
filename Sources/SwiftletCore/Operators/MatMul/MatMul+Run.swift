internal import SwiftletKernels

extension MatMul {
  /// Computes each element of the output by itself.
  public static func reference(_ plan: Plan) {
    switch plan.body {
    case .int8(let operands, let product):
      define(plan.matrices, operands, Int32(0)) {
        $0 &+ (Int32($1) &- product.leftZeroPoint) &* (Int32($2) &- product.rightZeroPoint)
      } result: {
        product.range.stored(product.multiplier.scaled($0))
      }
    case .float32(let operands, let bounds):
      guard Build.computesFloat32 else { return }
      define(plan.matrices, operands, Float(0)) {
        $0.fused($1, $2)
      } result: {
        $0.held(bounds)
      }
    case .int32(let operands):
      define(plan.matrices, operands, Int32(0)) {
        $0 &+ $1 &* $2
      } result: {
        $0
      }
    }
  }

  /// Computes a share of the output.
  public static func run(_ plan: Plan, _ share: Share) { reference(plan) }

  @inline(__always)
  private static func define<Element: BitwiseCopyable, Sum>(
    _ matrices: Matrices, _ operands: Plan.Operands<Element>, _ start: Sum,
    adding: (Sum, Element, Element) -> Sum, result: (Sum) -> Element
  ) {
    let columnCount = Int(matrices.columnCount)
    for index in 0..<operands.output.count {
      let (line, column) = index.quotientAndRemainder(dividingBy: columnCount)
      let (matrix, row) = line.quotientAndRemainder(dividingBy: Int(matrices.rowCount))
      let starts = matrices.starts(of: matrix)
      var sum = start
      for step in 0..<Int(matrices.depth) {
        sum = adding(
          sum, operands.left[starts.left + matrices.left(row, step)],
          operands.right[starts.right + matrices.right(step, column)])
      }
      operands.output[index] = result(sum)
    }
  }
}
