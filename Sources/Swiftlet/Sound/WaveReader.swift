/// Reads a recording as it comes, and mixes its channels into one.
///
/// The parts of the file may come in any order, but for the samples, which come last. A length that
/// only a recorder who cannot go back would write (none, or about 2 GiB and more) means all that comes.
public final class WaveReader {
  /// What the samples are.
  public let format: WaveFormat

  private static let leastEndlessLength = 0x7FFF_0000
  private static let readCount = 1 << 14

  private let stream: ByteStream
  // The bytes of samples that are still to come; nil where all that comes are samples.
  private var remainingCount: Int?
  // The start of a frame whose end has not come.
  private var partialFrame: [UInt8] = []
  private var frameIndex = 0

  /// Reads up to the first sample.
  public init(_ stream: ByteStream) throws(WaveFault) {
    self.stream = stream
    let start = try Self.exactly(12, stream)
    guard start.count == 12, start.starts(with: Array("RIFF".utf8)),
      Array(start[8...]) == Array("WAVE".utf8)
    else { throw .isNotWave }
    var format: WaveFormat?
    while true {
      let header = try Self.exactly(8, stream)
      guard header.count == 8 else { throw .samplesMissing }
      let name = String(decoding: header[..<4], as: UTF8.self)
      let count = header.littleEndian(at: 4, count: 4)
      if name == "data" {
        guard let format else { throw .formatMissing }
        self.format = format
        remainingCount = count == 0 || count >= Self.leastEndlessLength ? nil : count
        if let needed = remainingCount { try Self.check(name, needed, stream) }
        return
      }
      try Self.check(name, count, stream)
      if name == "fmt " {
        guard count >= 16, count <= 1024 else { throw .formatMalformed(byteCount: count) }
        format = try WaveFormat(Self.exactly(count, stream))
        _ = try Self.exactly(count & 1, stream)
      } else {
        // Every part is filled up to an even length.
        guard try Self.skip(count + count & 1, stream) else { throw .samplesMissing }
      }
    }
  }

  /// The next samples, of all channels the mean, full scale being one; nil at the end.
  ///
  /// They are as many as have come; a file waits for nobody.
  public func next() throws(WaveFault) -> [Float]? {
    let frameByteCount = format.frameByteCount
    while true {
      let limit = min(Self.readCount, remainingCount ?? Self.readCount)
      let part = limit == 0 ? [] : try Self.some(atMost: limit, stream)
      guard !part.isEmpty else { return nil }
      if let count = remainingCount { remainingCount = count - part.count }
      let bytes = partialFrame + part
      let frameCount = bytes.count / frameByteCount
      partialFrame = Array(bytes[(frameCount * frameByteCount)...])
      guard frameCount > 0 else { continue }
      return try mixed(bytes, frameCount)
    }
  }

  private func mixed(_ bytes: [UInt8], _ frameCount: Int) throws(WaveFault) -> [Float] {
    let width = format.encoding.byteCount
    var samples: [Float] = []
    samples.reserveCapacity(frameCount)
    for frame in 0..<frameCount {
      var sum: Float = 0
      for channel in 0..<format.channelCount {
        let start = frame * format.frameByteCount + channel * width
        sum += format.encoding.sample(bytes[start..<start + width])
      }
      guard sum.isFinite else { throw .sampleNotFinite(index: frameIndex) }
      samples.append(sum / Float(format.channelCount))
      frameIndex += 1
    }
    return samples
  }

  private static func check(
    _ name: String, _ needed: Int, _ stream: ByteStream
  ) throws(WaveFault) {
    guard let available = stream.remainingCount, needed > available else { return }
    throw .chunkCutShort(name: name, needed: needed, available: available)
  }

  private static func exactly(_ count: Int, _ stream: ByteStream) throws(WaveFault) -> [UInt8] {
    do {
      return try stream.exactly(count)
    } catch {
      throw .file(error)
    }
  }

  private static func some(
    atMost limit: Int, _ stream: ByteStream
  ) throws(WaveFault) -> [UInt8] {
    do {
      return try stream.some(atMost: limit)
    } catch {
      throw .file(error)
    }
  }

  private static func skip(_ count: Int, _ stream: ByteStream) throws(WaveFault) -> Bool {
    do {
      return try stream.skip(count)
    } catch {
      throw .file(error)
    }
  }
}
