import SwiftletFormat

extension ONNXOperatorCase {
  /// What ONNX Runtime gives, or the reference evaluator of onnx where that has no such operator.
  static let selections: [ONNXOperatorCase] = [
    .init(
      "SpaceToDepth", 17, ["blocksize": .integer(2)],
      inputs: [.init(.float32, [1, 1, 2, 4], [-1, 1.75, 1.5, -0.5, -0.75, -1, -0.75, 1.75])],
      outputs: [.init(.float32, [1, 4, 1, 2], [-1, 1.5, 1.75, -0.5, -0.75, -0.75, -1, 1.75])]),
    .init(
      "CumSum", 17, ["exclusive": .integer(1), "reverse": .integer(1)],
      inputs: [.init(.float32, [4], [-0.75, 0, 1.75, 0.75]), .init(.int64, [], [0])],
      outputs: [.init(.float32, [4], [2.5, 2.5, 0.75, 0])]),
    .init(
      "TopK", 17, ["axis": .integer(1)],
      inputs: [
        .init(.float32, [2, 5], [-1.5, -1.75, -1.25, 1.5, -1.25, -0.75, 0.25, 0, -1.75, -1.25]),
        .init(.int64, [1], [2]),
      ],
      outputs: [
        .init(.float32, [2, 2], [1.5, -1.25, 0.25, 0]), .init(.int64, [2, 2], [3, 2, 1, 2]),
      ]),
    .init(
      "Trilu", 17, ["upper": .integer(0)],
      inputs: [
        .init(.float32, [3, 3], [2, -0.25, -1, 1.5, -0.25, 1.5, -1.5, 0, 1.25]),
        .init(.int64, [], [1]),
      ],
      outputs: [.init(.float32, [3, 3], [2, -0.25, 0, 1.5, -0.25, 1.5, -1.5, 0, 1.25])]),
    .init(
      "Gather", 17, ["axis": .integer(0)],
      inputs: [
        .init(.float32, [3, 2], [1.25, 0.75, -0.25, 1.5, -0.5, 0.75]), .init(.int64, [2], [2, -1]),
      ],
      outputs: [.init(.float32, [2, 2], [-0.5, 0.75, -0.5, 0.75])]),
    .init(
      "GatherElements", 17, ["axis": .integer(1)],
      inputs: [
        .init(.float32, [2, 3], [0.25, -0.75, -1.25, 0.25, -0.75, 0]),
        .init(.int64, [2, 2], [0, -1, 2, 0]),
      ],
      outputs: [.init(.float32, [2, 2], [0.25, -1.25, 0, 0.25])]),
    .init(
      "GatherND", 17, ["batch_dims": .integer(1)],
      inputs: [
        .init(.float32, [2, 2, 2], [1, 1.25, 1.25, 0, -2, -1.25, 1, 0.5]),
        .init(.int64, [2, 1], [1, 0]),
      ],
      outputs: [.init(.float32, [2, 2], [1.25, 0, -2, -1.25])]),
    .init(
      "ScatterElements", 18, ["axis": .integer(1), "reduction": .text("add")],
      inputs: [
        .init(.float32, [1, 4], [1.25, 0, -0.25, -1]), .init(.int64, [1, 2], [1, 1]),
        .init(.float32, [1, 2], [-1.75, -1.5]),
      ],
      outputs: [.init(.float32, [1, 4], [1.25, -3.25, -0.25, -1])]),
    .init(
      "ScatterND", 17, [:],
      inputs: [
        .init(.float32, [4, 2], [0.75, 0.25, -1, -0.5, 0.5, -0.5, -0.5, -1]),
        .init(.int64, [2, 1], [3, 0]), .init(.float32, [2, 2], [0.5, 1.75, -1, -1]),
      ],
      outputs: [.init(.float32, [4, 2], [-1, -1, -1, -0.5, 0.5, -0.5, 0.5, 1.75])]),
    .init(
      "Resize", 17, ["mode": .text("linear")],
      inputs: [
        .init(.float32, [1, 1, 2, 2], [0, -1.25, 0, 1.75]), nil,
        .init(.float32, [4], [1, 1, 2, 2]),
      ],
      outputs: [
        .init(
          .float32, [1, 1, 4, 4],
          [
            0, -0.3125, -0.9375, -1.25, 0, -0.125, -0.375, -0.5, 0, 0.25, 0.75, 1, 0, 0.4375,
            1.3125, 1.75,
          ])
      ]),
    .init(
      "Resize", 17, ["mode": .text("cubic")],
      inputs: [
        .init(
          .float32, [1, 1, 4, 4],
          [
            0.5, -1.5, -1.25, -1.75, 2, -0.75, -1, 1.5, -0.75, -1.25, -1, -0.5, -1.75, 0.5, -0.25,
            2,
          ]), nil, nil, .init(.int64, [4], [1, 1, 3, 3]),
      ],
      outputs: [
        .init(
          .float32, [1, 1, 3, 3],
          [
            0.451986, -1.496899, -1.240916, 0.5782518, -1.405029, 0.3390301, -1.371967, -0.06527585,
            1.314216,
          ])
      ]),
    .init(
      "Resize", 17, ["mode": .text("nearest")],
      inputs: [
        .init(
          .float32, [1, 1, 4, 4],
          [1.25, -0.5, 1, 1.25, -1.25, -1.5, -1.5, -2, -0.75, 1.25, 1.25, -0.5, 0, 1.25, 1.75, -1]),
        nil, .init(.float32, [4], [1, 1, 0.5, 0.5]),
      ],
      outputs: [.init(.float32, [1, 1, 2, 2], [1.25, 1, -0.75, 1.25])]),
    .init(
      "QuantizeLinear", 17, [:],
      inputs: [
        .init(.float32, [4], [0.75, 0.5, 0.5, 1.25]), .init(.float32, [], [0.25]),
        .init(.uint8, [], [10]),
      ],
      outputs: [.init(.uint8, [4], [13, 12, 12, 15])]),
    .init(
      "DequantizeLinear", 17, ["axis": .integer(0)],
      inputs: [
        .init(.int8, [2, 2], [3, -4, 5, 6]), .init(.float32, [2], [0.5, 2]),
        .init(.int8, [2], [1, -1]),
      ],
      outputs: [.init(.float32, [2, 2], [1, -2.5, 12, 14])]),
    .init(
      "OneHot", 17, ["axis": .integer(0)],
      inputs: [
        .init(.int64, [2], [1, -1]), .init(.int64, [], [3]), .init(.float32, [2], [2, 5]),
      ],
      outputs: [.init(.float32, [3, 2], [2, 2, 5, 2, 2, 5])]),
    .init(
      "Range", 17, [:],
      inputs: [.init(.float32, [], [1]), .init(.float32, [], [4]), .init(.float32, [], [1.5])],
      outputs: [.init(.float32, [2], [1, 2.5])]),
    .init(
      "Cast", 17, ["to": .integer(6)],
      inputs: [.init(.float32, [2], [1.7, -2.2])],
      outputs: [.init(.int32, [2], [1, -2])]),
    .init(
      "LSTM", 17, ["hidden_size": .integer(2)],
      inputs: [
        .init(.float32, [2, 1, 2], [1.25, -0.5, 1, -2]),
        .init(
          .float32, [1, 8, 2],
          [
            -0.75, -1.25, -1, 1.75, -0.25, -1.75, 0, -1.75, -1.5, -0.5, -0.25, -1.25, 0.5, 0, -1.5,
            1.25,
          ]),
        .init(
          .float32, [1, 8, 2],
          [-1.5, -0.5, -1.5, 2, -1, 1.5, 2, -1.25, -2, -2, -1.25, -0.5, -1.5, 2, 0, 1.5]),
        .init(
          .float32, [1, 16],
          [-2, -1.5, -0.25, -1.5, -1.5, -2, -1, 1, 1.25, 0, -1.25, -0.25, 0.5, -1.5, -0.5, 1.25]),
      ],
      outputs: [
        .init(.float32, [2, 1, 1, 2], [-0.05032695, -0.001870428, -0.4484722, -0.003346863]),
        .init(.float32, [1, 1, 2], [-0.4484722, -0.003346863]),
        .init(.float32, [1, 1, 2], [-0.5801688, -0.003988568]),
      ]),
    .init(
      "GRU", 17, ["hidden_size": .integer(2)],
      inputs: [
        .init(.float32, [2, 1, 2], [-0.25, 0, 1.25, 0.75]),
        .init(
          .float32, [1, 6, 2], [-1.5, 0.5, 1.75, -1.25, 1.75, 0.25, 0.75, -0.75, -2, -2, 0.75, 2]),
        .init(
          .float32, [1, 6, 2], [0.5, -0.5, 1.25, 2, -1.25, -1.75, 2, -2, 1.75, -1.5, -1.75, -1]),
        .init(.float32, [1, 12], [-0.75, -0.75, -2, 1.5, 1.5, 0.75, 1.75, 1.75, 2, -0.5, 0.5, 1]),
      ],
      outputs: [
        .init(.float32, [2, 1, 1, 2], [0.1991118, 0.3324161, -0.5465971, 0.3594345]),
        .init(.float32, [1, 1, 2], [-0.5465971, 0.3594345]),
      ]),
    .init(
      "GridSample", 20, ["mode": .text("linear"), "padding_mode": .text("zeros")],
      inputs: [
        .init(.float32, [1, 1, 3, 3], [0.75, 1.25, 0.75, -0.5, 0.25, -1.25, 2, 1.75, 0.5]),
        .init(.float32, [1, 2, 2, 2], [1.25, -0.75, -0.5, 0, -1, -2, -0.5, 1]),
      ],
      outputs: [.init(.float32, [1, 1, 2, 2], [0.08203125, -0.3125, 0, 0.96875])]),
    .init(
      "DFT", 17, ["axis": .integer(1)],
      inputs: [.init(.float32, [1, 5, 1], [-1, 0.75, 0.5, -0.25, 1])],
      outputs: [
        .init(
          .float32, [1, 5, 2],
          [
            1, -7.003546e-07, -0.6614747, -0.2030748, -2.338525, 0.86024, -2.338526, -0.8602376,
            -0.6614745, 0.2030743,
          ])
      ]),
    .init(
      "DFT", 17, ["axis": .integer(1), "inverse": .integer(1)],
      inputs: [
        .init(
          .float32, [1, 6, 2], [1.5, 2, 1, -1.75, -0.75, 0, -1.75, -0.25, -1.5, 0.25, -1.25, -1])
      ],
      outputs: [
        .init(
          .float32, [1, 6, 2],
          [
            -0.4583335, -0.1249997, 0.8526713, 0.5580126, 0.2388358, 0.7165064, 0.2083339,
            0.8749999, 0.09449776, 0.2834939, 0.5639961, -0.308013,
          ])
      ]),
    .init(
      "STFT", 17, [:],
      inputs: [
        .init(.float32, [1, 8, 1], [-0.75, 2, -0.25, 0.25, 1.75, -2, -1, -0.25]),
        .init(.int64, [], [2]), .init(.float32, [4], [1.75, 1, 0.75, -0.5]), .init(.int64, [], [4]),
      ],
      outputs: [
        .init(
          .float32, [1, 3, 3, 2],
          [
            0.375, 0, -1.125, -2.125, -3.375, 0, 2.125, 0, -1.75, 0.75, -0.375, 0, 0.4375, 0,
            3.8125, 2.125, 4.1875, 0,
          ])
      ]),
    .init(
      "HannWindow", 17, [:],
      inputs: [.init(.int64, [], [6])],
      outputs: [.init(.float32, [6], [0, 0.25, 0.75, 1, 0.7499999, 0.2499999])]),
  ]
}
