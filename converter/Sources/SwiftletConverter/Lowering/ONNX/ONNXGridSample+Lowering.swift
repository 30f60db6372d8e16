internal import SwiftletCore
internal import SwiftletFormat

extension ONNXImporter {
  /// Elements of images at places that are computed.
  static var samplingLowerings: [String: ONNXLowering] {
    ["GridSample": alike { importer, use throws in try importer.gridSample(use) }]
  }

  private enum Border { case zeros, edge, reflection }

  /// One of the elements along an axis that make up a sample.
  private struct Tap {
    let index: Graph.TensorID
    /// The share that the element has; nil for all.
    var weight: Graph.TensorID?
  }

  private mutating func gridSample(_ use: ONNXUse) throws -> Graph.TensorID {
    let (x, grid) = (try use.tensor(0), try cast(use.tensor(1), to: .float32))
    let (shape, places) = (lengths(x), lengths(grid))
    let rank = shape.count - 2
    guard (1...3).contains(rank), places.count == rank + 2, places[0] == shape[0],
      places.last == rank
    else {
      throw LoweringFault("the shapes \(shape) and \(places) are not images and their grid")
    }
    let border: Border
    switch try use.text("padding_mode") ?? "zeros" {
    case "zeros": border = .zeros
    case "border": border = .edge
    case "reflection": border = .reflection
    case let other: throw LoweringFault("its padding_mode is '\(other)'")
    }
    let count = places[1...].dropLast().reduce(1, *)
    let flat = try reshaped(grid, [shape[0], count, rank])
    var taps: [[Tap]] = []
    for axis in 0..<rank {
      // The grid names the innermost axis first.
      let place = try reshaped(
        try cut(flat, axis: 2, from: rank - 1 - axis, count: 1), [shape[0], count])
      taps.append(try axisTaps(use, place, length: shape[axis + 2], border))
    }
    let image = try reshaped(x, [shape[0], shape[1], shape[2...].reduce(1, *)])
    var sum: Graph.TensorID?
    for combination in Self.combinations(taps) {
      let sample = try sample(image, combination, Array(shape[2...]), count)
      sum = try sum.map { try binary(.add, $0, sample) } ?? sample
    }
    guard let sum else { throw LoweringFault("it samples nothing") }
    return try reshaped(sum, [shape[0], shape[1]] + places[1...].dropLast())
  }

  private static func combinations(_ taps: [[Tap]]) -> [[Tap]] {
    taps.reduce([[]]) { outer, axis in outer.flatMap { list in axis.map { list + [$0] } } }
  }

  /// The elements that one tap of each axis names, with their share.
  private mutating func sample(
    _ image: Graph.TensorID, _ taps: [Tap], _ shape: [Int], _ count: Int
  ) throws -> Graph.TensorID {
    var index = taps[0].index
    var weight = taps[0].weight
    for (axis, tap) in taps.enumerated().dropFirst() {
      index = try binary(.add, try scaled(index, Float(shape[axis])), tap.index)
      if let own = tap.weight { weight = try weight.map { try binary(.multiply, $0, own) } ?? own }
    }
    guard shape.reduce(1, *) < 1 << 24 else {
      throw LoweringFault("the image \(shape) has more elements than a float32 counts")
    }
    var attributes = Gather.Attributes()
    attributes.axis = 2
    attributes.batchAxes = 1
    let value = try add(.gather(attributes), [image, try cast(index, to: .int32)])
    guard let weight else { return value }
    return try binary(.multiply, value, try reshaped(weight, [lengths(value)[0], 1, count]))
  }

  /// The taps along an axis for places from -1 to 1.
  private mutating func axisTaps(
    _ use: ONNXUse, _ grid: Graph.TensorID, length: Int, _ border: Border
  ) throws -> [Tap] {
    let isAligned = try use.flag("align_corners")
    let size = Float(length)
    let (factor, shift) = isAligned ? ((size - 1) / 2, (size - 1) / 2) : (size / 2, (size - 1) / 2)
    var place = try unary(.affine, grid, alpha: factor, beta: shift)
    let mode = try use.text("mode") ?? "linear"
    if mode == "nearest" { place = try unary(.round, place) }
    let (least, most) = isAligned ? (Float(0), size - 1) : (-0.5, size - 0.5)
    switch border {
    case .zeros: break
    case .edge:
      let held = try unary(.clip, place, alpha: 0, beta: size - 1)
      let isBefore = try compared(.less, place, try real(least))
      let isBehind = try compared(.greater, place, try real(most))
      place = try add(.select, [try binary(.or, isBefore, isBehind), held, place])
    case .reflection: place = try reflected(place, least, most)
    }
    let bounds = (length, least, most)
    switch mode {
    case "nearest": return [try tap(place, nil, bounds, border)]
    case "linear", "bilinear":
      let first = try unary(.floor, place)
      let rest = try binary(.subtract, place, first)
      return [
        try tap(first, try unary(.affine, rest, alpha: -1, beta: 1), bounds, border),
        try tap(try unary(.affine, first, alpha: 1, beta: 1), rest, bounds, border),
      ]
    case "cubic", "bicubic":
      let first = try unary(.floor, place)
      let rest = try binary(.subtract, place, first)
      return try (-1...2).map { step in
        try tap(
          try unary(.affine, first, alpha: 1, beta: Float(step)), try cubicWeight(rest, step),
          bounds, border)
      }
    case let other: throw LoweringFault("its mode is '\(other)'")
    }
  }

  /// The weight of the element some steps from the one before a place, by Keys's curve of -0.75.
  private mutating func cubicWeight(
    _ rest: Graph.TensorID, _ step: Int
  ) throws -> Graph.TensorID {
    let a: Float = -0.75
    let sign: Float = step > 0 ? -1 : 1
    let distance = try unary(.affine, rest, alpha: sign, beta: Float(abs(step)))
    let factors = step == 0 || step == 1 ? [a + 2, -(a + 3), 0, 1] : [a, -5 * a, 8 * a, -4 * a]
    var value = try unary(.affine, distance, alpha: factors[0], beta: factors[1])
    for factor in factors[2...] {
      value = try binary(.add, try binary(.multiply, value, distance), try real(factor))
    }
    return value
  }

  /// An element along an axis; one outside has no share, or another stands for it.
  private mutating func tap(
    _ index: Graph.TensorID, _ weight: Graph.TensorID?,
    _ bounds: (length: Int, least: Float, most: Float), _ border: Border
  ) throws -> Tap {
    let most = Float(bounds.length - 1)
    let inside =
      border == .reflection ? try reflected(index, bounds.least, bounds.most) : index
    let held = try unary(.clip, inside, alpha: 0, beta: most)
    guard border == .zeros else { return Tap(index: held, weight: weight) }
    let isInside = try cast(try compared(.equal, held, index), to: .float32)
    return Tap(
      index: held, weight: try weight.map { try binary(.multiply, $0, isInside) } ?? isInside)
  }

  /// A place thrown back at two borders until it lies between them.
  private mutating func reflected(
    _ place: Graph.TensorID, _ least: Float, _ most: Float
  ) throws -> Graph.TensorID {
    let range = most - least
    guard range > 0 else { return try unary(.clip, place, alpha: least, beta: least) }
    let distance = try unary(.abs, try unary(.affine, place, alpha: 1, beta: -least))
    let turn = try binary(.modulo, distance, try real(2 * range))
    let back = try unary(.abs, try unary(.affine, turn, alpha: 1, beta: -range))
    return try unary(.affine, back, alpha: -1, beta: least + range)
  }
}
