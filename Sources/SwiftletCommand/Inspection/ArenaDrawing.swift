import Swiftlet
import SwiftletTerminal

/// The arena over time: steps from left to right, memory from low to high.
///
/// Each tensor is a rectangle, from the step that writes it to the last that reads it, in a shade
/// that its neighbours do not have.
struct ArenaDrawing {
  /// What a cell of the drawing shows.
  private enum Occupant: Equatable {
    case free
    case scratch
    case tensor(Int)
  }

  private static let shades: [Character] = ["█", "▒", "░", "▓"]
  private static let labelWidth = 13

  private let report: ModelReport
  private let byteCount: Int
  private let rowCount: Int
  /// The steps of each column.
  private let columns: [Range<Int>]
  private var cells: [[Occupant]]

  /// Lays a drawing out; nil where there is nothing to draw.
  init?(_ report: ModelReport, width: Int) {
    guard !report.steps.isEmpty, report.activationByteCount > 0 else { return nil }
    self.report = report
    byteCount = report.activationByteCount
    rowCount = min(byteCount, width < 120 ? 14 : 20)
    let room = max(width - Self.labelWidth - 2, 10)
    columns = Self.columns(steps: report.steps.count, room: room)
    cells = Array(repeating: Array(repeating: .free, count: columns.count), count: rowCount)
    fill()
  }

  /// Some columns for each step where there is room, or some steps for each column.
  ///
  /// Steps have equally many columns where that leaves little room unused.
  private static func columns(steps: Int, room: Int) -> [Range<Int>] {
    let each = min(room / steps, 12)
    if each > 0 {
      let count = each >= 4 ? steps * each : room
      return (0..<count).map { $0 * steps / count..<$0 * steps / count + 1 }
    }
    return (0..<room).map { column in
      let (start, end) = (bound(column, room, steps), bound(column + 1, room, steps))
      return start..<max(end, start + 1)
    }
  }

  /// `part * whole / parts`, without a product that could overflow.
  private static func bound(_ part: Int, _ parts: Int, _ whole: Int) -> Int {
    let (each, rest) = whole.quotientAndRemainder(dividingBy: parts)
    return each * part + rest * part / parts
  }

  private func bytes(ofRow row: Int) -> Range<Int> {
    Self.bound(row, rowCount, byteCount)..<Self.bound(row + 1, rowCount, byteCount)
  }

  /// Gives each cell to what covers the most of it; of equals, to what is written last.
  private mutating func fill() {
    var covered = cells.map { $0.map { _ in 0 } }
    for (index, tensor) in report.tensors.enumerated() {
      guard let steps = tensor.aliveSteps else { continue }
      claim(tensor.byteRange, steps, .tensor(index), &covered)
    }
    for (index, step) in report.steps.enumerated() {
      claim(step.scratchRange, index...index, .scratch, &covered)
    }
  }

  private mutating func claim(
    _ bytes: Range<Int>, _ steps: ClosedRange<Int>, _ occupant: Occupant,
    _ covered: inout [[Int]]
  ) {
    guard !bytes.isEmpty else { return }
    for row in 0..<rowCount {
      let height = bytes.clamped(to: self.bytes(ofRow: row)).count
      guard height > 0 else { continue }
      for (column, range) in columns.enumerated() where range.overlaps(Range(steps)) {
        let area = height * range.clamped(to: Range(steps)).count
        guard area >= covered[row][column] else { continue }
        covered[row][column] = area
        cells[row][column] = occupant
      }
    }
  }

  /// A shade for each tensor, apart from those of its neighbours while there are enough.
  private func shading() -> [Int: Character] {
    var neighbours: [Int: Set<Int>] = [:]
    let note = { (first: Occupant, second: Occupant) in
      guard case .tensor(let first) = first, case .tensor(let second) = second, first != second
      else { return }
      neighbours[first, default: []].insert(second)
      neighbours[second, default: []].insert(first)
    }
    for row in 0..<rowCount {
      for column in columns.indices {
        if row + 1 < rowCount { note(cells[row][column], cells[row + 1][column]) }
        if column + 1 < columns.count { note(cells[row][column], cells[row][column + 1]) }
      }
    }
    var shading: [Int: Character] = [:]
    for tensor in report.tensors.indices {
      let taken = Set((neighbours[tensor] ?? []).compactMap { shading[$0] })
      shading[tensor] = Self.shades.first { !taken.contains($0) } ?? Self.shades[0]
    }
    return shading
  }

  /// The drawing, its lines ended by newlines.
  func rendered(for terminal: Terminal) -> String {
    let shading = shading()
    var text = ""
    for row in (0..<rowCount).reversed() {
      let isLabelled = row == rowCount - 1 || row % 4 == 3
      let label = isLabelled ? NumberText.grouped(bytes(ofRow: row).upperBound) + " B" : ""
      let line = cells[row].map { occupant in
        switch occupant {
        case .free: Character(" ")
        case .scratch: Character("╱")
        case .tensor(let index): shading[index] ?? Self.shades[0]
        }
      }
      text += label.padded(to: Self.labelWidth, alignment: .right) + " │" + trimmed(line) + "\n"
    }
    text += "0 B".padded(to: Self.labelWidth, alignment: .right) + " └"
    text += String(repeating: "─", count: columns.count) + "\n"
    text += "step".padded(to: Self.labelWidth, alignment: .right) + "  " + numbers() + "\n"
    return terminal.drawn(text)
  }

  private func trimmed(_ line: [Character]) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }

  /// The numbers of the steps, each at its first column, as many as leave a gap.
  private func numbers() -> String {
    var line = ""
    for (column, range) in columns.enumerated() {
      let isFirst = column == 0 || columns[column - 1] != range
      guard isFirst, column == 0 || column > line.count + 1,
        column + "\(range.lowerBound)".count <= columns.count
      else { continue }
      line = line.padded(to: column) + "\(range.lowerBound)"
    }
    return line
  }
}
