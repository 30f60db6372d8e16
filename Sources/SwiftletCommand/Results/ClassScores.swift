import Swiftlet
import SwiftletTerminal

/// How a model scored classes: the best of them, with their names.
struct ClassScores {
  /// How the numbers of an output are shown.
  enum Mode: String, CaseIterable {
    /// As probabilities: by a softmax where the numbers are not between zero and one already.
    case automatic = "auto"
    /// Through a softmax.
    case softmax
    /// As they are.
    case raw
  }

  /// A class and its score.
  struct Entry: Equatable {
    let number: Int
    let name: String
    let score: Float
  }

  /// The best classes, the best one first; of equal ones the one of the lower number.
  let best: [Entry]

  /// Whether the scores of all classes sum to one.
  let isDistribution: Bool

  /// Whether a softmax made them so.
  let isSoftmax: Bool

  /// Ranks the scores of all classes.
  init(_ values: [Float], names: ClassNames, mode: Mode, top count: Int) {
    let isShare = values.allSatisfy { $0 >= 0 && $0 <= 1 }
    isSoftmax =
      switch mode {
      case .automatic: !isShare && values.allSatisfy(\.isFinite)
      case .softmax: true
      case .raw: false
      }
    let scores = isSoftmax ? Self.softmax(values) : values
    // Stored in 8 bits, shares of many classes sum to one only nearly.
    isDistribution = isSoftmax || isShare && abs(scores.reduce(0, +) - 1) < 0.1
    let ranked = scores.indices.sorted { left, right in
      let (first, second) = (scores[left], scores[right])
      return first == second || first.isNaN && second.isNaN
        ? left < right : second.isNaN || first > second
    }
    best = ranked.prefix(count).map {
      Entry(number: $0, name: names.name($0), score: scores[$0])
    }
  }

  private static func softmax(_ values: [Float]) -> [Float] {
    let most = values.max() ?? 0
    let powers = values.map { exponential($0 - most) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  /// The scores as rows of a table, with bars where a person looks at them.
  func table(for terminal: Terminal) -> Table {
    let hasBars = terminal.isInteractive && best.allSatisfy { 0...1 ~= $0.score }
    var table = Table(
      [
        .init("#", .right), .init("Class", isFlexible: true, leastWidth: 12),
        .init(isDistribution ? "Probability" : "Score", .right),
      ] + (hasBars ? [.init("")] : []))
    for (index, entry) in best.enumerated() {
      let bar = String(repeating: "█", count: Int((entry.score * 20).rounded()))
      table.add(["\(index + 1)", entry.name, text(of: entry.score)] + (hasBars ? [bar] : []))
    }
    return table
  }

  private func text(of score: Float) -> String {
    isDistribution
      ? NumberText.fixed(100 * Double(score), decimals: 2) + " %"
      : NumberText.fixed(Double(score), decimals: 4)
  }

  /// The scores for programs.
  var json: [(key: String, value: JSONValue)] {
    [
      ("isDistribution", .boolean(isDistribution)), ("isSoftmax", .boolean(isSoftmax)),
      (
        "best",
        .array(
          best.map {
            .object([
              ("class", .integer($0.number)), ("name", .string($0.name)),
              ("score", .single($0.score)),
            ])
          })
      ),
    ]
  }
}
