import SwiftletCore
import SwiftletFormat
import Testing

@testable import SwiftletConverter

/// One use of an operator of ONNX, with the values it must give.
struct ONNXOperatorCase: Sendable, CustomTestStringConvertible {
  /// A tensor whose elements are written as reals.
  struct Array: Sendable {
    let element: ElementType
    let lengths: [Int]
    let values: [Float]

    init(_ element: ElementType, _ lengths: [Int], _ values: [Float]) {
      self.element = element
      self.lengths = lengths
      self.values = values
    }

    /// The tensor as the importer takes it.
    var frozen: ONNXArray {
      let bytes: [UInt8] =
        switch element {
        case .float32: .init(elements: values)
        case .int8: .init(elements: values.map { Int8($0) })
        case .uint8, .boolean: values.map { UInt8($0) }
        case .int32: .init(elements: values.map { Int32($0) })
        default: .init(elements: values.map { Int64($0) })
        }
      return ONNXArray(element: element, lengths: lengths, bytes: bytes)
    }

    /// The number by which ONNX names the element type.
    var number: Int { Int(ONNXElement(element).rawValue) }
  }

  let operation: String
  let version: Int
  let attributes: [String: ONNXDraft.Attribute]
  let inputs: [Array?]
  let outputs: [Array]

  init(
    _ operation: String, _ version: Int, _ attributes: [String: ONNXDraft.Attribute],
    inputs: [Array?], outputs: [Array]
  ) {
    self.operation = operation
    self.version = version
    self.attributes = attributes
    self.inputs = inputs
    self.outputs = outputs
  }

  var testDescription: String { "\(operation)-\(version) \(attributes.keys.sorted())" }

  static var all: [ONNXOperatorCase] {
    convolutions + functions + arrangements + selections + sequences
  }

  /// The input that a model of the operator takes while it runs, where its weights must be known.
  var runningInput: Int? {
    ["Conv", "ConvTranspose", "Gemm", "MatMul", "LSTM", "GRU", "Resize", "DFT", "STFT"].contains(
      operation)
      && inputs[0]?.element == .float32 ? 0 : nil
  }

  /// A model of the one operator.
  var draft: ONNXDraft {
    var draft = ONNXDraft()
    draft.operatorSets = [("", version)]
    var names: [String] = []
    for (index, input) in inputs.enumerated() {
      names.append(input == nil ? "" : "i\(index)")
      guard let input else { continue }
      draft.inputs.append(
        ONNXDraft.port("i\(index)", input.number, input.lengths.map { .known($0) }))
    }
    let results = outputs.indices.map { "o\($0)" }
    for (name, output) in zip(results, outputs) {
      draft.outputs.append(ONNXDraft.port(name, output.number, nil))
    }
    draft.add(operation, names, results, attributes)
    return draft
  }
}
