internal import CSwiftletKernels
internal import SwiftletFormat
internal import SwiftletKernels

/// How `Float` results are made of sums of inputs that are stored while the operator runs.
struct StoredInputResults: BitwiseCopyable {
  let sum: Bounds
  let total: Bounds
  /// The scale of all weights, if they share one.
  let scale: Float
  let hasScales: Bool
  /// The set whose kernels store the inputs.
  let instructionSet: InstructionSet

  /// Takes what `Int8` weights and the bounds of float results say.
  init(_ use: Use, sum: Bounds, total: Bounds) throws(ModelFault.Reason) {
    let results = try Float32Results(parameters: use.inputs[1], sum: sum, total: total)
    (self.sum, self.total, scale) = (results.sum, results.total, results.scale)
    hasScales = try BlockFormat(input: .int8, parameters: use.inputs[1]).hasFactors
    instructionSet = use.instructionSet
  }
}

extension Int8Results {
  /// The results of a job that stores none.
  init(hasMultipliers: Bool, multiplier: Float) {
    (inputZeroPoint, weightZeroPoint, outputZeroPoint) = (0, 0, 0)
    (minimum, maximum) = (-128, 127)
    (self.hasMultipliers, self.multiplier) = (hasMultipliers, multiplier)
    addition = Dot.Addition()
  }
}

extension DotArithmetic {
  /// Lends a job that makes floats of the sums.
  @inline(__always)
  static func withJob(
    _ rows: DotRows, _ results: StoredInputResults, _ body: (Dot.Int8Job) -> Void
  ) {
    guard let scales = rows.scales else { return }
    let real = unsafe Dot.RealResults(
      row_scales: UnsafeRawPointer(scales.address).assumingMemoryBound(to: Float.self),
      row_scale_stride: scales.count == 1 ? 0 : 2, minimum: results.sum.lower,
      maximum: results.sum.upper, output: rows.output.mutablePointer(),
      residual: rows.residual.map { unsafe $0.pointer() },
      residual_minimum: results.total.lower, residual_maximum: results.total.upper)
    let integers = Int8Results(hasMultipliers: results.hasScales, multiplier: results.scale)
    unsafe withUnsafePointer(to: real) {
      var job = unsafe job(rows, integers)
      unsafe job.residual = nil
      unsafe job.real = $0
      unsafe body(job)
    }
  }
}
