import Swiftlet
import SwiftletFormat
import SwiftletKernels
import SwiftletTerminal

/// Times the layers of a network, int8 beside float.
struct ShapeBench {
  /// What one line took.
  struct Entry {
    let line: ShapeLine
    /// Nanoseconds of one run; nil where the layer has no int8 form.
    let int8: Double?
    let float32: Double?
  }

  let list: ShapeList
  let instructionSet: InstructionSet
  let peak: PeakRate
  let entries: [Entry]

  /// Measures every line of a list.
  init(
    _ list: ShapeList, _ set: InstructionSet, _ peak: PeakRate, progress sink: any TextSink
  ) throws(Diagnostic) {
    self.list = list
    instructionSet = set
    self.peak = peak
    var bar = ProgressBar(list.name, total: list.lines.count, to: sink)
    defer { bar.finish() }
    var entries: [Entry] = []
    for line in list.lines {
      do {
        entries.append(
          Entry(
            line: line, int8: try line.layer.nanoseconds(.int8, set),
            float32: try line.layer.nanoseconds(.float32, set)))
      } catch {
        throw Diagnostic(
          .failure, "cannot run '\(line.text)' of \(list.name): \(error)",
          help: "check the numbers of the line")
      }
      bar.update(completed: entries.count)
    }
    self.entries = entries
  }
}

extension ShapeBench {
  private var productCount: Int {
    entries.reduce(0) { $0 + $1.line.layer.productCount * $1.line.count }
  }

  /// The time of all layers, or of those alone that have both forms.
  private func total(_ time: (Entry) -> Double?) -> Double {
    entries.reduce(0) { $0 + (time($1) ?? 0) * Double($1.line.count) }
  }

  /// The measurement for people.
  func text(for terminal: Terminal) -> String {
    var table = Table([
      .init("Layer"), .init("×", .right), .init("int8", .right), .init("G MAC/s", .right),
      .init("of peak", .right), .init("float32", .right), .init("of peak", .right),
      .init("ratio", .right),
    ])
    for entry in entries {
      table.add(
        [entry.line.text, "\(entry.line.count)"]
          + row(entry.line.layer.productCount, entry.int8, entry.float32))
    }
    table.add(["All layers", ""] + row(productCount, total(\.int8), total(\.float32)))
    return terminal.drawn(
      "\(list.name) on 1 thread with \(instructionSet.name)\n\n" + table.rendered(for: terminal))
  }

  private func row(_ products: Int, _ int8: Double?, _ float32: Double?) -> [String] {
    var ratio = ""
    if let int8, let float32, int8 > 0 { ratio = NumberText.fixed(float32 / int8, decimals: 2) }
    var float = cells(products, float32, peak.float32)
    float.remove(at: 1)
    return cells(products, int8, peak.int8) + float + [ratio]
  }

  private func cells(_ products: Int, _ nanoseconds: Double?, _ peak: Double?) -> [String] {
    guard let nanoseconds, nanoseconds > 0 else { return ["", "", ""] }
    let time = NumberText.duration(nanoseconds: nanoseconds)
    guard products > 0 else { return [time, "", ""] }
    let rate = Double(products) / nanoseconds
    let share = peak.map { NumberText.fixed(rate / $0 * 100, decimals: 0) + " %" } ?? ""
    return [time, NumberText.fixed(rate, decimals: 1), share]
  }

  /// The measurement for programs.
  var json: JSONValue {
    .object([
      ("name", .string(list.name)),
      ("instructionSet", .string(instructionSet.name.description)),
      ("peakInt8", peak.int8.map { .number($0) } ?? .null),
      ("peakFloat32", peak.float32.map { .number($0) } ?? .null),
      (
        "layers",
        .array(
          entries.map { entry in
            .object([
              ("layer", .string(entry.line.text)),
              ("count", .integer(entry.line.count)),
              ("multiplyAccumulates", .integer(entry.line.layer.productCount)),
              ("int8Nanoseconds", entry.int8.map { .number($0) } ?? .null),
              ("float32Nanoseconds", entry.float32.map { .number($0) } ?? .null),
            ])
          })
      ),
    ])
  }
}
