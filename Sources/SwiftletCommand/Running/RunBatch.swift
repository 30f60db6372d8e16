import Swiftlet
import SwiftletTerminal

/// How many runs the inputs ask for, and how the outputs count them.
struct RunBatch {
  /// The number of runs.
  let count: Int

  /// How arrays of the outputs hold their entries.
  let form: RunInput.Form

  /// Asks the inputs to agree, among each other and with a number of runs.
  init(_ inputs: [RunInput], count wanted: Int? = nil) throws(Diagnostic) {
    var first: RunInput?
    for input in inputs where input.count != nil {
      if let first, first.count != input.count {
        throw Diagnostic(
          .failure,
          "'\(first.path)' is for \(first.count ?? 1) runs, and '\(input.path)' for "
            + "\(input.count ?? 1)",
          help: "give arrays with the same number of entries, or with one that every run reads")
      }
      first = first ?? input
    }
    count = wanted ?? first?.count ?? 1
    if let first, first.count != count {
      throw Diagnostic(
        .failure,
        "'\(first.path)' is for \(first.count ?? 1) runs, and there are \(count) pictures",
        help: "give arrays with one entry for each, or with one that every run reads")
    }
    form =
      first == nil
      ? count == 1 ? .single : .stacked
      : inputs.contains { $0.form == .leading } ? .leading : .stacked
  }
}

/// What the runs of a model gave.
struct RunResults {
  let doors: [TensorDescription]
  private let batch: RunBatch
  private var bytes: [[UInt8]]

  /// Makes room for the results of some runs.
  init(_ doors: [TensorDescription], _ batch: RunBatch) throws(Diagnostic) {
    self.doors = doors
    self.batch = batch
    bytes = []
    for door in doors {
      let (total, overflow) = door.byteCount.multipliedReportingOverflow(
        by: batch.count)
      guard !overflow, total < 1 << 40 else {
        throw Diagnostic(
          .failure, "the outputs of \(batch.count) runs do not fit into memory",
          help: "split the inputs into several files")
      }
      bytes.append([])
    }
  }

  /// Adds the bytes of an output.
  mutating func append(_ result: [UInt8], to output: Int) { bytes[output] += result }

  /// The outputs as arrays, each with the first axis that the inputs have.
  func arrays() throws(Diagnostic) -> [NumpyArray] {
    var arrays: [NumpyArray] = []
    for (door, bytes) in zip(doors, bytes) {
      guard let element = NumpyElement(door.element) else { continue }
      do {
        arrays.append(try NumpyArray(element: element, shape: shape(of: door), bytes: bytes))
      } catch {
        throw Diagnostic(.failure, error.description)
      }
    }
    return arrays
  }

  private func shape(of door: TensorDescription) -> [Int] {
    switch batch.form {
    case .single: door.shape
    case .stacked where door.shape.first == 1: [batch.count] + door.shape.dropFirst()
    case .stacked, .leading: [batch.count] + door.shape
    }
  }
}
