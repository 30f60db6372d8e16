import Swiftlet
import SwiftletConverter
import SwiftletCore
import Testing

/// Models of one operator against LiteRT, whose answers lie beside them.
@Suite struct OperatorGoldenTests {
  @Test(arguments: OperatorModels.names)
  func aModelOfOneOperatorGivesWhatLiteRTGives(_ name: String) throws {
    guard OperatorModels.refused[name] == nil else { return }
    let comparison = try Comparison(OperatorModels.file(name), OperatorModels.golden(name))
    #expect(comparison.keepsToItsArena)
    if comparison.isInteger {
      #expect(comparison.largest <= 1, "\(comparison)")
      #expect(comparison.unequalCount <= OperatorModels.unequal[name, default: 0], "\(comparison)")
    } else {
      #expect(comparison.relative <= 1e-6, "\(comparison)")
    }
  }

  /// Where we are not LiteRT, whose kernels cut or multiply by few bits, we are the nearest value.
  @Test(arguments: ["sqrt.int8.tflite", "squared_difference_outer.int8.tflite"])
  func aFunctionOfStoredValuesIsRoundedToTheNearest(_ name: String) throws {
    let function: ([Double]) -> Double =
      name.hasPrefix("sqrt") ? { $0[0].squareRoot() } : { ($0[0] - $0[1]) * ($0[0] - $0[1]) }
    let run = try ModelRun(OperatorModels.file(name))
    let result = try #require(run.interpreter.output(0)?.type.quantization)
    for inputs in try OperatorModels.golden(name).inputs {
      let real = run.operands(inputs)
      for (stored, operands) in zip(run.outputs(inputs)[0], real) {
        let exact = function(operands) / Double(result.scale) + Double(result.zeroPoint)
        let clamped = min(max(exact, -128), 127)
        #expect(abs(Double(Int8(bitPattern: stored)) - clamped) < 0.502, "\(operands)")
      }
    }
  }

  @Test(arguments: OperatorModels.names)
  func whatIsRefusedSaysWhichOperatorIsMissing(_ name: String) throws {
    guard let missing = OperatorModels.refused[name] else { return }
    let bytes = try TestFiles.bytes(OperatorModels.path(name))
    do throws(ConversionError) {
      _ = try Converter.convert(tflite: bytes)
      Issue.record("It converts: take it from the list.")
    } catch {
      for operation in missing {
        #expect(error.issues.contains { $0.place.contains("(\(operation))") }, "\(operation)")
      }
      #expect(error.issues.count == missing.count)
    }
  }

  @Test func everyModelHasItsGolden() throws {
    #expect(OperatorModels.names.count >= 221)
    for name in OperatorModels.names { _ = try OperatorModels.golden(name) }
  }
}

/// The models of `Tests/ModelTests/Operators`.
enum OperatorModels {
  static let names = TestFiles.matching("\(TestFiles.operators)/models/*.tflite").map {
    String($0.dropFirst("\(TestFiles.operators)/models/".count))
  }

  /// The most elements by which an integer model is not LiteRT's, where that is not none.
  static let unequal = [
    "leaky_relu.int8.tflite": 35, "prelu.int8.tflite": 1, "sqrt.int8.tflite": 219,
    "squared_difference_outer.int8.tflite": 1,
    "squared_difference_by_row.int8.tflite": 1,
    "squared_difference_equal_shapes.int8.tflite": 1,
  ]

  /// The models that are refused, with the operators that are missing.
  static let refused = [
    "reduce_prod_channel.int8.tflite": ["REDUCE_PROD"]
  ]

  static func path(_ name: String) -> String { "\(TestFiles.operators)/models/\(name)" }

  static func file(_ name: String) throws -> [UInt8] {
    try ConvertedModels.model(path(name)).file
  }

  static func golden(_ name: String) throws -> Golden {
    let golden = try Golden("\(TestFiles.operators)/golden/\(name)")
    return try #require(golden, "There is no golden for \(name).")
  }
}

extension ModelRun {
  /// The real numbers that stored inputs stand for, for each element of the output.
  fileprivate func operands(_ inputs: [[UInt8]]) -> [[Double]] {
    let shape = interpreter.output(0)?.type.shape ?? Shape()
    return (0..<shape.elementCount).map { element in
      inputs.indices.map { input in
        guard let type = interpreter.input(input)?.type, let quantization = type.quantization
        else { return .nan }
        let stored = Int8(bitPattern: inputs[input][type.shape.position(element, in: shape)])
        return Double(quantization.scale) * (Double(stored) - Double(quantization.zeroPoint))
      }
    }
  }
}

extension Shape {
  /// The position of the element that a broadcast gives for one of a wider shape.
  fileprivate func position(_ element: Int, in wide: Shape) -> Int {
    var (rest, position, step) = (element, 0, 1)
    for axis in (0..<wide.rank).reversed() {
      let index = rest % wide[axis]
      rest /= wide[axis]
      let own = axis - (wide.rank - rank)
      guard own >= 0 else { continue }
      position += (self[own] == 1 ? 0 : index) * step
      step *= self[own]
    }
    return position
  }
}
