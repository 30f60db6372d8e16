/// What a model holds, takes, gives and needs, for people and programs that look at models.
///
/// A report is made only of a model that loads, so every number in it has passed the loader's checks.
public struct ModelReport: Sendable {
  /// A value of the graph, and when it is alive.
  public struct Tensor: Equatable, Sendable {
    /// What the model says of it.
    public let description: TensorDescription

    /// The steps at which the bytes are the tensor's own; nil for a constant.
    public let aliveSteps: ClosedRange<Int>?

    /// Where the bytes lie among the constants, or among the activations.
    public var byteRange: Range<Int> {
      // The loader checked the place of every tensor that a step or a door names.
      let start = Int(clamping: description.byteOffset)
      return start..<max(start, start &+ description.byteCount)
    }
  }

  /// One step of the model, in the order in which they run.
  public struct Step: Equatable, Sendable {
    /// The operator, as `Model.fbs` names it.
    public let operatorName: String

    /// The name; nil where it was stripped.
    public let name: String?

    /// The positions of the inputs among ``ModelReport/tensors``; nil for one that is left out.
    public let inputs: [Int?]

    /// The position of the output among ``ModelReport/tensors``.
    public let output: Int

    /// The attributes, in the order of `Model.fbs`.
    public let attributes: [ModelAttribute]

    /// The products that one run sums.
    public let multiplyAccumulates: Int

    /// The bytes of the constants among the inputs.
    public let constantByteCount: Int

    /// Where the scratch memory lies among the activations.
    public let scratchRange: Range<Int>
  }

  /// The bytes of the file.
  public let fileByteCount: Int

  /// The version of the format that the file was written for.
  public let version: Int

  /// The program that wrote the file; nil where it was stripped.
  public let producer: String?

  /// The bytes of the constants.
  public let constantByteCount: Int

  /// The bytes of the arena that tensors and scratch memory take.
  public let activationByteCount: Int

  /// The most bytes that are alive at one step: no plan of this order can need fewer.
  public let activationLowerBound: Int

  /// The bytes of the whole arena on this machine; one fewer is refused.
  public let arenaByteCount: Int

  /// The inputs of the model.
  public let inputs: [TensorDescription]

  /// The outputs of the model.
  public let outputs: [TensorDescription]

  /// Every tensor of the file.
  public let tensors: [Tensor]

  /// Every step.
  public let steps: [Step]

  /// Texts that the file carries, by their keys.
  public let metadata: [Entry]

  /// A text that a file carries.
  public struct Entry: Equatable, Sendable {
    /// What the text is about.
    public let key: String

    /// The text.
    public let value: String
  }

  /// The products that one run of the model sums.
  public var multiplyAccumulates: Int {
    steps.reduce(0) { sum, step in
      let (result, overflow) = sum.addingReportingOverflow(step.multiplyAccumulates)
      return overflow ? Int.max : result
    }
  }

  /// The bytes that are alive at each step: tensors, each byte once, and scratch memory.
  public var aliveByteCounts: [Int] {
    let tensors = tensors.filter { $0.aliveSteps != nil }
      .sorted { $0.firstStep < $1.firstStep }
    var next = 0
    var alive: [Tensor] = []
    return steps.indices.map { step in
      alive.removeAll { $0.aliveSteps.map { $0.upperBound < step } ?? true }
      while next < tensors.count, tensors[next].firstStep <= step {
        alive.append(tensors[next])
        next += 1
      }
      return Self.unionByteCount(alive.map(\.byteRange) + [steps[step].scratchRange])
    }
  }

  private static func unionByteCount(_ ranges: [Range<Int>]) -> Int {
    var end = 0
    var count = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      count += max(0, range.upperBound - max(end, range.lowerBound))
      end = max(end, range.upperBound)
    }
    return count
  }
}

extension ModelReport.Tensor {
  fileprivate var firstStep: Int { aliveSteps?.lowerBound ?? Int.max }
}
