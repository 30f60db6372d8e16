import Swiftlet
import SwiftletKernels
import SwiftletTerminal

/// The bench: its definition, and which function does which command.
enum BenchTool {
  static let instructionSet = OptionDefinition(
    "--instruction-set", .text("S"),
    "Use no instructions beyond the set S, such as portable or avx2; the best when not given.")

  static let json = OptionDefinition("--json", .flag, "Write JSON instead of tables.")

  static let peak = CommandDefinition(
    "peak", "Measures the most multiply-accumulates that each instruction set can do.",
    positionals: [], options: [json], examples: ["SwiftletBench peak"])

  static let kernels = CommandDefinition(
    "kernels", "Times every variant of every kernel on the cases of the tests.",
    positionals: [], options: [], examples: ["SwiftletBench kernels"])

  static let shapes = CommandDefinition(
    "shapes", "Times the layers of a network, int8 beside float.",
    positionals: [PositionalDefinition("LIST", "A list of layers, as those of bench/shapes.")],
    options: [instructionSet, json],
    examples: ["SwiftletBench shapes bench/shapes/mobilenet_v2.txt"])

  static let definition = ToolDefinition(
    name: "SwiftletBench", version: "0.1.0", summary: "Measures the kernels and operators.",
    commands: [peak, kernels, shapes])

  /// Does what the words ask for, and returns the exit status.
  static func run(_ words: [String], output: any TextSink, errors: any TextSink) -> Int32 {
    do throws(Diagnostic) {
      switch try ArgumentParser(definition).parse(words) {
      case .help(nil): output.write(definition.help(for: output.terminal))
      case .help(.some(let command)):
        output.write(definition.help(of: command, for: output.terminal))
      case .version: output.writeLine("\(definition.name) \(definition.version)")
      case .run(let chosen, let arguments):
        switch chosen.name {
        case peak.name: runPeak(arguments, output)
        case kernels.name: KernelBench.run()
        case shapes.name: try runShapes(arguments, output, errors)
        default: break
        }
      }
      return 0
    } catch {
      error.print(to: errors)
      return error.exitStatus
    }
  }

  private static func runPeak(_ arguments: ParsedArguments, _ output: any TextSink) {
    var table = Table([
      .init("Instruction set"), .init("int8 G MAC/s", .right), .init("float32 G MAC/s", .right),
    ])
    var members: [(key: String, value: JSONValue)] = []
    for set in supported {
      let rate = PeakRate(set)
      guard rate.int8 != nil || rate.float32 != nil else { continue }
      table.add([
        set.name.description, rate.int8.map { NumberText.fixed($0, decimals: 1) } ?? "",
        rate.float32.map { NumberText.fixed($0, decimals: 1) } ?? "",
      ])
      members.append(
        (
          set.name.description,
          .object([
            ("int8", rate.int8.map { .number($0) } ?? .null),
            ("float32", rate.float32.map { .number($0) } ?? .null),
          ])
        ))
    }
    output.write(
      arguments.isGiven(json)
        ? JSONWriter.text(of: .object(members))
        : output.terminal.drawn(table.rendered(for: output.terminal)))
  }

  /// The instruction sets of this processor.
  static var supported: [InstructionSet] {
    (0..<UInt8(InstructionSet.count)).compactMap(InstructionSet.init).filter(\.isSupported)
  }

  private static func runShapes(
    _ arguments: ParsedArguments, _ output: any TextSink, _ errors: any TextSink
  ) throws(Diagnostic) {
    let path = arguments.positionals[0]
    var set = InstructionSet.best
    if let name = arguments.text(of: instructionSet) {
      guard let chosen = supported.first(where: { $0.name.description == name }) else {
        throw Diagnostic(
          .usage, "this processor has no instruction set '\(name)'",
          help: "choose one of \(supported.map(\.name.description).joined(separator: ", "))")
      }
      set = chosen
    }
    let text: String
    do throws(FileFault) {
      text = try MappedFile(path: path).withBytes { bytes in
        unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
      }
    } catch {
      throw Diagnostic(.failure, error.description, help: error.remedy)
    }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let list = try ShapeList(name: name, text: text)
    let bench = try ShapeBench(list, set, PeakRate(set), progress: errors)
    output.write(
      arguments.isGiven(json) ? JSONWriter.text(of: bench.json) : bench.text(for: output.terminal))
  }
}
