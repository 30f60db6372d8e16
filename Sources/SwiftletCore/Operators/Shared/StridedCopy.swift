internal import SwiftletKernels

/// A copy that fills an output in row-major order from an input read with any strides.
struct StridedCopy: BitwiseCopyable {
  /// The input's bytes.
  let input: Elements<UInt8>

  /// The output's bytes.
  let output: Elements<UInt8>

  /// The axes of the output, joined where they can be.
  let axes: StridedAxes

  /// The element of the input that the first element of the output comes from.
  let inputOffset: Int32

  /// The bytes of one element: 1, 2, 4 or 8.
  let elementByteCount: Int32

  /// Describes a copy.
  ///
  /// - Precondition: every element that `axes` and `inputOffset` reach is one of the input's, and
  ///   the output has as many elements as the axes.
  init(
    _ input: Elements<UInt8>, _ output: Elements<UInt8>, _ axes: StridedAxes, inputOffset: Int,
    elementByteCount: Int
  ) {
    self.input = input
    self.output = output
    self.axes = axes
    self.inputOffset = Int32(truncatingIfNeeded: inputOffset)
    self.elementByteCount = Int32(truncatingIfNeeded: elementByteCount)
  }

  /// The most shares that the copy is worth cutting into.
  var shareCount: Int { output.count / 8192 + 1 }

  /// Copies each element on its own.
  func reference() {
    let size = Int(elementByteCount)
    for index in 0..<(output.count / size) {
      var source = Int(inputOffset)
      var rest = index
      for axis in (0..<Int(axes.rank)).reversed() {
        source &+= rest % axes.length(axis) &* axes.inputStride(axis)
        rest /= axes.length(axis)
      }
      for byte in 0..<size { output[index * size + byte] = input[source * size + byte] }
    }
  }

  /// Copies one share by the widest pieces there are.
  func run(_ share: Share) {
    switch elementByteCount {
    case 1: run(UInt8.self, share)
    case 2: run(UInt16.self, share)
    case 4: run(UInt32.self, share)
    default: run(UInt64.self, share)
    }
  }

  private func run<Element: BitwiseCopyable>(_ type: Element.Type, _ share: Share) {
    let input = input.seen(as: type)
    let output = output.seen(as: type)
    let start = Int(inputOffset)
    guard !axes.isOneRun else {
      let units = share.units(of: output.count)
      return output[units].copy(
        from: input[(start + units.lowerBound)..<(start + units.upperBound)])
    }
    guard axes.inputStride(axes.last) != 1 else { return copyRuns(input, output, share) }
    guard axes.inputStride(axes.last) != 0 || Build.prefersLeastCode else {
      return fillRuns(input, output, share)
    }
    for axis in 0..<axes.last where axes.inputStride(axis) == 1 {
      return transpose(input, output, axis, share)
    }
    copyRows(input, output, share)
  }

  /// Copies innermost axes that lie in the input as they do in the output.
  private func copyRuns<Element: BitwiseCopyable>(
    _ input: Elements<Element>, _ output: Elements<Element>, _ share: Share
  ) {
    let width = axes.length(axes.last)
    let units = share.units(of: axes.count(leavingOut: 1))
    guard !units.isEmpty else { return }
    var walk = StridedWalk(
      axes, leavingOut: 1, at: units.lowerBound, input: Int(inputOffset))
    for _ in units {
      output[walk.output..<(walk.output + width)].copy(
        from: input[walk.input..<(walk.input + width)])
      walk.advance(axes)
    }
  }

  /// Fills innermost axes, each with the one element that it repeats.
  private func fillRuns<Element: BitwiseCopyable>(
    _ input: Elements<Element>, _ output: Elements<Element>, _ share: Share
  ) {
    let width = axes.length(axes.last)
    let units = share.units(of: axes.count(leavingOut: 1))
    guard !units.isEmpty else { return }
    var walk = StridedWalk(
      axes, leavingOut: 1, at: units.lowerBound, input: Int(inputOffset))
    for _ in units {
      output[walk.output..<(walk.output + width)].fill(input[walk.input])
      walk.advance(axes)
    }
  }

