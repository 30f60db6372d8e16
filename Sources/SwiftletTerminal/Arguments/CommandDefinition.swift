/// An option of a command, such as `--threads N`.
public struct OptionDefinition: Equatable, Sendable {
  /// What follows the option's name.
  public enum Value: Equatable, Sendable {
    /// Nothing: the option is given or not.
    case flag
    /// A text, such as a name.
    case text(String)
    /// The path of a file or folder, which a shell can complete.
    case path(String)
    /// A whole number within bounds.
    case integer(String, ClosedRange<Int>)
    /// A number within bounds.
    case number(String, ClosedRange<Double>)
    /// One of several words.
    case choice(String, [String])

    /// What help texts call the value; nil for a flag.
    public var name: String? {
      switch self {
      case .flag: nil
      case .text(let name), .path(let name): name
      case .integer(let name, _), .number(let name, _), .choice(let name, _): name
      }
    }
  }

  /// The name, with its dashes: `--threads`.
  public let name: String

  /// One dash and one letter, or nil.
  public let shortName: String?

  /// What follows the name.
  public let value: Value

  /// What the option does, as one sentence.
  public let summary: String

  /// Whether the command cannot do without it.
  public let isRequired: Bool

  /// Whether it may be given more than once.
  public let isRepeated: Bool

  /// Creates a definition.
  public init(
    _ name: String, short shortName: String? = nil, _ value: Value, _ summary: String,
    isRequired: Bool = false, isRepeated: Bool = false
  ) {
    self.name = name
    self.shortName = shortName
    self.value = value
    self.summary = summary
    self.isRequired = isRequired
    self.isRepeated = isRepeated
  }

  /// The option as help texts show it: `-o, --output OUT`.
  public var usage: String {
    [shortName.map { "\($0)," }, name, value.name].compactMap(\.self).joined(separator: " ")
  }

  /// Asks for the help of a command.
  public static let help = OptionDefinition("--help", short: "-h", .flag, "Show this help.")
}

/// An argument without a name, told by its position.
public struct PositionalDefinition: Equatable, Sendable {
  /// What help texts call it: `MODEL`.
  public let name: String

  /// What it is, as one sentence.
  public let summary: String

  /// The words that may stand there; empty where it is a file.
  public let choices: [String]

  /// Creates a definition.
  public init(_ name: String, _ summary: String, choices: [String] = []) {
    self.name = name
    self.summary = summary
    self.choices = choices
  }
}

/// A command of the tool: what it takes and how it is explained.
public struct CommandDefinition: Equatable, Sendable {
  /// The word that calls it.
  public let name: String

  /// What it does, as one sentence.
  public let summary: String

  /// The arguments told by position; every one is required.
  public let positionals: [PositionalDefinition]

  /// The options, in the order of the help text; `--help` is added.
  public let options: [OptionDefinition]

  /// Whole command lines that work as they stand.
  public let examples: [String]

  /// Creates a definition.
  public init(
    _ name: String, _ summary: String, positionals: [PositionalDefinition],
    options: [OptionDefinition], examples: [String]
  ) {
    self.name = name
    self.summary = summary
    self.positionals = positionals
    self.options = options + [.help]
    self.examples = examples
  }
}

/// The whole tool: its name, its version and its commands.
public struct ToolDefinition: Equatable, Sendable {
  /// The word that starts the tool.
  public let name: String

  /// The version, without the tool's name.
  public let version: String

  /// What the tool does, as one sentence.
  public let summary: String

  /// The commands, in the order of the help text.
  public let commands: [CommandDefinition]

  /// Creates a definition.
  public init(name: String, version: String, summary: String, commands: [CommandDefinition]) {
    self.name = name
    self.version = version
    self.summary = summary
    self.commands = commands
  }
}
