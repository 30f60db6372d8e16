/// Why a model was not converted: everything that stands in the way, at once.
public struct ConversionError: Error, Sendable {
  /// One thing that stands in the way.
  public struct Issue: Sendable, Equatable {
    /// Where it is, as `operator 12 (CONV_2D) 'block/conv'`, or the file as a whole.
    public let place: String
    /// The rule that is broken, as a sentence without its first capital.
    public let rule: String
    /// What to do about it, where something can be done.
    public let remedy: String?

    /// Creates an issue.
    public init(place: String, rule: String, remedy: String? = nil) {
      self.place = place
      self.rule = rule
      self.remedy = remedy
    }
  }

  /// All issues, in the order of the model.
  public let issues: [Issue]

  /// Creates an error of some issues.
  public init(_ issues: [Issue]) { self.issues = issues }
}

/// Why one operator of a model cannot be lowered.
struct LoweringFault: Error {
  let rule: String
  var remedy: String?

  init(_ rule: String, remedy: String? = nil) {
    self.rule = rule
    self.remedy = remedy
  }
}
