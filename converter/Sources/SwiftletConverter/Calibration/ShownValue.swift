public import SwiftletCore
internal import SwiftletFormat

/// A value of a model while it is in memory, shown to a ``ValueObserver``.
@safe public struct ShownValue: ~Copyable {
  /// Which value of the graph it is; for a file, the number of the tensor.
  public let id: Graph.TensorID

  /// What the bytes are.
  public let type: TensorType

  private let bytes: Elements<UInt8>

  init(id: Graph.TensorID, _ tensor: ModelTensor) {
    self.id = id
    type = tensor.type
    bytes = tensor.bytes
  }

  /// Calls a body with the elements as they are stored.
  public func withBytes<Result>(_ body: (RawSpan) throws -> Result) rethrows -> Result {
    // The arena outlives the observer's call, and this value cannot leave it.
    try body(unsafe RawSpan(_unsafeStart: bytes.address, byteCount: bytes.count))
  }

  /// Calls a body with the real numbers that the elements stand for.
  public func withReals<Result>(_ body: (Span<Float>) throws -> Result) rethrows -> Result {
    if type.element == .float32 {
      let reals = unsafe elements(of: Float.self)
      // The arena outlives the observer's call, and this value cannot leave it.
      return try body(unsafe Span(_unsafeStart: reals.address, count: reals.count))
    }
    return try body(reals.span)
  }

  /// The real numbers that the elements stand for.
  public var reals: [Float] {
    // Each case names a type of the element's size.
    switch type.element {
    case .float32: unsafe elements(of: Float.self).map { $0 }
    case .float16: unsafe elements(of: Float16.self).map { Float($0) }
    case .int8: integers(unsafe elements(of: Int8.self))
    case .uint8, .boolean: integers(unsafe elements(of: UInt8.self))
    case .int16: integers(unsafe elements(of: Int16.self))
    case .int32: integers(unsafe elements(of: Int32.self))
    case .int64: integers(unsafe elements(of: Int64.self))
    case .absent: []
    }
  }

  /// The elements as a type.
  ///
  /// - Precondition: `Element` has the size of the tensor's element.
  @unsafe private func elements<Element: BitwiseCopyable>(
    of element: Element.Type
  ) -> Elements<Element> {
    // The loader aligns a tensor to its elements, and its bytes are those of its shape.
    unsafe Elements(UnsafeMutableRawPointer(bytes.address), count: type.shape.elementCount)
  }

  private func integers<Element: FixedWidthInteger>(_ elements: Elements<Element>) -> [Float] {
    let scale = type.quantization?.scale ?? 1
    let zeroPoint = Int64(type.quantization?.zeroPoint ?? 0)
    return elements.map { scale * Float(Int64($0) &- zeroPoint) }
  }
}

extension Elements {
  fileprivate func map(_ real: (Element) -> Float) -> [Float] {
    var reals: [Float] = []
    reals.reserveCapacity(count)
    for index in 0..<count { reals.append(real(self[index])) }
    return reals
  }
}

/// Sees the values of one sample in the order in which they are made.
///
/// The inputs come first, then the operators' outputs in running order.
public protocol ValueObserver: Sendable {
  /// Sees a value, which is gone when the call returns.
  mutating func see(_ value: borrowing ShownValue)
}
