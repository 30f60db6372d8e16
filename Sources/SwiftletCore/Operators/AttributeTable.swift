/// The constants that a model file stores for one use of an operator.
///
/// The one list of an operator's fields serves the reader on the device, the writer in the
/// converter, and the printers: a field that is missing from it does not exist.
public protocol AttributeTable: BitwiseCopyable, Sendable {
  /// Creates the attributes that a file means when it stores none.
  init()

  /// Shows each field to a visitor, with the number and name that `Model.fbs` gives it.
  mutating func visit<Visitor: AttributeVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure)
}

/// A task done for each field of a table of attributes.
public protocol AttributeVisitor {
  /// How the task fails.
  associatedtype Failure: Error

  /// Does the task for an integer.
  mutating func field(
    _ number: Int, _ name: StaticString, _ value: inout Int32
  ) throws(Failure)

  /// Does the task for a real number.
  mutating func field(
    _ number: Int, _ name: StaticString, _ value: inout Float
  ) throws(Failure)

  /// Does the task for a truth value.
  mutating func field(
    _ number: Int, _ name: StaticString, _ value: inout Bool
  ) throws(Failure)

  /// Does the task for a list of integers.
  mutating func field(
    _ number: Int, _ name: StaticString, _ value: inout IntegerList
  ) throws(Failure)

  /// Does the task for one of a closed list of choices.
  mutating func field<Choice: RawRepresentable>(
    _ number: Int, _ name: StaticString, _ value: inout Choice
  ) throws(Failure) where Choice.RawValue == UInt8
}

/// A short list of integers, one for each axis at most.
public struct IntegerList: BitwiseCopyable, Sendable, Equatable {
  private var values: InlineArray<8, Int32>

  /// The number of integers.
  public private(set) var count: Int

  /// Creates an empty list.
  public init() {
    values = InlineArray(repeating: 0)
    count = 0
  }

  /// Adds an integer at the end, or says that there is no room.
  public mutating func append(_ value: Int32) -> Bool {
    guard count < 8 else { return false }
    values[count] = value
    count += 1
    return true
  }

  /// The integer at a position.
  ///
  /// - Precondition: `index` is in `0..<count`.
  public subscript(index: Int) -> Int {
    assert(index >= 0 && index < count)
    return Int(values[index])
  }

  /// Whether two lists hold the same integers.
  public static func == (left: IntegerList, right: IntegerList) -> Bool {
    guard left.count == right.count else { return false }
    for index in 0..<left.count where left[index] != right[index] { return false }
    return true
  }
}

/// An operator without attributes.
public struct NoAttributes: AttributeTable {
  /// Creates the empty attributes.
  public init() {}

  /// Shows nothing.
  public mutating func visit<Visitor: AttributeVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) {}
}

/// The real numbers between which an operator holds its results.
public struct Bounds: BitwiseCopyable, Sendable, Equatable {
  /// The least result.
  public var lower: Float

  /// The greatest result.
  public var upper: Float

  /// Creates bounds; without arguments, those that hold nothing back.
  public init(lower: Float = -.infinity, upper: Float = .infinity) {
    self.lower = lower
    self.upper = upper
  }

  /// The bounds as stored values of a quantized output.
  public func stored(
    _ quantization: Quantization, in range: ClosedRange<Int32>
  ) throws(ModelFault.Reason) -> ClosedRange<Int32> {
    guard lower <= upper else { throw .scaleOutOfRange }
    return quantization.stored(lower, in: range)...quantization.stored(upper, in: range)
  }
}
