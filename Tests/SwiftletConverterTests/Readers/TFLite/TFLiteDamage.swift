import SwiftletCases
import Testing

@testable import SwiftletConverter

/// One way to break the sample, and the fault that it has to give.
struct TFLiteDamage: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let fault: TFLiteFault
  let apply: @Sendable (inout TFLiteSample) -> Void

  init(
    _ testDescription: String, _ reason: TFLiteFault.Reason, at place: TFLiteFault.Place,
    apply: @escaping @Sendable (inout TFLiteSample) -> Void
  ) {
    self.testDescription = testDescription
    self.fault = TFLiteFault(reason, at: place)
    self.apply = apply
  }

  static let all: [TFLiteDamage] = [
    TFLiteDamage("version 2", .versionUnknown(2), at: .file) {
      $0.draft.set(UInt32(2), at: $0.position("model.0"))
    },
    TFLiteDamage("type 99", .valueUnknown(field: "type", value: 99), at: .tensor(0, subgraph: 0)) {
      $0.draft.set(Int8(99), at: $0.position("image.1"))
    },
    TFLiteDamage("negative dimension", .dimensionNegative(-1), at: .tensor(0, subgraph: 0)) {
      $0.draft.set(Int32(-1), at: $0.position("image shape") + 4)
    },
    TFLiteDamage("shape of 2¹²⁴ elements", .shapeTooLarge, at: .tensor(0, subgraph: 0)) { sample in
      for index in 0..<4 {
        sample.draft.set(Int32.max, at: sample.position("image shape") + 4 + 4 * index)
      }
    },
    TFLiteDamage(
      "weights larger than their data", .dataSizeMismatch(needed: 16, available: 8),
      at: .tensor(1, subgraph: 0)
    ) { $0.draft.set(Int32(4), at: $0.position("weights shape") + 8) },
    TFLiteDamage(
      "buffer past the list", .indexOutOfRange(list: "buffer", index: 4, count: 4),
      at: .tensor(1, subgraph: 0)
    ) { $0.draft.set(UInt32(4), at: $0.position("weights.2")) },
    TFLiteDamage(
      "data past the file", .dataOutsideFile(offset: .max, size: 8), at: .tensor(2, subgraph: 0)
    ) { $0.draft.set(UInt64.max, at: $0.position("bias buffer.1")) },
    TFLiteDamage(
      "scale missing", .scaleCountMismatch(scales: 2, dimension: 3, shape: [2, 2, 2, 1]),
      at: .tensor(1, subgraph: 0)
    ) { $0.draft.set(Int32(3), at: $0.position("weights quantization.6")) },
    TFLiteDamage(
      "quantized dimension past the shape",
      .scaleCountMismatch(scales: 2, dimension: -1, shape: [2, 2, 2, 1]),
      at: .tensor(1, subgraph: 0)
    ) { $0.draft.set(Int32(-1), at: $0.position("weights quantization.6")) },
    TFLiteDamage(
      "zero points without scales", .quantizationCountMismatch(scales: 1, zeroPoints: 2),
      at: .tensor(1, subgraph: 0)
    ) { $0.draft.set(UInt32(1), at: $0.position("weights scales")) },
    TFLiteDamage(
      "operator reads a tensor past the list",
      .indexOutOfRange(list: "tensor", index: 4, count: 4), at: .operator(0, subgraph: 0)
    ) { $0.draft.set(Int32(4), at: $0.position("step inputs") + 4) },
    TFLiteDamage(
      "operator without its output", .indexOutOfRange(list: "tensor", index: -1, count: 4),
      at: .operator(0, subgraph: 0)
    ) { $0.draft.set(Int32(-1), at: $0.position("step outputs") + 4) },
    TFLiteDamage(
      "operator code past the list",
      .indexOutOfRange(list: "operator code", index: 2, count: 2), at: .operator(0, subgraph: 0)
    ) { $0.draft.set(UInt32(2), at: $0.position("step.0")) },
    TFLiteDamage(
      "padding 7", .valueUnknown(field: "padding", value: 7), at: .operator(0, subgraph: 0)
    ) { $0.draft.set(Int8(7), at: $0.position("options.0")) },
    TFLiteDamage(
      "graph without its input", .indexOutOfRange(list: "tensor", index: -1, count: 4),
      at: .subgraph(0)
    ) { $0.draft.set(Int32(-1), at: $0.position("inputs") + 4) },
    TFLiteDamage(
      "metadata past the buffers", .indexOutOfRange(list: "buffer", index: 9, count: 4),
      at: .metadata(0)
    ) { $0.draft.set(UInt32(9), at: $0.position("note.1")) },
    TFLiteDamage(
      "signature of another graph", .indexOutOfRange(list: "subgraph", index: 1, count: 1),
      at: .signature(0)
    ) { $0.draft.set(UInt32(1), at: $0.position("signature.4")) },
    TFLiteDamage(
      "signature of a tensor past the list", .indexOutOfRange(list: "tensor", index: 4, count: 4),
      at: .signature(0)
    ) { $0.draft.set(UInt32(4), at: $0.position("signature y.1")) },
  ]
}
