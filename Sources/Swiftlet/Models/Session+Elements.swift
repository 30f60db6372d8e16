internal import SwiftletCore
internal import SwiftletFormat

extension Session {
  /// Calls `body` with the elements of an input, to be written.
  public func withInput<Element: ModelElement, Result>(
    _ index: Int, as element: Element.Type = Element.self,
    _ body: (inout MutableSpan<Element>) -> Result
  ) throws(ModelError) -> Result {
    defer { extendLifetime(self) }
    let tensor = try input(index)
    let elements = try tensor.elements(of: Element.self)
    // The loader found the elements inside the arena, which outlives this call.
    var span = unsafe MutableSpan(_unsafeStart: elements.address, count: elements.count)
    return body(&span)
  }

  /// Writes every element of an input.
  public func setInput<Element: ModelElement>(
    _ index: Int, _ values: [Element]
  ) throws(ModelError) {
    defer { extendLifetime(self) }
    let elements = try input(index).elements(of: Element.self)
    guard values.count == elements.count else {
      throw .countMismatch(needed: elements.count, found: values.count)
    }
    unsafe values.withUnsafeBufferPointer { source in
      // Both have as many elements, and an arena is apart from every array.
      guard let start = source.baseAddress else { return }
      unsafe elements.address.update(from: start, count: elements.count)
    }
  }

  /// Writes every element of an input as the nearest to a real number.
  public func setInput(_ index: Int, reals: [Float]) throws(ModelError) {
    defer { extendLifetime(self) }
    let tensor = try input(index)
    guard reals.count == tensor.type.shape.elementCount else {
      throw .countMismatch(needed: tensor.type.shape.elementCount, found: reals.count)
    }
    for (position, real) in reals.enumerated() { tensor.store(real, at: position) }
  }

  /// The elements of an output.
  public func output<Element: ModelElement>(
    _ index: Int, as element: Element.Type = Element.self
  ) throws(ModelError) -> [Element] {
    defer { extendLifetime(self) }
    let elements = try output(index).elements(of: Element.self)
    // The elements lie in the arena, which outlives the copy.
    return unsafe Array(UnsafeBufferPointer(start: elements.address, count: elements.count))
  }

  /// The real numbers that the elements of an output stand for.
  public func outputReals(_ index: Int) throws(ModelError) -> [Float] {
    defer { extendLifetime(self) }
    let tensor = try output(index)
    return (0..<tensor.type.shape.elementCount).map { tensor.real(at: $0) }
  }

  /// How the numbers of any tensor are spread, while they are alive; nil where there is none.
  package func distribution(ofTensor number: Int) -> ValueDistribution? {
    defer { extendLifetime(self) }
    guard let tensor = tensor(number) else { return nil }
    return ValueDistribution { show in
      for index in 0..<tensor.type.shape.elementCount { show(Double(tensor.real(at: index))) }
    }
  }

  /// The bytes of an output.
  public func outputBytes(_ index: Int) throws(ModelError) -> [UInt8] {
    defer { extendLifetime(self) }
    let bytes = try output(index).bytes
    // The bytes lie in the arena, which outlives the copy.
    return unsafe Array(UnsafeBufferPointer(start: bytes.address, count: bytes.count))
  }

  /// Writes every byte of an input.
  public func setInput(_ index: Int, bytes: [UInt8]) throws(ModelError) {
    defer { extendLifetime(self) }
    let target = try input(index).bytes
    guard bytes.count == target.count else {
      throw .countMismatch(needed: target.count, found: bytes.count)
    }
    unsafe bytes.withUnsafeBufferPointer { source in
      // Both have as many bytes, and an arena is apart from every array.
      guard let start = source.baseAddress else { return }
      unsafe target.address.update(from: start, count: target.count)
    }
  }
}

extension ModelTensor {
  /// The elements, where they are of a Swift type.
  fileprivate func elements<Element: ModelElement>(
    of element: Element.Type
  ) throws(ModelError) -> Elements<Element> {
    guard Element.matches(type.element) else { throw .elementMismatch(found: type.element) }
    return unsafe reinterpreted(as: Element.self)
  }

  /// The elements as a type of their size.
  ///
  /// - Precondition: `Element` has the size of the tensor's element.
  @unsafe private func reinterpreted<Element: BitwiseCopyable>(
    as element: Element.Type
  ) -> Elements<Element> {
    unsafe Elements(UnsafeMutableRawPointer(bytes.address), count: type.shape.elementCount)
  }

  /// The real number that an element stands for.
  fileprivate func real(at index: Int) -> Float {
    // Each case names a type of the element's size.
    switch type.element {
    case .float32: unsafe reinterpreted(as: Float.self)[index]
    case .float16: Float(unsafe reinterpreted(as: Float16.self)[index])
    case .int8: real(Int64(unsafe reinterpreted(as: Int8.self)[index]))
    case .uint8, .boolean: real(Int64(bytes[index]))
    case .int16: real(Int64(unsafe reinterpreted(as: Int16.self)[index]))
    case .int32: real(Int64(unsafe reinterpreted(as: Int32.self)[index]))
    case .int64: real(unsafe reinterpreted(as: Int64.self)[index])
    case .absent: 0
    }
  }

  private func real(_ stored: Int64) -> Float {
    guard let quantization = type.quantization else { return Float(stored) }
    let (distance, _) = stored.subtractingReportingOverflow(Int64(quantization.zeroPoint))
    return quantization.scale * Float(distance)
  }

  /// Stores the element nearest to a real number.
  fileprivate func store(_ real: Float, at index: Int) {
    // Each case names a type of the element's size.
    switch type.element {
    case .float32: unsafe reinterpreted(as: Float.self)[index] = real
    case .float16: unsafe reinterpreted(as: Float16.self)[index] = Float16(real)
    case .int8: unsafe reinterpreted(as: Int8.self)[index] = stored(real)
    case .uint8: bytes[index] = stored(real)
    case .boolean: bytes[index] = real != 0 ? 1 : 0
    case .int16: unsafe reinterpreted(as: Int16.self)[index] = stored(real)
    case .int32: unsafe reinterpreted(as: Int32.self)[index] = stored(real)
    case .int64: unsafe reinterpreted(as: Int64.self)[index] = stored(real)
    case .absent: break
    }
  }

  private func stored<Element: FixedWidthInteger>(_ real: Float) -> Element {
    if let quantization = type.quantization, Element.bitWidth <= 16 {
      let range = Int32(Element.min)...Int32(Element.max)
      return Element(truncatingIfNeeded: quantization.stored(real, in: range))
    }
    let scaled = Double(real) / Double(type.quantization?.scale ?? 1)
    guard !scaled.isNaN else { return 0 }
    let rounded = scaled.rounded(.toNearestOrAwayFromZero)
    if rounded >= Double(Element.max) { return .max }
    return rounded <= Double(Element.min) ? .min : Element(rounded)
  }
}
