import SwiftletFormat

extension ONNXOperatorCase {
  /// What ONNX Runtime gives, or the reference evaluator of onnx where that has no such operator.
  static let arrangements: [ONNXOperatorCase] = [
    .init(
      "ReduceProd", 18, ["keepdims": .integer(0)],
      inputs: [
        .init(
          .float32, [2, 3, 2], [-0.75, -0.75, 0.5, 2, -1.75, 0, -1, 1.75, -0.25, 1.5, 1.5, -1.75]),
        .init(.int64, [2], [-1, 0]),
      ],
      outputs: [.init(.float32, [3], [-0.984375, -0.375, 0])]),
    .init(
      "ReduceL1", 18, ["keepdims": .integer(0)],
      inputs: [
        .init(.float32, [2, 3, 2], [1, 1.25, 1.5, 2, 1, 1.5, 1, -0.75, 1.5, 0.75, 0.75, 2]),
        .init(.int64, [2], [-1, 0]),
      ],
      outputs: [.init(.float32, [3], [4, 5.75, 5.25])]),
    .init(
      "ReduceL2", 18, ["keepdims": .integer(0)],
      inputs: [
        .init(
          .float32, [2, 3, 2],
          [1, -0.75, -0.75, -0.75, -1.5, -1.75, 1, 1.25, -1.5, -0.5, 1.75, 1.5]),
        .init(.int64, [2], [-1, 0]),
      ],
      outputs: [.init(.float32, [3], [2.03101, 1.903943, 3.259601])]),
    .init(
      "ReduceLogSumExp", 18, ["keepdims": .integer(0)],
      inputs: [
        .init(.float32, [2, 3, 2], [0.5, 2, -0.75, 1.5, 1.75, 0.5, -1.5, -1, 0, -1, -1.75, -1.5]),
        .init(.int64, [2], [-1, 0]),
      ],
      outputs: [.init(.float32, [3], [2.264757, 1.844025, 2.054153])]),
    .init(
      "ReduceSumSquare", 18, ["keepdims": .integer(0)],
      inputs: [
        .init(
          .float32, [2, 3, 2],
          [2, -0.5, 0.25, -0.25, 1.25, -1.75, -1, 0.25, 1.25, -0.25, 0.75, 1.25]),
        .init(.int64, [2], [-1, 0]),
      ],
      outputs: [.init(.float32, [3], [5.3125, 1.75, 6.75])]),
    .init(
      "ReduceMax", 18, [:],
      inputs: [.init(.int8, [2, 2], [1, -3, 5, 2])],
      outputs: [.init(.int8, [1, 1], [5])]),
    .init(
      "ArgMax", 17, ["axis": .integer(1), "select_last_index": .integer(1)],
      inputs: [.init(.float32, [1, 3], [2, 1, 2])],
      outputs: [.init(.int64, [1, 1], [2])]),
    .init(
      "ArgMin", 17, ["axis": .integer(0), "keepdims": .integer(0)],
      inputs: [.init(.float32, [3, 2], [0.5, 1.25, 2, -1.25, -0.25, -1.25])],
      outputs: [.init(.int64, [2], [2, 1])]),
    .init(
      "Reshape", 17, [:],
      inputs: [
        .init(
          .float32, [2, 3, 2], [-0.25, -2, 0.75, -1, 1.5, 1, -0.75, -0.25, 0.75, -0.25, -1.25, -2]),
        .init(.int64, [2], [0, -1]),
      ],
      outputs: [
        .init(
          .float32, [2, 6], [-0.25, -2, 0.75, -1, 1.5, 1, -0.75, -0.25, 0.75, -0.25, -1.25, -2])
      ]),
    .init(
      "Flatten", 17, ["axis": .integer(2)],
      inputs: [
        .init(.float32, [2, 3, 2], [0.25, 0.25, 1.25, -1.5, -1.75, 1, 1, 1.25, -2, 0.75, 2, 1])
      ],
      outputs: [
        .init(.float32, [6, 2], [0.25, 0.25, 1.25, -1.5, -1.75, 1, 1, 1.25, -2, 0.75, 2, 1])
      ]),
    .init(
      "Squeeze", 17, [:],
      inputs: [.init(.float32, [1, 3, 1], [-0.25, 0, -0.5]), .init(.int64, [1], [0])],
      outputs: [.init(.float32, [3, 1], [-0.25, 0, -0.5])]),
    .init(
      "Unsqueeze", 17, [:],
      inputs: [.init(.float32, [2], [-2, 1]), .init(.int64, [2], [0, 2])],
      outputs: [.init(.float32, [1, 2, 1], [-2, 1])]),
    .init(
      "Shape", 17, ["start": .integer(1)],
      inputs: [
        .init(
          .float32, [2, 3, 4],
          [
            0.25, 0, 1.75, 1, 2, -1.75, 2, 0.25, -0.5, 0.25, -2, 1.75, 0.5, -2, 1.75, -0.25, -1.5,
            0.5, -1.75, 0.25, 1, -1.75, 1.25, 0.5,
          ])
      ],
      outputs: [.init(.int64, [2], [3, 4])]),
    .init(
      "Expand", 17, [:],
      inputs: [.init(.float32, [3, 1], [-0.75, -1.25, -2]), .init(.int64, [3], [2, 1, 2])],
      outputs: [
        .init(
          .float32, [2, 3, 2],
          [-0.75, -0.75, -1.25, -1.25, -2, -2, -0.75, -0.75, -1.25, -1.25, -2, -2])
      ]),
    .init(
      "Tile", 17, [:],
      inputs: [.init(.float32, [2, 2], [-1.25, -1, 1.5, 0]), .init(.int64, [2], [2, 3])],
      outputs: [
        .init(
          .float32, [4, 6],
          [
            -1.25, -1, -1.25, -1, -1.25, -1, 1.5, 0, 1.5, 0, 1.5, 0, -1.25, -1, -1.25, -1, -1.25,
            -1, 1.5, 0, 1.5, 0, 1.5, 0,
          ])
      ]),
    .init(
      "Concat", 17, ["axis": .integer(-1)],
      inputs: [
        .init(.float32, [2, 1], [-1.25, 1]), .init(.float32, [2, 2], [-0.25, 1.5, 1, 1.75]),
      ],
      outputs: [.init(.float32, [2, 3], [-1.25, -0.25, 1.5, 1, 1, 1.75])]),
    .init(
      "Split", 17, [:],
      inputs: [.init(.float32, [5], [1, -1.75, 0.25, -0.25, 1.25]), .init(.int64, [2], [2, 3])],
      outputs: [.init(.float32, [2], [1, -1.75]), .init(.float32, [3], [0.25, -0.25, 1.25])]),
    .init(
      "Slice", 17, [:],
      inputs: [
        .init(
          .float32, [4, 4],
          [
            -1.5, -0.25, 1.5, 0.5, -2, 1.25, -0.5, 0.75, 0.75, 0.5, -0.25, -0.5, -1.75, 0.25, -1,
            -0.5,
          ]), .init(.int64, [2], [3, -3]), .init(.int64, [2], [-9, 9]), .init(.int64, [2], [0, 1]),
        .init(.int64, [2], [-2, 1]),
      ],
      outputs: [.init(.float32, [2, 3], [0.25, -1, -0.5, 1.25, -0.5, 0.75])]),
    .init(
      "Pad", 18, [:],
      inputs: [
        .init(.float32, [2, 3], [-1.5, 1, 1.75, -0.5, -0.25, -0.25]),
        .init(.int64, [4], [1, 0, 0, 2]), .init(.float32, [], [1.5]),
      ],
      outputs: [
        .init(
          .float32, [3, 5],
          [1.5, 1.5, 1.5, 1.5, 1.5, -1.5, 1, 1.75, 1.5, 1.5, -0.5, -0.25, -0.25, 1.5, 1.5])
      ]),
    .init(
      "Pad", 18, ["mode": .text("edge")],
      inputs: [
        .init(.float32, [2, 3], [-1.75, 1, 1.5, 0, -1.75, -0.75]),
        .init(.int64, [4], [0, -1, 1, 1]),
      ],
      outputs: [.init(.float32, [3, 3], [1, 1.5, 1.5, -1.75, -0.75, -0.75, -1.75, -0.75, -0.75])]),
    .init(
      "Pad", 18, ["mode": .text("reflect")],
      inputs: [
        .init(.float32, [2, 3], [-1.5, 1.5, 1.25, -0.5, -0.5, 1.5]),
        .init(.int64, [4], [0, 2, 1, 0]),
      ],
      outputs: [
        .init(
          .float32, [3, 5],
          [1.25, 1.5, -1.5, 1.5, 1.25, 1.5, -0.5, -0.5, -0.5, 1.5, 1.25, 1.5, -1.5, 1.5, 1.25])
      ]),
    .init(
      "Transpose", 17, ["perm": .integers([2, 0, 1])],
      inputs: [
        .init(.float32, [2, 3, 2], [-1.75, 1.25, 2, -0.25, 1, 1, 1.75, -2, 0.75, -0.5, 1.5, 1.5])
      ],
      outputs: [
        .init(.float32, [2, 2, 3], [-1.75, 2, 1, 1.75, 0.75, 1.5, 1.25, -0.25, 1, -2, -0.5, 1.5])
      ]),
    .init(
      "DepthToSpace", 17, ["blocksize": .integer(2), "mode": .text("CRD")],
      inputs: [
        .init(
          .float32, [1, 8, 1, 2],
          [-1, 0.25, 0, 0.25, 1.5, 0.75, 1, 0.75, -1, 0.25, -0.5, -0.25, -1.75, -1.25, -0.75, -1])
      ],
      outputs: [
        .init(
          .float32, [1, 2, 2, 4],
          [-1, 0, 0.25, 0.25, 1.5, 1, 0.75, 0.75, -1, -0.5, 0.25, -0.25, -1.75, -0.75, -1.25, -1])
      ]),
    .init(
      "DepthToSpace", 17, ["blocksize": .integer(2)],
      inputs: [
        .init(
          .float32, [1, 8, 1, 2],
          [0.5, -1, -1, -0.25, 0.25, 2, 0, -0.75, -0.75, -0.25, 1.75, -0.5, -1, 0.25, 1.25, 2])
      ],
      outputs: [
        .init(
          .float32, [1, 2, 2, 4],
          [0.5, 0.25, -1, 2, -0.75, -1, -0.25, 0.25, -1, 0, -0.25, -0.75, 1.75, 1.25, -0.5, 2])
      ]),
  ]
}
