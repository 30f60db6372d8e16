import Swiftlet
import SwiftletConverter
import SwiftletCore
import SwiftletKernels
import SwiftletTerminal

extension ReportData {
  /// The data of the page; members that say nothing are left out.
  var json: JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      ("report", .integer(1)),
      ("tool", .string("\(Tool.definition.name) \(Tool.definition.version)")),
      ("model", .string(name)),
      ("source", .string(sourceName)),
      ("formatVersion", .integer(report.version)),
      ("producer", report.producer.json),
      (
        "metadata",
        .array(
          report.metadata.map { .object([("key", .string($0.key)), ("value", .string($0.value))]) })
      ),
      ("summary", summary),
      ("inputs", doors(report.inputs, inputNumbers)),
      ("outputs", doors(report.outputs, outputNumbers)),
      ("tensors", .array(report.tensors.indices.map(tensor))),
      ("operators", .array(report.steps.indices.map(step))),
      ("graph", graph.json),
    ]
    if let comparison { members.append(("comparison", comparison.pageJSON)) }
    return .object(members)
  }

  private var sourceName: String {
    switch kind {
    case .swiftlet, .unknown: "swiftlet"
    case .tflite: "tflite"
    case .onnx: "onnx"
    }
  }

  private var summary: JSONValue {
    .object([
      ("fileBytes", .integer(report.fileByteCount)),
      ("constantBytes", .integer(report.constantByteCount)),
      ("activationBytes", .integer(report.activationByteCount)),
      ("activationLowerBound", .integer(report.activationLowerBound)),
      ("aliveBytes", .array(report.aliveByteCounts.map { .integer($0) })),
      ("arenaBytes", .integer(report.arenaByteCount)),
      ("multiplyAccumulates", .integer(report.multiplyAccumulates)),
      ("medianNanoseconds", .number(measurement.runs.median)),
      ("minimumNanoseconds", .integer(measurement.runs.minimum)),
      ("runs", .integer(measurement.runs.count)),
      ("loadNanoseconds", .integer(measurement.loadNanoseconds)),
      ("threads", .integer(measurement.session.threads?.count ?? 1)),
      ("instructionSet", .string(measurement.session.instructionSet.name.description)),
    ])
  }

  private func doors(_ doors: [TensorDescription], _ numbers: [Int]) -> JSONValue {
    .array(
      zip(doors, numbers).map { door, number in
        .object([("name", door.name.json), ("tensor", .integer(number))])
      })
  }

  private func tensor(_ number: Int) -> JSONValue {
    let tensor = report.tensors[number]
    let description = tensor.description
    var members: [(key: String, value: JSONValue)] = [
      ("name", description.name.json),
      ("shape", .array(description.shape.map { .integer($0) })),
      ("type", .string("\(description.element)")),
      ("bytes", .integer(description.byteCount)),
    ]
    if let quantization = description.quantization {
      members.append(("scale", .single(quantization.scale)))
      members.append(("zeroPoint", .integer(Int(quantization.zeroPoint))))
    }
    if let steps = tensor.aliveSteps {
      members.append(("offset", .integer(tensor.byteRange.lowerBound)))
      members.append(("alive", .array([.integer(steps.lowerBound), .integer(steps.upperBound)])))
    }
    if description.isConstant { members.append(("isConstant", .boolean(true))) }
    if let values = distributions[number] { members.append(("values", values.json)) }
    return .object(members)
  }

  private func step(_ index: Int) -> JSONValue {
    let step = report.steps[index]
    var members: [(key: String, value: JSONValue)] = [
      ("operator", .string(step.operatorName)),
      ("name", step.name.json),
      ("words", .string(AttributeText.text(of: step.attributes))),
      ("inputs", .array(step.inputs.map { $0.map { .integer($0) } ?? .null })),
      ("output", .integer(step.output)),
      (
        "attributes",
        .object(
          step.attributes.filter { !$0.isDefault }.map { ($0.name, .string($0.value.text)) })
      ),
    ]
    if step.multiplyAccumulates > 0 {
      members.append(("multiplyAccumulates", .integer(step.multiplyAccumulates)))
    }
    if step.constantByteCount > 0 {
      members.append(("constantBytes", .integer(step.constantByteCount)))
    }
    if !step.scratchRange.isEmpty {
      let range = step.scratchRange
      members.append(
        ("scratch", .array([.integer(range.lowerBound), .integer(range.count)])))
    }
    if measurement.steps.indices.contains(index) {
      members.append(("nanoseconds", .number(measurement.steps[index].median)))
    }
    return .object(members)
  }
}

