internal import CxxFlatBuffers
internal import SwiftletCore
internal import SwiftletFormat

/// Writes the bytes of a `.swiftlet` file; the same plan gives the same bytes.
struct ModelWriter {
  private let plan: FilePlan
  private let strips: Bool
  private let writer = swiftlet.FlatBufferWriter()

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
    let producer = string(strips ? "" : Self.producer)
    let signatures = vector([signature()])
    let tensors = vector(plan.tensors.map(tensor))
    let steps = vector(plan.steps.map(step))
    let metadata = strips || plan.metadata.isEmpty ? 0 : vector(plan.metadata.map(entry))
    let arena = table {
      writer.addUInt64(0, UInt64(plan.activationByteCount), 0)
      writer.addUInt64(1, UInt64(plan.lowerBound), 0)
    }
    let root = table {
      writer.addUInt32(0, ModelView.newestVersion, 0)
      add(1, producer)
      add(2, signatures)
      add(3, tensors)
      add(4, steps)
      add(5, arena)
      if !plan.constants.isEmpty {
        writer.addUInt64(6, UInt64(constantsOffset), 0)
        writer.addUInt64(7, UInt64(plan.constants.count), 0)
      }
      add(8, metadata)
    }
    unsafe writer.finish(root, "SWFT")
    return unsafe Array(UnsafeBufferPointer(start: writer.bytes(), count: writer.byteCount()))
  }

  private func signature() -> UInt32 {
    let inputs = vector(plan.inputs.map(binding))
    let outputs = vector(plan.outputs.map(binding))
    return table {
      add(1, inputs)
      add(2, outputs)
    }
  }

  private func binding(_ port: Graph.Port) -> UInt32 {
    let name = self.name(port.name)
    return table {
      writer.addInt32(0, Int32(port.tensor), 0)
      add(1, name)
    }
  }

  private func tensor(_ tensor: FilePlan.Tensor) -> UInt32 {
    let name = self.name(tensor.name)
    let shape = integers(tensor.type.shape.lengths)
    let scales = strips ? 0 : tensor.channels.map { floats($0.scales) } ?? 0
    let (place, offset): (UInt8, Int) =
      switch tensor.place {
      case .arena(let offset): (0, offset)
      case .constants(let offset): (1, offset)
      }
    return table {
      writer.addUInt64(3, UInt64(offset), 0)
      add(2, shape)
      writer.addInt32(4, Int32(tensor.lastUse), 0)
      if let quantization = tensor.type.quantization {
        writer.addFloat32(5, quantization.scale, 0)
        writer.addInt32(6, quantization.zeroPoint, 0)
      }
      add(7, scales)
      if scales != 0 { writer.addInt32(8, Int32(tensor.channels?.axis ?? 0), 0) }
      add(9, name)
      writer.addUInt8(0, tensor.type.element.rawValue, ElementType.int8.rawValue)
      writer.addUInt8(1, place, 0)
    }
  }

  private func step(_ step: FilePlan.Step) -> UInt32 {
    var visitor = AttributesOf(writer: writer)
    let attributes = step.operation.visit(&visitor)
    let name = self.name(step.name)
    let inputs = integers(step.inputs.map { $0 ?? -1 })
    let outputs = integers([step.output])
    return table {
      writer.addUInt64(4, UInt64(step.scratch.isEmpty ? 0 : step.scratch.lowerBound), 0)
      writer.addUInt64(5, UInt64(step.scratch.count), 0)
      add(1, attributes)
      add(2, inputs)
      add(3, outputs)
      add(6, name)
      writer.addUInt8(0, step.operation.code.rawValue, 0)
    }
  }

  private func entry(_ entry: (key: String, value: String)) -> UInt32 {
    let key = string(entry.key)
    let value = string(entry.value)
    return table {
      add(0, key)
      add(1, value)
    }
  }

  private func table(_ fields: () -> Void) -> UInt32 {
    let start = writer.startTable()
    fields()
    return writer.endTable(start)
  }

  private func add(_ field: UInt16, _ position: UInt32) {
    if position != 0 { writer.addOffset(field, position) }
  }

  private func name(_ text: String) -> UInt32 { strips ? 0 : string(text) }

  private func string(_ text: String) -> UInt32 {
    guard !text.isEmpty else { return 0 }
    var text = text
    return text.withUTF8 { unsafe writer.string($0.baseAddress, $0.count) }
  }

  private func integers(_ values: [Int]) -> UInt32 {
    guard !values.isEmpty else { return 0 }
    return unsafe writer.int32Vector(values.map { Int32($0) }, values.count)
  }

  private func floats(_ values: [Float]) -> UInt32 {
    unsafe writer.float32Vector(values, values.count)
  }

  private func vector(_ positions: [UInt32]) -> UInt32 {
    unsafe writer.offsetVector(positions, positions.count)
  }
}

private struct AttributesOf: OperationVisitor {
  typealias Output = UInt32
  typealias Failure = Never

  let writer: swiftlet.FlatBufferWriter

  mutating func visit<O: Operator>(_ operator: O.Type, _ attributes: O.Attributes) -> UInt32 {
    AttributeWriter.write(attributes, to: writer)
  }
}

/// The least multiple of an alignment that is not below a size.
func aligned(_ byteCount: Int, to alignment: Int) -> Int {
  (byteCount + alignment - 1) / alignment * alignment
}
