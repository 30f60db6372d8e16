internal import SwiftletCore
internal import SwiftletKernels

/// Runs a graph operator by operator for several samples, so that the rest of it may still change.
///
/// A value is kept until its last reader has run.
struct GraphWalk {
  /// The graph; an operator that has not run yet may get other weights.
  var graph: Graph
  private var values: [Graph.TensorID: [[UInt8]]] = [:]
  private let threadCount: Int
  private let lastReaders: [Graph.TensorID: Int]

  /// The number of samples.
  let sampleCount: Int

  /// Starts before the first operator.
  ///
  /// - Precondition: each sample has the bytes of every input of the graph.
  init(_ graph: Graph, samples: [[[UInt8]]], threadCount: Int = 1) {
    self.graph = graph
    self.threadCount = threadCount
    sampleCount = samples.count
    for (position, port) in graph.inputs.enumerated() {
      values[port.tensor] = samples.map { $0[position] }
    }
    var last: [Graph.TensorID: Int] = [:]
    for (index, node) in graph.nodes.enumerated() {
      for case let input? in node.inputs { last[input] = index }
      if last[node.output] == nil { last[node.output] = index }
    }
    for port in graph.outputs { last[port.tensor] = graph.nodes.count }
    lastReaders = last
  }

  /// The bytes of a value for each sample; empty where it is not there.
  func values(of id: Graph.TensorID) -> [[UInt8]] { values[id] ?? [] }

  /// The real numbers of a value for each sample.
  func reals(of id: Graph.TensorID) -> [[Float]] {
    values(of: id).map { bytes in
      var tensor = graph.tensors[id]
      tensor.constant = bytes
      return tensor.reals ?? []
    }
  }

  /// Runs the operator at a position, and gives its output for each sample.
  @discardableResult
  mutating func run(_ index: Int) throws -> [[UInt8]] {
    var single = graph
    single.nodes = [graph.nodes[index]]
    let packed = try WeightPacking.pack(single)
    let node = packed.nodes[0]
    let types = try packed.inputTypes(of: node)
    let known = node.inputs.map { $0.flatMap { packed.tensors[$0].constant } }
    let made = node.inputs.map { $0.flatMap { values[$0] } }
    let output = packed.tensors[node.output].type
    let outputs = try parallelMap(sampleCount, threadCount: threadCount) { sample in
      var evaluation = Evaluation(
        types: types,
        constants: node.inputs.indices.map { known[$0] ?? made[$0]?[sample] }, output: output,
        instructionSet: .best)
      return try node.operation.visit(&evaluation)
    }
    values[node.output] = outputs
    return outputs
  }

  /// Forgets what no operator behind a position reads.
  mutating func forget(after index: Int) {
    for id in values.keys where lastReaders[id] ?? -1 <= index { values[id] = nil }
  }
}
