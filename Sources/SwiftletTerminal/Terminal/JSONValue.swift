/// A JSON text in the making; objects keep the order of their keys.
public indirect enum JSONValue: Equatable, Sendable {
  /// `null`
  case null
  /// `true` or `false`
  case boolean(Bool)
  /// A whole number.
  case integer(Int)
  /// A number; what is not finite is written as `null`.
  case number(Double)
  /// A number of single precision, written with the digits that tell it from every other one.
  case single(Float)
  /// A text.
  case string(String)
  /// Values in order.
  case array([JSONValue])
  /// Named values in order.
  case object([(key: String, value: JSONValue)])

  fileprivate var isNumber: Bool {
    switch self {
    case .integer, .number, .single: true
    case .null, .boolean, .string, .array, .object: false
    }
  }

  /// Whether two values have the same text.
  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    JSONWriter.text(of: left) == JSONWriter.text(of: right)
  }
}

/// Writes JSON texts.
public enum JSONWriter {
  /// The text of a value, indented by two spaces a level, ended by a newline.
  ///
  /// A list of numbers alone is one line.
  public static func text(of value: JSONValue) -> String {
    var text = ""
    write(value, indentation: 0, to: &text)
    return text + "\n"
  }

  /// The text of a value on one line, without spaces between its parts.
  public static func compactText(of value: JSONValue) -> String {
    var text = ""
    writeCompactly(value, to: &text)
    return text
  }

  private static func writeCompactly(_ value: JSONValue, to text: inout String) {
    switch value {
    case .null, .boolean, .integer, .number, .single, .string:
      write(value, indentation: 0, to: &text)
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += "," }
        writeCompactly(value, to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += "," }
        write(member.key, to: &text)
        text += ":"
        writeCompactly(member.value, to: &text)
      }
      text += "}"
    }
  }

  private static func write(_ value: JSONValue, indentation: Int, to text: inout String) {
    switch value {
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    // Swift describes floats by their shortest digits that read back to the same value.
    case .number(let value): text += value.isFinite ? value.description : "null"
    case .single(let value): text += value.isFinite ? value.description : "null"
    case .string(let value): write(value, to: &text)
    case .array(let values) where values.allSatisfy(\.isNumber):
      text += "["
      for (index, value) in values.enumerated() {
        text += index == 0 ? "" : ", "
        write(value, indentation: indentation, to: &text)
      }
      text += "]"
    case .array(let values):
      write(values, between: "[", "]", indentation, to: &text) { value, text in
        write(value, indentation: indentation + 1, to: &text)
      }
    case .object(let members):
      write(members, between: "{", "}", indentation, to: &text) { member, text in
        write(member.key, to: &text)
        text += ": "
        write(member.value, indentation: indentation + 1, to: &text)
      }
    }
  }

  private static func write<Item>(
    _ items: [Item], between opening: String, _ closing: String, _ indentation: Int,
    to text: inout String, _ writeItem: (Item, inout String) -> Void
  ) {
    text += opening
    for (index, item) in items.enumerated() {
      text += index == 0 ? "\n" : ",\n"
      text += String(repeating: "  ", count: indentation + 1)
      writeItem(item, &text)
    }
    if !items.isEmpty { text += "\n" + String(repeating: "  ", count: indentation) }
    text += closing
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{8}": text += "\\b"
      case "\u{C}": text += "\\f"
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
