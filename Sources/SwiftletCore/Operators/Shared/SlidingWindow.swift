internal import SwiftletFormat
internal import SwiftletKernels

/// One axis of a window: the step between its taps, and the step between its places.
///
/// Lengths and steps are 1...32767, the border 0...32767, so that no index below leaves 31 bits.
struct WindowAxis: BitwiseCopyable {
  let length: Int16
  let stride: Int16
  let dilation: Int16
  let before: Int16

  /// The axis of a window that is a single element.
  static var single: WindowAxis {
    WindowAxis(length: 1, stride: 1, dilation: 1, before: 0)
  }

  private init(length: Int16, stride: Int16, dilation: Int16, before: Int16) {
    self.length = length
    self.stride = stride
    self.dilation = dilation
    self.before = before
  }

  /// The axis with less of a border.
  init(_ axis: WindowAxis, before: Int) {
    self.init(
      length: axis.length, stride: axis.stride, dilation: axis.dilation,
      before: Int16(truncatingIfNeeded: before))
  }

  /// Checks the attributes of an axis, which have the numbers `axis`, `axis + 2` and so on.
  init(
    axis: Int, length: Int32, stride: Int32, dilation: Int32, before: Int32
  ) throws(ModelFault.Reason) {
    self.length = try Self.checked(length, in: 1...32767, field: axis)
    self.stride = try Self.checked(stride, in: 1...32767, field: axis + 2)
    self.dilation = try Self.checked(dilation, in: 1...32767, field: axis + 4)
    self.before = try Self.checked(before, in: 0...32767, field: axis + 6)
  }

  /// An attribute, if it is in its range.
  static func checked(
    _ value: Int32, in range: ClosedRange<Int32>, field: Int
  ) throws(ModelFault.Reason) -> Int16 {
    guard range.contains(value) else { throw .attributeOutOfRange(field: field) }
    return Int16(truncatingIfNeeded: value)
  }

  /// The elements from the first tap to the last.
  var extent: Int { (Int(length) - 1) * Int(dilation) + 1 }

  /// The places that the window has on an input with a border at both ends.
  func placeCount(on input: Int, after: Int16, axis: Int) throws(ModelFault.Reason) -> Int {
    guard input <= 1 << 30 else { throw .shapeOutOfRange }
    let room = input + Int(before) + Int(after)
    guard room >= extent else {
      throw .shapeMismatch(axis: axis, needed: extent, found: room)
    }
    return (room - extent) / Int(stride) + 1
  }

  /// The input element under the first tap at a place; it may lie in the border.
  func first(at place: Int) -> Int { place * Int(stride) - Int(before) }

  /// Whether the first tap at the first place or the last at the last lies in the border.
  func meetsBorder(placeCount: Int32, on input: Int32) -> Bool {
    before > 0 || first(at: Int(placeCount) - 1) + extent > Int(input)
  }

  /// Those of some places at which a tap lies on the input and not in the border.
  func places(_ places: Range<Int>, withTap tap: Int, on input: Int) -> Range<Int> {
    let shift = tap * Int(dilation) - Int(before)
    let step = Int(stride)
    let lower = shift >= 0 ? 0 : (step - 1 - shift) / step
    let upper = input > shift ? (input - 1 - shift) / step + 1 : 0
    let start = max(places.lowerBound, min(lower, places.upperBound))
    return start..<max(start, min(upper, places.upperBound))
  }
}

/// A window over an image with its channels innermost, and the places that it takes there.
struct SlidingWindow: BitwiseCopyable {
  let vertical: WindowAxis
  let horizontal: WindowAxis
  let inputHeight: Int32
  let inputWidth: Int32
  let inputChannels: Int32
  let outputHeight: Int32
  let outputWidth: Int32

  /// The taps of the window.
  var tapCount: Int { Int(vertical.length) * Int(horizontal.length) }

  /// Whether every place is one element of the input, and every element one place.
  var isPointwise: Bool {
    tapCount == 1 && vertical.stride == 1 && horizontal.stride == 1 && vertical.before == 0
      && horizontal.before == 0 && inputHeight == outputHeight && inputWidth == outputWidth
  }

  /// A window of one element over rows of a matrix.
  init(rowCount: Int, depth: Int) {
    vertical = .single
    horizontal = .single
    inputHeight = 1
    inputWidth = Int32(truncatingIfNeeded: rowCount)
    inputChannels = Int32(truncatingIfNeeded: depth)
    outputHeight = 1
    outputWidth = inputWidth
  }

