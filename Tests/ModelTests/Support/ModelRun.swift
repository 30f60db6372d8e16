import Swiftlet
import SwiftletConverter
import SwiftletCore
import SwiftletFormat
import SwiftletKernels

/// Memory of a size, filled with a pattern, for as long as it is referred to.
final class AlignedMemory {
  let bytes: UnsafeMutableRawBufferPointer

  init(byteCount: Int, pattern: UInt8) {
    bytes = .allocate(byteCount: max(byteCount, 1), alignment: 64)
    bytes.initializeMemory(as: UInt8.self, repeating: pattern)
  }

  convenience init(copying source: [UInt8]) {
    self.init(byteCount: source.count, pattern: 0)
    bytes.copyBytes(from: source)
  }

  deinit { bytes.deallocate() }
}

/// A converted model in memory of exactly the size that it asks for.
struct ModelRun {
  let interpreter: Interpreter<AllOperators>
  let arenaByteCount: Int
  private let file: AlignedMemory
  private let arena: AlignedMemory
  private let pool: ThreadPool?

  private static let guardByteCount = 64
  private static let pattern: UInt8 = 0xA5

  init(
    _ bytes: [UInt8], _ instructionSet: InstructionSet = .best, threads: Int = 1
  ) throws {
    file = AlignedMemory(copying: bytes)
    let source = UnsafeRawBufferPointer(
      rebasing: UnsafeRawBufferPointer(file.bytes)[..<bytes.count])
    arenaByteCount = try Interpreter<AllOperators>.arenaByteCount(of: source)
    arena = AlignedMemory(
      byteCount: arenaByteCount + 2 * Self.guardByteCount, pattern: Self.pattern)
    let inner = UnsafeMutableRawBufferPointer(
      rebasing: arena.bytes[Self.guardByteCount..<(Self.guardByteCount + arenaByteCount)])
    interpreter = try Interpreter(loading: source, into: inner, instructionSet: instructionSet)
    pool = threads > 1 ? try ThreadPool(count: threads) : nil
    if let pool {
      interpreter.threads = Threads(
        count: threads, function: ThreadPool.runFunction, pool: pool.handle)
    }
  }

  /// Whether the bytes before and behind the arena are as they were.
  var keepsToItsArena: Bool {
    arena.bytes[..<Self.guardByteCount].allSatisfy { $0 == Self.pattern }
      && arena.bytes[(Self.guardByteCount + arenaByteCount)...].allSatisfy { $0 == Self.pattern }
  }

  /// The outputs for some inputs, each as bytes.
  func outputs(_ inputs: [[UInt8]], byReference: Bool = false) -> [[UInt8]] {
    for (index, bytes) in inputs.enumerated() {
      guard let tensor = interpreter.input(index) else { continue }
      precondition(bytes.count == tensor.bytes.count, "input \(index)")
      for offset in bytes.indices { tensor.bytes[offset] = bytes[offset] }
    }
    if byReference { interpreter.runReference() } else { interpreter.run() }
    return (0..<interpreter.outputCount).compactMap { index in
      interpreter.output(index).map { tensor in
        (0..<tensor.bytes.count).map { tensor.bytes[$0] }
      }
    }
  }
}

/// Inputs of a model with the outputs that another runtime gave for them.
struct Golden {
  /// For each sample, the bytes of each input.
  let inputs: [[[UInt8]]]
  /// For each sample, each output.
  let outputs: [[NumpyArray]]

  /// Reads `in<k>.npy` and `out<k>.<runtime>.npy` of a folder; nil where there are none.
  init?(_ folder: String, _ runtime: String) throws {
    let inputs = try Self.arrays { "\(folder)/in\($0).npy" }
    let outputs = try Self.arrays { "\(folder)/out\($0).\(runtime).npy" }
    guard let first = inputs.first, !outputs.isEmpty else { return nil }
    let count = first.shape[0]
    self.inputs = try (0..<count).map { sample in try inputs.map { try $0.entry(sample).bytes } }
    self.outputs = try (0..<count).map { sample in try outputs.map { try $0.entry(sample) } }
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
  func entry(_ index: Int) throws -> NumpyArray {
    let size = bytes.count / shape[0]
    return try NumpyArray(
      element: element, shape: Array(shape.dropFirst()),
      bytes: Array(bytes[(index * size)..<((index + 1) * size)]))
  }

  /// The greatest distance between an element here and one of the same type elsewhere, and the
  /// greatest distance between two elements here.
  func difference(from other: [UInt8]) throws -> (largest: Double, range: Double) {
    let mine = try converted(to: Double.self)
    let theirs = try NumpyArray(element: element, shape: shape, bytes: other)
      .converted(to: Double.self)
    var largest = 0.0
    for (one, two) in zip(mine, theirs) {
      let distance = one == two || (one.isNaN && two.isNaN) ? 0 : abs(one - two)
      largest = distance.isNaN ? .infinity : max(largest, distance)
    }
    let finite = mine.filter(\.isFinite)
    return (largest, (finite.max() ?? 0) - (finite.min() ?? 0))
  }
}
