import Swiftlet
import SwiftletConverter
import SwiftletTerminal

/// Writes a graph to a folder after each stage of a conversion.
final class GraphDump {
  private let folder: String
  private var count = 0
  private var fault: FileFault?

  /// Makes the folder that a command line names; nil where it names none.
  init?(askedBy arguments: ParsedArguments) throws(Diagnostic) {
    guard let folder = arguments.text(of: ConversionRequest.dumpGraph) else { return nil }
    self.folder = folder
    do throws(FileFault) {
      try FileSystem.makeFolder(folder)
    } catch {
      throw Diagnostic(error)
    }
  }

  /// Writes the graph as it is after a stage.
  func write(_ stage: String, _ graph: Graph) {
    guard fault == nil else { return }
    let number = count < 10 ? "0\(count)" : "\(count)"
    count += 1
    do throws(FileFault) {
      try FileWriter.replace("\(folder)/\(number)-\(stage).txt", with: Array(graph.text.utf8))
    } catch {
      fault = error
    }
  }

  /// Reports what stood in the way of writing.
  func check() throws(Diagnostic) {
    if let fault { throw Diagnostic(fault) }
  }
}
