internal import SwiftletKernels

extension Normalization {
  /// Computes line by line.
  public static func reference(_ plan: Plan) {
    for line in 0..<Int(plan.lineCount) {
      let (outer, inner) = line.quotientAndRemainder(dividingBy: Int(plan.stride))
      let first = outer * Int(plan.length) * Int(plan.stride) + inner
      let size = Size(plan) { plan.input[first + $0 * Int(plan.stride)] }
      for index in 0..<Int(plan.length) {
        let position = first + index * Int(plan.stride)
        var y = size.normalized(plan.input[position])
        if let scale = plan.scale { y *= scale.elements[scale.broadcast.pair(of: position).right] }
        if let bias = plan.bias { y += bias.elements[bias.broadcast.pair(of: position).right] }
        plan.output[position] = y
      }
    }
  }

  /// Computes the lines of a share.
  public static func run(_ plan: Plan, _ share: Share) { reference(plan) }
}

/// What the elements of a line are brought to size by.
private struct Size {
  private let mean: Float
  private let divisor: Float
  private let divides: Bool

  init(_ plan: Normalization.Plan, _ element: (Int) -> Float) {
    let length = Float(Int(plan.length))
    switch plan.kind {
    case .layer:
      let mean = Self.sum(plan, element) / length
      self.mean = mean
      let variance = Self.sum(plan) { (element($0) - mean) * (element($0) - mean) } / length
      divisor = 1 / Functions.squareRoot(variance + plan.epsilon)
    case .rootMeanSquare:
      mean = 0
      let square = Self.sum(plan) { element($0) * element($0) } / length
      divisor = 1 / Functions.squareRoot(square + plan.epsilon)
    case .euclidean:
      mean = 0
      let root = Functions.squareRoot(Self.sum(plan) { element($0) * element($0) })
      divisor = root < plan.epsilon ? plan.epsilon : root
    }
    divides = plan.kind == .euclidean
  }

  func normalized(_ x: Float) -> Float {
    guard divides else { return (x - mean) * divisor }
    return divisor == 0 ? 0 : x / divisor
  }

  private static func sum(_ plan: Normalization.Plan, _ element: (Int) -> Float) -> Float {
    var sums = InlineArray<16, Float>(repeating: 0)
    for index in 0..<Int(plan.length) { sums[index & 15] += element(index) }
    var half = 8
    while half > 0 {
      for index in 0..<half { sums[index] += sums[index + half] }
      half /= 2
    }
    return sums[0]
  }
}