  /// A window over an image, with the places that the operator's rule gives it.
  ///
  /// - Precondition: the shape has four axes.
  init(
    _ vertical: WindowAxis, _ horizontal: WindowAxis, over image: Shape, outputHeight: Int,
    outputWidth: Int
  ) {
    self.vertical = vertical
    self.horizontal = horizontal
    inputHeight = Int32(truncatingIfNeeded: image[1])
    inputWidth = Int32(truncatingIfNeeded: image[2])
    inputChannels = Int32(truncatingIfNeeded: image[3])
    self.outputHeight = Int32(truncatingIfNeeded: outputHeight)
    self.outputWidth = Int32(truncatingIfNeeded: outputWidth)
  }

  /// A window over an image with a border, whose attributes have the numbers of `Conv2D`.
  init(
    _ vertical: WindowAxis, _ horizontal: WindowAxis, over image: Shape, below: Int32,
    right: Int32
  ) throws(ModelFault.Reason) {
    guard image.rank == 4 else { throw .shapeMismatch(axis: -1, needed: 4, found: image.rank) }
    let below = try WindowAxis.checked(below, in: 0...32767, field: 8)
    let right = try WindowAxis.checked(right, in: 0...32767, field: 9)
    self.init(
      vertical, horizontal, over: image,
      outputHeight: try vertical.placeCount(on: image[1], after: below, axis: 1),
      outputWidth: try horizontal.placeCount(on: image[2], after: right, axis: 2))
  }

  /// Some lines of a window's output over the lines of input that they reach.
  init(_ window: SlidingWindow, over inputHeight: Int, outputHeight: Int, before: Int) {
    vertical = WindowAxis(window.vertical, before: before)
    horizontal = window.horizontal
    self.inputHeight = Int32(truncatingIfNeeded: inputHeight)
    inputWidth = window.inputWidth
    inputChannels = window.inputChannels
    self.outputHeight = Int32(truncatingIfNeeded: outputHeight)
    outputWidth = window.outputWidth
  }

  /// The shape of the output, with some channels.
  func outputShape(imageCount: Int, channels: Int) throws(ModelFault.Reason) -> Shape {
    var shape = Shape()
    try shape.append(imageCount)
    try shape.append(Int(outputHeight))
    try shape.append(Int(outputWidth))
    try shape.append(channels)
    return shape
  }

  /// The output pixels from one on that lie in the same line, but none from `end` on.
  func run(from pixel: Int, to end: Int) -> PixelRun {
    let width = Int(outputWidth)
    let (line, column) = pixel.quotientAndRemainder(dividingBy: width)
    let (image, place) = line.quotientAndRemainder(dividingBy: Int(outputHeight))
    return PixelRun(
      image: image, line: place, columns: column..<min(width, column + end - pixel))
  }

  /// The element of the input at which the channels of a pixel start.
  func element(image: Int, line: Int, column: Int) -> Int {
    ((image * Int(inputHeight) + line) * Int(inputWidth) + column) * Int(inputChannels)
  }
}

extension SlidingWindow {
  /// The window as a kernel takes it, whose first row is at a pixel of the output.
  func forKernel(from pixel: Int, padding: UInt8) -> Dot.Window {
    Dot.Window(
      first_place: Int32(truncatingIfNeeded: pixel), pixel_stride: Int(inputChannels),
      input_height: inputHeight, input_width: inputWidth, output_height: outputHeight,
      output_width: outputWidth, kernel_height: Int32(vertical.length),
      kernel_width: Int32(horizontal.length), stride_height: Int32(vertical.stride),
      stride_width: Int32(horizontal.stride), dilation_height: Int32(vertical.dilation),
      dilation_width: Int32(horizontal.dilation), before_height: Int32(vertical.before),
      before_width: Int32(horizontal.before), padding: Int8(bitPattern: padding))
  }
}

/// Neighbouring pixels in one line of the output.
struct PixelRun {
  let image: Int
  let line: Int
  let columns: Range<Int>
}

/// Which elements of the input the taps of an output pixel take.
protocol WindowRule {
  /// Whether a tap takes the padding at any place.
  static func meetsBorder(_ window: SlidingWindow) -> Bool

  /// Whether a kernel may find the taps, so many channels each, by the rule of `dot.h`.
  static func fits(_ window: SlidingWindow, depth: Int, _ element: ElementType) -> Bool

