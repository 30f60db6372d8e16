/// Why bytes are not the protocol buffer message that they are taken for.
struct ProtobufFault: Error, Equatable {
  /// What is wrong.
  enum Reason: Equatable {
    /// A number does not end before its message does.
    case truncated
    /// A variable-length number has more than 64 bits.
    case numberTooLong
    /// A field has the number 0, or one that no field may have.
    case fieldNumber(UInt64)
    /// A field is stored in a form that is not known, or is a group.
    case form(UInt64)
    /// A field is stored in another form than its type calls for.
    case formUnexpected
    /// A field says that it is longer than what is left of its message.
    case length(needed: UInt64, available: Int)
    /// Messages lie inside each other without end.
    case depth(Int)
    /// A text is not UTF-8.
    case text
  }

  /// What is wrong.
  let reason: Reason

  /// The fields that lead to the place, the outermost last.
  private var path: [String] = []

  init(_ reason: Reason) { self.reason = reason }

  /// Where it is, as `graph.node[12].attribute[3]`; empty for the file as a whole.
  var place: String { path.reversed().joined(separator: ".") }

  /// Does a task inside a field, whose name is put in front of the place of what goes wrong there.
  static func inside<Result>(
    _ field: @autoclosure () -> String, _ body: () throws(ProtobufFault) -> Result
  ) throws(ProtobufFault) -> Result {
    do throws(ProtobufFault) {
      return try body()
    } catch {
      var fault = error
      fault.path.append(field())
      throw fault
    }
  }
}

extension ProtobufFault.Reason: CustomStringConvertible {
  var description: String {
    switch self {
    case .truncated: "a number is cut off"
    case .numberTooLong: "a number has more than 64 bits"
    case .fieldNumber(let number): "\(number) is no number of a field"
    case .form(let form): "a field is stored in the unknown form \(form)"
    case .formUnexpected: "a field is stored in another form than its type has"
    case .length(let needed, let available):
      "a field of \(needed) bytes does not fit into the \(available) that are left"
    case .depth(let most): "messages lie inside each other more than \(most) deep"
    case .text: "a text is not UTF-8"
    }
  }
}
