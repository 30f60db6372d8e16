/// Rounds weights up or down so that what a layer computes changes least.
///
/// With `w` the real weights of a channel in steps, `q` the stored ones, `H` the products of the
/// inputs with each other, and `t` those of the inputs with what the outputs are to gain, the error
/// is `eᵀHe − 2eᵀt` with `e = q − w`. Every weight is one of the two integers beside it. Starting
/// from the nearest, the weight whose change lowers the error most is changed, until none does.
struct AdaptiveRounding {
  /// The products of the inputs with each other, as a matrix.
  private let products: [Float]
  private let length: Int

  /// Takes the products of inputs, and makes them a little steeper where weights are known badly.
  init(products: [Float], length: Int, damping: Float) {
    self.length = length
    var steeper = products
    var trace: Float = 0
    for index in 0..<length { trace += products[index * length + index] }
    let slope = damping * trace / Float(length)
    for index in 0..<length { steeper[index * length + index] += slope }
    self.products = steeper
  }

  /// The stored weights of a channel, from the real ones in steps.
  ///
  /// `targets` are the products of the inputs with what the outputs are to gain, in steps.
  func rounded(_ weights: [Float], targets: [Float]) -> [Int8] {
    var stored = weights.map { max(-127, min(127, $0.rounded(.toNearestOrEven))) }
    var gradient = targets.map { -$0 }
    var slopes = gradient.mutableSpan
    for index in 0..<length {
      add(stored[index] - weights[index], row: index, to: &slopes)
    }
    for _ in 0..<(4 * length) {
      guard let (index, change) = bestChange(weights, stored, slopes) else { break }
      stored[index] += change
      add(change, row: index, to: &slopes)
    }
    return stored.map { Int8($0) }
  }

  private func add(_ factor: Float, row: Int, to slopes: inout MutableSpan<Float>) {
    Products.add(factor, products.span, at: row * length, to: &slopes, at: 0, count: length)
  }

  /// The change of one weight that lowers the error most.
  private func bestChange(
    _ weights: [Float], _ stored: [Float], _ slopes: borrowing MutableSpan<Float>
  ) -> (Int, Float)? {
    var best: (Int, Float)?
    var lowest: Float = 0
    for index in 0..<length {
      let distance = stored[index] - weights[index]
      // A weight that is an integer already is that integer.
      guard abs(distance) > 1e-3 else { continue }
      let change: Float = distance > 0 ? -1 : 1
      guard abs(stored[index] + change) <= 127 else { continue }
      let gain = products[index * length + index] + 2 * change * slopes[index]
      if gain < lowest { (best, lowest) = ((index, change), gain) }
    }
    return best
  }
}
