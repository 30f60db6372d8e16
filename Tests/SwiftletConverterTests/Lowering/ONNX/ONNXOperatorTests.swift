import Swiftlet
import SwiftletCore
import SwiftletFormat
import Testing

@testable import SwiftletConverter

/// Operators of ONNX against ONNX Runtime.
@Suite struct ONNXOperatorTests {
  /// Inputs are frozen, so that the importer works the outputs out by running the operators.
  @Test(arguments: ONNXOperatorCase.all.filter { $0.runningInput == nil })
  func anOperatorOnConstantsGivesWhatONNXRuntimeGives(_ trial: ONNXOperatorCase) throws {
    let graph = try ONNXImporter.graph(
      of: trial.draft.model, options: trial.options(running: nil))
    #expect(graph.nodes.isEmpty)
    for (port, expected) in zip(graph.outputs, trial.outputs) {
      let tensor = graph.tensors[port.tensor]
      expected.expect(tensor.type, try #require(tensor.constant))
    }
  }

  /// With weights that are known, and with weights that are made while the model runs.
  @Test(arguments: ONNXOperatorCase.all.filter { $0.runningInput != nil }, [true, false])
  func anOperatorThatRunsGivesWhatONNXRuntimeGives(
    _ trial: ONNXOperatorCase, knowsWeights: Bool
  ) throws {
    let running = trial.runningInputs(knowsWeights: knowsWeights)
    let result = try Converter.convert(
      onnx: trial.draft.model, import: trial.options(running: running))
    let session = try Session(Model(bytes: result.file))
    for (index, position) in running.sorted().enumerated() {
      try session.setInput(index, bytes: try #require(trial.inputs[position]).frozen.bytes)
    }
    session.run()
    for (index, expected) in trial.outputs.enumerated() {
      let description = session.model.outputs[index]
      let type = TensorType(description.element, try Shape(description.shape))
      expected.expect(type, try session.outputBytes(index))
    }
  }
}

extension ONNXOperatorCase {
  /// The inputs that are not constants, where some are not.
  fileprivate func runningInputs(knowsWeights: Bool) -> Set<Int> {
    guard !knowsWeights, operation != "Resize" else { return [0] }
    return Set(inputs.indices.filter { inputs[$0]?.element == .float32 })
  }

  fileprivate func options(running: Set<Int>?) -> ImportOptions {
    var options = ImportOptions()
    for (index, input) in inputs.enumerated() where !(running?.contains(index) ?? false) {
      if let input { options.frozen["i\(index)"] = input.frozen }
    }
    return options
  }
}

extension ONNXOperatorCase.Array {
  /// Expects the type and the elements.
  fileprivate func expect(_ type: TensorType, _ bytes: [UInt8]) {
    #expect(type.shape.lengths == lengths)
    #expect(type.element == element)
    let plain = TensorType(type.element == .boolean ? .uint8 : type.element, type.shape)
    let given = Graph.Tensor(name: "", type: plain, constant: bytes).reals ?? []
    #expect(given.count == values.count)
    for (one, other) in zip(given, values) {
      #expect(one == other || abs(one - other) <= 1e-5 * max(1, abs(other)))
    }
  }
}
