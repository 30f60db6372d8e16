import Swiftlet
import SwiftletCore
import SwiftletTerminal

extension ModelReport {
  /// The report for programs.
  var json: JSONValue {
    .object([
      ("version", .integer(version)),
      ("producer", producer.json),
      ("fileBytes", .integer(fileByteCount)),
      ("constantBytes", .integer(constantByteCount)),
      ("activationBytes", .integer(activationByteCount)),
      ("activationLowerBound", .integer(activationLowerBound)),
      ("arenaBytes", .integer(arenaByteCount)),
      ("multiplyAccumulates", .integer(multiplyAccumulates)),
      ("inputs", .array(inputs.map { .object($0.json) })),
      ("outputs", .array(outputs.map { .object($0.json) })),
      ("operators", .array(steps.indices.map(operatorJSON))),
      ("metadata", .object(metadata.map { ($0.key, .string($0.value)) })),
    ])
  }

  private func operatorJSON(_ index: Int) -> JSONValue {
    let step = steps[index]
    return .object([
      ("index", .integer(index)),
      ("operator", .string(step.operatorName)),
      ("name", step.name.json),
      ("inputs", .array(step.inputs.map(tensorJSON))),
      ("output", tensorJSON(step.output)),
      ("attributes", .object(step.attributes.map { ($0.name, $0.value.json) })),
      ("multiplyAccumulates", .integer(step.multiplyAccumulates)),
      ("constantBytes", .integer(step.constantByteCount)),
      ("scratchBytes", .integer(step.scratchRange.count)),
    ])
  }

  private func tensorJSON(_ number: Int?) -> JSONValue {
    guard let number, let tensor = tensor(number) else { return .null }
    return .object(
      [("tensor", .integer(number))] + tensor.json + [
        ("isConstant", .boolean(tensor.isConstant)),
        ("offset", .integer(Int(clamping: tensor.byteOffset))),
        ("bytes", .integer(tensor.byteCount)),
      ])
  }

  /// A tensor of the file.
  func tensor(_ number: Int) -> TensorDescription? {
    tensors.indices.contains(number) ? tensors[number].description : nil
  }
}

extension TensorDescription {
  fileprivate var json: [(key: String, value: JSONValue)] {
    [
      ("name", name.json),
      ("shape", .array(shape.map { .integer($0) })),
      ("elementType", .string("\(element)")),
      ("scale", quantization.map { .single($0.scale) } ?? .null),
      ("zeroPoint", quantization.map { .integer(Int($0.zeroPoint)) } ?? .null),
    ]
  }
}

extension String? {
  /// The text, or `null`.
  var json: JSONValue { map { .string($0) } ?? .null }
}
