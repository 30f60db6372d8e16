import Swiftlet
import SwiftletConverter
import Synchronization

/// Models that were converted once for all tests.
enum ConvertedModels {
  private static let results = Mutex<[String: Converter.Result]>([:])

  /// Converts the TFLite file at a path, unless it has been.
  static func model(_ path: String) throws -> Converter.Result {
    if let result = results.withLock({ $0[path] }) { return result }
    let result = try Converter.convert(tflite: TestFiles.bytes(path))
    results.withLock { $0[path] = result }
    return result
  }
}
