internal import SwiftletFormat
internal import SwiftletKernels

/// The tiles of a ``WinogradConv2D``, and what a lane of scratch memory holds of them.
struct WinogradGrid: BitwiseCopyable {
  let length: Int32
  let imageCount: Int32
  let inputHeight: Int32
  let inputWidth: Int32
  let inputChannels: Int32
  let outputHeight: Int32
  let outputWidth: Int32
  let channels: Int32
  let beforeHeight: Int32
  let beforeWidth: Int32

  /// Checks the attributes against the shape of the images.
  init(
    _ attributes: WinogradConv2D.Attributes, over image: Shape
  ) throws(ModelFault.Reason) {
    guard attributes.tileLength == 2 || attributes.tileLength == 4 else {
      throw .attributeOutOfRange(field: 0)
    }
    // The border before an axis has the number of the axis and 6.
    let vertical = try WindowAxis(
      axis: -5, length: 3, stride: 1, dilation: 1, before: attributes.padTop)
    let horizontal = try WindowAxis(
      axis: -4, length: 3, stride: 1, dilation: 1, before: attributes.padLeft)
    let below = try WindowAxis.checked(attributes.padBottom, in: 0...32767, field: 3)
    let right = try WindowAxis.checked(attributes.padRight, in: 0...32767, field: 4)
    guard attributes.channels > 0 else { throw .attributeOutOfRange(field: 5) }
    guard image.rank == 4 else { throw .shapeMismatch(axis: -1, needed: 4, found: image.rank) }
    guard image[3] <= Self.mostInputChannels else { throw .shapeOutOfRange }
    let height = try vertical.placeCount(on: image[1], after: below, axis: 1)
    let width = try horizontal.placeCount(on: image[2], after: right, axis: 2)
    // A tile may reach three lines and columns over the end.
    guard height <= 1 << 30, width <= 1 << 30 else { throw .shapeOutOfRange }
    length = attributes.tileLength
    imageCount = Int32(truncatingIfNeeded: image[0])
    inputHeight = Int32(truncatingIfNeeded: image[1])
    inputWidth = Int32(truncatingIfNeeded: image[2])
    inputChannels = Int32(truncatingIfNeeded: image[3])
    outputHeight = Int32(truncatingIfNeeded: height)
    outputWidth = Int32(truncatingIfNeeded: width)
    channels = attributes.channels
    beforeHeight = attributes.padTop
    beforeWidth = attributes.padLeft
    // The tiles are not more than the pixels, which a shape can count.
    _ = try outputShape
  }

  /// The most channels of an input, so that no size of a lane leaves 31 bits.
  private static var mostInputChannels: Int { 1 << 20 }

  var outputShape: Shape {
    get throws(ModelFault.Reason) {
      var shape = Shape()
      try shape.append(Int(imageCount))
      try shape.append(Int(outputHeight))
      try shape.append(Int(outputWidth))
      try shape.append(Int(channels))
      return shape
    }
  }

  var tilesDown: Int32 { (outputHeight - 1) / length + 1 }
  var tilesAcross: Int32 { (outputWidth - 1) / length + 1 }
  var tileCount: Int { Int(imageCount) * Int(tilesDown) * Int(tilesAcross) }
  var blockCount: Int { (Int(channels) - 1) / BlockLayout.channelCount + 1 }
  var positionCount: Int { Winograd.positionCount(length: Int(length)) }

  /// The bytes of a channel at one position.
  var laneByteCount: Int {
    DotLayout.laneByteCount(.float32, reduction: Int(inputChannels)) ?? 0
  }

  /// The bytes of the blocks of one position.
  var positionByteCount: Int {
    WinogradLayout.positionByteCount(depth: Int(inputChannels), channelCount: Int(channels))
      ?? .max
  }

