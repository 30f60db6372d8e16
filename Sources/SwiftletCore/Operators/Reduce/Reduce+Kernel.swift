internal import CSwiftletKernels
internal import SwiftletKernels

// A kernel gathers the lines and columns of channels side by side: two axes with the innermost kept.
extension Reduce {
  /// Gathers the output elements of a range by a kernel.
  static func gather(
    _ plan: Plan, _ input: Elements<Int8>, _ output: Elements<Int8>, _ range: Range<Int>,
    by kernel: Pool.Int8Kernel
  ) {
    eachRow(plan, range) { row in
      // A row's elements lie in the input, whose shape gave the strides, and in the output.
      unsafe kernel(
        Pool.Int8Job(
          input: UnsafePointer(input.address + row.base), line_stride: row.lines.stride,
          column_stride: row.columns.stride, line_count: Int32(row.lines.length),
          column_count: Int32(row.columns.length), channel_count: Int32(row.elements.count),
          start: 0 &- plan.gatheredCount &* plan.inputZeroPoint, divisor: 1, rounds_half_up: 0,
          multiplier: plan.multiplier.factor, zero_point: plan.outputZeroPoint, minimum: -128,
          maximum: 127, output: output.address + row.elements.lowerBound))
    }
  }

  /// Gathers the output elements of a range by a kernel.
  static func gather(
    _ plan: Plan, _ input: Elements<Float>, _ output: Elements<Float>, _ range: Range<Int>,
    by kernel: Pool.Float32Kernel
  ) {
    eachRow(plan, range) { row in
      // A row's elements lie in the input, whose shape gave the strides, and in the output.
      unsafe kernel(
        Pool.Float32Job(
          input: UnsafePointer(input.address + row.base), line_stride: row.lines.stride,
          column_stride: row.columns.stride, line_count: Int32(row.lines.length),
          column_count: Int32(row.columns.length), channel_count: Int32(row.elements.count),
          divisor: plan.function == .mean ? Float(Int(plan.gatheredCount)) : 1,
          minimum: -.infinity, maximum: .infinity,
          output: output.address + row.elements.lowerBound))
    }
  }

  /// Neighbouring elements of the output, and what is gathered into the first.
  private struct Row {
    let elements: Range<Int>
    let base: Int
    let lines: Reduction.Axis
    let columns: Reduction.Axis
  }

  @inline(__always)
  private static func eachRow(_ plan: Plan, _ range: Range<Int>, _ body: (Row) -> Void) {
    let length = plan.reduction.innermostLength
    let kept = plan.reduction.outerAxes(gathered: false)
    guard let gathered = plan.reduction.outerAxes(gathered: true).pair else { return }
    var index = range.lowerBound
    while index < range.upperBound {
      let (row, column) = index.quotientAndRemainder(dividingBy: length)
      let end = min(range.upperBound, index + length - column)
      body(
        Row(
          elements: index..<end, base: kept.position(of: row) + column, lines: gathered.outer,
          columns: gathered.inner))
      index = end
    }
  }
}

extension Reduce.Function {
  /// The kernel for a reduction of int8, if one gathers its axes.
  func int8Kernel(for set: InstructionSet, _ reduction: Reduction) -> Pool.Int8Kernel? {
    guard reduction.hasKernel else { return nil }
    return switch self {
    case .mean, .sum: Pool.int8Kernel(for: set, .scaledSum)
    case .maximum: Pool.int8Kernel(for: set, .maximum)
    case .minimum, .product: nil
    }
  }

  /// The kernel for a reduction of float32, if one gathers its axes.
  func float32Kernel(for set: InstructionSet, _ reduction: Reduction) -> Pool.Float32Kernel? {
    guard reduction.hasKernel else { return nil }
    return switch self {
    case .mean, .sum: Pool.float32Kernel(for: set, .mean)
    case .maximum: Pool.float32Kernel(for: set, .maximum)
    case .minimum, .product: nil
    }
  }
}

extension Reduction {
  /// Whether kernels gather such axes.
  fileprivate var hasKernel: Bool {
    Pool.hasVariants && !isInnermostGathered && outerAxes(gathered: true).pair != nil
  }
}
