internal import SwiftletCore

extension Graph {
  /// The graph for people: a line for each input, operator and output, in running order.
  ///
  /// `%id:name = operator(attributes) %inputs : element[shape] quantization`. Attributes that have
  /// the value they start with are left out; the constants that operators read are listed first.
  public var text: String {
    var lines: [String] = []
    for port in inputs { lines.append("input \(named(port.tensor)) : \(typeText(port.tensor))") }
    var listed: Set<TensorID> = []
    for node in nodes {
      for case let id? in node.inputs where tensors[id].constant != nil {
        guard listed.insert(id).inserted else { continue }
        lines.append("constant \(named(id)) : \(typeText(id))")
      }
    }
    for node in nodes {
      let operands = node.inputs.map { $0.map { "%\($0)" } ?? "none" }.joined(separator: " ")
      lines.append(
        "\(named(node.output)) = \(node.operation.text) \(operands) : \(typeText(node.output))")
    }
    for port in outputs {
      lines.append("output %\(port.tensor):\(port.name) : \(typeText(port.tensor))")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func named(_ id: TensorID) -> String { "%\(id):\(tensors[id].name)" }

  private func typeText(_ id: TensorID) -> String {
    let tensor = tensors[id]
    let lengths = tensor.type.shape.lengths.map { "\($0)" }.joined(separator: "×")
    var text = "\(tensor.type.element)[\(lengths)]"
    if let channels = tensor.channels {
      text += " scales \(channels.scales.count) of axis \(channels.axis)"
    } else if let quantization = tensor.type.quantization {
      text += " scale \(quantization.scale) zero \(quantization.zeroPoint)"
    }
    return text
  }
}

extension Operation {
  /// The operator's name and the attributes that differ from those it starts with.
  ///
  /// Two operations have the same text only if they do the same.
  var text: String {
    var visitor = OperationText()
    return visit(&visitor)
  }
}

private struct OperationText: OperationVisitor {
  typealias Output = String
  typealias Failure = Never

  mutating func visit<O: Operator>(_ operator: O.Type, _ attributes: O.Attributes) -> String {
    let fields = zip(AttributeTexts.fields(attributes), AttributeTexts.fields(O.Attributes()))
    let stated = fields.filter { $0.0 != $0.1 }.map(\.0)
    return "\(O.code)(\(stated.joined(separator: ", ")))"
  }
}

/// The fields of attributes, each as its name and its value.
private struct AttributeTexts: AttributeVisitor {
  typealias Failure = Never

  private var fields: [String] = []

  static func fields<Attributes: AttributeTable>(_ attributes: Attributes) -> [String] {
    var attributes = attributes
    var visitor = AttributeTexts()
    attributes.visit(&visitor)
    return visitor.fields
  }

  mutating func field(_ number: Int, _ name: StaticString, _ value: inout Int32) {
    fields.append("\(name): \(value)")
  }

  mutating func field(_ number: Int, _ name: StaticString, _ value: inout Float) {
    fields.append("\(name): \(value)")
  }

  mutating func field(_ number: Int, _ name: StaticString, _ value: inout Bool) {
    fields.append("\(name): \(value)")
  }

  mutating func field(_ number: Int, _ name: StaticString, _ value: inout IntegerList) {
    fields.append("\(name): \(value.values)")
  }

  mutating func field<Choice: RawRepresentable>(
    _ number: Int, _ name: StaticString, _ value: inout Choice
  ) where Choice.RawValue == UInt8 {
    fields.append("\(name): \(value)")
  }
}
