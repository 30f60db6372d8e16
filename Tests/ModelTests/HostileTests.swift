import Swiftlet
import SwiftletCases
import SwiftletConverter
import Testing

/// Damaged files: each is refused, or runs inside its arena.
@Suite(.serialized) struct HostileTests {
  @Test(arguments: [
    "models/digits/digits_int8", "\(operators)/resize_bilinear_half_pixel_double.int8",
  ])
  func aFileWithOneByteChangedIsRefusedOrRuns(_ name: String) throws {
    let trial = try HostileTrial(file(name))
    var tally = Tally()
    for position in 0..<trial.structureByteCount {
      // Each bit of small files, and one after the other in larger ones.
      let flips: [UInt8] =
        trial.structureByteCount < 2000
        ? [1, 2, 4, 8, 16, 32, 64, 128, 255] : [1 << UInt8(position % 8), 255]
      for flip in flips {
        var mutant = trial.original
        mutant[position] ^= flip
        tally.count(trial.outcome(of: mutant))
      }
    }
    check(trial, tally, name)
  }

  @Test(arguments: [
    "models/digits/digits_int8", "\(operators)/resize_bilinear_half_pixel_double.int8",
  ])
  func aFileThatIsCutShortIsRefusedUnlessAllThatCountsIsThere(_ name: String) throws {
    let trial = try HostileTrial(file(name))
    var ran = 0
    for count in trial.original.indices
    where trial.outcome(of: Array(trial.original[..<count])) == .ran { ran += 1 }
    // Only names, at the end of a file without constants, can be missed.
    let hasConstants = trial.structureByteCount < trial.original.count
    #expect(hasConstants ? ran == 0 : ran < 100, "\(ran) of \(trial.original.count) ran")
    #expect(trial.keptToTheArena && trial.longest < trial.durationLimit, "\(trial.longest)")
  }

  @Test(arguments: [
    "models/digits/digits_int8", "models/digits/digits_float32", "\(operators)/gated.int8",
    "\(operators)/resize_bilinear_half_pixel_double.int8",
  ])
  func aMutantIsRefusedOrRuns(_ name: String) throws {
    let trial = try HostileTrial(file(name))
    let structure = Array(trial.original[..<trial.structureByteCount])
    var generator = SeededRandom(seed: 5)
    var tally = Tally()
    for _ in 0..<mutantCount {
      let mutant = generator.structuralMutant(of: structure)
      tally.count(trial.outcome(of: mutant + trial.original[trial.structureByteCount...]))
    }
    check(trial, tally, name)
  }

  private struct Tally {
    var refused = 0
    var ran = 0

    mutating func count(_ outcome: HostileTrial.Outcome) {
      switch outcome {
      case .refused: refused += 1
      case .ran: ran += 1
      }
    }
  }

  private func check(_ trial: HostileTrial, _ tally: Tally, _ name: String) {
    #expect(trial.keptToTheArena)
    #expect(trial.longest < trial.durationLimit, "\(trial.longest)")
    // Some changes are harmless, such as those of names; most are not.
    #expect(tally.refused > 0 && tally.ran > 0)
    print("\(name): \(tally.refused) refused, \(tally.ran) ran, \(trial.longest) at most")
  }

  private func file(_ name: String) throws -> [UInt8] {
    try ConvertedModels.model("\(TestFiles.root)/\(name).tflite").file
  }
}

private let operators = "Tests/ModelTests/Operators/models"

/// The mutants of each model; `SWIFTLET_MUTANTS` asks for another number.
private let mutantCount = TestFiles.number("SWIFTLET_MUTANTS") ?? 5_000
