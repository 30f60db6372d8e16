internal import SwiftletCore
internal import SwiftletFormat

extension ONNXImporter {
  /// Operators on signals.
  static var signalLowerings: [String: ONNXLowering] {
    [
      "HannWindow": { importer, use throws in [try importer.window(use, [0.5, -0.5])] },
      "HammingWindow": { importer, use throws in
        [try importer.window(use, [25.0 / 46, -21.0 / 46])]
      },
      "BlackmanWindow": { importer, use throws in
        [try importer.window(use, [0.42, -0.5, 0.08])]
      },
      "DFT": alike { importer, use throws in try importer.fourierTransform(use) },
      "STFT": alike { importer, use throws in try importer.shortTransform(use) },
    ]
  }

  /// The cosines and sines of parts of a turn; those of whole quarters are exact.
  private mutating func waves(
    _ turns: [Double], _ lengths: [Int]
  ) throws -> (cosines: Graph.TensorID, sines: Graph.TensorID) {
    let places = turns.map { turn -> (quarter: Int, rest: Float) in
      let part = turn - turn.rounded(.down)
      let quarter = (part * 4).rounded(.down)
      return (Int(quarter) % 4, Float((part - quarter / 4) * 2 * .pi))
    }
    let angles = try reals(places.map(\.rest), lengths)
    let tables = try [UnaryFunction.cos, .sin].map { function -> [Float] in
      // The values are looked up once the operator has added its own.
      let table = try unary(function, angles)
      return builder.graph.tensors[table].reals ?? []
    }
    guard tables.allSatisfy({ $0.count == turns.count }) else {
      throw LoweringFault("it has too many points")
    }
    let quarters = places.enumerated().map { index, place -> (Float, Float) in
      let (cosine, sine) = (tables[0][index], tables[1][index])
      return switch place.quarter {
      case 0: (cosine, sine)
      case 1: (-sine, cosine)
      case 2: (-cosine, -sine)
      default: (sine, -cosine)
      }
    }
    return (try reals(quarters.map(\.0), lengths), try reals(quarters.map(\.1), lengths))
  }

  /// A window that is a sum of cosines.
  private mutating func window(_ use: ONNXUse, _ factors: [Float]) throws -> ONNXValue {
    guard let size = try integers(use, 0).first, (1..<(1 << 24)).contains(size) else {
      throw LoweringFault("its size is not a positive number")
    }
    let period = Double(try use.flag("periodic", true) ? size : max(size - 1, 1))
    var sum = try real(factors[0])
    for (order, factor) in factors.enumerated().dropFirst() {
      let turns = (0..<size).map { Double(order * $0) / period }
      sum = try binary(
        .add, sum, try scaled(try waves(turns, [size]).cosines, factor))
    }
    let target =
      try use.integer("output_datatype").map { ONNXElement(rawValue: Int64($0)) } ?? .float
    return try casted(ONNXValue(sum, .float), to: target)
  }

  private mutating func fourierTransform(_ use: ONNXUse) throws -> Graph.TensorID {
    let x = try use.tensor(0)
    let rank = lengths(x).count
    let number =
      try use.integer("axis") ?? optionalIntegers(use, 2)?.first ?? (use.version < 20 ? 1 : -2)
    let axis = try axis(number, rank: rank)
    guard axis < rank - 1 else { throw LoweringFault("its axis \(number) is that of the parts") }
    let inverse = try use.flag("inverse")
    let onesided = try use.flag("onesided")
    let own = lengths(x)[axis]
    let length = try optionalIntegers(use, 1)?.first ?? (inverse && onesided ? 2 * (own - 1) : own)
    return try transform(x, axis, length, inverse: inverse, onesided: onesided)
  }

