extension Calibration {
  /// How a range is chosen from the values that samples give.
  public enum Method: Sendable, Equatable {
    /// The least and the greatest value of all samples.
    case minMax
    /// The least and the greatest value of each sample, averaged with falling weight.
    ///
    /// Each sample after the first moves the range a tenth of the way to its own.
    case movingAverage
    /// The range that a percentage of the values is in, as many left out below as above.
    case percentile(Double)
    /// The range whose 256 steps tell least else than the values themselves (Kullback–Leibler).
    case entropy
    /// The range whose 256 steps have the least squared error.
    case meanSquaredError

    /// The percentage where none is given.
    public static let usualPercentage = 99.99

    /// The names of the methods.
    public static let names = ["min-max", "moving-average", "percentile", "entropy", "mse"]

    /// Finds a method by its name; `percentile:99.9` gives a percentage.
    public init?(_ text: String) {
      switch text {
      case "min-max": self = .minMax
      case "moving-average": self = .movingAverage
      case "percentile": self = .percentile(Self.usualPercentage)
      case "entropy": self = .entropy
      case "mse": self = .meanSquaredError
      default:
        guard text.hasPrefix("percentile:"),
          let percentage = Double(text.dropFirst("percentile:".count)), percentage > 50,
          percentage <= 100
        else { return nil }
        self = .percentile(percentage)
      }
    }

    /// Whether the samples are run a second time, to count values in bins.
    var needsHistograms: Bool {
      switch self {
      case .minMax, .movingAverage: false
      case .percentile, .entropy, .meanSquaredError: true
      }
    }
  }
}
