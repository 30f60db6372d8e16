import SwiftletCases
import SwiftletKernels

/// Times every variant of the micro-kernels that this machine can run.
enum KernelBench {
  static func run() {
    print("int8 dot, GMAC/s")
    for example in DotCases.timed {
      let operands = Int8DotExample(example)
      let products = example.rowCount * example.reduction * example.channelCount
      report("\(example)", products) { set in
        Dot.int8Variant(set).map { kernel in { unsafe kernel(operands.job) } }
      }
    }
    print("float32 dot, GMAC/s")
    for example in DotCases.timed {
      let operands = Float32DotExample(example)
      let products = example.rowCount * example.reduction * example.channelCount
      report("\(example)", products) { set in
        Dot.float32Variant(set, .float32).map { kernel in { unsafe kernel(operands.job) } }
      }
    }
    print("int8 depthwise, GMAC/s")
    for example in DepthwiseCases.timed {
      let operands = Int8DepthwiseExample(example)
      let products = example.pixelCount * example.tapCount * example.channelCount
      report("\(example)", products) { set in
        Depthwise.int8Variant(set).map { kernel in { unsafe kernel(operands.job) } }
      }
    }
    print("float32 depthwise, GMAC/s")
    for example in DepthwiseCases.timed {
      let operands = Float32DepthwiseExample(example)
      let products = example.pixelCount * example.tapCount * example.channelCount
      report("\(example)", products) { set in
        Depthwise.float32Variant(set, .float32).map { kernel in { unsafe kernel(operands.job) } }
      }
    }
  }

  private static func report(
    _ name: String, _ products: Int, variant: (InstructionSet) -> (() -> Void)?
  ) {
    var line = "  \(name):"
    for rawValue in 0..<UInt8(InstructionSet.count) {
      guard let set = InstructionSet(rawValue: rawValue), set.isSupported,
        let body = variant(set)
      else { continue }
      let tenths = Int(10 * Double(products) / Stopwatch.nanoseconds(of: body))
      line += "  \(set.name) \(tenths / 10).\(tenths % 10)"
    }
    print(line)
  }
}
