public import SwiftletFormat

/// What of a model becomes integers.
public enum QuantizationMode: String, Sendable, CaseIterable {
  /// Nothing: weights and activations stay as they are.
  case none
  /// The weights are stored as half-precision numbers; everything is computed in float.
  case float16
  /// The weights are stored as int8, one scale for each channel; activations are float.
  case int8Weights = "int8-weights"
  /// Dense layers have int8 weights, and store their inputs as int8 while the model runs.
  case dynamic
  /// Weights and activations are int8.
  case int8
}

/// What a quantization is asked for.
public struct QuantizationOptions: Sendable {
  /// What becomes integers.
  public var mode: QuantizationMode

  /// The positions of the operators that stay in float.
  public var floatNodes: Set<Int> = []

  /// The names of the operators that stay in float; a conversion takes them as reports show them.
  public var floatNames: Set<String> = []

  /// Whether weights have one scale for each output channel, and not one for all.
  public var scalesChannels = true

  /// What the caller gives where the model takes real numbers: float32, int8 or uint8.
  public var inputElement = ElementType.float32

  /// What the caller takes where the model gives real numbers: float32, int8 or uint8.
  public var outputElement = ElementType.float32

  /// Whether the weights of neighbouring layers are brought to the same ranges.
  public var equalizes = false

  /// Whether each layer's bias makes up for the mean of its error on samples.
  public var correctsBias = false

  /// Whether weights are rounded up or down by what they do to their layer's outputs on samples.
  public var adaptsRounding = false

  /// Creates the usual options of a mode.
  public init(mode: QuantizationMode = .int8) { self.mode = mode }
}

/// A graph whose values are quantized, and what is not.
public struct QuantizedGraph: Sendable {
  /// An operator that works on real numbers.
  public struct FloatNode: Sendable, Equatable {
    /// Its position in the graph before quantization.
    public let index: Int
    /// Its name.
    public let name: String
    /// Why it stays in float, as part of a sentence.
    public let reason: String
  }

  /// The graph, in which a value that is int8 has the position it had as float32.
  public var graph: Graph

  /// The operators that work on real numbers.
  public let floatNodes: [FloatNode]

  /// The number of operators that work on integers.
  public let integerNodeCount: Int

  /// The float graph in the form that was quantized, whose values have the same positions.
  let origin: Graph
}
