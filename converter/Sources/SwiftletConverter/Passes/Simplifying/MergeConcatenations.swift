internal import SwiftletCore
internal import SwiftletFormat

/// Makes one concatenation of those inside of others, and reads a part of one where it came from.
enum MergeConcatenations: Pass {
  static let name = "merge-concatenations"

  static func run(_ graph: inout Graph) throws {
    let producers = graph.producers()
    let uses = graph.useCounts()
    for index in graph.nodes.indices {
      switch graph.nodes[index].operation {
      case .concatenation(let attributes):
        merge(&graph, index, attributes, producers, uses)
      case .slice(let attributes):
        readPart(&graph, index, attributes, producers)
      default: continue
      }
    }
    try RemoveDeadCode.run(&graph)
  }

  /// Takes the parts of a part that is a concatenation along the same axis, while there is room.
  private static func merge(
    _ graph: inout Graph, _ index: Int, _ attributes: Concatenation.Attributes,
    _ producers: [Graph.TensorID: Int], _ uses: [Int]
  ) {
    let output = graph.tensors[graph.nodes[index].output].type
    let axis = output.shape.axis(Int(attributes.axis))
    var inputs = graph.nodes[index].inputs
    for (position, input) in graph.nodes[index].inputs.enumerated().reversed() {
      guard let input, uses[input] == 1, let producer = producers[input],
        case .concatenation(let inner) = graph.nodes[producer].operation,
        output.shape.axis(Int(inner.axis)) == axis,
        graph.tensors[input].type.quantization == output.quantization
      else { continue }
      let parts = graph.nodes[producer].inputs
      guard inputs.count - 1 + parts.count <= TensorTypes.maximumCount else { continue }
      inputs.replaceSubrange(position...position, with: parts)
    }
    graph.nodes[index].inputs = inputs
  }

  /// Lets a slice that stays inside of one part of a concatenation read that part.
  private static func readPart(
    _ graph: inout Graph, _ index: Int, _ attributes: Slice.Attributes,
    _ producers: [Graph.TensorID: Int]
  ) {
    guard let input = graph.nodes[index].inputs[0], let producer = producers[input],
      case .concatenation(let whole) = graph.nodes[producer].operation,
      let axis = graph.tensors[input].type.shape.axis(Int(whole.axis)),
      attributes.begin.count > 0, attributes.stride.values.allSatisfy({ $0 == 1 })
    else { return }
    let size = graph.lengths(graph.nodes[index].output)[axis]
    var begin = attributes.begin.values
    for case let part? in graph.nodes[producer].inputs {
      let length = graph.lengths(part)[axis]
      if begin[axis] >= 0, begin[axis] + size <= length,
        graph.tensors[part].type.quantization == graph.tensors[input].type.quantization
      {
        var moved = attributes
        moved.begin = IntegerList(begin) ?? attributes.begin
        moved.size = IntegerList(graph.lengths(graph.nodes[index].output)) ?? attributes.size
        graph.nodes[index].operation = .slice(moved)
        graph.nodes[index].inputs = [part]
        return
      }
      begin[axis] -= length
    }
  }
}