  var parameterByteCount: ParameterByteCount {
    get throws(ModelFault.Reason) {
      try ParameterByteCount(
        blocks: WinogradLayout.byteCount(
          depth: Int(inputChannels), channelCount: Int(channels), length: Int(length)),
        padding: 0)
    }
  }

  /// Whether shares are runs of channel blocks; of tiles otherwise.
  ///
  /// Where tiles are few, the weights are what there is much of, and a share should read its own.
  var cutsChannels: Bool { tileCount < WinogradLane.mostTiles && blockCount > 4 }

  /// The tiles whose values and sums scratch memory has room for, all shares taken together.
  var scratchTileCount: Int {
    let wanted = cutsChannels ? 2 * tileCount : min(WinogradLane.mostTiles, tileCount)
    let fitting = Self.mostScratchElements / WinogradLane.elementsPerTile(self)
    return max(1, min(wanted, fitting < 6 ? fitting : fitting / 6 * 6))
  }

  /// Two megabytes; more where a single tile needs it.
  private static var mostScratchElements: Int { 1 << 19 }
}

/// Where the values and sums of some tiles lie in scratch memory, counted in elements.
struct WinogradLane {
  /// The most tiles whose values are there at once; more do not make the products quicker.
  static var mostTiles: Int { 24 }

  /// The most channels whose sums are there at once.
  static var mostChannels: Int { 64 }

  /// The tiles that there is room for.
  let tileCount: Int
  /// The elements from one tile's sums to the next one's, at a position.
  let sumStride: Int
  /// The elements from one position to the next.
  let valuePositionStride: Int
  let sumPositionStride: Int
  /// The zeros come first.
  let firstValue: Int
  let firstSum: Int
  /// The bytes of all, with those that align the first to a line of the cache.
  let byteCount: Int

  init(_ grid: WinogradGrid, tileCount: Int) {
    self.tileCount = tileCount
    let depth = Int(grid.inputChannels)
    sumStride = Self.sumStride(grid)
    valuePositionStride = Self.staggered(tileCount * depth)
    sumPositionStride = Self.staggered(tileCount * sumStride)
    firstValue = Self.rounded(depth)
    firstSum = firstValue + grid.positionCount * valuePositionStride
    byteCount = (firstSum + grid.positionCount * sumPositionStride + Self.line) * 4
  }

  /// The lane of so many bytes, which have room for one tile at least.
  init(_ grid: WinogradGrid, byteCount: Int) {
    // A position's values and its sums are each less than two lines longer than their elements.
    let fixed = Self.rounded(Int(grid.inputChannels)) + Self.line * (1 + 4 * grid.positionCount)
    let fitting = (byteCount / 4 - fixed) / Self.elementsPerTile(grid)
    self.init(grid, tileCount: max(1, min(Self.mostTiles, fitting)))
    while tileCount < Self.mostTiles {
      let next = WinogradLane(grid, tileCount: tileCount + 1)
      guard next.byteCount <= byteCount else { return }
      self = next
    }
  }

  /// The elements of a tile at all positions.
  static func elementsPerTile(_ grid: WinogradGrid) -> Int {
    grid.positionCount * (Int(grid.inputChannels) + sumStride(grid))
  }

  /// The tiles of each part of a number of them: alike, and whole tiles of the products' rows.
  func stripTileCount(of count: Int) -> Int {
    let stripCount = (count - 1) / tileCount + 1
    let even = (count - 1) / stripCount + 1
    return min(tileCount, (even + 5) / 6 * 6)
  }

  private static func sumStride(_ grid: WinogradGrid) -> Int {
    rounded(min(Int(grid.channels), mostChannels))
  }

  /// The elements of a line of the cache.
  private static var line: Int { 16 }

  private static func rounded(_ count: Int) -> Int { (count + line - 1) & ~(line - 1) }

  /// An odd number of lines of the cache, lest all positions of a tile fall into a few sets of it.
  private static func staggered(_ count: Int) -> Int { rounded(count) | line }
}
