internal import SwiftletKernels

extension Binary {
  /// What evaluates runs of pairs in vectors.
  enum Kernel: BitwiseCopyable {
    /// The loops in Swift.
    case none
    case int8(VectorKernels.BinaryInt8)
    case float32(VectorKernels.BinaryFloat32)

    /// Chooses the kernel for a set, if there is one for the function.
    init(_ body: Plan.Body, _ function: Function, _ set: InstructionSet) {
      self = .none
      switch body {
      case .sum, .int8:
        guard Self.code(body, function) != nil else { return }
        if let kernel = VectorKernels.nearest(set, VectorKernels.binaryInt8Variant) {
          self = .int8(kernel)
        }
      case .float32:
        guard Self.code(function) != nil else { return }
        if let kernel = VectorKernels.nearest(set, VectorKernels.binaryFloat32Variant) {
          self = .float32(kernel)
        }
      case .int32, .int64, .boolean: break
      }
    }

    /// The number by which the kernel of `Int8` knows the function.
    fileprivate static func code(_ body: Plan.Body, _ function: Function) -> Int? {
      switch body {
      case .sum: return swiftlet_binary_sum
      case .int8(_, let arithmetic):
        switch arithmetic.rule {
        case .product: return swiftlet_binary_product
        case .storedExtreme:
          return function == .maximum ? swiftlet_binary_maximum : swiftlet_binary_minimum
        case .real:
          return function == .divide
            ? swiftlet_binary_real_quotient : swiftlet_binary_real_squared_difference
        case .scaledExtreme: return nil
        }
      case .float32, .int32, .int64, .boolean: return nil
      }
    }

    /// The number by which the kernel of `Float` knows a function.
    fileprivate static func code(_ function: Function) -> Int? {
      switch function {
      case .add: swiftlet_binary_add
      case .subtract: swiftlet_binary_subtract
      case .multiply: swiftlet_binary_multiply
      case .divide: swiftlet_binary_divide
      case .maximum: swiftlet_binary_greater
      case .minimum: swiftlet_binary_less
      case .squaredDifference: swiftlet_binary_squared_difference
      case .power, .modulo, .remainder, .floorDivide, .and, .or, .exclusiveOr, .shiftLeft,
        .shiftRight, .arcTangent:
        nil
      }
    }
  }

  /// Evaluates a range by a kernel of `Int8`.
  static func evaluate(_ plan: Plan, _ range: Range<Int>, _ kernel: VectorKernels.BinaryInt8) {
    let function = Int32(truncatingIfNeeded: Kernel.code(plan.body, plan.function) ?? 0)
    switch plan.body {
    case .sum(let operands, let sum):
      // The pairs lie inside the operands, and the range inside the output.
      let job = unsafe swiftlet_binary_int8(
        pairs: plan.broadcast.pairs(ofRun: 0), left: operands.left.address,
        right: operands.right.address, output: operands.output.address, function: function,
        addition: sum, left_zero_point: 0, right_zero_point: 0, multiplier: 0,
        right_multiplier: 0, inverse_scale: 0, zero_point: 0,
        minimum: Int32(truncatingIfNeeded: sum.minimum),
        maximum: Int32(truncatingIfNeeded: sum.maximum))
      unsafe evaluate(plan.broadcast, range, job, kernel)
    case .int8(let operands, let arithmetic):
      // As above.
      let job = unsafe swiftlet_binary_int8(
        pairs: plan.broadcast.pairs(ofRun: 0), left: operands.left.address,
        right: operands.right.address, output: operands.output.address, function: function,
        addition: Dot.Addition(),
        left_zero_point: Int32(truncatingIfNeeded: arithmetic.leftZeroPoint),
        right_zero_point: Int32(truncatingIfNeeded: arithmetic.rightZeroPoint),
        multiplier: arithmetic.left.factor, right_multiplier: arithmetic.right.factor,
        inverse_scale: arithmetic.inverse, zero_point: arithmetic.range.zeroPoint,
        minimum: arithmetic.range.lower, maximum: arithmetic.range.upper)
      unsafe evaluate(plan.broadcast, range, job, kernel)
    case .float32, .int32, .int64, .boolean: break
    }
  }

  @unsafe private static func evaluate(
    _ broadcast: Broadcast, _ range: Range<Int>, _ whole: swiftlet_binary_int8,
    _ kernel: VectorKernels.BinaryInt8
  ) {
    var job = unsafe whole
    if let pairs = broadcast.pairs(range) {
      unsafe job.pairs = pairs
      return unsafe kernel(job)
    }
    broadcast.forEachRun(in: range) { output, left, right, count in
      unsafe job.pairs = broadcast.pairs(ofRun: count)
      unsafe job.left = whole.left + left
      unsafe job.right = whole.right + right
      unsafe job.output = whole.output + output
      unsafe kernel(job)
    }
  }

  /// Evaluates a range by a kernel of `Float`.
  static func evaluate(_ plan: Plan, _ range: Range<Int>, _ kernel: VectorKernels.BinaryFloat32) {
    guard case .float32(let operands, let bounds) = plan.body else { return }
    // The pairs lie inside the operands, and the range inside the output.
    let whole = unsafe swiftlet_binary_float32(
      pairs: plan.broadcast.pairs(ofRun: 0), left: operands.left.address,
      right: operands.right.address, output: operands.output.address,
      function: Int32(truncatingIfNeeded: Kernel.code(plan.function) ?? 0),
      minimum: bounds.lower, maximum: bounds.upper)
    var job = unsafe whole
    if let pairs = plan.broadcast.pairs(range) {
      unsafe job.pairs = pairs
      return unsafe kernel(job)
    }
    plan.broadcast.forEachRun(in: range) { output, left, right, count in
      unsafe job.pairs = plan.broadcast.pairs(ofRun: count)
      unsafe job.left = whole.left + left
      unsafe job.right = whole.right + right
      unsafe job.output = whole.output + output
      unsafe kernel(job)
    }
  }
}

extension Broadcast {
  /// The pairs of a run along the innermost axis, from its first.
  fileprivate func pairs(ofRun count: Int) -> swiftlet_pairs {
    swiftlet_pairs(
      first: 0, end: count, width: count, left_row_stride: 0, right_row_stride: 0,
      left_step: leftRepeats ? 0 : 1, right_step: rightRepeats ? 0 : 1)
  }
}
