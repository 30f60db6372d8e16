internal import SwiftletCore
internal import SwiftletFormat

/// Writes the bytes of a `.swiftlet` file; the same plan gives the same bytes.
struct ModelWriter {
  private let plan: FilePlan
  private let strips: Bool
  private let writer = TableWriter()

  /// The program that a file says it was made by.
  static let producer = "swiftlet 0.1"

  /// Makes the file of a plan; without names if it is to be stripped.
  static func bytes(of plan: FilePlan, strips: Bool) -> [UInt8] {
    // The graph's size does not depend on the number that says where the constants start, as long
    // as that is not zero; so a first pass finds it.
    let draft = ModelWriter(plan, strips: strips).graph(constantsOffset: constantsAlignment)
    let offset = aligned(draft.count, to: constantsAlignment)
    var file = ModelWriter(plan, strips: strips).graph(constantsOffset: offset)
    guard !plan.constants.isEmpty else { return file }
    file.append(contentsOf: repeatElement(0, count: offset - file.count))
    file.append(contentsOf: plan.constants)
    return file
  }

  private static var constantsAlignment: Int { ModelView.constantsAlignment }

  private init(_ plan: FilePlan, strips: Bool) {
    self.plan = plan
    self.strips = strips
  }

  private func graph(constantsOffset: Int) -> [UInt8] {
    let producer = writer.string(strips ? "" : Self.producer)
    let signatures = writer.vector([signature()])
    let tensors = writer.vector(plan.tensors.map(tensor))
    let steps = writer.vector(plan.steps.map(step))
    let metadata = plan.metadata.isEmpty ? 0 : writer.vector(plan.metadata.map(entry))
    let arena = writer.table {
      writer.add(0, UInt64(plan.activationByteCount))
      writer.add(1, UInt64(plan.lowerBound))
    }
    let root = writer.table {
      writer.add(0, ModelView.newestVersion, unless: 0)
      writer.add(1, at: producer)
      writer.add(2, at: signatures)
      writer.add(3, at: tensors)
      writer.add(4, at: steps)
      writer.add(5, at: arena)
      if !plan.constants.isEmpty {
        writer.add(6, UInt64(constantsOffset))
        writer.add(7, UInt64(plan.constants.count))
      }
      writer.add(8, at: metadata)
    }
    return writer.finish(root, identifier: "SWFT")
  }

  private func signature() -> TableWriter.Position {
    let inputs = writer.vector(plan.inputs.map(binding))
    let outputs = writer.vector(plan.outputs.map(binding))
    return writer.table {
      writer.add(1, at: inputs)
      writer.add(2, at: outputs)
    }
  }

  private func binding(_ port: Graph.Port) -> TableWriter.Position {
    let name = self.name(port.name)
    return writer.table {
      writer.add(0, Int32(port.tensor))
      writer.add(1, at: name)
    }
  }

  private func tensor(_ tensor: FilePlan.Tensor) -> TableWriter.Position {
    let name = self.name(tensor.name)
    let shape = writer.integers(tensor.type.shape.lengths)
    let scales = strips ? 0 : tensor.channels.map { writer.reals($0.scales) } ?? 0
    let (place, offset): (UInt8, Int) =
      switch tensor.place {
      case .arena(let offset): (0, offset)
      case .constants(let offset): (1, offset)
      }
    return writer.table {
      writer.add(3, UInt64(offset))
      writer.add(2, at: shape)
      writer.add(4, Int32(tensor.lastUse))
      if let quantization = tensor.type.quantization {
        writer.add(5, quantization.scale)
        writer.add(6, quantization.zeroPoint)
      }
      writer.add(7, at: scales)
      if scales != 0 { writer.add(8, Int32(tensor.channels?.axis ?? 0)) }
      writer.add(9, at: name)
      writer.add(0, tensor.type.element.rawValue, unless: ElementType.int8.rawValue)
      writer.add(1, place)
    }
  }

  private func step(_ step: FilePlan.Step) -> TableWriter.Position {
    var visitor = AttributesOf(writer: writer)
    let attributes = step.operation.visit(&visitor)
    let name = self.name(step.name)
    let inputs = writer.integers(step.inputs.map { $0 ?? -1 })
    let outputs = writer.integers([step.output])
    return writer.table {
      writer.add(4, UInt64(step.scratch.isEmpty ? 0 : step.scratch.lowerBound))
      writer.add(5, UInt64(step.scratch.count))
      writer.add(1, at: attributes)
      writer.add(2, at: inputs)
      writer.add(3, at: outputs)
      writer.add(6, at: name)
      writer.add(0, step.operation.code.rawValue)
    }
  }

  private func entry(_ entry: (key: String, value: String)) -> TableWriter.Position {
    let key = writer.string(entry.key)
    let value = writer.string(entry.value)
    return writer.table {
      writer.add(0, at: key)
      writer.add(1, at: value)
    }
  }

  private func name(_ text: String) -> TableWriter.Position {
    strips ? 0 : writer.string(text)
  }
}

private struct AttributesOf: OperationVisitor {
  typealias Output = TableWriter.Position
  typealias Failure = Never

  let writer: TableWriter

  mutating func visit<O: Operator>(_ operator: O.Type, _ attributes: O.Attributes)
    -> TableWriter.Position
  {
    AttributeWriter.write(attributes, to: writer)
  }
}

/// The least multiple of an alignment that is not below a size.
func aligned(_ byteCount: Int, to alignment: Int) -> Int {
  (byteCount + alignment - 1) / alignment * alignment
}
