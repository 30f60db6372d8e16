import SwiftletKernels

/// Where the sums of an `Int8` case go as floats, each operand ending where readable memory ends.
@safe final class RealDotResults {
  private let example: DotCase
  private let scales: GuardedBytes
  private let residual: GuardedBytes
  private let results: GuardedBytes
  private let initial: [Float]

  /// Makes up the operands of a case with so many results.
  init(_ example: DotCase, count: Int, _ random: inout Sequence64) {
    self.example = example
    scales = GuardedBytes(random.floats(2 * example.rowCount - 1, extreme: example.isExtreme))
    initial = random.floats(count, extreme: false)
    residual = GuardedBytes(random.floats(count, extreme: example.isExtreme))
    results = GuardedBytes(byteCount: 4 * count)
  }

  /// The memory of the results after a run, with the gaps between the rows.
  @unsafe func output(of job: Dot.Int8Job, _ run: (Dot.Int8Job) -> Void) -> [Int8] {
    unsafe initial.withUnsafeBytes { unsafe results.bytes.copyMemory(from: $0) }
    let other: UnsafePointer<Float>? =
      switch example.residual {
      case .none: nil
      case .separate: unsafe UnsafePointer(residual.start(as: Float.self))
      case .inPlace: unsafe UnsafePointer(results.start(as: Float.self))
      }
    let limit: Float = example.isExtreme ? .infinity : 6
    let real = unsafe Dot.RealResults(
      row_scales: scales.start(as: Float.self),
      row_scale_stride: example.rowCount % 3 == 0 ? 0 : 2, minimum: -limit, maximum: limit,
      output: results.start(as: Float.self), residual: other, residual_minimum: 0,
      residual_maximum: limit)
    unsafe withUnsafePointer(to: real) {
      var job = unsafe job
      unsafe job.residual = nil
      unsafe job.real = $0
      unsafe run(job)
    }
    // Which NaN comes out may differ.
    let reals = unsafe results.bytes.bindMemory(to: Float.self).map { $0.isNaN ? .nan : $0 }
    return unsafe reals.withUnsafeBytes { unsafe Array($0.bindMemory(to: Int8.self)) }
  }
}
