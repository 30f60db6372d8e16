/// The fields of an attribute.
///
/// The field that holds its content says of what kind it is, for early files do not.
struct ONNXAttributeParts: ONNXMessage {
  private var name = ""
  private var reference = ""
  private var kind: Int64?
  private var float: Float?
  private var integer: Int64?
  private var text: String?
  private var tensor: ONNXTensor?
  private var graph: ONNXGraph?
  private var floats: [UInt8] = []
  private var integers: [Int64] = []
  private var texts: [String] = []

  mutating func read(_ field: ProtobufField) throws(ProtobufFault) {
    switch field.number {
    case 1: name = try field.text("name")
    case 2: float = try field.float()
    case 3: integer = try field.integer()
    case 4: text = String(decoding: try field.bytes(), as: UTF8.self)
    case 5: tensor = try field.read("t")
    case 6: graph = try field.read("g")
    case 7: try field.append(fixed32: &floats)
    case 8: try field.append(to: &integers)
    case 9: texts.append(String(decoding: try field.bytes(), as: UTF8.self))
    case 20: kind = try field.integer()
    case 21: reference = try field.text("ref_attr_name")
    default: break
    }
  }

  /// The attribute that the fields make.
  var attribute: ONNXAttribute { ONNXAttribute(name: name, content: content) }

  private var content: ONNXAttribute.Content {
    guard reference.isEmpty else { return .reference(reference) }
    return switch kind {
    case 1: .float(float ?? 0)
    case 2: .integer(integer ?? 0)
    case 3: .text(text ?? "")
    case 4: tensor.map { .tensor($0) } ?? .other(4)
    case 5: graph.map { .graph($0) } ?? .other(5)
    case 6: .floats(floats.elements(of: Float.self))
    case 7: .integers(integers)
    case 8: .texts(texts)
    case .some(let kind) where kind > 0: .other(kind)
    case .some, .none: unstated
    }
  }

  private var unstated: ONNXAttribute.Content {
    if let float { return .float(float) }
    if let integer { return .integer(integer) }
    if let text { return .text(text) }
    if let tensor { return .tensor(tensor) }
    if let graph { return .graph(graph) }
    if !floats.isEmpty { return .floats(floats.elements(of: Float.self)) }
    if !texts.isEmpty { return .texts(texts) }
    return .integers(integers)
  }
}
