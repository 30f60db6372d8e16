internal import SwiftletCore

extension TFLiteImporter {
  /// `CONCATENATION`; inputs of other scales are brought to the output's first.
  mutating func concatenation(_ use: TFLiteUse) throws -> Graph.TensorID {
    guard case .concatenation(let options) = use.options else { throw LoweringFault.noOptions }
    guard options.activation == .none else {
      throw LoweringFault("it has the fused activation \(options.activation)")
    }
    var parts: [Graph.TensorID] = []
    for position in use.inputs.indices { parts.append(try input(use, position)) }
    return try joined(parts, axis: options.axis, use)
  }

  /// `PACK`: each input gets an axis of its own.
  mutating func pack(_ use: TFLiteUse) throws -> Graph.TensorID {
    guard case .pack(_, let axis) = use.options else { throw LoweringFault.noOptions }
    var parts: [Graph.TensorID] = []
    for position in use.inputs.indices {
      let value = try input(use, position)
      var lengths = builder.lengths(value)
      let place = axis < 0 ? axis + lengths.count + 1 : axis
      guard (0...lengths.count).contains(place) else {
        throw LoweringFault("its axis \(axis) is outside the \(lengths.count) of its inputs")
      }
      lengths.insert(1, at: place)
      parts.append(try reshaped(value, lengths, name: use.name))
    }
    return try joined(parts, axis: axis, use)
  }

  /// Values side by side, in steps of as many as one operator joins.
  private mutating func joined(
    _ parts: [Graph.TensorID], axis: Int, _ use: TFLiteUse
  ) throws -> Graph.TensorID {
    guard let axis = Int32(exactly: axis) else { throw LoweringFault("its axis is \(axis)") }
    var attributes = Concatenation.Attributes()
    attributes.axis = axis
    let quantization = try outputQuantization(use)
    var parts = parts
    for index in parts.indices {
      parts[index] = try requantized(parts[index], to: quantization, name: use.name)
    }
    let most = TensorTypes.maximumCount
    while parts.count > most {
      parts = try stride(from: 0, to: parts.count, by: most).map { start in
        let group = Array(parts[start..<min(start + most, parts.count)])
        return try builder.add(.concatenation(attributes), group, name: use.name)
      }
    }
    return try builder.add(.concatenation(attributes), parts, name: use.name)
  }
}
