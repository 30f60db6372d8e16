import Swiftlet

/// Runs a model once on zeros, and prints what comes out: `swift run Classify model.swiftlet`.
@main
struct Classify {
  static func main() throws {
    guard CommandLine.arguments.count == 2 else {
      return print("usage: Classify model.swiftlet")
    }
    do throws(ModelError) {
      let session = try Session(Model(path: CommandLine.arguments[1]))
      for (index, input) in session.model.inputs.enumerated() {
        try session.setInput(index, reals: [Float](repeating: 0, count: input.elementCount))
      }
      session.run()
      for (index, output) in session.model.outputs.enumerated() {
        print(output.name ?? "output", output.shape, try session.outputReals(index))
      }
    } catch {
      print("Error: \(error)\nHelp: \(error.remedy)")
    }
  }
}
