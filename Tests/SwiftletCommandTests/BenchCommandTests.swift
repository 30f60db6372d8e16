import Swiftlet
import SwiftletCases
import Testing

@Suite struct BenchCommandTests {
  let folder: TestFolder

  init() throws {
    folder = try TestFolder()
    try FileWriter.replace(folder("m"), with: ModelFixture.negation().bytes)
  }

  private func bench(_ words: String...) -> Outcome {
    .of(["bench", folder("m"), "--seconds", "0.02"] + words)
  }

  @Test func programsGetTheTimes() throws {
    let outcome = bench("--json")
    #expect(outcome.status == 0)
    #expect(
      keys(of: outcome.output) == [
        "medianNanoseconds", "minimumNanoseconds", "runs", "loadNanoseconds", "fileBytes",
        "arenaBytes", "multiplyAccumulates", "threads", "instructionSet",
      ])
    let arena = try Model(path: folder("m")).arenaByteCount
    #expect(outcome.output.contains("\"arenaBytes\": \(arena),"))
    #expect(outcome.output.contains("\"threads\": 1,"))
    #expect(outcome.output.contains("\"instructionSet\": \"\(InstructionSet.best.name)\""))
  }

  @Test func aProfileHasEveryOperator() {
    let outcome = bench("--profile", "--threads", "2", "--instruction-set", "portable")
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("\(folder("m")) on 2 threads with portable\n"))
    let lines = outcome.output.split(separator: "\n")
    let profile = lines.drop { !$0.hasPrefix("#  Operator") }
    #expect(profile.count == 4)
    #expect(profile.dropFirst(2).first?.hasPrefix("0  Lookup    negate") == true)
    #expect(profile.last?.hasPrefix("1  Reshape") == true)
    #expect(profile.last?.contains(" %") == true)
    #expect(keys(of: bench("--profile", "--json").output).last == "operators")
  }

  @Test func setsThatTheMachineLacksAreRefusedWithThoseItHas() {
    let lacking = (0..<UInt8(InstructionSet.count)).compactMap(InstructionSet.init(rawValue:))
      .filter { !$0.isSupported }
    for set in lacking {
      let outcome = bench("--instruction-set", "\(set.name)")
      #expect(outcome.status == 1)
      #expect(
        outcome.errors.hasPrefix(
          "Error: this machine lacks the instruction set '\(set.name)'\n"
            + "Help: this machine has portable"))
    }
    let outcome = bench("--instruction-set", "mmx")
    #expect(outcome.status == 2)
    #expect(
      outcome.errors.hasPrefix(
        "Error: unknown instruction set 'mmx'\nHelp: this machine has portable"))
  }
}
