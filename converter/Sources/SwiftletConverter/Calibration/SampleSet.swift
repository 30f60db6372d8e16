public import Swiftlet
public import SwiftletCore
internal import SwiftletFormat

/// Samples for the inputs of a model, from files or made up.
///
/// Arrays in files are mapped and read sample by sample; those of archives are in memory once.
/// Numbers of any type become real numbers as they are: a pixel of 255 is 255. Only where the input
/// is quantized and the array has its very element type are its numbers taken as stored ones.
public struct SampleSet: SampleSource {
  /// What an input of the model takes.
  public struct Door: Sendable, Equatable {
    /// The name of the input.
    public let name: String
    /// The element type, shape and quantization.
    public let type: TensorType

    /// Creates a description.
    public init(name: String, type: TensorType) {
      self.name = name
      self.type = type
    }
  }

  /// The word that asks for made-up samples.
  public static let randomWord = "random"

  /// The made-up samples where no number is given.
  public static let usualRandomCount = 32

  /// The number of samples.
  public let count: Int

  /// Whether some input is made up, so that results say nothing of real data.
  public let isRandom: Bool

  private let doors: [Door]
  private let columns: [Column]

  /// Where the samples of one input come from.
  private enum Column: Sendable {
    case files(SampleFiles)
    case random(RandomSamples, count: Int?)
  }

  /// Opens samples.
  ///
  /// - Parameters:
  ///   - arguments: each `[NAME=]PATH` with the path of a `.npy` file, a `.npz` file or a folder
  ///     of `.npy` files, or `random` with `:N` behind it for N samples.
  ///   - doors: the inputs of the model.
  /// - Throws: the first thing that is wrong.
  public init(_ arguments: [String], for doors: [Door]) throws(SampleFault) {
    var columns: [Column?] = Array(repeating: nil, count: doors.count)
    let texts = arguments.map { Argument($0) }
    for text in texts {
      guard let name = text.name else { continue }
      guard let index = doors.firstIndex(where: { $0.name == name }) else {
        throw .inputUnknown(name: name, inputs: doors.map(\.name))
      }
      guard columns[index] == nil else { throw .inputRepeated(input: name) }
      columns[index] = try Self.column(text.path, doors[index], index, isAlone: true)
    }
    for text in texts where text.name == nil {
      let free = doors.indices.filter { columns[$0] == nil }
      guard let first = free.first else {
        throw .pathLeftOver(path: text.path, inputs: doors.map(\.name))
      }
      let servesAll = text.isRandom || text.path.hasSuffix(".npz")
      for index in servesAll ? free : [first] {
        columns[index] = try Self.column(
          text.path, doors[index], index, isAlone: free.count == 1 || !servesAll)
      }
    }
    try self.init(columns, doors)
  }

  private init(_ columns: [Column?], _ doors: [Door]) throws(SampleFault) {
    self.doors = doors
    var found: [Column] = []
    var first: (path: String, count: Int)?
    for (column, door) in zip(columns, doors) {
      guard let column else {
        throw .inputMissing(input: door.name, inputs: doors.map(\.name))
      }
      found.append(column)
      guard case .files(let files) = column else { continue }
      if let first, first.count != files.count {
        throw .countMismatch(
          path: first.path, count: first.count, other: files.path, otherCount: files.count)
      }
      first = first ?? (files.path, files.count)
    }
    self.columns = found
    let asked = found.compactMap { column in
      if case .random(_, let count?) = column { count } else { nil }
    }
    count = first?.count ?? asked.first ?? (doors.isEmpty ? 1 : Self.usualRandomCount)
    isRandom = found.contains { if case .random = $0 { true } else { false } }
  }

  private static func column(
    _ path: String, _ door: Door, _ index: Int, isAlone: Bool
  ) throws(SampleFault) -> Column {
    guard Argument(path).isRandom else {
      return .files(try SampleFiles(path, for: door, isAlone: isAlone))
    }
    let random = RandomSamples(door.type, seed: UInt64(index) + 1)
    guard path != randomWord else { return .random(random, count: nil) }
    guard let count = Int(path.dropFirst(randomWord.count + 1)), 1...100_000 ~= count else {
      throw .randomMalformed(path)
    }
    return .random(random, count: count)
  }

  /// The real numbers of one input in one sample.
  public func reals(of input: Int, in sample: Int) throws -> [Float] {
    switch columns[input] {
    case .files(let files): try files.reals(of: sample)
    case .random(let random, _): random.reals(of: sample)
    }
  }
}

extension SampleSet.Door {
  /// The inputs of a graph.
  public static func all(of graph: Graph) -> [SampleSet.Door] {
    graph.inputs.map { SampleSet.Door(name: $0.name, type: graph.tensors[$0.tensor].type) }
  }

  /// The inputs of a model; those without a name are called by their positions.
  public static func all(of model: Model) -> [SampleSet.Door] {
    model.inputs.enumerated().map { index, input in
      // The model has loaded, so its shapes are valid.
      let shape = (try? Shape(input.shape)) ?? Shape()
      return SampleSet.Door(
        name: input.name ?? "\(index)",
        type: TensorType(input.element, shape, input.quantization))
    }
  }
}

/// The text of an argument: what it is for, and where it comes from.
private struct Argument {
  let name: String?
  let path: String

  init(_ text: String) {
    guard let sign = text.firstIndex(of: "="), sign > text.startIndex,
      !text[..<sign].contains("/")
    else {
      (name, path) = (nil, text)
      return
    }
    name = String(text[..<sign])
    path = String(text[text.index(after: sign)...])
  }

  var isRandom: Bool {
    path == SampleSet.randomWord || path.hasPrefix(SampleSet.randomWord + ":")
  }
}
