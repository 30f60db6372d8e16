/// How much is spent on measuring.
enum Effort {
  /// As many runs as a time has room for.
  case seconds(Double)
  /// So many runs.
  case runs(Int)

  /// A tenth of it.
  var tenth: Effort {
    switch self {
    case .seconds(let seconds): .seconds(seconds / 10)
    case .runs(let count): .runs(count / 10)
    }
  }

  /// Calls a body as often as it says, and once at least; looks up between the calls.
  func repeated(_ look: () -> Void, _ body: () -> Void) {
    switch self {
    case .seconds(let seconds):
      let end = Clock.nanoseconds + Int(seconds * 1e9)
      repeat {
        body()
        look()
      } while Clock.nanoseconds < end
    case .runs(let count):
      for _ in 0..<max(count, 1) {
        body()
        look()
      }
    }
  }
}