extension ValueDistribution {
  fileprivate var json: JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      ("count", .integer(count)), ("zeros", .integer(zeroCount)),
    ]
    if count > 0 {
      members += [
        ("minimum", .single(Float(minimum))), ("maximum", .single(Float(maximum))),
        ("mean", .single(Float(mean))), ("deviation", .single(Float(deviation))),
      ]
    }
    if undefinedCount > 0 { members.append(("notFinite", .integer(undefinedCount))) }
    if limitCount > 0 { members.append(("atLimit", .integer(limitCount))) }
    if let channelScales {
      members.append(("channels", .integer(channelCount)))
      members.append(
        ("scales", .array([.single(channelScales.lowerBound), .single(channelScales.upperBound)])))
    }
    if !bins.isEmpty { members.append(("bins", .array(bins.map { .integer($0) }))) }
    return .object(members)
  }
}

extension ReportGraph {
  fileprivate var json: JSONValue {
    let whole = { (value: Double) in JSONValue.integer(Int(value.rounded())) }
    return .object([
      ("width", whole(layout.size.x)), ("height", whole(layout.size.y)),
      ("nodeWidth", whole(layout.measures.nodeWidth)),
      ("nodeHeight", whole(layout.measures.nodeHeight)),
      (
        "nodes",
        .array(
          zip(nodes, layout.centres).map { node, centre in
            let (door, number): (Int, Int) =
              switch node {
              case .step(let index): (0, index)
              case .input(let index): (-1, index)
              case .output(let index): (1, index)
              }
            return .array([.integer(door), .integer(number), whole(centre.x), whole(centre.y)])
          })
      ),
      (
        "edges",
        .array(
          edges.indices.map { index in
            let edge = edges[index]
            let head: [JSONValue] = [
              .integer(edge.ends.source), .integer(edge.ends.target), .integer(edge.tensor),
              .integer(layout.isLong[index] ? 1 : 0),
            ]
            return .array(head + layout.lines[index].flatMap { [whole($0.x), whole($0.y)] })
          })
      ),
    ])
  }
}

extension ComparisonReport {
  /// The comparison as the page reads it; what is exact has no decibels.
  fileprivate var pageJSON: JSONValue {
    let name = referencePath.split(separator: "/").last.map(String.init) ?? referencePath
    return .object([
      ("reference", .string(name)),
      ("samples", .integer(comparison.sampleCount)),
      ("samplesAreRandom", .boolean(isRandom)),
      (
        "outputs",
        .array(
          comparison.outputs.map {
            .object([
              ("name", .string($0.name)), ("decibels", .number($0.difference.decibels)),
              ("largestError", .number($0.difference.largestError)),
              ("saturatedShare", .number($0.difference.saturatedShare)),
              ("notFinite", .integer($0.difference.undefinedCount)),
            ])
          })
      ),
      (
        "layers",
        .array(
          comparison.layers.map { layer in
            .object([
              ("step", .integer(layer.step)),
              ("decibels", .number(layer.difference.decibels)),
              ("before", .number(Decibels.ofNoise(layer.noiseRatioBefore))),
              ("alone", .number(layer.ownDecibels)),
              ("added", .number(layer.addedNoiseRatio)),
              ("largestError", .number(layer.difference.largestError)),
              ("saturatedShare", .number(layer.difference.saturatedShare)),
              ("notFinite", .integer(layer.difference.undefinedCount)),
            ])
          })
      ),
    ])
  }
}
