/// Takes bits from data, the lowest of each byte first.
struct BitCursor {
  private var position = 0
  private var held: UInt64 = 0
  private var heldCount = 0

  /// Takes some bits, at most 32, the first as the lowest.
  mutating func take(_ count: Int, from data: RawSpan) throws(Inflater.Damage) -> Int {
    fill(from: data)
    guard count <= heldCount else { throw Inflater.Damage() }
    let value = held & ((1 << UInt64(count)) - 1)
    drop(count)
    return Int(value)
  }

  /// The next bits, as many as there are; zeros stand for those behind the end.
  mutating func peek(from data: RawSpan) -> (bits: UInt64, count: Int) {
    fill(from: data)
    return (held, heldCount)
  }

  /// Leaves out bits that were looked at.
  mutating func drop(_ count: Int) {
    held >>= UInt64(count)
    heldCount -= count
  }

  /// Leaves out what is left of a byte.
  mutating func skipToByte() { drop(heldCount % 8) }

  /// Whether no whole byte is left.
  func isAtEnd(of data: RawSpan) -> Bool { position == data.byteCount && heldCount < 8 }

  private mutating func fill(from data: RawSpan) {
    guard heldCount <= 32 else { return }
    while heldCount <= 56, position < data.byteCount {
      held |= UInt64(data.uint8(at: position)) << UInt64(heldCount)
      heldCount += 8
      position += 1
    }
  }
}

/// A code whose words are told by their lengths alone.
struct HuffmanCode {
  /// The bits that the first table decides by.
  private static let tableBits = 10

  /// The most bits of a word.
  private static let mostBits = 15

  /// The code of literals and lengths that needs no description.
  static let fixedLiterals = HuffmanCode(
    checked: (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })

  /// The code of distances that needs no description.
  static let fixedDistances = HuffmanCode(checked: Array(repeating: 5, count: 30))

  // For the next bits, the symbol times 16 plus its length; zero for words that are longer.
  private var table: [UInt16] = Array(repeating: 0, count: 1 << tableBits)
  private var counts = [Int](repeating: 0, count: mostBits + 1)
  private var symbols: [Int] = []

  /// Creates a code of the lengths of its words, from none to 15 bits each.
  ///
  /// A code that leaves words unused is allowed where it has one word at most.
  init(_ lengths: [Int]) throws(Inflater.Damage) {
    self.init(checked: lengths)
    var left = 1
    for length in 1...Self.mostBits {
      left = left << 1 - counts[length]
      guard left >= 0 else { throw Inflater.Damage() }
    }
    guard left == 0 || symbols.count <= 1 else { throw Inflater.Damage() }
  }

  private init(checked lengths: [Int]) {
    for length in lengths where length > 0 { counts[length] += 1 }
    var starts = [0, 0]
    for length in 1..<Self.mostBits { starts.append(starts[length] + counts[length]) }
    symbols = Array(repeating: 0, count: starts[Self.mostBits] + counts[Self.mostBits])
    for (symbol, length) in lengths.enumerated() where length > 0 {
      symbols[starts[length]] = symbol
      starts[length] += 1
    }
    fillTable()
  }

  private mutating func fillTable() {
    var (word, next) = (0, 0)
    for length in 1...Self.tableBits {
      for symbol in symbols[next..<next + counts[length]] {
        guard word < 1 << length else { return }
        // Words come highest bit first, and the cursor holds the first bit lowest.
        let reversed = Int(UInt(word).reversedBits(length))
        for entry in stride(from: reversed, to: table.count, by: 1 << length) {
          table[entry] = UInt16(symbol << 4 | length)
        }
        word += 1
      }
      next += counts[length]
      word <<= 1
    }
  }

  /// Takes the next symbol.
  func symbol(_ cursor: inout BitCursor, _ data: RawSpan) throws(Inflater.Damage) -> Int {
    let (bits, available) = cursor.peek(from: data)
    let entry = Int(table[Int(truncatingIfNeeded: bits) & (table.count - 1)])
    if entry != 0 {
      guard entry & 15 <= available else { throw Inflater.Damage() }
      cursor.drop(entry & 15)
      return entry >> 4
    }
    var (word, first, start) = (0, 0, 0)
    for length in 1...min(Self.mostBits, max(available, 1)) where length <= available {
      word |= Int(truncatingIfNeeded: bits >> UInt64(length - 1)) & 1
      if word - first < counts[length] {
        cursor.drop(length)
        return symbols[start + word - first]
      }
      start += counts[length]
      first = (first + counts[length]) << 1
      word <<= 1
    }
    throw Inflater.Damage()
  }
}

extension UInt {
  /// The lowest bits, in the opposite order.
  fileprivate func reversedBits(_ count: Int) -> UInt {
    (0..<count).reduce(0) { $0 << 1 | (self >> UInt($1)) & 1 }
  }
}
