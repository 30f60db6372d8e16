import Swiftlet

/// Inputs of a model with the outputs that another runtime gave for them.
struct Golden {
  /// For each sample, the bytes of each input.
  let inputs: [[[UInt8]]]
  /// For each sample, each output.
  let outputs: [[NumpyArray]]

  /// The number of outputs of the model.
  var outputCount: Int { outputs.first?.count ?? 0 }

  /// Whether every output is made of integers.
  var isInteger: Bool { outputs.first?.allSatisfy { $0.element != .float32 } ?? false }

  /// Reads `in<k>.npy` and `out<k><suffix>.npy`, each with its samples stacked; nil where one of the
  /// two is not there.
  init?(inputs inputFolder: String, outputs outputFolder: String, suffix: String) throws {
    let inputs = try Self.arrays { "\(inputFolder)/in\($0).npy" }
    let outputs = try Self.arrays { "\(outputFolder)/out\($0)\(suffix).npy" }
    guard let first = inputs.first, !outputs.isEmpty else { return nil }
    self.init(inputs: inputs, outputs: outputs, count: first.shape[0])
  }

  /// Reads what LiteRT gave, from a folder that holds inputs and outputs.
  init?(_ folder: String) throws {
    try self.init(inputs: folder, outputs: folder, suffix: ".litert")
  }

  /// Takes arrays with a number of samples stacked in front of their shapes.
  init(inputs: [NumpyArray], outputs: [NumpyArray], count: Int) {
    self.inputs = (0..<count).map { sample in inputs.map { $0.entry(sample).bytes } }
    self.outputs = (0..<count).map { sample in outputs.map { $0.entry(sample) } }
  }

  private static func arrays(_ path: (Int) -> String) throws -> [NumpyArray] {
    var arrays: [NumpyArray] = []
    while TestFiles.isFile(path(arrays.count)) {
      arrays.append(try NumpyArray(contentsOf: path(arrays.count)))
    }
    return arrays
  }
}

extension NumpyArray {
  /// One entry along the first axis.
  func entry(_ index: Int) -> NumpyArray {
    let size = bytes.count / shape[0]
    let entry = try? NumpyArray(
      element: element, shape: Array(shape.dropFirst()),
      bytes: Array(bytes[(index * size)..<((index + 1) * size)]))
    return entry ?? self
  }
}
