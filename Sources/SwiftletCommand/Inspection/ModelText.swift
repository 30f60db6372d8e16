import Swiftlet
import SwiftletCore
import SwiftletTerminal

extension [Int] {
  /// The lengths of axes: `1×8×8×12`.
  var text: String { isEmpty ? "scalar" : map(String.init).joined(separator: "×") }
}

extension TensorDescription {
  /// What the elements stand for.
  var quantizationText: String {
    quantization.map { "scale \($0.scale), zero point \($0.zeroPoint)" } ?? ""
  }
}

extension ModelReport.Step {
  /// The name, of which converters of TensorFlow join several, up to the first semicolon.
  var shortName: String { name?.split(separator: ";").first.map(String.init) ?? "" }
}

/// The attributes of a step in a few words: `3×3 /2 pad 0,0,1,1 >=0`.
///
/// It knows no operator. Attributes that are usual or that the output's shape says already are left
/// out; sizes that come in pairs, and the bounds of a range, are told together.
enum AttributeText {
  private static let toldByOutput: Set<String> = [
    "channels", "shape", "height", "width", "output_height", "output_width", "size", "element",
  ]

  static func text(of attributes: [ModelAttribute]) -> String {
    var rest = attributes.filter { !toldByOutput.contains($0.name) }
    var words: [String] = []
    var isTold: Set<String> = []
    let texts: [([String], ([ModelAttribute]) -> String?)] = [
      (["kernel_height", "kernel_width"], { pair($0) }),
      (["stride_height", "stride_width"], { unusual($0).map { "/" + $0 } }),
      (["dilation_height", "dilation_width"], { unusual($0).map { "dilated " + $0 } }),
      (["pad_top", "pad_left", "pad_bottom", "pad_right"], { padding($0) }),
      (["lower", "upper"], { range($0) }),
      (["sum_lower", "sum_upper"], { range($0).map { "sum " + $0 } }),
    ]
    for (names, text) in texts {
      let group = names.compactMap { name in rest.first { $0.name == name } }
      guard !group.isEmpty else { continue }
      isTold.formUnion(names)
      if let word = text(group) { words.append(word) }
    }
    rest.removeAll { isTold.contains($0.name) }
    return (rest.compactMap(choice) + words + rest.compactMap(single)).joined(separator: " ")
  }

  private static func choice(_ attribute: ModelAttribute) -> String? {
    guard case .choice(let name) = attribute.value else { return nil }
    return name
  }

  private static func single(_ attribute: ModelAttribute) -> String? {
    guard !attribute.isDefault else { return nil }
    let name = String(attribute.name.map { $0 == "_" ? " " : $0 })
    switch attribute.value {
    case .choice: return nil
    case .truth(let value): return value ? name : "not \(name)"
    case .integer, .real, .integers: return "\(name) \(attribute.value.text)"
    }
  }

  private static func pair(_ group: [ModelAttribute]) -> String {
    group.map(\.value.text).joined(separator: "×")
  }

  private static func unusual(_ group: [ModelAttribute]) -> String? {
    guard group.contains(where: { !$0.isDefault }) else { return nil }
    return group.allSatisfy { $0.value == group[0].value } ? group[0].value.text : pair(group)
  }

  private static func padding(_ group: [ModelAttribute]) -> String? {
    guard group.contains(where: { !$0.isDefault }) else { return nil }
    let texts = group.map(\.value.text)
    return "pad " + (Set(texts).count == 1 ? texts[0] : texts.joined(separator: ","))
  }

  private static func range(_ group: [ModelAttribute]) -> String? {
    guard group.count == 2 else { return nil }
    switch (group[0].isDefault, group[1].isDefault) {
    case (true, true): return nil
    case (false, true): return ">=\(group[0].value.text)"
    case (true, false): return "<=\(group[1].value.text)"
    case (false, false): return "\(group[0].value.text)..\(group[1].value.text)"
    }
  }
}

extension ModelAttribute.Value {
  /// The value as people write it.
  var text: String {
    switch self {
    case .integer(let value): "\(value)"
    case .real(let value):
      value == value.rounded() && abs(value) < 1e6 ? "\(Int(value))" : "\(value)"
    case .truth(let value): "\(value)"
    case .integers(let values): values.map(String.init).joined(separator: ",")
    case .choice(let name): name
    }
  }

  /// The value in JSON; what is not finite is `null`.
  var json: JSONValue {
    switch self {
    case .integer(let value): .integer(value)
    case .real(let value): .single(value)
    case .truth(let value): .boolean(value)
    case .integers(let values): .array(values.map { .integer($0) })
    case .choice(let name): .string(name)
    }
  }
}
