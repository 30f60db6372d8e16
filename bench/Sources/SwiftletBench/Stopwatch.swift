/// Times short work on a machine that others use as well.
enum Stopwatch {
  /// The shortest of several means, each over about a millisecond.
  static func nanoseconds(of body: () -> Void) -> Double {
    let clock = ContinuousClock()
    body()
    let once = max(clock.measure(body) / .nanoseconds(1), 1)
    let count = max(1, Int(1e6 / once))
    return (0..<20).map { _ in
      clock.measure { for _ in 0..<count { body() } } / .nanoseconds(1) / Double(count)
    }.min() ?? .infinity
  }
}
