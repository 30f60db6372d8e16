internal import Swiftlet

/// Why two models cannot be compared.
public enum ComparisonFault: Error, Equatable, Sendable {
  /// There are no samples.
  case noSamples
  /// The models have different numbers of inputs or outputs.
  case doorCount(door: String, tested: Int, reference: Int)
  /// An input or output has different numbers of elements.
  case doorShape(door: String, index: Int, tested: [Int], reference: [Int])
  /// There are more or fewer labels than samples.
  case labelCount(labels: Int, samples: Int)
  /// A label is no class of the models.
  case labelOutOfRange(label: Int, sample: Int, classCount: Int)

  /// Throws unless two models take and give the same, and every label is a class.
  static func check(
    _ tested: Model, _ reference: Model, sampleCount: Int, labels: [Int]?
  ) throws(ComparisonFault) {
    let doors = [
      ("input", tested.inputs, reference.inputs), ("output", tested.outputs, reference.outputs),
    ]
    for (door, own, other) in doors {
      guard own.count == other.count else {
        throw .doorCount(door: door, tested: own.count, reference: other.count)
      }
      for (index, pair) in zip(own, other).enumerated()
      where pair.0.elementCount != pair.1.elementCount {
        throw .doorShape(
          door: door, index: index, tested: pair.0.shape, reference: pair.1.shape)
      }
    }
    guard sampleCount > 0 else { throw .noSamples }
    guard let labels else { return }
    guard labels.count == sampleCount else {
      throw .labelCount(labels: labels.count, samples: sampleCount)
    }
    let classCount = reference.outputs.first?.elementCount ?? 0
    for (sample, label) in labels.enumerated() where label < 0 || label >= classCount {
      throw .labelOutOfRange(label: label, sample: sample, classCount: classCount)
    }
  }
}

extension ComparisonFault: CustomStringConvertible {
  /// The fault in one sentence, without its remedy.
  public var description: String {
    switch self {
    case .noSamples: "there are no samples to compare with"
    case .doorCount(let door, let tested, let reference):
      "the model has \(tested) \(door)\(tested == 1 ? "" : "s"), and the reference \(reference)"
    case .doorShape(let door, let index, let tested, let reference):
      "\(door) \(index) of the model is \(Self.text(tested)), and that of the reference "
        + Self.text(reference)
    case .labelCount(let labels, let samples):
      "there are \(labels) labels, and \(samples) samples"
    case .labelOutOfRange(let label, let sample, let classCount):
      "the label of sample \(sample) is \(label), and the models have \(classCount) classes, "
        + "counted from 0"
    }
  }

  /// What the user can do about it.
  public var remedy: String {
    switch self {
    case .noSamples: "give at least one sample; some tens are better"
    case .doorCount, .doorShape: "give the float model that the model was converted from"
    case .labelCount: "give one label for each sample, in the samples' order"
    case .labelOutOfRange: "check that the labels are those of this model's classes"
    }
  }

  private static func text(_ shape: [Int]) -> String {
    shape.isEmpty ? "a single number" : shape.map(String.init).joined(separator: "×")
  }
}
