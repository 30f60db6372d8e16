import SwiftletKernels
import SwiftletTerminal

extension InstructionSet {
  /// The sets that this machine has, from the plainest.
  static var supported: [InstructionSet] {
    (0..<UInt8(count)).compactMap(InstructionSet.init(rawValue:)).filter(\.isSupported)
  }

  /// The set that an option asks for, or the best where it is not given.
  static func chosen(by arguments: ParsedArguments) throws(Diagnostic) -> InstructionSet {
    guard let name = arguments.text(of: SharedOptions.instructionSet) else { return .best }
    let help = "this machine has \(supported.map(\.name.description).joined(separator: ", "))"
    guard let set = InstructionSet(name: Array(name.utf8).span) else {
      throw Diagnostic(.usage, "unknown instruction set '\(name)'", help: help)
    }
    guard set.isSupported else {
      throw Diagnostic(.failure, "this machine lacks the instruction set '\(name)'", help: help)
    }
    return set
  }
}
