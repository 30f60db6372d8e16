extension Resize {
  /// Works out one element from sixteen.
  static func weighSixteen(
    _ plan: Plan, _ image: Int, _ row: Int, _ column: Int, _ channel: Int, _ target: Int
  ) {
    let (input, output) = (plan.input.seen(as: Float.self), plan.output.seen(as: Float.self))
    let (y, x) = (plan.rowTaps(row), plan.columnTaps(column))
    var sum: Float = 0
    for i in 0..<4 {
      let line = image * Int(plan.rows.inputLength) + Int(y.indices[i])
      var along: Float = 0
      for j in 0..<4 {
        let place = line * Int(plan.columns.inputLength) + Int(x.indices[j])
        let product = x.weights[j] * input[place * Int(plan.channelCount) + channel]
        along = j == 0 ? product : along + product
      }
      let product = y.weights[i] * along
      sum = i == 0 ? product : sum + product
    }
    output[target] = sum
  }

  /// Works out rows of sums of sixteen elements.
  static func cubic(_ plan: Plan, _ table: ColumnTable, _ rows: Range<Int>) {
    let channels = Int(plan.channelCount)
    let inputWidth = Int(plan.columns.inputLength) * channels
    let outputWidth = Int(plan.columns.outputLength) * channels
    let (input, output) = (plan.input.seen(as: Float.self), plan.output.seen(as: Float.self))
    for row in rows {
      let (image, index) = row.quotientAndRemainder(dividingBy: Int(plan.rows.outputLength))
      let y = plan.rowTaps(index)
      let first = image * Int(plan.rows.inputLength)
      func line(_ tap: Int) -> Elements<Float> {
        let start = (first + Int(y.indices[tap])) * inputWidth
        return input[start..<(start + inputWidth)]
      }
      let lines = (line(0), line(1), line(2), line(3))
      let target = output[(row * outputWidth)..<((row + 1) * outputWidth)]
      for column in 0..<Int(plan.columns.outputLength) {
        let places = table.upper[(4 * column)..<(4 * column + 4)]
        let weights = table.weight[(4 * column)..<(4 * column + 4)]
        for channel in 0..<channels {
          func along(_ line: Elements<Float>) -> Float {
            let a = weights[0] * line[Int(places[0]) + channel]
            let b = weights[1] * line[Int(places[1]) + channel]
            let c = weights[2] * line[Int(places[2]) + channel]
            return a + b + c + weights[3] * line[Int(places[3]) + channel]
          }
          let top = y.weights[0] * along(lines.0) + y.weights[1] * along(lines.1)
          target[column * channels + channel] =
            top + y.weights[2] * along(lines.2) + y.weights[3] * along(lines.3)
        }
      }
    }
  }
}

extension Resize.Plan {
  /// The rows of the input behind one of the output.
  func rowTaps(_ row: Int) -> ResizeTaps {
    rows.taps(row, coefficient: cubicCoefficient, excludesOutside: excludesOutside)
  }

  /// The columns of the input behind one of the output.
  func columnTaps(_ column: Int) -> ResizeTaps {
    columns.taps(column, coefficient: cubicCoefficient, excludesOutside: excludesOutside)
  }
}
