public import SwiftletFormat

/// What a model says of a tensor, apart from its contents and their place.
public struct TensorType: Equatable, Sendable, BitwiseCopyable {
  /// The type of each element.
  public var element: ElementType

  /// The lengths of the axes.
  public var shape: Shape

  /// What the elements stand for; nil where they are plain numbers.
  public var quantization: Quantization?

  /// Creates a tensor type.
  public init(_ element: ElementType, _ shape: Shape, _ quantization: Quantization? = nil) {
    self.element = element
    self.shape = shape
    self.quantization = quantization
  }

  /// The type of an input that an operator was not given.
  public static var absent: TensorType { TensorType(.absent, Shape()) }

  /// Whether the operator was given the tensor.
  public var isPresent: Bool { element != .absent }

  /// The bytes of all elements; nil where a machine cannot address them.
  public var byteCount: Int? {
    let (count, overflow) = shape.elementCount.multipliedReportingOverflow(by: element.byteCount)
    return overflow || count > Int(Int32.max) ? nil : count
  }

  /// The quantization of a tensor whose element type has one.
  public func quantized() throws(ModelFault.Reason) -> Quantization {
    guard let quantization else { throw .scaleOutOfRange }
    return quantization
  }
}

/// The types of an operator's inputs, in order.
public struct TensorTypes: Sendable, BitwiseCopyable {
  /// The most inputs that one operator has.
  public static var maximumCount: Int { 8 }

  private var types: InlineArray<8, TensorType>

  /// The number of inputs, with those that were left out before the last.
  public private(set) var count: Int

  /// Creates an empty list.
  public init() {
    types = InlineArray(repeating: .absent)
    count = 0
  }

  /// Adds the type of one more input.
  public mutating func append(_ type: TensorType) throws(ModelFault.Reason) {
    guard count < Self.maximumCount else {
      throw .inputCount(needed: Self.maximumCount, found: count + 1)
    }
    types[count] = type
    count += 1
  }

  /// The type of an input; absent beyond the last.
  public subscript(index: Int) -> TensorType {
    assert(index >= 0)
    return index < count ? types[index] : .absent
  }

  /// Throws unless the number of inputs is in a range and those that must be there are.
  public func require(_ range: ClosedRange<Int>) throws(ModelFault.Reason) {
    guard range.contains(count) else {
      throw .inputCount(
        needed: count < range.lowerBound ? range.lowerBound : range.upperBound, found: count)
    }
    for index in 0..<range.lowerBound where !types[index].isPresent {
      throw .inputCount(needed: range.lowerBound, found: index)
    }
  }
}
