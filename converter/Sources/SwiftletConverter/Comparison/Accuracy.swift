/// How often a model is right.
public struct Accuracy: Sendable, Equatable {
  /// The samples.
  public private(set) var count = 0
  /// The samples whose class has the greatest score.
  public private(set) var firstCount = 0
  /// The samples whose class has one of the five greatest scores.
  public private(set) var fifthCount = 0

  /// Creates an accuracy of no samples.
  public init() {}

  /// The share of samples whose class has the greatest score.
  public var first: Double { count > 0 ? Double(firstCount) / Double(count) : 0 }

  /// The share of samples whose class has one of the five greatest scores.
  public var fifth: Double { count > 0 ? Double(fifthCount) / Double(count) : 0 }

  /// Counts a sample; of equal scores, the first counts as the greater.
  mutating func count(_ scores: [Float], label: Int) {
    count += 1
    guard scores.indices.contains(label) else { return }
    let own = scores[label]
    let rank = scores.indices.count { scores[$0] > own || scores[$0] == own && $0 < label }
    if rank < 1, !own.isNaN { firstCount += 1 }
    if rank < 5, !own.isNaN { fifthCount += 1 }
  }
}
