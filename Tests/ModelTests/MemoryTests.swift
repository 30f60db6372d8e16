import Swiftlet
import SwiftletConverter
import Testing

@testable import SwiftletCore

/// The memory that models take, to the byte.
@Suite struct MemoryTests {
  @Test(.enabled(if: TestFiles.arePresent, TestFiles.absence), arguments: publicLimits)
  func aModelOfMLPerfTinyNeedsNoMoreThanItsSchedule(_ limit: Limit) throws {
    let result = try ConvertedModels.model("\(TestFiles.models)/\(limit.name).tflite")
    #expect(result.activationByteCount <= limit.activations)
    #expect(result.activationByteCount == result.activationLowerBound)
    let run = try ModelRun(result.file)
    #expect(run.arenaByteCount < limit.microArena)
  }

  @Test(.enabled(if: TestFiles.arePresent, TestFiles.absence), arguments: TestFiles.modelNames)
  func aPublicModelTakesExactlyTheArenaThatItAsksFor(_ name: String) throws {
    guard !recurrent.contains(name) else { return }
    try checkArena("\(TestFiles.models)/\(name)")
  }

  @Test(.enabled(if: TestFiles.arePresent, TestFiles.absence), arguments: TestFiles.modelNames)
  func aModelOfIntegersTakesNoMoreBytesThanItsPublisherGaveIt(_ name: String) throws {
    guard !recurrent.contains(name) else { return }
    let path = "\(TestFiles.models)/\(name)"
    let result = try ConvertedModels.model(path)
    guard try ModelRun(result.file).takesIntegers else { return }
    let publisherByteCount = try TestFiles.bytes(path).count
    #expect(result.file.count <= publisherByteCount)
  }

  @Test(arguments: ["digits_int8", "digits_float32"])
  func theModelOfTheRepositoryTakesExactlyTheArenaThatItAsksFor(_ name: String) throws {
    try checkArena("\(TestFiles.root)/models/digits/\(name).tflite")
  }

  @Test(arguments: OperatorModels.names)
  func aModelOfOneOperatorTakesExactlyTheArenaThatItAsksFor(_ name: String) throws {
    guard OperatorModels.refused[name] == nil else { return }
    try checkArena(OperatorModels.path(name))
  }

  private func checkArena(_ path: String) throws {
    let result = try ConvertedModels.model(path)
    let run = try ModelRun(result.file)
    _ = run.outputs(run.noise(seed: 1))
    #expect(run.keepsToItsArena)
    let overhead = run.arenaByteCount - result.activationByteCount - ArenaLayout.headerByteCount
    #expect(overhead <= 192 * result.operatorCount + ArenaLayout.alignment)
    #expect(ArenaLayout.headerByteCount <= 128)
    let needed = run.arenaByteCount
    #expect(throws: ModelFault(.arenaTooSmall(needed: needed, available: needed - 1))) {
      _ = try ModelRun(result.file, arenaByteCount: needed - 1)
    }
  }

  struct Limit: Sendable, CustomTestStringConvertible {
    let name: String
    /// The bytes of tensors and scratch memory.
    let activations: Int
    /// The arena that TensorFlow Lite Micro takes.
    let microArena: Int

    var testDescription: String { name }
  }

  private static let publicLimits = [
    Limit(name: "ad_autoencoder/ad01_int8", activations: 768, microArena: 3_984),
    Limit(name: "kws_dscnn/kws_ref_model", activations: 16_000, microArena: 24_272),
    Limit(name: "ic_resnet8/pretrainedResnet_quant", activations: 32_768, microArena: 55_984),
    Limit(name: "vww_mnv1/vww_96_int8", activations: 55_296, microArena: 103_680),
    Limit(name: "streaming_wakeword/str_ww_ref_model", activations: 6_656, microArena: 16_640),
    Limit(
      name: "ic_resnet8/pretrainedResnet_large_int8", activations: 122_880, microArena: 133_744),
  ]
}
