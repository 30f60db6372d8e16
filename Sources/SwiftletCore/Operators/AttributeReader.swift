public import SwiftletFormat

/// Reads the fields of a table of attributes from a file.
public struct AttributeReader: AttributeVisitor {
  /// Damage, and numbers that no file may hold.
  public typealias Failure = ModelFault.Reason

  private let table: FlatTable?

  /// Creates a reader of a file's table; without one, every field keeps what a new value has.
  public init(table: FlatTable?) { self.table = table }

  /// Reads an integer.
  public mutating func field(
    _ number: Int, _ name: StaticString, _ value: inout Int32
  ) throws(ModelFault.Reason) { value = try scalar(number, value) }

  /// Reads a real number.
  public mutating func field(
    _ number: Int, _ name: StaticString, _ value: inout Float
  ) throws(ModelFault.Reason) { value = try scalar(number, value) }

  /// Reads a truth value.
  public mutating func field(
    _ number: Int, _ name: StaticString, _ value: inout Bool
  ) throws(ModelFault.Reason) { value = try scalar(number, value) }

  /// Reads a list of integers.
  public mutating func field(
    _ number: Int, _ name: StaticString, _ value: inout IntegerList
  ) throws(ModelFault.Reason) {
    var list = IntegerList()
    guard let table else { return }
    do throws(FlatBufferFault) {
      guard let stored = try table.scalars(UInt16(truncatingIfNeeded: number), of: Int32.self)
      else { return }
      for index in 0..<stored.count {
        guard list.append(try stored.element(at: index)) else { break }
      }
      value = list
      guard stored.count == list.count else { throw FlatBufferFault(.vectorTooLong, atByte: 0) }
    } catch {
      guard error.reason != .vectorTooLong else { throw .attributeOutOfRange(field: number) }
      throw .damaged(error)
    }
  }

  /// Reads one of a closed list of choices.
  public mutating func field<Choice: RawRepresentable>(
    _ number: Int, _ name: StaticString, _ value: inout Choice
  ) throws(ModelFault.Reason) where Choice.RawValue == UInt8 {
    guard let choice = Choice(rawValue: try scalar(number, value.rawValue)) else {
      throw .attributeOutOfRange(field: number)
    }
    value = choice
  }

  private func scalar<Value: FlatScalar>(
    _ number: Int, _ value: Value
  ) throws(ModelFault.Reason) -> Value {
    guard let table else { return value }
    do throws(FlatBufferFault) {
      return try table.scalar(UInt16(truncatingIfNeeded: number), default: value)
    } catch {
      throw .damaged(error)
    }
  }
}
