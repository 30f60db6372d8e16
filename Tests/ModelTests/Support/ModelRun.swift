import Swiftlet
import SwiftletCases
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
    _ bytes: [UInt8], _ instructionSet: InstructionSet = .best, threads: Int = 1,
    arenaByteCount asked: Int? = nil
  ) throws {
    file = AlignedMemory(copying: bytes)
    let source = UnsafeRawBufferPointer(
      rebasing: UnsafeRawBufferPointer(file.bytes)[..<bytes.count])
    arenaByteCount = try asked ?? Interpreter<AllOperators>.arenaByteCount(of: source)
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

  /// Whether the first input is quantized.
  var takesIntegers: Bool { interpreter.input(0)?.type.quantization != nil }

  /// Inputs of noise: any bytes for integers, numbers between -1 and 1 for floats.
  func noise(seed: UInt64) -> [[UInt8]] {
    var generator = SeededRandom(seed: seed)
    return (0..<interpreter.inputCount).compactMap { index in
      guard let tensor = interpreter.input(index) else { return nil }
      guard tensor.type.element == .float32 else {
        return (0..<tensor.bytes.count).map { _ in .random(in: 0...255, using: &generator) }
      }
      return (0..<(tensor.bytes.count / 4)).flatMap { _ in
        let bits = Float.random(in: -1...1, using: &generator).bitPattern
        return (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
      }
    }
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
