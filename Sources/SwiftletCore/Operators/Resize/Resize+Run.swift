internal import SwiftletFormat

extension Resize {
  /// Works out each element on its own.
  public static func reference(_ plan: Plan) {
    let size = plan.element.byteCount
    for image in 0..<Int(plan.batchCount) {
      for row in 0..<Int(plan.rows.outputLength) {
        for column in 0..<Int(plan.columns.outputLength) {
          for channel in 0..<Int(plan.channelCount) {
            let target = position(
              image, row, column, channel, plan.rows.outputLength, plan.columns.outputLength, plan)
            switch plan.mode {
            case .nearest:
              let source = position(
                image, plan.rows.nearest(row), plan.columns.nearest(column), channel,
                plan.rows.inputLength, plan.columns.inputLength, plan)
              for byte in 0..<size {
                plan.output[target * size + byte] = plan.input[source * size + byte]
              }
            case .bilinear: interpolate(plan, image, row, column, channel, target)
            case .cubic: weighSixteen(plan, image, row, column, channel, target)
            }
          }
        }
      }
    }
  }

  private static func position(
    _ image: Int, _ row: Int, _ column: Int, _ channel: Int, _ height: Int32, _ width: Int32,
    _ plan: Plan
  ) -> Int {
    ((image * Int(height) + row) * Int(width) + column) * Int(plan.channelCount) + channel
  }

  private static func interpolate(
    _ plan: Plan, _ image: Int, _ row: Int, _ column: Int, _ channel: Int, _ target: Int
  ) {
    let y = plan.rows.neighbours(row)
    let x = plan.columns.neighbours(column)
    func source(_ row: Int, _ column: Int) -> Int {
      position(
        image, row, column, channel, plan.rows.inputLength, plan.columns.inputLength, plan)
    }
    let corners = (
      source(y.lower, x.lower), source(y.lower, x.upper), source(y.upper, x.lower),
      source(y.upper, x.upper)
    )
    if plan.element == .float32 {
      let input = plan.input.seen(as: Float.self)
      plan.output.seen(as: Float.self)[target] = Float.weighed(
        input[corners.0], input[corners.1], input[corners.2], input[corners.3], x.weight, y.weight)
    } else if plan.element == .int8 {
      let input = plan.input.seen(as: Int8.self)
      plan.output.seen(as: Int8.self)[target] = Int8.weighed(
        input[corners.0], input[corners.1], input[corners.2], input[corners.3],
        Int8.weight(x.weight), Int8.weight(y.weight))
    } else {
      plan.output[target] = UInt8.weighed(
        plan.input[corners.0], plan.input[corners.1], plan.input[corners.2],
        plan.input[corners.3], UInt8.weight(x.weight), UInt8.weight(y.weight))
    }
  }

  /// Works out rows, with what the columns have in common in a table.
  public static func run(_ plan: Plan, _ share: Share) {
    let lane = share.index * Int(plan.laneByteCount)
    let table = ColumnTable(plan, plan.scratch[lane..<(lane + Int(plan.laneByteCount))])
    let rows = share.units(of: plan.rowCount)
    switch (plan.mode, plan.element.byteCount) {
    case (.nearest, 1): nearest(UInt8.self, plan, table, rows)
    case (.nearest, 2): nearest(UInt16.self, plan, table, rows)
    case (.nearest, 4): nearest(UInt32.self, plan, table, rows)
    case (.nearest, _): nearest(UInt64.self, plan, table, rows)
    case (.cubic, _): cubic(plan, table, rows)
    case (.bilinear, 4): bilinear(Float.self, plan, table, rows)
    case (.bilinear, _):
      plan.element == .int8
        ? bilinear(Int8.self, plan, table, rows) : bilinear(UInt8.self, plan, table, rows)
    }
  }

  private static func nearest<Element: BitwiseCopyable>(
    _ type: Element.Type, _ plan: Plan, _ table: ColumnTable, _ rows: Range<Int>
  ) {
    let channels = Int(plan.channelCount)
    let inputWidth = Int(plan.columns.inputLength) * channels
    let outputWidth = Int(plan.columns.outputLength) * channels
    let input = plan.input.seen(as: type)
    let output = plan.output.seen(as: type)
    var written = -1
    for row in rows {
      let (image, y) = row.quotientAndRemainder(dividingBy: Int(plan.rows.outputLength))
      let source = image * Int(plan.rows.inputLength) + plan.rows.nearest(y)
      let line = input[(source * inputWidth)..<((source + 1) * inputWidth)]
      let target = output[(row * outputWidth)..<((row + 1) * outputWidth)]
      if source == written {
        target.copy(from: output[((row - 1) * outputWidth)..<(row * outputWidth)])
      } else if channels == 1 {
        for column in 0..<outputWidth { target[column] = line[Int(table.lower[column])] }
      } else {
        for column in 0..<Int(plan.columns.outputLength) {
          let start = Int(table.lower[column])
          target[(column * channels)..<((column + 1) * channels)].copy(
            from: line[start..<(start + channels)])
        }
      }
      written = source
    }
  }

