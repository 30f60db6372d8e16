internal import SwiftletCore

extension TFLiteImporter {
  /// `PAD`, `PADV2`, `MIRROR_PAD`.
  mutating func pad(_ use: TFLiteUse) throws -> Graph.TensorID {
    let x = try input(use, 0)
    let pads = try integers(use, 1)
    guard pads.count == 2 * builder.lengths(x).count,
      let before = IntegerList(pads.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)),
      let after = IntegerList(pads.enumerated().filter { $0.offset % 2 == 1 }.map(\.element))
    else { throw LoweringFault("its pads do not name two numbers for each axis") }
    var attributes = Pad.Attributes()
    attributes.before = before
    attributes.after = after
    if case .mirrorPad(let mode) = use.options {
      attributes.mode = mode == .reflect ? .reflect : .symmetric
    } else if let value = try optionalInput(use, 2) {
      guard let reals = builder.graph.tensors[value].reals, let real = reals.first else {
        throw LoweringFault("the value that it pads with is not known before it runs")
      }
      attributes.value = real
    }
    return try move(.pad(attributes), [x], use)
  }
}
