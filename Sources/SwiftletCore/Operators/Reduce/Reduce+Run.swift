internal import SwiftletKernels

extension Reduce {
  /// Gathers each output element by itself.
  public static func reference(_ plan: Plan) { evaluate(plan, Defining(plan)) }

  /// Gathers the output elements of a share, neighbours together.
  public static func run(_ plan: Plan, _ share: Share) {
    let range = share.units(of: Int(plan.outputCount))
    switch plan.body {
    case .int8(let input, let output, let kernel?) where Pool.hasVariants:
      gather(plan, input, output, range, by: kernel)
    case .float32(let input, let output, let kernel?) where Pool.hasVariants:
      gather(plan, input, output, range, by: kernel)
    case .int8, .float32, .int32, .int64: evaluate(plan, Running(plan, range))
    }
  }

  @inline(__always)
  private static func evaluate<W: Way>(_ plan: Plan, _ way: W) {
    switch plan.body {
    case .int8(let input, let output, _):
      switch plan.function {
      case .mean, .sum: way.gather(input, output, StoredSum(plan))
      case .maximum: way.gather(input, output, Maximum<Int8>(start: .min))
      case .minimum: way.gather(input, output, Minimum<Int8>(start: .max))
      // The type rule refuses it.
      case .product: break
      }
    case .float32(let input, let output, _):
      switch plan.function {
      case .mean: way.gather(input, output, RealSum(divisor: Float(Int(plan.gatheredCount))))
      case .sum: way.gather(input, output, RealSum(divisor: 1))
      case .maximum: way.gather(input, output, Maximum<Float>(start: -.infinity))
      case .minimum: way.gather(input, output, Minimum<Float>(start: .infinity))
      case .product: way.gather(input, output, RealProduct())
      }
    case .int32(let input, let output): evaluate(plan.function, input, output, way)
    case .int64(let input, let output): evaluate(plan.function, input, output, way)
    }
  }

  @inline(__always)
  private static func evaluate<Number: FixedWidthInteger & BitwiseCopyable, W: Way>(
    _ function: Function, _ input: Elements<Number>, _ output: Elements<Number>, _ way: W
  ) {
    switch function {
    case .sum: way.gather(input, output, WrappingSum<Number>())
    case .maximum: way.gather(input, output, Maximum<Number>(start: .min))
    case .minimum: way.gather(input, output, Minimum<Number>(start: .max))
    case .product: way.gather(input, output, WrappingProduct<Number>())
    // The type rule refuses it.
    case .mean: break
    }
  }
}

/// A way to find the elements behind each of the output.
private protocol Way {
  func gather<F: Fold>(_ input: Elements<F.Element>, _ output: Elements<F.Element>, _ fold: F)
}

/// One output element after the other.
private struct Defining: Way {
  private let reduction: Reduction

  init(_ plan: Reduce.Plan) { reduction = plan.reduction }

  @inline(__always)
  func gather<F: Fold>(_ input: Elements<F.Element>, _ output: Elements<F.Element>, _ fold: F) {
    let isGathered = reduction.isInnermostGathered
    let length = reduction.innermostLength
    let (kept, gathered) = (
      reduction.outerAxes(gathered: false), reduction.outerAxes(gathered: true)
    )
    for index in 0..<output.count {
      let (row, column) = index.quotientAndRemainder(dividingBy: isGathered ? 1 : length)
      let base = kept.position(of: row) + column
      var sum = fold.start
      for place in 0..<gathered.count {
        let start = base + gathered.position(of: place)
        for offset in 0..<(isGathered ? length : 1) {
          sum = fold.adding(sum, input[start + offset])
        }
      }
      output[index] = fold.result(sum)
    }
  }
}

/// Runs along the innermost axis, into one sum or into many side by side.
private struct Running: Way {
  private let reduction: Reduction
  private let range: Range<Int>

  init(_ plan: Reduce.Plan, _ range: Range<Int>) {
    reduction = plan.reduction
    self.range = range
  }

