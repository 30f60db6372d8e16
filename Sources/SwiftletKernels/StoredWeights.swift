/// The weights of one channel, in any format that `Float` inputs are multiplied with.
@unsafe struct StoredWeights {
  private let blocks: UnsafeRawPointer
  private let place: BlockPlace
  private let format: BlockFormat

  /// Finds the weights of a channel.
  ///
  /// - Precondition: the blocks hold the channel in the format.
  init(_ blocks: UnsafeRawPointer, _ place: BlockPlace, _ format: BlockFormat) {
    unsafe self.blocks = blocks
    unsafe self.place = place
    unsafe self.format = format
  }

  /// The sum of products that `dot.h` defines, with the scale of all channels if they share one.
  func sum(count: Int, _ sharedScale: Float, _ x: (Int) -> Float) -> Float {
    let bias = unsafe blocks.load(fromByteOffset: place.header(0), as: Float.self)
    guard case .scaledInt8(let hasScales) = unsafe format else {
      return unsafe chain(from: bias, count: count, x)
    }
    let scale =
      unsafe hasScales
      ? blocks.load(fromByteOffset: place.header(1), as: Float.self) : sharedScale
    // Rounded before the bias is added.
    let product = unsafe chain(from: 0, count: count, x) * scale
    return product + bias
  }

  private func chain(from start: Float, count: Int, _ x: (Int) -> Float) -> Float {
    var sum = start
    for index in 0..<count { unsafe sum = sum.fused(x(index), weight(index)) }
    return sum
  }

  private func weight(_ index: Int) -> Float {
    let offset =
      unsafe place.weights + (index * place.width + place.lane) * format.weightByteCount
    return switch unsafe format {
    case .float32: unsafe blocks.load(fromByteOffset: offset, as: Float.self)
    case .float16:
      unsafe Float(halfPrecision: blocks.load(fromByteOffset: offset, as: UInt16.self))
    case .int8, .scaledInt8:
      unsafe Float(Int(blocks.load(fromByteOffset: offset, as: Int8.self)))
    }
  }
}
