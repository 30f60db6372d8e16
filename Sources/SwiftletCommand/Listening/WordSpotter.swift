/// Tells words from the scores of a model that hears one window of sound after the other.
///
/// Scores are averaged over the latest windows. A word is told once, when its mean reaches the
/// threshold, and again only after another word or a pause.
struct WordSpotter {
  /// A word that was heard.
  struct Word: Equatable {
    let number: Int
    let score: Float
    /// The position of the window in which it was certain first.
    let window: Int
  }

  let threshold: Float
  let smoothing: Int
  // The classes that are no words, such as silence.
  let ignored: Set<Int>

  private var latest: [[Float]] = []
  private var windowCount = 0
  // The word that was told last, while it is still to be heard.
  private var current: Int?

  init(threshold: Float, smoothing: Int, ignored: Set<Int>) {
    self.threshold = threshold
    self.smoothing = smoothing
    self.ignored = ignored
  }

  /// Takes the scores of the next window, and returns a word that they complete.
  mutating func hear(_ scores: [Float]) -> Word? {
    latest.append(scores)
    if latest.count > smoothing { latest.removeFirst() }
    windowCount += 1
    let means = scores.indices.map { index in
      latest.reduce(0) { $0 + $1[index] } / Float(latest.count)
    }
    guard let best = means.indices.max(by: { means[$0] < means[$1] }) else { return nil }
    if let word = current, means[word] < threshold / 2 { current = nil }
    guard latest.count == smoothing, means[best] >= threshold, !ignored.contains(best),
      best != current
    else { return nil }
    current = best
    return Word(number: best, score: means[best], window: windowCount - 1)
  }
}
