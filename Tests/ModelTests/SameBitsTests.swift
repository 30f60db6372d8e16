import Swiftlet
import SwiftletConverter
import SwiftletKernels
import Testing

/// The same bits on every instruction set and any number of threads.
@Suite struct SameBitsTests {
  @Test(arguments: ["digits_int8", "digits_float32"])
  func theModelOfTheRepositoryGivesTheSameBitsEverywhere(_ name: String) throws {
    try check("\(TestFiles.root)/models/digits/\(name).tflite")
  }

  @Test(arguments: OperatorModels.names)
  func aModelOfOneOperatorGivesTheSameBitsEverywhere(_ name: String) throws {
    guard OperatorModels.refused[name] == nil else { return }
    try check(OperatorModels.path(name))
  }

  @Test(.enabled(if: TestFiles.arePresent, TestFiles.absence), arguments: TestFiles.modelNames)
  func aPublicModelGivesTheSameBitsEverywhere(_ name: String) throws {
    guard !recurrent.contains(name) else { return }
    try check("\(TestFiles.models)/\(name)")
  }

  @Test(
    .enabled(if: TestFiles.arePresent, TestFiles.absence), arguments: WinogradTile.allCases)
  func aFloatModelInTilesGivesTheSameBitsEverywhere(_ tile: WinogradTile) throws {
    let bytes = try TestFiles.bytes("\(TestFiles.models)/ic_resnet8/pretrainedResnet.tflite")
    var options = Converter.Options()
    let plain = try Converter.convert(tflite: bytes, options)
    options.winograd = tile
    let tiled = try Converter.convert(tflite: bytes, options)
    #expect(tiled.constantByteCount > plain.constantByteCount)
    try check(tiled)
    // Shares of ten classes, of which the greatest is 0.1 at least.
    let (first, second) = (try ModelRun(plain.file), try ModelRun(tiled.file))
    let inputs = first.noise(seed: 7)
    let results = [first, second].map { run in
      Array(run.outputs(inputs).joined()).withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    }
    #expect(!results[0].isEmpty)
    #expect(zip(results[0], results[1]).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  /// Runs a model in every way there is, each on fresh memory.
  private func check(_ path: String) throws { try check(ConvertedModels.model(path)) }

  private func check(_ result: Converter.Result) throws {
    let first = try ModelRun(result.file)
    let inputs = first.noise(seed: 7)
    let expected = first.outputs(inputs)
    #expect(first.keepsToItsArena && !expected.isEmpty)
    for instructionSet in InstructionSet.supported {
      for threads in 1...3 {
        let run = try ModelRun(result.file, instructionSet, threads: threads)
        #expect(run.outputs(inputs) == expected, "\(instructionSet), \(threads) threads")
        #expect(run.keepsToItsArena)
      }
    }
    // What takes long by the fastest path takes too long by the shortest.
    guard result.activationByteCount < 70_000 else { return }
    let reference = try ModelRun(result.file)
    #expect(reference.outputs(inputs, byReference: true) == expected, "the reference")
    #expect(reference.keepsToItsArena)
  }
}

extension InstructionSet {
  /// The sets that this machine can run.
  static let supported = (0..<UInt8(count)).compactMap(InstructionSet.init(rawValue:))
    .filter(\.isSupported)
}
