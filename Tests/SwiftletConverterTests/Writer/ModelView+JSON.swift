import SwiftletFormat

@testable import SwiftletCore

extension ModelView {
  /// Everything that the reader sees of a file, under the names of the schema.
  func json() throws -> JSON {
    var model: [String: JSON] = [
      "version": .number(Double(version)),
      "constants_offset": .number(Double(constantsOffset)),
      "constants_byte_count": .number(Double(constantsByteCount)),
    ]
    model["producer"] = try root.string(1)?.json
    model["signatures"] = try root.tables(2)?.json { signature in
      try .object(
        [
          "name": signature.string(0)?.json,
          "inputs": signature.tables(1)?.json(of: bindingJSON),
          "outputs": signature.tables(2)?.json(of: bindingJSON),
        ].compactMapValues { $0 })
    }
    model["tensors"] = try .list(
      (0..<tensorCount).compactMap { try tensor(at: $0)?.json() })
    model["operators"] = try .list(
      (0..<operatorCount).compactMap { try step(at: $0)?.json() })
    model["arena"] = try .object([
      "byte_count": .number(Double(activationByteCount)),
      "lower_bound": .number(Double(root.table(5)?.scalar(1, default: UInt64(0)) ?? 0)),
    ])
    model["metadata"] = try root.tables(8)?.json { entry in
      try .object(
        ["key": entry.string(0)?.json, "value": entry.string(1)?.json].compactMapValues { $0 })
    }
    return .object(model)
  }

  private func bindingJSON(_ binding: FlatTable) throws -> JSON {
    try .object(
      [
        "tensor": .number(Double(binding.scalar(0, default: Int32(0)))),
        "name": binding.string(1)?.json,
      ]
      .compactMapValues { $0 })
  }
}

extension TensorView {
  fileprivate func json() throws -> JSON {
    try .object(
      [
        "element": .number(Double(element)), "place": .number(isConstant ? 1 : 0),
        "shape": shape?.json(), "offset": .number(Double(offset)),
        "last_use": .number(Double(lastUse)), "scale": .number(Double(scale)),
        "zero_point": .number(Double(zeroPoint)), "channel_scales": channelScales()?.json(),
        "channel_axis": .number(Double(channelAxis())), "name": name()?.json,
      ].compactMapValues { $0 })
  }
}

extension OperatorView {
  fileprivate func json() throws -> JSON {
    var visitor = AttributesJSON(table: attributes)
    let attributes = try OperatorCode(rawValue: code).map {
      try AllOperators.visit($0, with: &visitor)
    }
    return try .object(
      [
        "attributes_type": .number(Double(code)), "attributes": attributes,
        "inputs": inputs?.json(), "outputs": outputs?.json(),
        "scratch_offset": .number(Double(scratchOffset)),
        "scratch_byte_count": .number(Double(scratchByteCount)), "name": name()?.json,
      ].compactMapValues { $0 })
  }
}

/// Reads the attributes of an operator as its own table of fields reads them.
private struct AttributesJSON: OperatorVisitor {
  let table: FlatTable?

  mutating func visit<O: Operator>(_ operator: O.Type) throws(ModelFault.Reason) -> JSON {
    var attributes = O.Attributes()
    var reader = AttributeReader(table: table)
    attributes.visit(&reader)
    if let fault = reader.fault { throw fault }
    var fields = FieldList()
    attributes.visit(&fields)
    var entries: [String: JSON] = [:]
    for field in fields.fields {
      // A list that is empty was not written.
      if case .list([]) = field.value { continue }
      entries[field.name] = field.value
    }
    return .object(entries)
  }

  mutating func missing(_ code: OperatorCode) throws(ModelFault.Reason) -> JSON {
    throw .operatorNotLinked(code)
  }
}

/// The fields of a table of attributes, in its order.
struct FieldList: AttributeVisitor {
  typealias Failure = Never

  /// One field.
  struct Field {
    let number: Int
    let name: String
    /// The type in the schema; empty for one of a closed list of choices.
    let type: String
    let value: JSON
    /// The numbers of the choices, by their names as the schema spells them.
    var choices: [String: Int] = [:]
  }

  var fields: [Field] = []

  mutating func field(_ number: Int, _ name: StaticString, _ value: inout Int32) {
    add(number, name, "int", .number(Double(value)))
  }

  mutating func field(_ number: Int, _ name: StaticString, _ value: inout Float) {
    add(number, name, "float", .number(Double(value)))
  }

  mutating func field(_ number: Int, _ name: StaticString, _ value: inout Bool) {
    add(number, name, "bool", .number(value ? 1 : 0))
  }

  mutating func field(_ number: Int, _ name: StaticString, _ value: inout IntegerList) {
    let values = (0..<value.count).map { JSON.number(Double(value[$0])) }
    add(number, name, "[int]", .list(values))
  }

  mutating func field<Choice: RawRepresentable>(
    _ number: Int, _ name: StaticString, _ value: inout Choice
  ) where Choice.RawValue == UInt8 {
    var field = Field(
      number: number, name: "\(name)", type: "", value: .number(Double(value.rawValue)))
    for number in UInt8.min...UInt8.max {
      guard let choice = Choice(rawValue: number) else { continue }
      field.choices["\(choice)".snakeCased] = Int(number)
    }
    fields.append(field)
  }

  private mutating func add(_ number: Int, _ name: StaticString, _ type: String, _ value: JSON) {
    fields.append(Field(number: number, name: "\(name)", type: type, value: value))
  }
}

extension FlatString {
  fileprivate var json: JSON { .text(String(decoding: rawBytes, as: UTF8.self)) }
}

extension FlatTables {
  fileprivate func json(of table: (FlatTable) throws -> JSON) throws -> JSON {
    try .list((0..<count).map { try table(self.table(at: $0)) })
  }
}

extension FlatVector<Int32> {
  fileprivate func json() throws -> JSON {
    try .list((0..<count).map { try .number(Double(element(at: $0))) })
  }
}

extension FlatVector<Float> {
  fileprivate func json() throws -> JSON {
    try .list((0..<count).map { try .number(Double(element(at: $0))) })
  }
}

extension String {
  /// The words of a Swift name as the schema joins them.
  fileprivate var snakeCased: String {
    reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : "\($1)" }
  }
}
