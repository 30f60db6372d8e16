import Swiftlet
import SwiftletConverter
import Testing

/// Whole models against the outputs of the runtimes that they were made for.
@Suite struct GoldenTests {
  @Test(arguments: TestFiles.matching("\(TestFiles.models)/*/*.tflite"))
  func explore(_ path: String) throws {
    let name = path.dropFirst(TestFiles.models.count + 1)
    let source = try MappedFile(path: path).withBytes { b in (0..<b.byteCount).map { b.unsafeLoad(fromByteOffset: $0, as: UInt8.self) } }
    let result: Converter.Result
    do {
      result = try Converter.convert(tflite: source)
    } catch {
      print("REFUSED", name, error.issues.prefix(3).map { "\($0.place): \($0.rule)" })
      return
    }
    let run = try ModelRun(result.file)
    var line = "OK \(name) file \(result.file.count) vs \(source.count), arena \(run.arenaByteCount), activations \(result.activationByteCount) bound \(result.activationLowerBound)"
    for runtime in ["litert", "reference"] {
      guard let golden = try Golden("\(TestFiles.goldens)/\(name)", runtime) else { continue }
      var largest = 0.0
      var range = 0.0
      var bad = 0
      for (inputs, expected) in zip(golden.inputs, golden.outputs) {
        for (output, array) in zip(run.outputs(inputs), expected) {
          let difference = try array.difference(from: output)
          largest = max(largest, difference.largest)
          range = max(range, difference.range)
          if output != array.bytes { bad += 1 }
        }
      }
      line += " | \(runtime) differ \(bad) largest \(largest) range \(range)"
    }
    #expect(run.keepsToItsArena)
    print(line)
  }
}
