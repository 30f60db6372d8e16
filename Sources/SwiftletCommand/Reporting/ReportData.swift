import Swiftlet
import SwiftletConverter

/// Everything that a page tells of a model.
struct ReportData {
  /// How the page calls the model: the name of its file.
  let name: String
  /// What the file holds.
  let kind: ModelKind
  let report: ModelReport
  let graph: ReportGraph
  /// The positions of the inputs and of the outputs among the tensors.
  let inputNumbers: [Int]
  let outputNumbers: [Int]
  /// How long it took.
  let measurement: Measurement
  /// How far it is from its reference; nil where there is none.
  let comparison: ComparisonReport?
  /// How the numbers of each constant are spread.
  private(set) var distributions: [Int: ValueDistribution] = [:]

  init(
    path: String, kind: ModelKind, model: Model, report: ModelReport, measurement: Measurement,
    comparison: ComparisonReport?
  ) {
    name = path.split(separator: "/").last.map(String.init) ?? path
    self.kind = kind
    self.report = report
    graph = ReportGraph(model, report)
    inputNumbers = model.inputNumbers
    outputNumbers = model.outputNumbers
    self.measurement = measurement
    self.comparison = comparison
    for (index, step) in report.steps.enumerated() {
      for case let tensor? in step.inputs
      where distributions[tensor] == nil && report.tensor(tensor)?.isConstant == true {
        distributions[tensor] = report.distribution(ofTensor: tensor, readBy: index, in: model)
      }
    }
  }
}
