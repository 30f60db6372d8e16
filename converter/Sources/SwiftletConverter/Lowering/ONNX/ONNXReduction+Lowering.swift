internal import SwiftletCore
internal import SwiftletFormat

extension ONNXImporter {
  /// Operators that gather the elements along axes into one.
  static var reductionLowerings: [String: ONNXLowering] {
    var lowerings: [String: ONNXLowering] = [
      "ArgMax": { importer, use throws in
        [ONNXValue(try importer.place(use, smallest: false), .int64)]
      },
      "ArgMin": { importer, use throws in
        [ONNXValue(try importer.place(use, smallest: true), .int64)]
      },
    ]
    for (name, reduction) in reductions {
      lowerings[name] = { importer, use throws in try importer.reduction(reduction, use) }
    }
    return lowerings
  }

  private enum Reduction {
    case plain(Reduce.Function), absoluteSum, euclidean, squareSum, logSum, logSumExp
  }

  private static let reductions: [String: Reduction] = [
    "ReduceMean": .plain(.mean), "ReduceSum": .plain(.sum), "ReduceMax": .plain(.maximum),
    "ReduceMin": .plain(.minimum), "ReduceProd": .plain(.product), "ReduceL1": .absoluteSum,
    "ReduceL2": .euclidean, "ReduceSumSquare": .squareSum, "ReduceLogSum": .logSum,
    "ReduceLogSumExp": .logSumExp,
  ]

  private mutating func reduction(
    _ reduction: Reduction, _ use: ONNXUse
  ) throws -> [ONNXValue] {
    let stated = try use.value(0).element
    let keeps = try use.flag("keepdims", true)
    let x = try widened(use.tensor(0))
    let rank = lengths(x).count
    var numbers = try use.integers("axes") ?? optionalIntegers(use, 1) ?? []
    if numbers.isEmpty, try !use.flag("noop_with_empty_axes") { numbers = Array(0..<rank) }
    let axes = try axes(numbers, rank: rank)
    var value = try reduced(reduction, x, axes)
    if !keeps {
      let shape = lengths(value)
      value = try reshaped(value, shape.indices.filter { !axes.contains($0) }.map { shape[$0] })
    }
    return [ONNXValue(try narrowed(value, stated), stated)]
  }

  private mutating func reduced(
    _ reduction: Reduction, _ x: Graph.TensorID, _ axes: [Int]
  ) throws -> Graph.TensorID {
    let isReal = element(x) == .float32
    switch reduction {
    case .plain(.mean) where !isReal:
      let count = axes.map { lengths(x)[$0] }.reduce(1, *)
      return try binary(.divide, try reduced(.sum, x, axes), try whole(count, element(x)))
    case .plain(let function): return try reduced(function, x, axes)
    case .absoluteSum: return try reduced(.sum, try unary(.abs, x), axes)
    case .squareSum: return try reduced(.sum, try unary(.square, x), axes)
    case .euclidean:
      let sum = try cast(try reduced(.sum, try unary(.square, x), axes), to: .float32)
      return try cast(try unary(.sqrt, sum), to: element(x))
    case .logSum:
      let sum = try cast(try reduced(.sum, x, axes), to: .float32)
      return try cast(try unary(.log, sum), to: element(x))
    case .logSumExp:
      let value = try cast(x, to: .float32)
      let most = try reduced(.maximum, value, axes)
      let sum = try reduced(
        .sum, try unary(.exp, try binary(.subtract, value, most)), axes)
      return try cast(try binary(.add, try unary(.log, sum), most), to: element(x))
    }
  }

  /// `ArgMax`, `ArgMin`; the last of equal ones is the first of them from behind.
  private mutating func place(_ use: ONNXUse, smallest: Bool) throws -> Graph.TensorID {
    var x = try use.tensor(0)
    if element(x) == .int16 || element(x) == .int64 { x = try cast(x, to: .int32) }
    let shape = lengths(x)
    let axis = try axis(use.integer("axis", 0), rank: shape.count)
    let takesLast = try use.flag("select_last_index")
    if takesLast { x = try reversed(x, axis) }
    var attributes = ArgMax.Attributes()
    attributes.axis = Int32(axis)
    attributes.keepsAxis = try use.flag("keepdims", true)
    attributes.minimum = smallest
    attributes.element = .int64
    let place = try add(.argMax(attributes), [x])
    guard takesLast else { return place }
    return try binary(.subtract, try whole(shape[axis] - 1, .int64), place)
  }

  /// A value with the indices of an axis in the opposite order.
  mutating func reversed(_ id: Graph.TensorID, _ axis: Int) throws -> Graph.TensorID {
    let shape = lengths(id)
    var begin = shape.map { _ in 0 }
    var stride = shape.map { _ in 1 }
    begin[axis] = shape[axis] - 1
    stride[axis] = -1
    return try cut(id, begin: begin, size: shape, stride: stride)
  }
}
