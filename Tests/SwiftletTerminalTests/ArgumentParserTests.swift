import Testing

@testable import SwiftletTerminal

@Suite struct ArgumentParserTests {
  static let input = OptionDefinition("--input", .text("FILE"), "Reads.", isRepeated: true)
  static let count = OptionDefinition("--count", short: "-c", .integer("N", 1...9), "Counts.")
  static let flag = OptionDefinition("--flag", .flag, "Flags.")
  static let set = OptionDefinition("--set", .choice("S", ["portable", "avx2"]), "Chooses.")

  static let tool = ToolDefinition(
    name: "tool", version: "1", summary: "A tool.",
    commands: [
      CommandDefinition(
        "go", "Goes.", positionals: [PositionalDefinition("FILE", "A file.")],
        options: [input, count, flag, set], examples: ["tool go a"])
    ])

  @Test(arguments: [
    ["a", "--count", "3", "--flag", "--input", "x", "--input=y"],
    ["--count=3", "--flag", "--input=x", "--input", "y", "a"],
    ["-c", "3", "--input", "x", "--flag", "--input", "y", "--", "a"],
  ])
  func everyOrderAndSpellingSaysTheSame(words: [String]) throws {
    let arguments = try parse(words)
    #expect(arguments.positionals == ["a"])
    #expect(arguments.texts(of: Self.input) == ["x", "y"])
    #expect(arguments.integer(of: Self.count) == 3)
    #expect(arguments.isGiven(Self.flag))
    #expect(arguments.text(of: Self.set) == nil)
  }

  @Test func wordsAfterTwoDashesAreNotOptions() throws {
    #expect(try parse(["--", "--flag"]).positionals == ["--flag"])
    #expect(try parse(["-"]).positionals == ["-"])
  }

  @Test(arguments: [
    (["a", "--count"], "option '--count' needs a value: -c, --count N"),
    (["a", "--count", "--flag"], "option '--count' needs a value: -c, --count N"),
    (["a", "--count="], "option '--count' needs a value: -c, --count N"),
    (["a", "--count", "x"], "option '--count' needs a whole number from 1 to 9, not 'x'"),
    (["a", "-c", "1", "--count", "2"], "option '--count' is given twice"),
    (["a", "--flag=yes"], "option '--flag' takes no value"),
    (["a", "--set", "avx3"], "option '--set' does not know 'avx3'"),
    (["a", "--zzzzzz"], "unknown option '--zzzzzz'"),
  ])
  func mistakesAreNamed(words: [String], message: String) {
    #expect {
      _ = try parse(words)
    } throws: { error in
      (error as? Diagnostic)?.message == message && (error as? Diagnostic)?.kind == .usage
    }
  }

  @Test func theNearestWordIsSuggestedOnlyWhenItIsNear() {
    let words = ["--input", "--output", "--threads"]
    #expect(Spelling.nearest(to: "--inptu", among: words) == "--input")
    #expect(Spelling.nearest(to: "--thread", among: words) == "--threads")
    #expect(Spelling.nearest(to: "--xyzabcdef", among: words) == nil)
    #expect(Spelling.distance("", "abc") == 3)
    #expect(Spelling.distance("kitten", "sitting") == 3)
  }

  @Test(arguments: [
    ("a.npy", nil, "a.npy"), ("x=a.npy", "x", "a.npy"), ("x=a=b", "x", "a=b"),
    ("./a=b", nil, "./a=b"), ("=a", nil, "=a"),
  ])
  func filesMayHaveNames(text: String, name: String?, path: String) {
    #expect(NamedFile(text).name == name)
    #expect(NamedFile(text).path == path)
  }

  private func parse(_ words: [String]) throws -> ParsedArguments {
    guard case .run(_, let arguments) = try ArgumentParser(Self.tool).parse(["go"] + words) else {
      throw Diagnostic(.failure, "not a run")
    }
    return arguments
  }
}
