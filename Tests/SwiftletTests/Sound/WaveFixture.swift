import Swiftlet

/// The bytes of a recording, part by part.
struct WaveFixture {
  var parts: [(name: String, bytes: [UInt8])] = []
  // What the header of the samples says; their true length where nil.
  var statedCount: UInt32?

  static func format(
    code: Int = 1, channels: Int = 1, rate: Int = 16_000, bits: Int = 16
  ) -> [UInt8] {
    let frame = channels * bits / 8
    return little(code, 2) + little(channels, 2) + little(rate, 4) + little(rate * frame, 4)
      + little(frame, 2) + little(bits, 2)
  }

  /// A format whose encoding stands in an identifier.
  static func extensible(code: Int, channels: Int, rate: Int, bits: Int) -> [UInt8] {
    var bytes = format(code: 0xFFFE, channels: channels, rate: rate, bits: bits)
    bytes += little(22, 2) + little(bits, 2) + little(0, 4) + little(code, 2)
    return bytes + [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
  }

  static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  static func recording(_ format: [UInt8], _ samples: [UInt8]) -> WaveFixture {
    WaveFixture(parts: [("fmt ", format), ("data", samples)])
  }

  var bytes: [UInt8] {
    var bytes = Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WAVE".utf8)
    for (name, content) in parts {
      let stated = name == "data" ? statedCount.map(Int.init) : nil
      bytes += Array(name.utf8) + Self.little(stated ?? content.count, 4) + content
      if content.count % 2 == 1 { bytes.append(0) }
    }
    return bytes
  }

  /// All samples of a recording.
  static func samples(
    _ bytes: [UInt8], isEndless: Bool = false
  ) throws -> (format: WaveFormat, samples: [Float]) {
    let reader = try WaveReader(ByteStream(bytes, isEndless: isEndless))
    var samples: [Float] = []
    while let part = try reader.next() { samples += part }
    return (reader.format, samples)
  }
}
