/// The sizes of packed parameters: blocks of 16 channels, each aligned to 64 bytes.
///
/// A size that an `Int` cannot hold is nil, so counts may come from a file.
public enum BlockLayout {
  /// The channels of one block.
  public static var channelCount: Int { 16 }

  /// The alignment of every block, in bytes.
  public static var alignment: Int { 64 }

  /// The blocks that hold a number of channels, the last of them padded.
  public static func blockCount(channelCount: Int) -> Int? {
    guard channelCount >= 0 else { return nil }
    return channelCount / 16 + (channelCount % 16 == 0 ? 0 : 1)
  }

  /// `blockByteCount` for each block of a number of channels.
  static func byteCount(blockByteCount: Int?, channelCount: Int) -> Int? {
    guard let blockByteCount, let blockCount = blockCount(channelCount: channelCount) else {
      return nil
    }
    let (count, overflow) = blockByteCount.multipliedReportingOverflow(by: blockCount)
    return overflow ? nil : count
  }

  /// `header + count * size`.
  static func byteCount(header: Int, count: Int, size: Int) -> Int? {
    guard count >= 0 else { return nil }
    let (body, bodyOverflow) = count.multipliedReportingOverflow(by: size)
    let (total, totalOverflow) = body.addingReportingOverflow(header)
    return bodyOverflow || totalOverflow ? nil : total
  }
}
