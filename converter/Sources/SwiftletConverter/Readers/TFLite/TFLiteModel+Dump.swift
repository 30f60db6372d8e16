extension TFLiteModel {
  /// The model as text, a line for each thing in it; for tests and for the eyes of who debugs.
  var dump: String {
    var lines = ["model \"\(description)\""]
    for (index, subgraph) in subgraphs.enumerated() {
      lines.append("subgraph \(index) \"\(subgraph.name)\"")
      lines += subgraph.tensors.enumerated().map { "  tensor \($0): \($1.dump)" }
      lines += subgraph.operators.enumerated().map { "  operator \($0): \($1.dump)" }
      lines.append("  inputs \(subgraph.inputs) outputs \(subgraph.outputs)")
    }
    lines += metadata.map { "metadata \"\($0.name)\" \($0.data.count) bytes" }
    for signature in signatures {
      lines.append("signature \"\(signature.name)\" of subgraph \(signature.subgraph)")
      lines += signature.inputs.map { "  input \"\($0.name)\" = tensor \($0.index)" }
      lines += signature.outputs.map { "  output \"\($0.name)\" = tensor \($0.index)" }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension TFLiteTensor {
  fileprivate var dump: String {
    var text = "\"\(name)\" \(type) \(shape)"
    if !shapeSignature.isEmpty { text += " signature \(shapeSignature)" }
    if let quantization { text += " " + quantization.dump }
    if isVariable { text += " variable" }
    if isSparse { text += " sparse" }
    if let data { text += " data at \(data.startIndex), \(data.count) bytes" }
    return text
  }
}

extension TFLiteQuantization {
  fileprivate var dump: String {
    let zeroPoint = zeroPoints.first ?? 0
    guard scales.count > 1 else { return "scale \(scales) zero point \(zeroPoint)" }
    let same = zeroPoints.allSatisfy { $0 == zeroPoint }
    return "\(scales.count) scales along \(dimension) from \(scales[0])"
      + (same ? " zero point \(zeroPoint)" : " zero points \(zeroPoints)")
  }
}

extension TFLiteOperator {
  fileprivate var dump: String {
    let inputs = inputs.map { $0.map(String.init) ?? "none" }.joined(separator: ", ")
    var text = "\(code.name) version \(version) (\(inputs)) -> \(outputs) \(options)"
    if !customOptions.isEmpty { text += " custom options of \(customOptions.count) bytes" }
    return text
  }
}
