import Swiftlet
import Testing

@testable import SwiftletConverter

/// Public models against the outputs of the runtime that they were made for.
@Suite(.enabled(if: TestFiles.arePresent, TestFiles.absence))
struct GoldenTests {
  @Test(arguments: [
    "ad_autoencoder/ad01_int8", "kws_dscnn/kws_ref_model", "ic_resnet8/pretrainedResnet_quant",
    "ic_resnet8/pretrainedResnet_large_int8", "vww_mnv1/vww_96_int8",
    "streaming_wakeword/str_ww_ref_model",
  ])
  func anInt8ModelOfMLPerfTinyGivesEveryByteOfLiteRT(_ name: String) throws {
    let comparison = try compare("\(name).tflite", golden("\(name).tflite"))
    #expect(comparison.unequalCount == 0, "\(comparison)")
    #expect(comparison.isInteger && comparison.keepsToItsArena)
  }

  @Test(arguments: TestFiles.modelNames)
  func anIntegerModelGivesEveryByteOfLiteRT(_ name: String) throws {
    guard try kind(name) == .integer else { return }
    let comparison = try compare(name, golden(name))
    #expect(comparison.unequalCount == 0, "\(comparison)")
    #expect(comparison.keepsToItsArena)
  }

  @Test(arguments: TestFiles.modelNames)
  func aFloatModelStaysWithinAPartOfTheRangeOfLiteRT(_ name: String) throws {
    guard try kind(name) == .float else { return }
    let comparison = try compare(name, golden(name))
    #expect(comparison.relative <= 1e-5, "\(comparison)")
    #expect(comparison.keepsToItsArena)
  }

  @Test(arguments: hybrids.keys.sorted())
  func aModelOfInt8WeightsAndFloatActivationsKeepsItsWeightsSmall(_ name: String) throws {
    let path = "\(TestFiles.models)/\(name)"
    #expect(try ConvertedModels.model(path).file.count <= TestFiles.bytes(path).count)
  }

  /// LiteRT quantizes the activations of these models anew in every run, and we do not: we are near
  /// it, and nearer to the float model that the int8 weights stand for.
  @Test(arguments: Array(hybrids))
  func aModelOfInt8WeightsAndFloatActivationsRunsInFloat(_ name: String, limit: Double) throws {
    let hybrid = try compare(name, golden(name))
    #expect(hybrid.relative <= limit, "\(hybrid)")
    let oracle = try Golden(
      inputs: "\(TestFiles.goldens)/\(name)",
      outputs: "\(TestFiles.root)/Tests/ModelTests/Dequantized/\(name)", suffix: "")
    let float = try compare(name, #require(oracle))
    #expect(float.relative <= 1e-5, "\(float)")
  }

  @Test(arguments: Array(recurrent))
  func aRecurrentModelIsRefusedWithEveryOperatorThatIsMissing(_ name: String) throws {
    let bytes = try TestFiles.bytes("\(TestFiles.models)/\(name)")
    let operators = try TFLiteFile(bytes).model.subgraphs[0].operators
    let missing = operators.indices.filter {
      operators[$0].code.name == "UNIDIRECTIONAL_SEQUENCE_LSTM"
    }
    #expect(!missing.isEmpty)
    do throws(ConversionError) {
      _ = try Converter.convert(tflite: bytes)
      Issue.record("It converts.")
    } catch {
      let places = error.issues.map(\.place)
      for index in missing {
        #expect(
          places.contains { $0.hasPrefix("operator \(index) (UNIDIRECTIONAL_SEQUENCE_LSTM)") })
      }
      #expect(places.count == missing.count)
      #expect(error.issues.allSatisfy { $0.rule.contains("UNIDIRECTIONAL_SEQUENCE_LSTM") })
    }
  }

  /// LiteRT refuses the model, for a bias whose scales lie along an axis that it does not have.
  ///
  /// The scores are what it gives once that axis is put right. The bytes of the pictures are the model's
  /// `Int8` as they stand.
  @Test(arguments: [("person", 113), ("no_person", -60)])
  func aModelThatLiteRTRefusesSeesWhetherThereIsAPerson(_ image: String, _ score: Int8) throws {
    let folder = "\(TestFiles.models)/hello_speech_person"
    let run = try ModelRun(ConvertedModels.model("\(folder)/person_detect.tflite").file)
    let pixels = try GreyImage(contentsOf: "\(folder)/\(image).bmp").pixels
    let scores = run.outputs([pixels])[0].map { Int8(bitPattern: $0) }
    #expect(scores == [-score, score])
    #expect(run.keepsToItsArena)
  }

  private enum Kind { case integer, float, other }

  private func kind(_ name: String) throws -> Kind {
    guard !recurrent.contains(name), hybrids[name] == nil, name != unanswered else { return .other }
    return try golden(name).isInteger ? .integer : .float
  }

  private func golden(_ name: String) throws -> Golden {
    let golden = try Golden("\(TestFiles.goldens)/\(name)")
    return try #require(golden, "There is no golden for \(name).")
  }

  private func compare(_ name: String, _ golden: Golden) throws -> Comparison {
    try Comparison(ConvertedModels.model("\(TestFiles.models)/\(name)").file, golden)
  }
}

/// Models whose weights are int8 and whose activations are float, with the part of the range by which
/// LiteRT's quantized activations lead it away.
private let hybrids = [
  "kws_dscnn/kws_ref_model_float32.tflite": 0.006,
  "dtln_lstm/model_quant_1.tflite": 0.05,
  "dtln_lstm/model_quant_2.tflite": 0.02,
]

/// The model that LiteRT refuses, so that there is no golden for it.
private let unanswered = "hello_speech_person/person_detect.tflite"

/// Models of an operator that there is none of.
let recurrent: Set = [
  "mnist_lstm/keras_lstm_mnist_ptq.tflite", "mnist_lstm/trained_lstm.tflite",
  "mnist_lstm/trained_lstm_int8.tflite",
]
