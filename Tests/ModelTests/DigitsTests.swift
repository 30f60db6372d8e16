import Swiftlet
import SwiftletConverter
import Testing

/// The model of the repository, against the outputs that it comes with.
@Suite struct DigitsTests {
  @Test func theInt8ModelGivesEveryByteOfLiteRT() throws {
    let comparison = try Comparison(file("int8"), golden(images: "test_images_int8", "int8"))
    #expect(comparison.elementCount == 3600)
    #expect(comparison.unequalCount == 0, "\(comparison)")
    #expect(comparison.keepsToItsArena)
  }

  @Test func theFloatModelStaysWithinAPartOfTheRangeOfLiteRT() throws {
    let comparison = try Comparison(file("float32"), golden(images: "test_images", "float32"))
    #expect(comparison.elementCount == 3600)
    #expect(comparison.largest <= 1e-6, "\(comparison)")
    #expect(comparison.keepsToItsArena)
  }

  @Test(arguments: [("int8", "test_images_int8", 359), ("float32", "test_images", 358)])
  func aModelNamesTheDigitsThatItShould(_ kind: String, _ images: String, _ count: Int) throws {
    let labels: [UInt8] = try array("test_labels").elements()
    let run = try ModelRun(file(kind))
    let inputs = try golden(images: images, kind).inputs
    let correct = try zip(inputs, labels).count { input, label in
      let output = try NumpyArray(
        element: kind == "int8" ? .int8 : .float32, shape: [10], bytes: run.outputs(input)[0])
      let scores = try output.converted(to: Double.self)
      return scores.firstIndex(of: scores.max() ?? 0) == Int(label)
    }
    #expect(labels.count == 360 && correct == count)
  }

  @Test(arguments: [1, 2])
  func theFloatModelBecomesInt8WithAllItsDigitsAndTheSameBytes(threadCount: Int) throws {
    let model = try Converter.read(.tflite(TestFiles.bytes("\(folder)/digits_float32.tflite")))
    let samples = try SampleSet(["\(folder)/calibration_images.npy"], for: model.doors)
    var options = Converter.Options()
    options.quantization = QuantizationOptions(mode: .int8)
    options.quantization.equalizes = true
    options.quantization.correctsBias = true
    options.quantization.adaptsRounding = true
    options.threadCount = threadCount
    let result = try Converter.convert(model, options, samples: samples)
    let labels: [UInt8] = try array("test_labels").elements()
    let run = try ModelRun(result.file)
    let inputs = try golden(images: "test_images", "float32").inputs
    let correct = try zip(inputs, labels).count { input, label in
      let scores = try NumpyArray(
        element: .float32, shape: [10], bytes: run.outputs(input)[0]
      ).converted(to: Double.self)
      return scores.firstIndex(of: scores.max() ?? 0) == Int(label)
    }
    // The float model has 358 right, and 0.2 points are less than one image.
    #expect(correct >= 358)
    #expect(result.comparison?.outputs.first.map { $0.difference.decibels > 30 } ?? false)
    options.threadCount = 3 - threadCount
    #expect(try Converter.convert(model, options, samples: samples).file == result.file)
  }

  private func file(_ kind: String) throws -> [UInt8] {
    try ConvertedModels.model("\(folder)/digits_\(kind).tflite").file
  }

  private func golden(images: String, _ kind: String) throws -> Golden {
    try Golden(inputs: [array(images)], outputs: [array("expected_\(kind)")], count: 360)
  }

  private func array(_ name: String) throws -> NumpyArray {
    try NumpyArray(contentsOf: "\(folder)/\(name).npy")
  }

  private var folder: String { "\(TestFiles.root)/models/digits" }
}
