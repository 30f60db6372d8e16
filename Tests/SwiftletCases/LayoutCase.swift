public import SwiftletCore
public import SwiftletFormat

/// One use of an operator that moves elements, or weighs neighbours among them.
public struct LayoutCase<O: Operator>: Sendable, CustomStringConvertible {
  /// What sets the case apart.
  public let name: String

  /// The attributes of the use.
  public let attributes: O.Attributes

  /// The inputs of the use.
  public let inputs: [SampleTensor]

  /// Creates a case from what differs from the default attributes.
  public init(
    _ name: String, _ inputs: [SampleTensor], _ change: (inout O.Attributes) -> Void = { _ in }
  ) {
    self.name = name
    self.inputs = inputs
    var attributes = O.Attributes()
    change(&attributes)
    self.attributes = attributes
  }

  /// The name.
  public var description: String { name }

  /// The use in memory of its own.
  public func trial() throws(ModelFault.Reason) -> OperatorTrial<O> {
    try OperatorTrial<O>(attributes, inputs)
  }
}

extension IntegerList {
  /// Creates a list of at most eight integers.
  public init(of values: [Int]) {
    self.init()
    for value in values { precondition(append(Int32(value)), "a list has eight integers at most") }
  }
}

extension SampleTensor {
  /// Creates a tensor of any element type whose bytes a seed chooses.
  public static func bytes(
    _ element: ElementType, _ lengths: [Int], seed: UInt64 = 1
  ) throws(ModelFault.Reason) -> SampleTensor {
    var random = SeededRandom(seed: seed)
    let count = lengths.reduce(1, *) * element.byteCount
    let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    return try SampleTensor(type: TensorType(element, Shape(lengths)), bytes: bytes)
  }

  private init(type: TensorType, bytes: [UInt8]) {
    self.type = type
    self.bytes = bytes
    isConstant = false
  }
}
