import SwiftletTerminal
import Testing

@testable import SwiftletCommand

@Suite struct ToolTests {
  @Test func theVersionIsOneLine() {
    #expect(run("--version") == Outcome(0, "swiftlet 0.1.0\n", ""))
  }

  @Test(arguments: [["--help"], ["-h"], ["help"]])
  func theHelpListsEveryCommand(words: [String]) {
    let expected = """
      Converts neural networks to compact int8 models, and runs them.

      Usage: swiftlet COMMAND [ARGUMENTS]

      Commands:
        convert  Converts a trained network to a model that Swiftlet runs.
        inspect  Shows what a model takes, gives, holds and needs.
        run      Runs a model on arrays in .npy files.
        compare  Shows how far a model's values are from those of its float network.
        bench    Measures how long a model takes.

      Options:
        --help     Show this help.
        --version  Show the version.

      Run 'swiftlet COMMAND --help' for the arguments of a command.

      """
    #expect(run(words) == Outcome(0, expected, ""))
  }

  @Test(arguments: [
    ["convert", "--help"], ["help", "convert"], ["convert", "a", "-h", "--nonsense"],
  ])
  func theHelpOfACommandHasItsArgumentsAndAnExample(words: [String]) {
    let expected = """
      Converts a trained network to a model that Swiftlet runs.

      Usage: swiftlet convert IN -o OUT [--strip] [--json]

      Arguments:
        IN  The network: a .tflite file.

      Options:
        -o, --output OUT  Write the model to OUT.
        --strip           Leave out names and other texts.
        --json            Write JSON instead of tables.
        -h, --help        Show this help.

      Example:
        swiftlet convert network.tflite -o network.swiftlet

      """
    #expect(run(words) == Outcome(0, expected, ""))
  }

  @Test func everyExampleIsAcceptedByItsOwnDefinition() throws {
    for command in Tool.definition.commands {
      #expect(!command.examples.isEmpty)
      for example in command.examples {
        let words = example.split(separator: " ").map(String.init)
        #expect(words[0] == "swiftlet")
        let request = try ArgumentParser(Tool.definition).parse(Array(words.dropFirst()))
        guard case .run(let chosen, _) = request else {
          Issue.record("'\(example)' does not run")
          continue
        }
        #expect(chosen == command)
      }
    }
  }

  @Test(arguments: [
    (
      "inspect absent", "cannot read 'absent': no such file",
      "check the spelling and the folder that the path starts from", 1
    ),
    ("", "no command given", "try 'swiftlet --help'", 2),
    ("insepct m", "unknown command 'insepct'", "did you mean 'inspect'?", 2),
    ("--verison", "unknown option '--verison'", "try 'swiftlet --help'", 2),
    ("inspect m --jsn", "unknown option '--jsn'", "did you mean '--json'?", 2),
    ("convert a", "option '-o, --output OUT' is missing", "try 'swiftlet convert --help'", 2),
    ("inspect", "FILE is missing", "try 'swiftlet inspect --help'", 2),
    ("inspect a b", "unexpected argument 'b'", "try 'swiftlet inspect --help'", 2),
    (
      "bench m --threads 0", "option '--threads' needs a whole number from 1 to 1024, not '0'",
      "try 'swiftlet bench --help'", 2
    ),
    (
      "bench m --seconds -1", "option '--seconds' needs a number from 0.01 to 3600.0, not '-1'",
      "try 'swiftlet bench --help'", 2
    ),
  ])
  func mistakesAreExplained(line: String, message: String, help: String, status: Int) {
    let words = line.split(separator: " ").map(String.init)
    #expect(run(words) == Outcome(Int32(status), "", "Error: \(message)\nHelp: \(help)\n"))
  }

  private func run(_ words: String...) -> Outcome { .of(words) }

  private func run(_ words: [String]) -> Outcome { .of(words) }
}
