import SwiftletFormat

extension ONNXOperatorCase {
  /// What ONNX Runtime gives, or the reference evaluator of onnx where that has no such operator.
  static let functions: [ONNXOperatorCase] = [
    .init(
      "Elu", 18, [:],
      inputs: [.init(.float32, [6], [-1, 1.75, -0.5, -0.5, 1.25, -1.5])],
      outputs: [.init(.float32, [6], [-0.6321205, 1.75, -0.3934693, -0.3934693, 1.25, -0.7768698])]),
    .init(
      "Selu", 18, [:],
      inputs: [.init(.float32, [6], [-2, 1, 1.75, 2, -1.5, -1.5])],
      outputs: [
        .init(.float32, [6], [-1.520167, 1.050701, 1.838727, 2.101402, -1.365814, -1.365814])
      ]),
    .init(
      "HardSigmoid", 18, [:],
      inputs: [.init(.float32, [6], [-0.75, 1, 1.75, 1.5, -0.5, 1.75])],
      outputs: [.init(.float32, [6], [0.35, 0.7, 0.85, 0.8, 0.4, 0.85])]),
    .init(
      "ThresholdedRelu", 18, [:],
      inputs: [.init(.float32, [6], [-1, -1.5, -0.25, -1.75, 0.75, 2])],
      outputs: [.init(.float32, [6], [0, 0, 0, 0, 0, 2])]),
    .init(
      "Shrink", 18, ["lambd": .float(1), "bias": .float(0.5)],
      inputs: [.init(.float32, [6], [-1.75, -1.75, -1.25, -1.25, 0.25, 0.25])],
      outputs: [.init(.float32, [6], [-1.25, -1.25, -0.75, -0.75, 0, 0])]),
    .init(
      "HardSwish", 18, [:],
      inputs: [.init(.float32, [6], [2, -0.25, 1.75, 1, 1.5, -1.25])],
      outputs: [
        .init(.float32, [6], [1.666667, -0.1145833, 1.385417, 0.6666667, 1.125, -0.3645833])
      ]),
    .init(
      "Erf", 18, [:],
      inputs: [.init(.float32, [6], [-0.25, 1.75, 1, -1.25, 1.5, 1.25])],
      outputs: [
        .init(.float32, [6], [-0.2763264, 0.9866717, 0.8427008, -0.9229001, 0.9661052, 0.9229001])
      ]),
    .init(
      "Round", 18, [:],
      inputs: [.init(.float32, [6], [-1.5, -1.75, -1, 0, -1.5, -2])],
      outputs: [.init(.float32, [6], [-2, -2, -1, 0, -2, -2])]),
    .init(
      "Mish", 18, [:],
      inputs: [.init(.float32, [6], [-1.75, -0.75, -0.5, -0.75, -0.25, 1])],
      outputs: [
        .init(
          .float32, [6], [-0.2780172, -0.2764947, -0.2207438, -0.2764947, -0.129927, 0.8650985])
      ]),
    .init(
      "Clip", 17, [:],
      inputs: [.init(.float32, [6], [-1, -0.25, 1, -2, 1.75, 2]), .init(.float32, [], [-1]), nil],
      outputs: [.init(.float32, [6], [-1, -0.25, 1, -1, 1.75, 2])]),
    .init(
      "Clip", 17, [:],
      inputs: [.init(.int8, [3], [-5, 3, 9]), .init(.int8, [], [-2]), .init(.int8, [], [4])],
      outputs: [.init(.int8, [3], [-2, 3, 4])]),
    .init(
      "Add", 17, [:],
      inputs: [
        .init(.float32, [2, 3], [-1, 1.75, -1, 1.75, 0.75, -1]),
        .init(.float32, [3], [-1.75, -0.5, 1]),
      ],
      outputs: [.init(.float32, [2, 3], [-2.75, 1.25, 0, 0, 0.25, 0])]),
    .init(
      "Sub", 17, [:],
      inputs: [.init(.uint8, [2], [1, 250]), .init(.uint8, [2], [2, 3])],
      outputs: [.init(.uint8, [2], [255, 247])]),
    .init(
      "Div", 17, [:],
      inputs: [.init(.int32, [2], [7, -7]), .init(.int32, [2], [2, 2])],
      outputs: [.init(.int32, [2], [3, -3])]),
    .init(
      "Mod", 17, [:],
      inputs: [.init(.int32, [3], [-4, 7, 5]), .init(.int32, [3], [3, -3, 8])],
      outputs: [.init(.int32, [3], [2, -2, 5])]),
    .init(
      "Pow", 17, [:],
      inputs: [.init(.float32, [4], [3.75, 5, 3.5, 4.75]), .init(.int64, [4], [0, 1, 2, 3])],
      outputs: [.init(.float32, [4], [1, 5, 12.25, 107.1719])]),
    .init(
      "Max", 17, [:],
      inputs: [
        .init(.float32, [3], [-2, 2, 0]),
        .init(.float32, [2, 3], [1.5, -1.5, -1.5, -1.5, 0.25, 1.5]),
        .init(.float32, [3], [0.5, 0, 2]),
      ],
      outputs: [.init(.float32, [2, 3], [1.5, 2, 2, 0.5, 2, 2])]),
    .init(
      "Mean", 17, [:],
      inputs: [.init(.float32, [3], [-1.25, -1.5, 0.75]), .init(.float32, [3], [1.5, -1, -1])],
      outputs: [.init(.float32, [3], [0.125, -1.25, -0.125])]),
    .init(
      "PRelu", 17, [:],
      inputs: [
        .init(
          .float32, [1, 2, 4, 4],
          [
            2, 0.5, 0.75, 1.75, 0.25, 1.25, 1.5, -1.25, -2, -0.75, -1, 1.5, 1.75, -2, 0, 1.25, -1.5,
            1.25, -1.5, -0.25, 1.25, -0.75, -0.75, -1, 1, -1, 2, -0.25, 0, 0, 0.25, 0.25,
          ]), .init(.float32, [2, 1, 1], [0, 1.25]),
      ],
      outputs: [
        .init(
          .float32, [1, 2, 4, 4],
          [
            2, 0.5, 0.75, 1.75, 0.25, 1.25, 1.5, 0, 0, 0, 0, 1.5, 1.75, 0, 0, 1.25, -1.875, 1.25,
            -1.875, -0.3125, 1.25, -0.9375, -0.9375, -1.25, 1, -1.25, 2, -0.3125, 0, 0, 0.25, 0.25,
          ])
      ]),
    .init(
      "Where", 17, [:],
      inputs: [
        .init(.boolean, [3], [1, 0, 1]), .init(.float32, [3], [-1, 1.5, 0]),
        .init(.float32, [3], [0.75, 0.5, 0]),
      ],
      outputs: [.init(.float32, [3], [-1, 0.5, 0])]),
    .init(
      "Greater", 17, [:],
      inputs: [
        .init(.float32, [4], [0.25, 2, -0.5, 2]), .init(.float32, [4], [1.25, -1.25, 1.5, -0.5]),
      ],
      outputs: [.init(.boolean, [4], [0, 1, 0, 1])]),
    .init(
      "BitShift", 17, ["direction": .text("LEFT")],
      inputs: [.init(.uint8, [2], [16, 4]), .init(.uint8, [2], [1, 2])],
      outputs: [.init(.uint8, [2], [32, 16])]),
    .init(
      "ReduceSum", 18, ["keepdims": .integer(0)],
      inputs: [
        .init(
          .float32, [2, 3, 2], [-1.25, -1, -1.5, -0.75, -1.75, 0.25, 2, 2, 2, -1, -1.25, 0.75]),
        .init(.int64, [2], [-1, 0]),
      ],
      outputs: [.init(.float32, [3], [1.75, -1.25, -2])]),
    .init(
      "ReduceMean", 18, ["keepdims": .integer(0)],
      inputs: [
        .init(.float32, [2, 3, 2], [2, 1.5, -1.25, 1, 0, -0.25, 0, 0.25, 1.75, 1.25, -2, 1]),
        .init(.int64, [2], [-1, 0]),
      ],
      outputs: [.init(.float32, [3], [0.9375, 0.6875, -0.3125])]),
  ]
}
