internal import Swiftlet
internal import SwiftletCore
internal import SwiftletFormat

/// The samples of one input, in a file, an array of an archive, or a folder of files.
struct SampleFiles: Sendable {
  /// The path as it was given.
  let path: String

  /// The number of samples.
  let count: Int

  private let elementCount: Int
  private let type: TensorType
  private let parts: [Part]

  /// An array of one or more samples.
  private struct Part: Sendable {
    let path: String
    let first: Int
    let count: Int
    // Nil for a file of a folder, which is opened for as long as it is read.
    let source: NumpySource?
  }

  /// Opens samples; `isAlone` says that an archive need not name its array after the input.
  init(_ path: String, for door: SampleSet.Door, isAlone: Bool) throws(SampleFault) {
    self.path = path
    type = door.type
    elementCount = door.type.shape.elementCount
    var parts: [Part] = []
    var count = 0
    let isFolder = FileSystem.isFolder(path)
    for file in isFolder ? try Self.files(inFolder: path) : [path] {
      let source = try Self.source(file, door, isAlone: isAlone)
      guard let samples = Self.count(of: source.shape, for: door.type.shape.lengths) else {
        throw .shapeMismatch(
          input: door.name, needed: door.type.shape.lengths, path: file, found: source.shape)
      }
      parts.append(
        Part(path: file, first: count, count: samples, source: isFolder ? nil : source))
      count += samples
    }
    guard count > 0 else { throw .isEmpty(path: path) }
    self.parts = parts
    self.count = count
  }

  private static func files(inFolder path: String) throws(SampleFault) -> [String] {
    let names: [String]
    do {
      names = try FileSystem.names(inFolder: path)
    } catch {
      throw .file(error)
    }
    let files = names.filter { $0.hasSuffix(".npy") }
    guard !files.isEmpty else { throw .folderIsEmpty(path: path) }
    return files.map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
  }

  private static func source(
    _ path: String, _ door: SampleSet.Door, isAlone: Bool
  ) throws(SampleFault) -> NumpySource {
    do throws(NumpyFault) {
      guard path.hasSuffix(".npz") else { return try NumpySource(contentsOf: path) }
      let archive = try NumpyArchive(contentsOf: path)
      let isOnly = isAlone && archive.names.count == 1 && !archive.names.contains(door.name)
      return NumpySource(try archive.array(isOnly ? archive.names[0] : door.name))
    } catch {
      throw .array(error, path: path)
    }
  }

  /// The samples that an array of a shape holds for a tensor; nil where it fits none.
  ///
  /// A sample may leave out the tensor's first axis where that is one.
  private static func count(of shape: [Int], for tensor: [Int]) -> Int? {
    if shape == tensor { return 1 }
    let rest = Array(shape.dropFirst())
    if !shape.isEmpty, rest == tensor { return shape[0] }
    guard tensor.first == 1 else { return nil }
    let inner = Array(tensor.dropFirst())
    if !shape.isEmpty, rest == inner { return shape[0] }
    return shape == inner ? 1 : nil
  }

  /// The real numbers of a sample, each of them finite.
  func reals(of sample: Int) throws(SampleFault) -> [Float] {
    // The parts lie one behind the other from sample 0 on.
    let index = parts.partitioningIndex { $0.first > sample } - 1
    guard parts.indices.contains(index) else { throw .isEmpty(path: path) }
    let part = parts[index]
    let start = (sample - part.first) * elementCount
    var reals: [Float]
    let element: NumpyElement
    do throws(NumpyFault) {
      let source: NumpySource
      if let held = part.source { source = held } else { source = try .init(contentsOf: part.path) }
      guard source.count == part.count * elementCount else {
        throw .dataSizeMismatch(needed: part.count * elementCount, available: source.count)
      }
      element = source.element
      reals = try source.converted(start..<start + elementCount)
    } catch {
      throw .array(error, path: part.path)
    }
    if let position = reals.firstIndex(where: { !$0.isFinite }) {
      throw .valueNotFinite(
        path: part.path, sample: sample, position: position, isNaN: reals[position].isNaN)
    }
    if let quantization = type.quantization, element.isStored(type.element) {
      for position in reals.indices {
        reals[position] = quantization.scale * (reals[position] - Float(quantization.zeroPoint))
      }
    }
    return reals
  }
}

extension Array {
  /// The first index from which on a condition holds, where it never stops to hold.
  fileprivate func partitioningIndex(where condition: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension NumpyElement {
  /// Whether arrays of this type hold the stored elements of a quantized tensor.
  fileprivate func isStored(_ element: ElementType) -> Bool {
    switch element {
    case .int8: self == .int8
    case .uint8: self == .uint8
    case .int16: self == .int16
    case .absent, .float32, .int32, .int64, .boolean, .float16: false
    }
  }
}