  /// The bytes of scratch memory that a share needs to compute the phases of a window's steps, so
  /// many channels from each group of a depth; zero where it does not.
  static func phaseByteCount(
    _ window: SlidingWindow, depth: Int, channels: Int, _ element: ElementType
  ) -> Int

  /// The element at which the channels under a tap start; nil where the tap takes the padding.
  ///
  /// The definition, which ``fill(_:rowCount:row:window:run:)`` follows.
  static func element(
    _ window: SlidingWindow, _ run: PixelRun, tapLine: Int, tapColumn: Int
  ) -> Int?

  /// Writes the elements of all taps of a run of pixels, from a row of the table on.
  ///
  /// The element of tap `t` and row `r` goes to `t * rowCount + r`; -1 means the padding.
  static func fill(
    _ table: Elements<Int32>, rowCount: Int, row: Int, window: SlidingWindow, run: PixelRun)

  /// Copies what lies under the taps of some pixels; `table` has room for the offsets of one.
  ///
  /// Rows are written in ascending order, as ``Elements/copyPieces(at:from:at:count:)`` asks.
  static func gather(
    _ patches: Patches, window: SlidingWindow, pixels: Range<Int>, table: Elements<Int32>)
}

extension WindowRule {
  /// Writes the elements of all taps of some pixels, from row 0 of the table on.
  static func fill(
    _ table: Elements<Int32>, rowCount: Int, window: SlidingWindow, pixels: Range<Int>
  ) {
    var pixel = pixels.lowerBound
    while pixel < pixels.upperBound {
      let run = window.run(from: pixel, to: pixels.upperBound)
      fill(table, rowCount: rowCount, row: pixel - pixels.lowerBound, window: window, run: run)
      pixel += run.columns.count
    }
  }

  /// Writes the elements of all taps of one pixel by the definition.
  static func fillByDefinition(_ table: Elements<Int32>, window: SlidingWindow, pixel: Int) {
    let run = window.run(from: pixel, to: pixel + 1)
    for tapLine in 0..<Int(window.vertical.length) {
      for tapColumn in 0..<Int(window.horizontal.length) {
        let element = element(window, run, tapLine: tapLine, tapColumn: tapColumn)
        table[tapLine * Int(window.horizontal.length) + tapColumn] =
          Int32(truncatingIfNeeded: element ?? -1)
      }
    }
  }
}

/// A tap takes the input at `place * stride + tap * dilation - before`.
enum ForwardWindow: WindowRule {
  static func meetsBorder(_ window: SlidingWindow) -> Bool {
    window.vertical.meetsBorder(placeCount: window.outputHeight, on: window.inputHeight)
      || window.horizontal.meetsBorder(placeCount: window.outputWidth, on: window.inputWidth)
  }

  static func fits(_ window: SlidingWindow, depth: Int, _ element: ElementType) -> Bool {
    guard Build.hasWindowKernels, window.tapCount <= 256 else { return false }
    guard element == .int8 else { return true }
    guard depth <= 32768 else { return false }
    let (area, overflow) = window.vertical.extent.multipliedReportingOverflow(
      by: window.horizontal.extent)
    guard !overflow, area <= 32768, area * depth <= 32768 else { return false }
    return depth % 4 == 0 || window.tapCount == 1 || window.tapCount * ((depth + 3) & ~3) <= 1024
  }

  static func phaseByteCount(
    _ window: SlidingWindow, depth: Int, channels: Int, _ element: ElementType
  ) -> Int { 0 }

  static func element(
    _ window: SlidingWindow, _ run: PixelRun, tapLine: Int, tapColumn: Int
  ) -> Int? {
    let line = window.vertical.first(at: run.line) + tapLine * Int(window.vertical.dilation)
    let column =
      window.horizontal.first(at: run.columns.lowerBound)
      + tapColumn * Int(window.horizontal.dilation)
    guard line >= 0, line < Int(window.inputHeight), column >= 0, column < Int(window.inputWidth)
    else { return nil }
    return window.element(image: run.image, line: line, column: column)
  }

