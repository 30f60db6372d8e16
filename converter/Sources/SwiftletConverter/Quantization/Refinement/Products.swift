/// Products of matrices that are lists of rows; sums go along the rows in order.
enum Products {
  /// `x · w`: `count` numbers in each row of `x`, as many rows in `w`.
  static func product(_ x: [Float], _ w: [Float], count: Int, width: Int) -> [Float] {
    let rowCount = x.count / count
    var result = [Float](repeating: 0, count: rowCount * width)
    var target = result.mutableSpan
    for row in 0..<rowCount {
      for index in 0..<count {
        add(
          x[row * count + index], w.span, at: index * width, to: &target, at: row * width,
          count: width)
      }
    }
    return result
  }

  /// `xᵀ · y`, of matrices with as many rows as each other.
  static func transposedProduct(
    _ x: [Float], width: Int, _ y: [Float], width otherWidth: Int
  ) -> [Float] {
    var result = [Float](repeating: 0, count: width * otherWidth)
    var target = result.mutableSpan
    for row in 0..<(x.count / width) {
      for index in 0..<width {
        add(
          x[row * width + index], y.span, at: row * otherWidth, to: &target,
          at: index * otherWidth, count: otherWidth)
      }
    }
    return result
  }

  /// `xᵀ · x`, of which only one half is worked out, on several threads.
  static func gram(_ x: [Float], width: Int, threadCount: Int) throws -> [Float] {
    let shareCount = max(1, min(threadCount, width))
    let shares = try parallelMap(shareCount, threadCount: threadCount) { share in
      halfGram(x, width: width, lines: stride(from: share, to: width, by: shareCount))
    }
    var result = [Float](repeating: 0, count: width * width)
    for row in 0..<width {
      let line = shares[row % shareCount]
      let start = row / shareCount * width
      for column in row..<width {
        result[row * width + column] = line[start + column]
        result[column * width + row] = line[start + column]
      }
    }
    return result
  }

  /// Some lines of `xᵀ · x`, each from the diagonal on.
  private static func halfGram(_ x: [Float], width: Int, lines: StrideTo<Int>) -> [Float] {
    var result = [Float](repeating: 0, count: lines.underestimatedCount * width)
    var target = result.mutableSpan
    for row in 0..<(x.count / width) {
      for (place, index) in lines.enumerated() {
        add(
          x[row * width + index], x.span, at: row * width + index, to: &target,
          at: place * width + index, count: width - index)
      }
    }
    return result
  }

  /// Adds numbers times a factor to others, one to one.
  @inline(__always)
  static func add(
    _ factor: Float, _ source: Span<Float>, at start: Int, to target: inout MutableSpan<Float>,
    at place: Int, count: Int
  ) {
    guard factor != 0 else { return }
    precondition(start >= 0 && start + count <= source.count)
    precondition(place >= 0 && place + count <= target.count)
    // Both ranges are inside their spans, as was just asked.
    for index in 0..<count {
      unsafe target[unchecked: place + index] += factor * source[unchecked: start + index]
    }
  }

  /// The mean of each column.
  static func means(_ x: [Float], width: Int) -> [Float] {
    var sums = [Double](repeating: 0, count: width)
    for row in 0..<(x.count / width) {
      for index in 0..<width { sums[index] += Double(x[row * width + index]) }
    }
    let count = Double(max(x.count / width, 1))
    return sums.map { Float($0 / count) }
  }

  /// A matrix with the mean of each column taken off.
  static func centred(_ x: [Float], means: [Float]) -> [Float] {
    x.enumerated().map { $1 - means[$0 % means.count] }
  }

  /// A list of rows as a list of columns.
  static func transposed(_ x: [Float], width: Int) -> [Float] {
    let rowCount = x.count / width
    var result = [Float](repeating: 0, count: x.count)
    for row in 0..<rowCount {
      for column in 0..<width { result[column * rowCount + row] = x[row * width + column] }
    }
    return result
  }
}
