import Swiftlet
import SwiftletConverter
import SwiftletTerminal

/// A comparison as people read it.
struct ComparisonReport {
  let path: String
  let referencePath: String
  /// Whether the samples were made up.
  let isRandom: Bool
  let comparison: Comparison

  /// The layers that a table shows.
  private static let mostLayers = 20

  func text(for terminal: Terminal) -> String {
    let count = comparison.sampleCount
    let title = "\(path) beside \(referencePath), \(count) sample\(count == 1 ? "" : "s")"
    var text = terminal.styled(title, .bold) + "\n"
    if isRandom { text += "The samples are made up, and say nothing of real data.\n" }
    text = terminal.drawn(text) + "\n" + outputs.rendered(for: terminal)
    if let accuracy { text += "\n" + accuracy.rendered(for: terminal) }
    guard !comparison.layers.isEmpty else {
      return text + "\nNo operator's output has the same name in both models.\n"
    }
    return text + "\n" + layers.rendered(for: terminal) + terminal.drawn(notes(terminal.width))
  }

  private var outputs: Table {
    var table = Table([
      .init("Output", isFlexible: true), .init("SQNR, dB", .right), .init("Cosine", .right),
      .init("Largest error", .right), .init("Saturated", .right),
    ])
    for output in comparison.outputs {
      let difference = output.difference
      table.add([
        output.name, difference.decibelText,
        NumberText.fixed(difference.cosine, decimals: 6), difference.errorText,
        difference.saturatedText,
      ])
    }
    return table
  }

  private var accuracy: Table? {
    guard let (reference, tested) = comparison.accuracy else { return nil }
    var table = Table([
      .init("Right"), .init("Reference", .right), .init("Model", .right),
      .init("Change", .right),
    ])
    let percent = { (share: Double) in NumberText.fixed(100 * share, decimals: 2) + " %" }
    for (name, share) in [("top 1", \Accuracy.first), ("top 5", \Accuracy.fifth)] {
      let (before, after) = (reference[keyPath: share], tested[keyPath: share])
      table.add([
        name, percent(before), percent(after),
        (after > before ? "+" : "") + percent(after - before),
      ])
    }
    return table
  }

  private var layers: Table {
    var table = Table([
      .init("#", .right), .init("Operator"),
      .init("Output by damage", isFlexible: true, leastWidth: 10, keepsEnds: true),
      .init("Type"), .init("Before", .right), .init("After", .right), .init("Alone", .right),
      .init("Saturated", .right),
    ])
    for layer in comparison.layersByDamage.prefix(Self.mostLayers) {
      table.add([
        "\(layer.step)", layer.operatorTitle, layer.shortName, "\(layer.element)",
        Decibels.text(Decibels.ofNoise(layer.noiseRatioBefore)), layer.difference.decibelText,
        Decibels.text(layer.ownDecibels), layer.difference.saturatedText,
      ])
    }
    return table
  }

  private func notes(_ width: Int) -> String {
    let rest = comparison.layersByDamage.count - Self.mostLayers
    var sentences = [
      "Before and after: signal over noise, in dB, of what the operator reads and of what it gives.",
      "Alone: of what it would give if what it reads were exact.",
      "\(comparison.layers.count) of \(comparison.operatorCount) operators have outputs of the same "
        + "name in both.",
    ]
    if rest > 0 { sentences.append("\(rest) more add noise; --json lists all.") }
    return sentences.flatMap { $0.wrapped(to: width) }.joined(separator: "\n") + "\n"
  }
}

extension Comparison.Layer {
  /// The operator as the table of operators writes it.
  var operatorTitle: String { operatorName.prefix(1).uppercased() + operatorName.dropFirst() }

  /// The first of the names that converters join.
  var shortName: String { name.split(separator: ";").first.map(String.init) ?? "" }
}

extension Decibels {
  /// A ratio of signal to noise as people read it.
  static func text(_ decibels: Double) -> String {
    switch decibels {
    case .infinity: "exact"
    case -.infinity: "no signal"
    default: NumberText.fixed(decibels, decimals: 2)
    }
  }
}

extension Difference {
  /// The ratio of signal to noise.
  fileprivate var decibelText: String {
    undefinedCount > 0 ? "not finite" : Decibels.text(decibels)
  }

  /// The largest difference, with three digits that tell.
  fileprivate var errorText: String {
    guard largestError > 0 else { return "0" }
    var decimals = 3
    var bound = 1.0
    while decimals > 0, largestError >= 10 * bound {
      decimals -= 1
      bound *= 10
    }
    bound = 0.1
    while decimals < 9, largestError < bound {
      decimals += 1
      bound /= 10
    }
    return NumberText.fixed(largestError, decimals: decimals)
  }

  /// The share of numbers that the element type cannot hold.
  fileprivate var saturatedText: String {
    NumberText.fixed(100 * saturatedShare, decimals: 2) + " %"
  }
}
