internal import CSwiftletKernels
internal import SwiftletKernels

extension Pool2D {
  /// Gathers windows by a kernel, which takes those of their taps that lie in the image.
  static func gather(
    _ plan: Plan, _ input: Elements<Int8>, _ output: Elements<Int8>, _ windows: Range<Int>,
    by kernel: Pool.Int8Kernel
  ) {
    let channels = Int(plan.channels)
    let area = plan.rows.kernel &* plan.columns.kernel
    for window in windows {
      let place = Place(plan, window: window)
      let (lines, columns) = (Int32(place.rowTaps.count), Int32(place.columnTaps.count))
      let missing = plan.countsPadding ? area &- lines &* columns : 0
      // The first tap's pixel and the last lie in the image, and so in the input.
      unsafe kernel(
        Pool.Int8Job(
          input: UnsafePointer(input.address + place.firstPixel(plan) * channels),
          line_stride: plan.rowStride, column_stride: plan.columnStride, line_count: lines,
          column_count: columns, channel_count: plan.channels,
          start: missing &* Int32(plan.zeroPoint), divisor: lines &* columns &+ missing,
          rounds_half_up: plan.roundsHalfUp ? 1 : 0, multiplier: 0, zero_point: 0,
          minimum: Int32(plan.lower), maximum: Int32(plan.upper),
          output: output.address + window * channels))
    }
  }

  /// Gathers windows by a kernel, which takes those of their taps that lie in the image.
  static func gather(
    _ plan: Plan, _ input: Elements<Float>, _ output: Elements<Float>, _ windows: Range<Int>,
    by kernel: Pool.Float32Kernel
  ) {
    let channels = Int(plan.channels)
    let area = Int(plan.rows.kernel) * Int(plan.columns.kernel)
    for window in windows {
      let place = Place(plan, window: window)
      let (lines, columns) = (place.rowTaps.count, place.columnTaps.count)
      // The first tap's pixel and the last lie in the image, and so in the input.
      unsafe kernel(
        Pool.Float32Job(
          input: UnsafePointer(input.address + place.firstPixel(plan) * channels),
          line_stride: plan.rowStride, column_stride: plan.columnStride,
          line_count: Int32(lines), column_count: Int32(columns), channel_count: plan.channels,
          divisor: Float(plan.countsPadding ? area : lines * columns),
          minimum: plan.bounds.lower, maximum: plan.bounds.upper,
          output: output.address + window * channels))
    }
  }
}

extension Pool2D.Plan {
  /// The elements from a tap to that below it.
  fileprivate var rowStride: Int {
    Int(rows.dilation) * Int(columns.length) * Int(channels)
  }

  /// The elements from a tap to the next.
  fileprivate var columnStride: Int { Int(columns.dilation) * Int(channels) }
}

extension Pool2D.Place {
  /// The position of the first tap's pixel that lies in the image.
  fileprivate func firstPixel(_ plan: Pool2D.Plan) -> Int {
    pixel(rowTaps.lowerBound, columnTaps.lowerBound, plan)
  }
}
