import SwiftletTerminal

/// Where a command writes what it found, and what went wrong.
struct Console {
  let output: any TextSink
  let errors: any TextSink
}

/// The tool: its definition, and which function does which command.
enum Tool {
  static let definition = ToolDefinition(
    name: "swiftlet", version: "0.1.0",
    summary: "Converts neural networks to compact int8 models, and runs them.",
    commands: commands.map(\.definition))

  private static let commands = [
    ConvertCommand.command, InspectCommand.command, RunCommand.command, CompareCommand.command,
    BenchCommand.command, ReportCommand.command, ListenCommand.command, CompletionCommand.command,
    ManualCommand.command,
  ]

  /// Does what the words ask for, and returns the exit status: 0 when it is done, 1 when a file or
  /// the machine stands in the way, 2 when the command line is mistaken.
  static func run(_ words: [String], _ console: Console) -> Int32 {
    do throws(Diagnostic) {
      switch try ArgumentParser(definition).parse(words) {
      case .help(nil): console.output.write(definition.help(for: console.output.terminal))
      case .help(.some(let command)):
        console.output.write(definition.help(of: command, for: console.output.terminal))
      case .version: console.output.writeLine("\(definition.name) \(definition.version)")
      case .run(let chosen, let arguments):
        for command in commands where command.definition.name == chosen.name {
          try command.run(arguments, console)
        }
      }
      return 0
    } catch {
      error.print(to: console.errors)
      return error.exitStatus
    }
  }
}

/// One command of the tool: its definition, and the function that does it.
struct Command {
  let definition: CommandDefinition
  let run: @Sendable (ParsedArguments, Console) throws(Diagnostic) -> Void
}

/// Options that several commands share.
enum SharedOptions {
  static let json = OptionDefinition("--json", .flag, "Write JSON instead of tables.")

  static let threads = OptionDefinition(
    "--threads", .integer("N", 1...1024), "Use N threads; one when not given.")

  static let instructionSet = OptionDefinition(
    "--instruction-set", .text("S"),
    "Use no instructions beyond the set S, such as portable or avx2; the best when not given.")

  static let model = PositionalDefinition("MODEL", "A model that 'swiftlet convert' wrote.")
}
