import Glibc
import SwiftletCases
import SwiftletCore
import SwiftletFormat

/// Memory in which mutants of one file are loaded and run.
///
/// The file and the arena each end where readable memory ends; what lies before them holds a pattern.
final class HostileTrial {
  /// What became of a mutant.
  enum Outcome {
    /// It was refused.
    case refused
    /// It loaded and ran.
    case ran
  }

  /// The file that mutants are made of.
  let original: [UInt8]
  /// The bytes of the file before its constants.
  let structureByteCount: Int
  /// The longest that a mutant took.
  private(set) var longest = Duration.zero
  /// Whether every byte around the arena of every mutant was as before.
  private(set) var keptToTheArena = true
  /// How long one mutant may take; the floor is for what an idle processor does at first use.
  let durationLimit: Duration

  private let files: GuardedBytes
  private let arenas: GuardedBytes

  private static let pattern: UInt8 = 0xA5
  private static let guardByteCount = 64

  init(_ file: [UInt8]) throws {
    original = file
    let offset = try file.withUnsafeBytes { try ModelView(FlatBuffer($0)).constantsOffset }
    structureByteCount = offset == 0 ? file.count : Int(offset)
    let run = try ModelRun(file)
    let start = Self.processorTime
    _ = run.outputs(run.noise(seed: 1))
    durationLimit = max((Self.processorTime - start) * 10, .milliseconds(100))
    files = GuardedBytes(byteCount: (file.count + 63) / 64 * 64)
    // A mutant may ask for more than the original, but not for any number of bytes.
    arenas = GuardedBytes(byteCount: run.arenaByteCount * 4 + Self.guardByteCount)
    arenas.bytes.initializeMemory(as: UInt8.self, repeating: Self.pattern)
  }

  /// Loads a mutant, which is no longer than the original, and runs it if it loads.
  func outcome(of mutant: [UInt8]) -> Outcome {
    let start = Self.processorTime
    defer { longest = max(longest, Self.processorTime - start) }
    let place = files.bytes.count - (mutant.count + 63) / 64 * 64
    let file = UnsafeMutableRawBufferPointer(
      rebasing: files.bytes[place..<(place + mutant.count)])
    file.copyBytes(from: mutant)
    let source = UnsafeRawBufferPointer(file)
    guard let needed = try? Interpreter<AllOperators>.arenaByteCount(of: source),
      needed <= arenas.bytes.count - Self.guardByteCount
    else { return .refused }
    let first = arenas.bytes.count - (needed + 15) / 16 * 16
    let arena = UnsafeMutableRawBufferPointer(rebasing: arenas.bytes[first..<(first + needed)])
    defer {
      checkGuards(first, needed)
      arena.initializeMemory(as: UInt8.self, repeating: Self.pattern)
    }
    guard let interpreter = try? Interpreter<AllOperators>(loading: source, into: arena) else {
      return .refused
    }
    interpreter.run()
    for index in 0..<interpreter.outputCount {
      guard let bytes = interpreter.output(index)?.bytes, bytes.count > 0 else { continue }
      touch(bytes[0] ^ bytes[bytes.count - 1])
    }
    return .ran
  }

  /// The bytes from the place of a file to the end of memory.
  private static func place(_ byteCount: Int) -> Int {
    let alignment = Interpreter<AllOperators>.fileAlignment
    return (byteCount + alignment - 1) / alignment * alignment
  }

  /// The time that this thread has run, whatever else the machine does.
  private static var processorTime: Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  private func checkGuards(_ first: Int, _ byteCount: Int) {
    let before = arenas.bytes[(first - Self.guardByteCount)..<first]
    let behind = arenas.bytes[(first + byteCount)...]
    for byte in [before, behind].joined() where byte != Self.pattern { keptToTheArena = false }
  }
}

/// Reads a byte for the sake of reading it.
@inline(never) private func touch(_ byte: UInt8) {}

extension SeededRandom {
  /// The bytes with some of them changed as files are most easily misread: numbers off by a little,
  /// and words that stand elsewhere in the file.
  mutating func structuralMutant(of bytes: [UInt8]) -> [UInt8] {
    guard Bool.random(using: &self) else { return mutant(of: bytes) }
    var mutant = bytes
    for _ in 0..<Int.random(in: 1...3, using: &self) {
      let width = [1, 2, 4, 8].randomElement(using: &self) ?? 4
      let position = Int.random(in: 0..<(bytes.count / width), using: &self) * width
      if Bool.random(using: &self) {
        let source = Int.random(in: 0..<(bytes.count / width), using: &self) * width
        for index in 0..<width { mutant[position + index] = bytes[source + index] }
      } else {
        let step = Int.random(in: -9...9, using: &self)
        var carry = step
        for index in position..<(position + width) {
          carry += Int(mutant[index])
          mutant[index] = UInt8(truncatingIfNeeded: carry)
          carry >>= 8
        }
      }
    }
    return mutant
  }
}