  @inline(__always)
  func gather<F: Fold>(_ input: Elements<F.Element>, _ output: Elements<F.Element>, _ fold: F) {
    let (kept, gathered) = (
      reduction.outerAxes(gathered: false), reduction.outerAxes(gathered: true)
    )
    let length = reduction.innermostLength
    if reduction.isInnermostGathered {
      for index in range {
        let base = kept.position(of: index)
        var sum = fold.start
        gathered.forEach { position in
          let run = input[(base + position)..<(base + position + length)]
          for offset in 0..<run.count { sum = fold.adding(sum, run[offset]) }
        }
        output[index] = fold.result(sum)
      }
      return
    }
    var index = range.lowerBound
    while index < range.upperBound {
      let (row, column) = index.quotientAndRemainder(dividingBy: length)
      let count = min(64, min(length - column, range.upperBound - index))
      let base = kept.position(of: row) + column
      var sums = InlineArray<64, F.Sum>(repeating: fold.start)
      gathered.forEach { position in
        // The count is at most that of the sums.
        for offset in 0..<count {
          unsafe sums[unchecked: offset] = fold.adding(
            sums[unchecked: offset], input[base + position + offset])
        }
      }
      for offset in 0..<count {
        output[index + offset] = unsafe fold.result(sums[unchecked: offset])
      }
      index += count
    }
  }
}

/// The sum or mean of stored values.
private struct StoredSum: Fold {
  private let multiplier: Multiplier
  private let offset: Int32
  private let zeroPoint: Int32

  init(_ plan: Reduce.Plan) {
    multiplier = plan.multiplier
    offset = plan.gatheredCount &* plan.inputZeroPoint
    zeroPoint = plan.outputZeroPoint
  }

  var start: Int32 { 0 }

  @inline(__always)
  func adding(_ sum: Int32, _ element: Int8) -> Int32 {
    sum &+ Int32(truncatingIfNeeded: element)
  }

  @inline(__always)
  func result(_ sum: Int32) -> Int8 {
    let stored = multiplier.scaled(sum &- offset) &+ zeroPoint
    return Int8(truncatingIfNeeded: max(-128, min(127, stored)))
  }
}

private struct RealSum: Fold {
  let divisor: Float

  var start: Float { 0 }

  @inline(__always)
  func adding(_ sum: Float, _ element: Float) -> Float { sum + element }

  @inline(__always)
  func result(_ sum: Float) -> Float { sum / divisor }
}

private struct RealProduct: Fold {
  var start: Float { 1 }

  @inline(__always)
  func adding(_ sum: Float, _ element: Float) -> Float { sum * element }

  @inline(__always)
  func result(_ sum: Float) -> Float { sum }
}

private struct Maximum<Number: Comparable & BitwiseCopyable>: Fold {
  let start: Number

  @inline(__always)
  func adding(_ sum: Number, _ element: Number) -> Number { element > sum ? element : sum }

  @inline(__always)
  func result(_ sum: Number) -> Number { sum }
}

private struct Minimum<Number: Comparable & BitwiseCopyable>: Fold {
  let start: Number

  @inline(__always)
  func adding(_ sum: Number, _ element: Number) -> Number { element < sum ? element : sum }

  @inline(__always)
  func result(_ sum: Number) -> Number { sum }
}

private struct WrappingSum<Number: FixedWidthInteger & BitwiseCopyable>: Fold {
  var start: Number { 0 }

  @inline(__always)
  func adding(_ sum: Number, _ element: Number) -> Number { sum &+ element }

  @inline(__always)
  func result(_ sum: Number) -> Number { sum }
}

private struct WrappingProduct<Number: FixedWidthInteger & BitwiseCopyable>: Fold {
  var start: Number { 1 }

  @inline(__always)
  func adding(_ sum: Number, _ element: Number) -> Number { sum &* element }

  @inline(__always)
  func result(_ sum: Number) -> Number { sum }
}
