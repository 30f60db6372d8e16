import Swiftlet
import SwiftletCore
import SwiftletFormat
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
      ("inputs", .array(inputs.map(json))),
      ("outputs", .array(outputs.map(json))),
      ("operators", .array(steps.indices.map(operatorJSON))),
      ("metadata", .object(metadata.map { ($0.key, .string($0.value)) })),
    ])
  }

  private func json(_ port: Port) -> JSONValue {
    guard let tensor = tensor(port.tensor) else { return .null }
    return .object([("name", port.name.json)] + tensor.typeJSON)
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
      [("tensor", .integer(number)), ("name", tensor.name.json)] + tensor.typeJSON + [
        ("isConstant", .boolean(tensor.isConstant)),
        ("offset", .integer(tensor.byteRange.lowerBound)),
        ("bytes", .integer(tensor.byteRange.count)),
      ])
  }

  /// A tensor of the file.
  func tensor(_ number: Int) -> Tensor? {
    tensors.indices.contains(number) ? tensors[number] : nil
  }
}

extension ModelReport.Tensor {
  fileprivate var typeJSON: [(key: String, value: JSONValue)] {
    [
      ("shape", .array(shape.map { .integer($0) })),
      ("elementType", .string("\(element)")),
      ("scale", quantization.map { .single($0.scale) } ?? .null),
      ("zeroPoint", quantization.map { .integer(Int($0.zeroPoint)) } ?? .null),
    ]
      + (channelScales.isEmpty
        ? []
        : [
          ("channelScales", .array(channelScales.map { .single($0) })),
          ("channelAxis", .integer(channelAxis)),
        ])
  }
}

extension String? {
  /// The text, or `null`.
  var json: JSONValue { map { .string($0) } ?? .null }
}