  /// A Fourier transform along an axis; the innermost axis holds the real and the imaginary part.
  private mutating func transform(
    _ x: Graph.TensorID, _ axis: Int, _ length: Int, inverse: Bool, onesided: Bool
  ) throws -> Graph.TensorID {
    let shape = lengths(x)
    let rank = shape.count
    guard (1...2048).contains(length), (1...2).contains(shape[rank - 1]) else {
      throw LoweringFault("its \(length) points of \(shape[rank - 1]) parts are out of range")
    }
    let half = length / 2 + 1
    let isReal = inverse && onesided
    let taken = isReal ? half : length
    var value = try cut(x, axis: axis, from: 0, count: min(shape[axis], taken))
    var missing = shape.map { _ in 0 }
    missing[axis] = taken - lengths(value)[axis]
    value = try padded(value, before: shape.map { _ in 0 }, after: missing)
    var order = Array(0..<(rank - 1))
    order.swapAt(axis, rank - 2)
    let parts = try (0..<shape[rank - 1]).map { part in
      let plane = try cut(value, axis: rank - 1, from: part, count: 1)
      return try transposed(try reshaped(plane, Array(lengths(value).dropLast())), order)
    }
    let (first, second) = try products(
      parts, length, inputs: taken, outputs: onesided && !inverse ? half : length,
      inverse: inverse, isReal: isReal)
    let results = try ([first] + (isReal ? [] : [second])).map { result in
      let plane = try transposed(result, order)
      return try reshaped(plane, lengths(plane) + [1])
    }
    return try joined(results, axis: rank - 1)
  }

  /// The real and the imaginary part of a transform along the innermost axis.
  private mutating func products(
    _ parts: [Graph.TensorID], _ length: Int, inputs: Int, outputs: Int, inverse: Bool,
    isReal: Bool
  ) throws -> (Graph.TensorID, Graph.TensorID) {
    let turns = (0..<outputs).flatMap { line in
      (0..<inputs).map { Double(line * $0 % length) / Double(length) }
    }
    // Of a spectrum of which one half is given, what stands in both counts twice.
    let factors = (0..<inputs).map { index -> Float in
      let isAlone = index == 0 || 2 * index == length
      return (isReal && !isAlone ? 2 : 1) / (inverse ? Float(length) : 1)
    }
    let weights = try reals(factors, [1, inputs])
    let table = try waves(turns, [outputs, inputs])
    let cosines = try binary(.multiply, table.cosines, weights)
    var sines = try binary(.multiply, table.sines, weights)
    if inverse { sines = try unary(.negative, sines) }
    let real = try dense(parts[0], cosines, bias: nil)
    let turned = try unary(.negative, try dense(parts[0], sines, bias: nil))
    guard parts.count > 1 else { return (real, turned) }
    return (
      try binary(.add, real, try dense(parts[1], sines, bias: nil)),
      try binary(.add, turned, try dense(parts[1], cosines, bias: nil))
    )
  }

  /// `STFT`: the transforms of windows over a signal.
  private mutating func shortTransform(_ use: ONNXUse) throws -> Graph.TensorID {
    let signal = try use.tensor(0)
    let shape = lengths(signal)
    let window = try use.optionalTensor(2)
    guard shape.count == 3, let step = try integers(use, 1).first, step > 0,
      let length = try optionalIntegers(use, 3)?.first ?? window.flatMap({ lengths($0).first }),
      (1...shape[1]).contains(length)
    else { throw LoweringFault("its steps and frames do not fit the shape \(shape)") }
    let count = (shape[1] - length) / step + 1
    guard count * length < 1 << 24 else { throw LoweringFault("it has too many frames") }
    let places = (0..<count).flatMap { frame in (0..<length).map { frame * step + $0 } }
    var frames = try reshaped(
      try picked(signal, 1, places), [shape[0], count, length, shape[2]])
    if let window {
      frames = try binary(.multiply, frames, try reshaped(window, [length, 1]))
    }
    return try transform(
      frames, 2, length, inverse: false, onesided: use.flag("onesided", true))
  }
}