  static func fill(
    _ table: Elements<Int32>, rowCount: Int, row: Int, window: SlidingWindow, run: PixelRun
  ) {
    let horizontal = window.horizontal
    let width = Int(window.inputWidth)
    let isInside =
      horizontal.first(at: run.columns.lowerBound) >= 0
      && horizontal.first(at: run.columns.upperBound - 1) + horizontal.extent <= width
    let step = Int32(horizontal.stride) &* window.inputChannels
    var start = row
    for tapLine in 0..<Int(window.vertical.length) {
      let line = window.vertical.first(at: run.line) + tapLine * Int(window.vertical.dilation)
      let isLineInside = line >= 0 && line < Int(window.inputHeight)
      for tapColumn in 0..<Int(horizontal.length) {
        let all = table[start..<(start + run.columns.count)]
        start += rowCount
        guard isLineInside else {
          all.fill(-1)
          continue
        }
        let columns =
          isInside
          ? run.columns : horizontal.places(run.columns, withTap: tapColumn, on: width)
        all.fill(-1, outside: columns, of: run.columns)
        guard !columns.isEmpty else { continue }
        var element = Int32(
          truncatingIfNeeded: window.element(
            image: run.image, line: line,
            column: horizontal.first(at: columns.lowerBound)
              + tapColumn * Int(horizontal.dilation)))
        let first = columns.lowerBound - run.columns.lowerBound
        for index in first..<(first + columns.count) {
          all[index] = element
          element &+= step
        }
      }
    }
  }
}

/// A tap takes the input at `(place + before - tap * dilation) / stride`, where that is whole.
enum TransposedWindow: WindowRule {
  /// Always: steps and cut edges leave gaps in all but the plainest windows.
  static func meetsBorder(_ window: SlidingWindow) -> Bool { true }

  static func fits(_ window: SlidingWindow, depth: Int, _ element: ElementType) -> Bool { false }

  static func phaseByteCount(
    _ window: SlidingWindow, depth: Int, channels: Int, _ element: ElementType
  ) -> Int {
    // The sum of floats has an order, in which the zeros between inputs have their place.
    guard element == .int8 else { return 0 }
    return TransposedPhases(window, depth: depth, channels: channels).byteCount
  }

  static func element(
    _ window: SlidingWindow, _ run: PixelRun, tapLine: Int, tapColumn: Int
  ) -> Int? {
    guard
      let line = source(
        window.vertical, place: run.line, tap: tapLine, on: Int(window.inputHeight)),
      let column = source(
        window.horizontal, place: run.columns.lowerBound, tap: tapColumn,
        on: Int(window.inputWidth))
    else { return nil }
    return window.element(image: run.image, line: line, column: column)
  }

  static func fill(
    _ table: Elements<Int32>, rowCount: Int, row: Int, window: SlidingWindow, run: PixelRun
  ) {
    let horizontal = window.horizontal
    let step = Int(horizontal.stride)
    var start = row
    for tapLine in 0..<Int(window.vertical.length) {
      let line = source(
        window.vertical, place: run.line, tap: tapLine, on: Int(window.inputHeight))
      for tapColumn in 0..<Int(horizontal.length) {
        let all = table[start..<(start + run.columns.count)]
        start += rowCount
        all.fill(-1)
        guard let line else { continue }
        // The first place of the run that the tap reaches from a whole column.
        let shift = Int(horizontal.before) - tapColumn * Int(horizontal.dilation)
        var place = max(run.columns.lowerBound, -shift)
        let rest = (place + shift) % step
        if rest != 0 { place += step - rest }
        var column = (place + shift) / step
        while place < run.columns.upperBound, column < Int(window.inputWidth) {
          all[place - run.columns.lowerBound] = Int32(
            truncatingIfNeeded: window.element(image: run.image, line: line, column: column))
          place += step
          column += 1
        }
      }
    }
  }

  private static func source(_ axis: WindowAxis, place: Int, tap: Int, on input: Int) -> Int? {
    let distance = place + Int(axis.before) - tap * Int(axis.dilation)
    guard distance >= 0 else { return nil }
    let (element, rest) = distance.quotientAndRemainder(dividingBy: Int(axis.stride))
    return rest == 0 && element < input ? element : nil
  }
}

extension Elements<Int32> {
  /// Sets the elements of a run's columns, but for some of the columns.
  @inline(__always)
  func fill(_ value: Int32, outside inner: Range<Int>, of columns: Range<Int>) {
    guard inner.count < columns.count else { return }
    self[0..<(inner.lowerBound - columns.lowerBound)].fill(value)
    self[(inner.upperBound - columns.lowerBound)..<columns.count].fill(value)
  }
}