  /// Copies innermost axes element by element.
  private func copyRows<Element: BitwiseCopyable>(
    _ input: Elements<Element>, _ output: Elements<Element>, _ share: Share
  ) {
    let width = axes.length(axes.last)
    let stride = axes.inputStride(axes.last)
    let units = share.units(of: axes.count(leavingOut: 1))
    guard !units.isEmpty else { return }
    var walk = StridedWalk(
      axes, leavingOut: 1, at: units.lowerBound, input: Int(inputOffset))
    for _ in units {
      var source = walk.input
      for column in 0..<width {
        output[walk.output + column] = input[source]
        source &+= stride
      }
      walk.advance(axes)
    }
  }

  /// The elements along each side of a tile, whose rows of input and of output stay in the cache.
  private static var tileLength: Int { 16 }

  /// The rows of the output that are copied together: of bytes, as many as a line of the cache has.
  private func rowsTogether<Element: BitwiseCopyable>(_ type: Element.Type) -> Int {
    let width = axes.length(axes.last)
    guard Self.transposesInVectors(type) else { return Self.tileLength }
    return width < Self.tileLength ? 1024 : 4 * Self.tileLength
  }

  /// Copies tiles of the innermost axis and of the one along which the input's elements are
  /// neighbours.
  private func transpose<Element: BitwiseCopyable>(
    _ input: Elements<Element>, _ output: Elements<Element>, _ across: Int, _ share: Share
  ) {
    let depth = axes.length(across)
    let rowStride = axes.outputStride(across)
    var blocks = StridedAxes()
    for axis in 0..<axes.last where axis != across {
      blocks.append(
        axes.length(axis), inputStride: axes.inputStride(axis),
        outputStride: axes.outputStride(axis))
    }
    let together = rowsTogether(Element.self)
    blocks.append(
      (depth - 1) / together + 1, inputStride: together, outputStride: together &* rowStride)
    let units = share.units(of: blocks.count(leavingOut: 0))
    guard !units.isEmpty else { return }
    var walk = StridedWalk(
      blocks, leavingOut: 0, at: units.lowerBound, input: Int(inputOffset))
    for _ in units {
      let rowCount = min(together, depth - walk.index(blocks.last) * together)
      transposeBlock(
        input, output, walk, rowCount: rowCount, rowStride: rowStride)
      walk.advance(blocks)
    }
  }

  /// Whether there is a kernel that transposes elements of a type.
  @inline(__always)
  private static func transposesInVectors<Element: BitwiseCopyable>(_ type: Element.Type) -> Bool {
    #if arch(x86_64) || arch(arm64)
    MemoryLayout<Element>.size == 1 || MemoryLayout<Element>.size == 4
    #else
    false
    #endif
  }

  /// Copies all tiles of some rows of the output.
  @inline(__always)
  private func transposeBlock<Element: BitwiseCopyable>(
    _ input: Elements<Element>, _ output: Elements<Element>, _ walk: StridedWalk, rowCount: Int,
    rowStride: Int
  ) {
    let width = axes.length(axes.last)
    let stride = axes.inputStride(axes.last)
    #if arch(x86_64) || arch(arm64)
    if Self.transposesInVectors(Element.self) {
      let size = MemoryLayout<Element>.size
      // The rows and columns of the block are elements of input and output.
      let job = unsafe swiftlet_transpose(
        source: input.address + walk.input, target: output.address + walk.output,
        source_stride: stride &* size, target_stride: rowStride &* size, row_count: width,
        column_count: rowCount)
      unsafe withUnsafePointer(to: job) {
        size == 1 ? unsafe swiftlet_transpose_bytes($0) : unsafe swiftlet_transpose_words($0)
      }
      return
    }
    #endif
    var first = 0
    while first < width {
      let end = min(first + Self.tileLength, width)
      for row in 0..<rowCount {
        let target = walk.output + row * rowStride
        var source = walk.input &+ row &+ first &* stride
        for column in first..<end {
          output[target + column] = input[source]
          source &+= stride
        }
      }
      first = end
    }
  }
}

extension Elements where Element == UInt8 {
  /// The same memory as elements of another width.
  ///
  /// - Precondition: the memory is a tensor's whose elements have that width, and so aligned for it.
  @inline(__always)
  func seen<Wide: BitwiseCopyable>(as type: Wide.Type) -> Elements<Wide> {
    // `count / size` elements lie inside the `count` bytes.
    unsafe Elements<Wide>(
      UnsafeMutableRawPointer(address), count: count / MemoryLayout<Wide>.size)
  }
}
