import Swiftlet
import SwiftletKernels
import SwiftletTerminal

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

// Classifies images of digits, and shows some: `SwiftletDemo MODEL IMAGES.npy LABELS.npy`.
let screen = DescriptorSink(descriptor: 1)
let words = CommandLine.arguments.dropFirst()
do throws(Diagnostic) {
  guard words.count == 3 else {
    throw Diagnostic(.usage, "three files are needed", help: "give MODEL IMAGES.npy LABELS.npy")
  }
  let paths = Array(words)
  let test = try DigitTest(images: paths[1], labels: paths[2])
  let result = try test.run(model: paths[0])
  screen.write(DigitGallery(test, result).rendered(for: screen.terminal))
  screen.write(result.table(for: test).rendered(for: screen.terminal))
} catch {
  error.print(to: DescriptorSink(descriptor: 2))
  exit(error.exitStatus)
}
