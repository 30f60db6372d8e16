/// What the samples of a recording are.
public struct WaveFormat: Equatable, Sendable {
  /// How a sample is stored.
  public enum Encoding: Equatable, Sendable {
    /// A byte, silence being 128.
    case unsigned8
    /// A signed integer of two bytes.
    case signed16
    /// A signed integer of three bytes.
    case signed24
    /// A signed integer of four bytes.
    case signed32
    /// IEEE 754 binary32.
    case float32
    /// IEEE 754 binary64.
    case float64

    /// The bytes of a sample.
    public var byteCount: Int {
      switch self {
      case .unsigned8: 1
      case .signed16: 2
      case .signed24: 3
      case .signed32, .float32: 4
      case .float64: 8
      }
    }

    fileprivate init(code: Int, bitCount: Int) throws(WaveFault) {
      switch (code, bitCount) {
      case (1, 8): self = .unsigned8
      case (1, 16): self = .signed16
      case (1, 24): self = .signed24
      case (1, 32): self = .signed32
      case (3, 32): self = .float32
      case (3, 64): self = .float64
      case (_, _): throw .encodingUnsupported(code: code, bitCount: bitCount)
      }
    }

    /// The number that bytes stand for, full scale being one.
    func sample(_ bytes: ArraySlice<UInt8>) -> Float {
      let bits = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return switch self {
      case .unsigned8: Float(Int(bits) - 128) / 128
      case .signed16: Float(Int16(truncatingIfNeeded: bits)) / 0x1p15
      case .signed24: Float(Int32(truncatingIfNeeded: bits << 8)) / 0x1p31
      case .signed32: Float(Int32(truncatingIfNeeded: bits)) / 0x1p31
      case .float32: Float(bitPattern: UInt32(truncatingIfNeeded: bits))
      case .float64: Float(Double(bitPattern: bits))
      }
    }
  }

  /// The samples of a second in each channel.
  public let sampleRate: Int

  /// The number of channels.
  public let channelCount: Int

  /// How a sample is stored.
  public let encoding: Encoding

  /// The bytes of a sample of every channel.
  public var frameByteCount: Int { channelCount * encoding.byteCount }

  /// Reads the chunk that says what samples are.
  init(_ chunk: [UInt8]) throws(WaveFault) {
    guard chunk.count >= 16 else { throw .formatMalformed(byteCount: chunk.count) }
    var code = chunk.littleEndian(at: 0, count: 2)
    channelCount = chunk.littleEndian(at: 2, count: 2)
    sampleRate = chunk.littleEndian(at: 4, count: 4)
    let bitCount = chunk.littleEndian(at: 14, count: 2)
    if code == 0xFFFE {
      // WAVE_FORMAT_EXTENSIBLE: the encoding stands at the start of an identifier of 16 bytes.
      guard chunk.count >= 40 else { throw .formatMalformed(byteCount: chunk.count) }
      code = chunk.littleEndian(at: 24, count: 2)
    }
    encoding = try Encoding(code: code, bitCount: bitCount)
    guard (1...64).contains(channelCount) else { throw .channelCountOutOfRange(channelCount) }
    guard (1_000...768_000).contains(sampleRate) else { throw .sampleRateOutOfRange(sampleRate) }
    let found = chunk.littleEndian(at: 12, count: 2)
    guard found == frameByteCount else {
      throw .frameMismatch(needed: frameByteCount, found: found)
    }
  }
}

extension [UInt8] {
  /// An integer of a few bytes, the lowest first.
  func littleEndian(at position: Int, count: Int) -> Int {
    self[position..<position + count].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
