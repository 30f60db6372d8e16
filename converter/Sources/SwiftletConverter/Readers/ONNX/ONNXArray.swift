public import SwiftletFormat

/// A constant with the bytes that the runtime has for it; an axis may have no length.
public struct ONNXArray: Sendable {
  /// The type of each element.
  public var element: ElementType
  /// The lengths of the axes.
  public var lengths: [Int]
  /// The elements in the order of this machine.
  public var bytes: [UInt8]

  /// Creates a constant.
  public init(element: ElementType, lengths: [Int], bytes: [UInt8]) {
    self.element = element
    self.lengths = lengths
    self.bytes = bytes
  }
}

extension ONNXTensor {
  /// The element type; throws for a number that no type has.
  func stated() throws(LoweringFault) -> ONNXElement {
    guard let stated = ONNXElement(rawValue: element) else {
      throw LoweringFault("the tensor '\(name)' has elements of the unknown type \(element)")
    }
    return stated
  }

  /// The number of elements and the lengths, which are not negative.
  func checkedLengths() throws(LoweringFault) -> (count: Int, lengths: [Int]) {
    var count = 1
    for length in lengths {
      let (product, overflow) = count.multipliedReportingOverflow(by: Int(length))
      guard length >= 0, !overflow, product <= 1 << 40 else {
        throw LoweringFault("the tensor '\(name)' has the shape \(lengths)")
      }
      count = product
    }
    return (count, lengths.map { Int($0) })
  }

  /// The elements as the runtime has them.
  func array(_ folder: ONNXFolder?) throws -> ONNXArray {
    let stated = try stated()
    guard let inner = stated.inner else {
      throw LoweringFault(
        "the tensor '\(name)' has elements of type \(stated), which the runtime has not",
        remedy: "replace it by a tensor of numbers")
    }
    let (count, lengths) = try checkedLengths()
    let needed = (count * stated.bitCount + 7) / 8
    let stored = try stored(stated, byteCount: needed, folder)
    guard stored.count == needed else {
      throw LoweringFault(
        "the tensor '\(name)' of the shape \(lengths) needs \(needed) bytes and has "
          + "\(stored.count)")
    }
    return ONNXArray(
      element: inner, lengths: lengths, bytes: stated.decoded(stored, count: count))
  }

  /// The elements as a file has them in its raw form.
  private func stored(
    _ stated: ONNXElement, byteCount: Int, _ folder: ONNXFolder?
  ) throws -> ArraySlice<UInt8> {
    if let external {
      guard let folder else {
        throw LoweringFault(
          "the elements of the tensor '\(name)' are in another file",
          remedy: "convert the model from its folder")
      }
      return try folder.bytes(external, byteCount: byteCount)[...]
    }
    if let raw { return raw }
    switch stated {
    case .float: return floats[...]
    case .double: return doubles[...]
    case .complex64, .complex128, .string: return []
    case .int64, .uint64: return [UInt8](elements: integers)[...]
    case .int32, .uint32:
      return [UInt8](elements: integers.map { Int32(truncatingIfNeeded: $0) })[...]
    case .uint16, .int16, .float16, .bfloat16:
      return [UInt8](elements: integers.map { Int16(truncatingIfNeeded: $0) })[...]
    case .uint8, .int8, .bool, .float8e4m3fn, .float8e4m3fnuz, .float8e5m2, .float8e5m2fnuz,
      .float8e8m0, .uint4, .int4, .float4e2m1, .uint2, .int2:
      return integers.map { UInt8(truncatingIfNeeded: $0) }[...]
    }
  }
}

extension ONNXElement {
  /// The bytes of the inner type for elements in the raw form of a file.
  func decoded(_ stored: ArraySlice<UInt8>, count: Int) -> [UInt8] {
    let bytes = Array(stored)
    switch self {
    case .float, .int8, .uint8, .int16, .int32, .int64, .uint64: return bytes
    case .bool: return bytes.map { $0 == 0 ? 0 : 1 }
    case .double: return .init(elements: bytes.elements(of: Double.self).map { Float($0) })
    case .float16: return .init(elements: bytes.elements(of: UInt16.self).map { Float(half: $0) })
    case .bfloat16:
      return .init(
        elements: bytes.elements(of: UInt16.self).map { Float(bitPattern: UInt32($0) << 16) })
    case .uint16: return .init(elements: bytes.elements(of: UInt16.self).map { Int32($0) })
    case .uint32: return .init(elements: bytes.elements(of: UInt32.self).map { Int64($0) })
    case .uint4, .uint2:
      return (0..<count).map { UInt8(truncatingIfNeeded: part($0, of: bytes)) }
    case .int4, .int2:
      let half = 1 << (bitCount - 1)
      return (0..<count).map {
        UInt8(bitPattern: Int8((part($0, of: bytes) ^ half) - half))
      }
    case .float8e4m3fn, .float8e4m3fnuz, .float8e5m2, .float8e5m2fnuz, .float8e8m0, .float4e2m1:
      return .init(elements: (0..<count).map { real(part($0, of: bytes)) })
    case .string, .complex64, .complex128: return []
    }
  }

  /// The bits of an element of eight or fewer; the first element is in the lowest bits.
  private func part(_ index: Int, of bytes: [UInt8]) -> Int {
    let start = index * bitCount
    return Int(bytes[start / 8]) >> (start % 8) & ((1 << bitCount) - 1)
  }

  /// The value of the bits of a real number of eight bits or fewer.
  private func real(_ bits: Int) -> Float {
    switch self {
    case .float8e4m3fn:
      bits & 0x7F == 0x7F ? .nan : Self.small(bits, exponentBits: 4, fractionBits: 3, bias: 7)
    case .float8e4m3fnuz:
      bits == 0x80 ? .nan : Self.small(bits, exponentBits: 4, fractionBits: 3, bias: 8)
    case .float8e5m2:
      bits & 0x7C != 0x7C
        ? Self.small(bits, exponentBits: 5, fractionBits: 2, bias: 15)
        : bits & 3 != 0 ? .nan : bits & 0x80 != 0 ? -.infinity : .infinity
    case .float8e5m2fnuz:
      bits == 0x80 ? .nan : Self.small(bits, exponentBits: 5, fractionBits: 2, bias: 16)
    case .float4e2m1: Self.small(bits, exponentBits: 2, fractionBits: 1, bias: 1)
    default: bits == 0xFF ? .nan : Float(sign: .plus, exponent: bits - 127, significand: 1)
    }
  }

  private static func small(
    _ bits: Int, exponentBits: Int, fractionBits: Int, bias: Int
  ) -> Float {
    let exponent = bits >> fractionBits & ((1 << exponentBits) - 1)
    let fraction = Float(bits & ((1 << fractionBits) - 1)) / Float(1 << fractionBits)
    let sign: FloatingPointSign = bits >> (exponentBits + fractionBits) & 1 == 1 ? .minus : .plus
    return exponent == 0
      ? Float(sign: sign, exponent: 1 - bias, significand: fraction)
      : Float(sign: sign, exponent: exponent - bias, significand: 1 + fraction)
  }
}
