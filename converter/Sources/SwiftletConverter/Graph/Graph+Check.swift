internal import SwiftletCore

/// A rule of the graph that a pass broke; the message is for the project's developers.
public struct GraphInvariantBroken: Error, CustomStringConvertible {
  /// What is wrong, and where.
  public let description: String
}

extension Graph {
  /// Throws unless every value is made once, before it is read, and has the type its maker gives it.
  public func check() throws {
    var made = [Bool](repeating: false, count: tensors.count)
    for (index, tensor) in tensors.enumerated() {
      guard let constant = tensor.constant else { continue }
      made[index] = true
      guard constant.count == tensor.type.byteCount else {
        throw GraphInvariantBroken(
          description: "constant \(index) (\(tensor.name)) has \(constant.count) bytes")
      }
    }
    for port in inputs {
      guard !made[port.tensor] else {
        throw GraphInvariantBroken(description: "input \(port.name) is made twice")
      }
      made[port.tensor] = true
    }
    for (index, node) in nodes.enumerated() {
      for case let input? in node.inputs where !made[input] {
        throw GraphInvariantBroken(
          description: "operator \(index) (\(node.name)) reads value \(input) before it is made")
      }
      guard !made[node.output] else {
        throw GraphInvariantBroken(
          description: "operator \(index) (\(node.name)) makes value \(node.output) once more")
      }
      made[node.output] = true
      let ruled = try node.operation.outputType(inputTypes(of: node))
      let stated = tensors[node.output].type
      guard ruled.shape == stated.shape, ruled.element == stated.element else {
        throw GraphInvariantBroken(
          description: "operator \(index) (\(node.name)) states another type than its rule gives")
      }
    }
    for port in outputs where !made[port.tensor] {
      throw GraphInvariantBroken(description: "output \(port.name) is never made")
    }
  }
}
