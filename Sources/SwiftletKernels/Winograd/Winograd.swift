public import CSwiftletKernels

/// The transforms of Winograd's algorithm for 3×3 windows, before and after its products.
///
/// `winograd.h` states the geometry of a job and the order of every operation.
///
/// - Precondition: what `winograd.h` asks of a job. Kernels check nothing; loading does.
/// - Exactness: every variant gives the bits of the reference.
public enum Winograd {
  /// Tiles of images.
  public typealias Tiles = swiftlet_winograd_tiles

  /// Pixels to the values of positions.
  public typealias BeforeJob = swiftlet_winograd_before

  /// The sums of positions to pixels.
  public typealias AfterJob = swiftlet_winograd_after

  /// The positions of a tile with so many lines of output.
  public static func positionCount(length: Int) -> Int { (length + 2) * (length + 2) }

  /// Up to six elements of a line of positions.
  typealias Line = InlineArray<6, Float>

  /// A tile's positions.
  typealias Square = InlineArray<36, Float>
}

extension Winograd {
  /// Evaluates the definition, element by element.
  @unsafe public static func reference(_ job: BeforeJob) {
    let tiles = unsafe job.tiles
    let side = Int(tiles.length) + 2
    for tile in 0..<Int(tiles.count) {
      let place = Place(tiles, tile: Int(tiles.first) + tile)
      for channel in 0..<Int(tiles.channel_count) {
        var square = Square(repeating: 0)
        for i in 0..<side {
          for j in 0..<side {
            let line = unsafe place.line + i - Int(job.before_height)
            let column = unsafe place.column + j - Int(job.before_width)
            guard line >= 0, line < Int(tiles.height), column >= 0, column < Int(tiles.width)
            else { continue }
            square[i * side + j] = unsafe job.input[place.element(line, column, tiles) + channel]
          }
        }
        transform(&square, side: side, lines: side) { before($0, side: side) }
        for position in 0..<(side * side) {
          unsafe job.values[position * job.position_stride + tile * job.tile_stride + channel] =
            square[position]
        }
      }
    }
  }

  /// Evaluates the definition, element by element.
  @unsafe public static func reference(_ job: AfterJob) {
    let tiles = unsafe job.tiles
    let length = Int(tiles.length)
    let side = length + 2
    for tile in 0..<Int(tiles.count) {
      let place = Place(tiles, tile: Int(tiles.first) + tile)
      for channel in unsafe 0..<Int(job.sum_count) {
        var square = Square(repeating: 0)
        for position in 0..<(side * side) {
          square[position] = unsafe job.sums[
            position * job.position_stride + tile * job.tile_stride + channel]
        }
        transform(&square, side: side, lines: length) { after($0, side: side) }
        for i in 0..<min(length, Int(tiles.height) - place.line) {
          for j in 0..<min(length, Int(tiles.width) - place.column) {
            let at = place.element(place.line + i, place.column + j, tiles) + channel
            unsafe job.output[at] = unsafe result(square[i * side + j], at, job)
          }
        }
      }
    }
  }

  private static func result(_ value: Float, _ at: Int, _ job: AfterJob) -> Float {
    let y = unsafe value.clamped(job.minimum, job.maximum)
    guard let residual = unsafe job.residual else { return y }
    return unsafe (y + residual[at]).clamped(job.residual_minimum, job.residual_maximum)
  }

  /// Transforms each column, and then each line that is left of them.
  @inline(__always)
  private static func transform(
    _ square: inout Square, side: Int, lines: Int, _ body: (Line) -> Line
  ) {
    for j in 0..<side {
      var line = Line(repeating: 0)
      for i in 0..<side { line[i] = square[i * side + j] }
      line = body(line)
      for i in 0..<side { square[i * side + j] = line[i] }
    }
    for i in 0..<lines {
      var line = Line(repeating: 0)
      for j in 0..<side { line[j] = square[i * side + j] }
      line = body(line)
      for j in 0..<side { square[i * side + j] = line[j] }
    }
  }

  /// B of `winograd.h`.
  private static func before(_ d: Line, side: Int) -> Line {
    guard side == 6 else { return [d[0] - d[2], d[1] + d[2], d[2] - d[1], d[1] - d[3], 0, 0] }
    let a = d[4].fused(-4, d[2])
    let b = d[3].fused(-4, d[1])
    let c = d[4] - d[2]
    let e = d[3] - d[1]
    return [
      d[4].fused(-5, d[2]).fused(4, d[0]), a + b, a - b, c.fused(2, e), c.fused(-2, e),
      d[5].fused(-5, d[3]).fused(4, d[1]),
    ]
  }

  /// A of `winograd.h`; what is behind its last element has no meaning.
  private static func after(_ s: Line, side: Int) -> Line {
    guard side == 6 else { return [(s[0] + s[1]) + s[2], (s[1] - s[2]) - s[3], 0, 0, 0, 0] }
    let a = s[1] + s[2]
    let b = s[1] - s[2]
    let c = s[3] + s[4]
    let e = s[3] - s[4]
    return [(s[0] + a) + c, b.fused(2, e), a.fused(4, c), b.fused(8, e) + s[5], 0, 0]
  }

  /// Where a tile lies in the output.
  private struct Place {
    let image: Int
    let line: Int
    let column: Int

    init(_ tiles: Tiles, tile: Int) {
      let (row, column) = tile.quotientAndRemainder(dividingBy: Int(tiles.across))
      let (image, line) = row.quotientAndRemainder(dividingBy: Int(tiles.down))
      self.image = image
      self.line = line * Int(tiles.length)
      self.column = column * Int(tiles.length)
    }

    /// The first element of a pixel of the images.
    func element(_ line: Int, _ column: Int, _ tiles: Tiles) -> Int {
      ((image * Int(tiles.height) + line) * Int(tiles.width) + column) * Int(tiles.channel_count)
    }
  }
}
