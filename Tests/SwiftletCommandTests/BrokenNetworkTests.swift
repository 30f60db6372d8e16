import Swiftlet
import Testing

/// Networks and samples that something is wrong with: one clear message each, and no file.
@Suite struct BrokenNetworkTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private static let onnx = "models/digits/digits_float32.onnx"
  private static let tflite = "models/digits/digits_float32.tflite"

  /// What is done to a file of the repository.
  enum Damage: Sendable {
    case cutAt(Int)
    case content([UInt8])
    case text(String, String)
    case bytes([UInt8], [UInt8])
    /// The weights behind the last place of a name become a number.
    case weights(String, Float)
  }

  struct Example: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let source: String
    let damage: Damage
    /// A part of the message.
    let message: String
  }

  @Test(arguments: [
    Example(
      testDescription: "an .onnx file that is cut short", source: onnx, damage: .cutAt(6000),
      message: "the file"),
    Example(
      testDescription: "a .tflite file that is cut short", source: tflite, damage: .cutAt(9000),
      message: "damaged"),
    Example(
      testDescription: "an empty file", source: onnx, damage: .content([]),
      message: "it is empty"),
    Example(
      testDescription: "a text", source: onnx, damage: .content(Array("no network at all".utf8)),
      message: "the file"),
    Example(
      testDescription: "an unknown operator", source: onnx, damage: .text("Relu", "Rela"),
      message: "node 1 (Rela) 'stem.relu': the runtime has no operator for Rela"),
    Example(
      testDescription: "a cycle", source: onnx, damage: .text("image", "relu1"),
      message: "reads, through others, what it makes"),
    Example(
      testDescription: "a value that nothing makes", source: onnx,
      damage: .text("stem.bias", "stem.bia5"),
      message: "node 0 (Conv) 'stem': it reads 'stem.bia5', which nothing makes"),
    Example(
      testDescription: "weights that are not numbers", source: onnx,
      damage: .weights("pointwise1.kernel", .nan),
      message: "they hold NaN or an infinite number"),
    Example(
      testDescription: "a .tflite file of another version", source: tflite,
      damage: .text("TFL3", "TFL4"), message: "the file"),
    Example(
      testDescription: "a constant with fewer bytes than its shape", source: onnx,
      damage: .bytes([8, 12, 8, 1, 8, 3, 8, 3], [8, 13, 8, 1, 8, 3, 8, 3]),
      message: "stem.kernel"),
    Example(
      testDescription: "a constant of a shape beyond all memory", source: onnx,
      damage: .bytes([8, 12, 8, 1, 8, 3, 8, 3], [8, 255, 255, 255, 255, 15, 8, 3]),
      message: "stem.kernel"),
    Example(
      testDescription: "a constant of an unknown element type", source: onnx,
      damage: .bytes([8, 3, 8, 3, 16, 1], [8, 3, 8, 3, 16, 99]), message: "stem.kernel"),
    Example(
      testDescription: "an operator set before all that are known", source: onnx,
      damage: .bytes([16, 17], [16, 3]), message: "operator set 3"),
  ])
  func aBrokenNetworkIsRefused(example: Example) throws {
    let name = example.source.hasSuffix(".onnx") ? "n.onnx" : "n.tflite"
    try FileWriter.replace(folder(name), with: damaged(example))
    expectRefusal(["convert", folder(name), "-o", folder("m")], example.message, leaving: [name])
  }

  private func damaged(_ example: Example) throws -> [UInt8] {
    var network = try bytes(of: Repository.path(example.source))
    switch example.damage {
    case .cutAt(let count): return Array(network[..<count])
    case .content(let content): return content
    case .text(let old, let new):
      let isThere = network.replaceFirst(old, with: new)
      #expect(isThere)
    case .bytes(let old, let new):
      let isThere = network.replaceFirst(old, with: new)
      #expect(isThere)
    case .weights(let name, let number):
      let text = Array(name.utf8)
      let place = try #require(
        network.indices.last { network[$0...].starts(with: text) }.map { $0 + text.count })
      // Behind the name come a tag and a length of two bytes, then the elements.
      withUnsafeBytes(of: number.bitPattern.littleEndian) {
        unsafe network.replaceSubrange(place + 3..<place + 7, with: Array($0))
      }
    }
    return network
  }

  @Test(arguments: [
    (["--shape", "image=1,1,9,8"], "its shape [1, 1, 8, 8] is not [1, 1, 9, 8]"),
    (["--shape", "picture=1,1,8,8"], "the model has no input or axis of that name"),
    (["--calibration", "image=SAMPLES/none.npy"], "none.npy"),
    (["--calibration", "picture=SAMPLES/good.npy"], "the model has no input 'picture'"),
    (["--calibration", "SAMPLES/empty.npy"], "holds no sample"),
    (["--calibration", "SAMPLES/shape.npy"], "input 'image' takes 1×1×8×8"),
    (["--calibration", "SAMPLES/nan.npy"], "holds NaN"),
    (["--calibration", "SAMPLES/text.npy"], "text.npy"),
    (["--calibration", "SAMPLES"], "input 'image' takes 1×1×8×8"),
  ])
  func brokenSamplesAndShapesAreRefused(words: [String], message: String) throws {
    let samples = folder("samples")
    try FileSystem.makeFolder(samples)
    let arrays: [(String, [Int], [Float])] = [
      ("good", [2, 1, 8, 8], Array(repeating: 0.5, count: 128)), ("empty", [0, 1, 8, 8], []),
      ("shape", [2, 1, 8, 9], Array(repeating: 0.5, count: 144)),
      ("nan", [1, 1, 8, 8], Array(repeating: .nan, count: 64)),
    ]
    for (name, shape, values) in arrays {
      let bytes = values.flatMap { value in
        (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
      }
      try NumpyArray(element: .float32, shape: shape, bytes: bytes).write(
        to: "\(samples)/\(name).npy")
    }
    try FileWriter.replace("\(samples)/text.npy", with: Array("no array".utf8))
    let given = words.map { $0.split(separator: "SAMPLES", omittingEmptySubsequences: false) }
      .map { $0.joined(separator: samples) }
    expectRefusal(
      ["convert", Repository.path(Self.onnx), "-o", folder("m")] + given, message,
      leaving: ["samples"])
  }

  private func expectRefusal(_ words: [String], _ message: String, leaving names: [String]) {
    let outcome = Outcome.of(words)
    #expect(outcome.status == 1)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("Error: "))
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(folder.names.sorted() == names)
  }
}
