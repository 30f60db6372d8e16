internal import SwiftletCore
public import SwiftletFormat

/// What a trained model holds, and what becomes of it.
public struct SourceReport: Sendable {
  /// A value that the model takes or gives.
  public struct Port: Sendable, Equatable {
    /// The name.
    public let name: String
    /// The type of its elements in the converted model; nil where it could not be worked out.
    public let element: ElementType?
    /// The lengths of its axes.
    public let lengths: [Int]
  }

  /// An operator of the model.
  public struct Operator: Sendable, Equatable {
    /// Its position in the model.
    public let index: Int
    /// What its format calls it.
    public let kind: String
    /// What the author calls it, or its first output.
    public let name: String
    /// The type of the elements of its first output; nil where it could not be worked out.
    public let element: ElementType?
    /// The shape of its first output; nil where it could not be worked out.
    public let lengths: [Int]?
    /// The operators of the runtime that it becomes, before any are merged; none for what is known
    /// before the model runs.
    public let parts: [OperatorCode]
    /// Whether it is converted.
    public let isSupported: Bool
  }

  /// The values that the model takes.
  public internal(set) var inputs: [Port] = []

  /// The values that the model gives.
  public internal(set) var outputs: [Port] = []

  /// The operators, in running order.
  public internal(set) var operators: [Operator] = []

  /// Everything that stands in the way of a conversion.
  public internal(set) var issues: [ConversionError.Issue] = []

  /// The operators of each kind and how many of them are converted, the most frequent first.
  public var kinds: [(kind: String, count: Int, supportedCount: Int)] {
    var counts: [String: (Int, Int)] = [:]
    for step in operators {
      counts[step.kind, default: (0, 0)].0 += 1
      counts[step.kind, default: (0, 0)].1 += step.isSupported ? 1 : 0
    }
    return counts.map { ($0.key, $0.value.0, $0.value.1) }
      .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
  }
}

extension SourceReport.Port {
  /// A port of a graph.
  init(_ port: Graph.Port, in graph: Graph) {
    let type = graph.tensors[port.tensor].type
    self.init(name: port.name, element: type.element, lengths: type.shape.lengths)
  }
}

extension SourceReport.Operator {
  /// An operator that was lowered to the last operators of a graph, or that could not be.
  init(
    index: Int, kind: String, name: String, output: Graph.TensorID?, in graph: Graph,
    from firstNode: Int, isSupported: Bool
  ) {
    let type = output.map { graph.tensors[$0].type }
    self.init(
      index: index, kind: kind, name: name, element: isSupported ? type?.element : nil,
      lengths: isSupported ? type?.shape.lengths : nil,
      parts: graph.nodes[firstNode...].map(\.operation.code), isSupported: isSupported)
  }
}
