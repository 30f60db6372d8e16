public import Swiftlet

/// Runs a graph in the interpreter, several samples at once, and shows every value to an observer.
///
/// The graph may be float, quantized or both, before or after any pass. Inputs are given as real
/// numbers whatever their type is, so that one set of samples serves every form of a model.
public struct GraphRunner: Sendable {
  /// The runner of the file that the graph makes.
  private let runner: ModelRunner

  /// Plans a graph, and writes it to a file in memory.
  ///
  /// - Throws: what stands in the way of planning or loading it.
  public init(_ graph: Graph, threadCount: Int = ThreadPool.processorCount) throws {
    var graph = graph
    try SeparateOutputs.run(&graph)
    let plan = try FilePlan(graph)
    let model = try Model(bytes: ModelWriter.bytes(of: plan, strips: true))
    var identities: [Graph.TensorID] = Array(repeating: -1, count: plan.tensors.count)
    for (port, planned) in zip(graph.inputs, plan.inputs) {
      identities[planned.tensor] = port.tensor
    }
    for (node, step) in zip(graph.nodes, plan.steps) { identities[step.output] = node.output }
    runner = ModelRunner(model, identities: identities, threadCount: threadCount)
  }

  /// Runs samples, each with an observer of its own, and takes the observers in the samples' order.
  ///
  /// The observer sees the inputs and then every operator's output in running order, so that what
  /// an operator reads was seen before, or is a constant of the graph. See
  /// ``ModelRunner/run(_:range:observer:merge:)``.
  public func run<Observer: ValueObserver>(
    _ samples: some SampleSource, range: Range<Int>? = nil,
    observer: @Sendable (_ sample: Int) -> Observer,
    merge: (_ sample: Int, _ observer: consuming Observer) throws -> Void
  ) throws {
    try runner.run(samples, range: range, observer: observer, merge: merge)
  }

  /// Runs samples, and gives the real numbers of some values for each, in the samples' order.
  ///
  /// Everything that is asked for is in memory at once.
  public func values(
    _ ids: Set<Graph.TensorID>, for samples: some SampleSource, range: Range<Int>? = nil
  ) throws -> [[Graph.TensorID: [Float]]] {
    var all: [[Graph.TensorID: [Float]]] = []
    try run(samples, range: range, observer: { _ in ValueKeeper(ids) }) { _, keeper in
      all.append(keeper.values)
    }
    return all
  }
}

extension Graph {
  /// The part of the graph that makes some values, which become its only outputs.
  ///
  /// The inputs stay, read or not, so that samples fit; so do the meanings of all values.
  public func making(_ values: [TensorID]) throws -> Graph {
    var part = self
    part.outputs = values.map { Port(name: tensors[$0].name, tensor: $0) }
    try RemoveDeadCode.run(&part)
    return part
  }
}
