/// The steps of numbers that were integers before.
enum WeightGrid {
  /// The largest scale at which all numbers are whole steps, no more than `most` from zero.
  ///
  /// Numbers that were dequantized come back to the integers that they were, whatever has moved them
  /// since. Nil where there are none but zeros, or no such scale.
  static func scale(of numbers: some Collection<Float>, most: Int) -> Float? {
    let largest = numbers.reduce(0) { max($0, abs($1)) }
    guard largest > 0, largest.isFinite else { return nil }
    candidates: for steps in 1...most {
      let scale = largest / Float(steps)
      for number in numbers {
        let place = number / scale
        guard abs(place - place.rounded(.toNearestOrEven)) <= 1e-4 else { continue candidates }
      }
      // The same grid, made finer as far as there is room, so that a bias has fine steps as well.
      return largest / Float(most / steps * steps)
    }
    return nil
  }
}
