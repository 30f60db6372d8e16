/// The packed parameters of Winograd's algorithm: blocks as `dot.h` has them, for each position.
///
/// The weights of position `a * side + b` are `Σ_i Σ_j G[a][i] * G[b][j] * w[i][j]`. The bias is
/// that of position `side + 1` alone, which every pixel of a tile has once; the other blocks have 0.
///
///     length 2:  G = [1, 0, 0], [1/2, 1/2, 1/2], [1/2, -1/2, 1/2], [0, 0, 1]
///     length 4:  G = [1/4, 0, 0], [-1/6, -1/6, -1/6], [-1/6, 1/6, -1/6],
///                    [1/24, 1/12, 1/6], [1/24, -1/12, 1/6], [0, 0, 1]
public enum WinogradLayout {
  /// The bytes of the blocks of one position; nil is a size that an `Int` cannot hold.
  public static func positionByteCount(depth: Int, channelCount: Int) -> Int? {
    DotLayout.byteCount(.float32, reduction: depth, channelCount: channelCount)
  }

  /// The bytes of the blocks of all positions, likewise.
  public static func byteCount(depth: Int, channelCount: Int, length: Int) -> Int? {
    guard let each = positionByteCount(depth: depth, channelCount: channelCount) else { return nil }
    let (total, overflow) = each.multipliedReportingOverflow(
      by: Winograd.positionCount(length: length))
    return overflow ? nil : total
  }

  /// Packs weights, given by channel, line, column and depth, with a bias for each channel.
  ///
  /// The sums of a weight are taken in `Double` and rounded once.
  ///
  /// - Precondition: `length` is 2 or 4; there are `9 * depth` weights for each bias; and `packed`
  ///   has ``byteCount(depth:channelCount:length:)`` bytes.
  public static func pack(
    _ weights: Span<Float>, bias: Span<Float>, depth: Int, length: Int,
    into packed: inout MutableRawSpan
  ) {
    clear(&packed)
    let positionCount = Winograd.positionCount(length: length)
    let positionByteCount =
      positionByteCount(depth: depth, channelCount: bias.count) ?? 0
    for position in 0..<positionCount {
      for channel in bias.indices {
        let place = BlockPlace(
          of: channel, channelCount: bias.count, .float32,
          laneByteCount: DotLayout.laneByteCount(.float32, reduction: depth) ?? 0)
        let start = position * positionByteCount
        if position == length + 3 {
          store(bias[channel], at: start + place.header(0), in: &packed)
        }
        for k in 0..<depth {
          let weight = weight(weights, first: channel * 9 * depth + k, depth, position, length)
          store(
            weight, at: start + place.weights + (k * place.width + place.lane) * 4, in: &packed)
        }
      }
    }
  }

  /// The weight of a position, of nine that lie a depth apart.
  private static func weight(
    _ weights: Span<Float>, first: Int, _ depth: Int, _ position: Int, _ length: Int
  ) -> Float {
    let (line, column) = position.quotientAndRemainder(dividingBy: length + 2)
    let vertical = factors(of: line, length: length)
    let horizontal = factors(of: column, length: length)
    var sum = 0.0
    for i in 0..<3 {
      var part = 0.0
      for j in 0..<3 { part += horizontal[j] * Double(weights[first + (i * 3 + j) * depth]) }
      sum += vertical[i] * part
    }
    return Float(sum)
  }

  /// A line of G.
  private static func factors(of line: Int, length: Int) -> InlineArray<3, Double> {
    if line == length + 1 { return [0, 0, 1] }
    if length == 2 { return line == 0 ? [1, 0, 0] : [0.5, line == 1 ? 0.5 : -0.5, 0.5] }
    switch line {
    case 0: return [0.25, 0, 0]
    case 1, 2: return [-1.0 / 6, line == 1 ? -1.0 / 6 : 1.0 / 6, -1.0 / 6]
    default: return [1.0 / 24, line == 3 ? 1.0 / 12 : -1.0 / 12, 1.0 / 6]
    }
  }
}