  private static func bilinear<Element: WeighedElement>(
    _ type: Element.Type, _ plan: Plan, _ table: ColumnTable, _ rows: Range<Int>
  ) {
    let channels = Int(plan.channelCount)
    let inputWidth = Int(plan.columns.inputLength) * channels
    let outputWidth = Int(plan.columns.outputLength) * channels
    let input = plan.input.seen(as: type)
    let output = plan.output.seen(as: type)
    for row in rows {
      let (image, index) = row.quotientAndRemainder(dividingBy: Int(plan.rows.outputLength))
      let y = plan.rows.neighbours(index)
      let height = Element.weight(y.weight)
      let first = image * Int(plan.rows.inputLength)
      let top = input[((first + y.lower) * inputWidth)..<((first + y.lower + 1) * inputWidth)]
      let bottom = input[((first + y.upper) * inputWidth)..<((first + y.upper + 1) * inputWidth)]
      let target = output[(row * outputWidth)..<((row + 1) * outputWidth)]
      for column in 0..<Int(plan.columns.outputLength) {
        let left = Int(table.lower[column])
        let right = Int(table.upper[column])
        let width = Element.weight(table.weight[column])
        let start = column * channels
        for channel in 0..<channels {
          target[start + channel] = Element.weighed(
            top[left + channel], top[right + channel], bottom[left + channel],
            bottom[right + channel], width, height)
        }
      }
    }
  }
}

/// Where each column of an output finds its elements in a row of the input.
struct ColumnTable {
  let lower: Elements<Int32>
  let upper: Elements<Int32>
  let weight: Elements<Float>

  /// Fills a lane of scratch memory, which has four bytes a column, or twelve for bilinear.
  ///
  /// For cubic there are 32 bytes: the positions and weights of four taps, in `upper` and `weight`.
  init(_ plan: Resize.Plan, _ lane: Elements<UInt8>) {
    let width = Int(plan.columns.outputLength)
    let channels = plan.channelCount
    lower = lane[0..<(4 * width)].seen(as: Int32.self)
    switch plan.mode {
    case .cubic:
      upper = lane[0..<(16 * width)].seen(as: Int32.self)
      weight = lane[(16 * width)..<(32 * width)].seen(as: Float.self)
      for column in 0..<width {
        let x = plan.columnTaps(column)
        for tap in 0..<4 {
          upper[4 * column + tap] = x.indices[tap] * channels
          weight[4 * column + tap] = x.weights[tap]
        }
      }
    case .nearest:
      upper = lower
      weight = lane[0..<0].seen(as: Float.self)
      for column in 0..<width {
        lower[column] = Int32(truncatingIfNeeded: plan.columns.nearest(column)) * channels
      }
    case .bilinear:
      upper = lane[(4 * width)..<(8 * width)].seen(as: Int32.self)
      weight = lane[(8 * width)..<(12 * width)].seen(as: Float.self)
      for column in 0..<width {
        let x = plan.columns.neighbours(column)
        lower[column] = Int32(truncatingIfNeeded: x.lower) * channels
        upper[column] = Int32(truncatingIfNeeded: x.upper) * channels
        weight[column] = x.weight
      }
    }
  }
}

/// An element that bilinear interpolation works on.
private protocol WeighedElement: BitwiseCopyable {
  associatedtype Weight

  /// The form in which a weight is used.
  static func weight(_ value: Float) -> Weight

  /// The weighed mean of four neighbours.
  static func weighed(
    _ topLeft: Self, _ topRight: Self, _ bottomLeft: Self, _ bottomRight: Self, _ width: Weight,
    _ height: Weight
  ) -> Self
}

extension Float: WeighedElement {
  @inline(__always)
  fileprivate static func weight(_ value: Float) -> Float { value }

  @inline(__always)
  fileprivate static func weighed(
    _ topLeft: Float, _ topRight: Float, _ bottomLeft: Float, _ bottomRight: Float,
    _ width: Float, _ height: Float
  ) -> Float {
    let top = topLeft + (topRight - topLeft) * width
    let bottom = bottomLeft + (bottomRight - bottomLeft) * width
    return top + (bottom - top) * height
  }
}

extension WeighedElement where Self: FixedWidthInteger {
  @inline(__always)
  fileprivate static func weight(_ value: Float) -> Int32 {
    // Adding 1.5 × 2²³ leaves the nearest integer, halves to even, in the low bits.
    let shifter: Float = 0x1.8p23
    return Int32(bitPattern: (value * 2048 + shifter).bitPattern)
      &- Int32(bitPattern: shifter.bitPattern)
  }

  @inline(__always)
  fileprivate static func weighed(
    _ topLeft: Self, _ topRight: Self, _ bottomLeft: Self, _ bottomRight: Self, _ width: Int32,
    _ height: Int32
  ) -> Self {
    // Weights are 2¹¹ at most and elements below 2⁸, so that every sum is below 2³¹.
    let (a, b) = (Int32(truncatingIfNeeded: topLeft), Int32(truncatingIfNeeded: topRight))
    let (c, d) = (Int32(truncatingIfNeeded: bottomLeft), Int32(truncatingIfNeeded: bottomRight))
    let top = a &* 2048 &+ width &* (b &- a)
    let bottom = c &* 2048 &+ width &* (d &- c)
    let sum = top &* 2048 &+ height &* (bottom &- top)
    return Self(truncatingIfNeeded: (sum &+ 0x20_0000) &>> 22)
  }
}

extension Int8: WeighedElement {}
extension UInt8: WeighedElement {}
