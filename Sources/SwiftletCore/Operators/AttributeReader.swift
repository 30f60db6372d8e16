public import SwiftletFormat

/// Reads the fields of a table of attributes from a file.
///
/// It goes on after a fault and keeps the first, so that the list of an operator's fields has no
/// way out at each of them, which would be most of its code.
public struct AttributeReader: AttributeVisitor {
  /// Reading fails by ``fault`` alone.
  public typealias Failure = Never

  /// The first damage, or number that no file may hold.
  public private(set) var fault: ModelFault.Reason?

  private let table: FlatTable?

  /// Creates a reader of a file's table; without one, every field keeps what a new value has.
  public init(table: FlatTable?) { self.table = table }

  /// Reads an integer.
  public mutating func field(_ number: Int, _ name: StaticString, _ value: inout Int32) {
    value = Int32(bitPattern: word(number, UInt32(bitPattern: value)))
  }

  /// Reads a real number.
  public mutating func field(_ number: Int, _ name: StaticString, _ value: inout Float) {
    value = Float(bitPattern: word(number, value.bitPattern))
  }

  /// Reads a truth value.
  public mutating func field(_ number: Int, _ name: StaticString, _ value: inout Bool) {
    value = byte(number, value ? 1 : 0) != 0
  }

  /// Reads a list of integers.
  public mutating func field(_ number: Int, _ name: StaticString, _ value: inout IntegerList) {
    guard let table else { return }
    do throws(FlatBufferFault) {
      guard let stored = try table.scalars(UInt16(truncatingIfNeeded: number), of: Int32.self)
      else { return }
      var list = IntegerList()
      for index in 0..<stored.count {
        guard list.append(try stored.element(at: index)) else {
          return note(.attributeOutOfRange(field: number))
        }
      }
      value = list
    } catch {
      note(.damaged(error))
    }
  }

  /// Reads one of a closed list of choices.
  public mutating func field<Choice: RawRepresentable>(
    _ number: Int, _ name: StaticString, _ value: inout Choice
  ) where Choice.RawValue == UInt8 {
    guard let choice = Choice(rawValue: byte(number, value.rawValue)) else {
      return note(.attributeOutOfRange(field: number))
    }
    value = choice
  }

  @inline(never)
  private mutating func word(_ number: Int, _ value: UInt32) -> UInt32 { scalar(number, value) }

  @inline(never)
  private mutating func byte(_ number: Int, _ value: UInt8) -> UInt8 { scalar(number, value) }

  @inline(__always)
  private mutating func scalar<Value: FlatScalar>(_ number: Int, _ value: Value) -> Value {
    guard let table else { return value }
    do throws(FlatBufferFault) {
      return try table.scalar(UInt16(truncatingIfNeeded: number), default: value)
    } catch {
      note(.damaged(error))
      return value
    }
  }

  @inline(never)
  private mutating func note(_ reason: ModelFault.Reason) {
    if fault == nil { fault = reason }
  }
}
