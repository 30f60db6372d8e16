/// Unpacks deflate data (RFC 1951) into a number of bytes that is known.
///
/// Nothing is written beyond that number, and memory grows with what was unpacked, so that a small
/// file cannot claim a large one.
struct Inflater {
  /// The data does not unpack to the bytes that were promised.
  struct Damage: Error, Equatable {}

  private static let lengthBases = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258,
  ]
  private static let lengthBits = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let distanceBases = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537,
    2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
  ]
  private static let distanceBits = [
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13,
    13,
  ]
  private static let codeLengthOrder = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]

  private var bits = BitCursor()
  private var output: [UInt8] = []
  private let byteCount: Int

  /// Unpacks data, which must end where its last block does.
  static func bytes(of packed: RawSpan, count: Int) throws(Damage) -> [UInt8] {
    var inflater = Inflater(byteCount: count)
    // Even the best packing of deflate spends a bit on 129 bytes, which bounds what is reserved.
    let most = packed.byteCount.multipliedReportingOverflow(by: 1032)
    inflater.output.reserveCapacity(most.overflow ? count : min(count, most.partialValue))
    var isLast = false
    while !isLast { isLast = try inflater.block(packed) }
    guard inflater.output.count == count, inflater.bits.isAtEnd(of: packed) else {
      throw Damage()
    }
    return inflater.output
  }

  private init(byteCount: Int) { self.byteCount = byteCount }

  /// Unpacks one block, and tells whether it is the last.
  private mutating func block(_ data: RawSpan) throws(Damage) -> Bool {
    let isLast = try bits.take(1, from: data) == 1
    switch try bits.take(2, from: data) {
    case 0: try stored(data)
    case 1: try packed(data, HuffmanCode.fixedLiterals, HuffmanCode.fixedDistances)
    case 2:
      let (literals, distances) = try codes(data)
      try packed(data, literals, distances)
    default: throw Damage()
    }
    return isLast
  }

  private mutating func stored(_ data: RawSpan) throws(Damage) {
    bits.skipToByte()
    let count = try bits.take(16, from: data)
    guard try bits.take(16, from: data) == count ^ 0xFFFF, count <= byteCount - output.count else {
      throw Damage()
    }
    for _ in 0..<count { output.append(UInt8(truncatingIfNeeded: try bits.take(8, from: data))) }
  }

  private mutating func packed(
    _ data: RawSpan, _ literals: HuffmanCode, _ distances: HuffmanCode
  ) throws(Damage) {
    while true {
      let symbol = try literals.symbol(&bits, data)
      if symbol < 256 {
        guard output.count < byteCount else { throw Damage() }
        output.append(UInt8(truncatingIfNeeded: symbol))
        continue
      }
      if symbol == 256 { return }
      guard symbol - 257 < Self.lengthBases.count else { throw Damage() }
      let length =
        Self.lengthBases[symbol - 257]
        + (try bits.take(Self.lengthBits[symbol - 257], from: data))
      let place = try distances.symbol(&bits, data)
      guard place < Self.distanceBases.count else { throw Damage() }
      let distance =
        Self.distanceBases[place] + (try bits.take(Self.distanceBits[place], from: data))
      guard distance <= output.count, length <= byteCount - output.count else { throw Damage() }
      // The copy may reach into itself.
      for _ in 0..<length { output.append(output[output.count - distance]) }
    }
  }

  /// Reads the codes that a block brings along.
  private mutating func codes(
    _ data: RawSpan
  ) throws(Damage) -> (literals: HuffmanCode, distances: HuffmanCode) {
    let literalCount = try bits.take(5, from: data) + 257
    let distanceCount = try bits.take(5, from: data) + 1
    let lengthCount = try bits.take(4, from: data) + 4
    guard literalCount <= 286, distanceCount <= 30 else { throw Damage() }
    var lengths = [Int](repeating: 0, count: 19)
    for index in 0..<lengthCount {
      lengths[Self.codeLengthOrder[index]] = try bits.take(3, from: data)
    }
    let code = try HuffmanCode(lengths)
    lengths = []
    while lengths.count < literalCount + distanceCount {
      let symbol = try code.symbol(&bits, data)
      switch symbol {
      case 0...15: lengths.append(symbol)
      case 16:
        guard let last = lengths.last else { throw Damage() }
        lengths += repeatElement(last, count: 3 + (try bits.take(2, from: data)))
      case 17: lengths += repeatElement(0, count: 3 + (try bits.take(3, from: data)))
      default: lengths += repeatElement(0, count: 11 + (try bits.take(7, from: data)))
      }
    }
    guard lengths.count == literalCount + distanceCount, lengths[256] > 0 else { throw Damage() }
    return (
      try HuffmanCode(Array(lengths[..<literalCount])),
      try HuffmanCode(Array(lengths[literalCount...]))
    )
  }
}
