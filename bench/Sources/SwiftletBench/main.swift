import SwiftletTerminal

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

exit(
  BenchTool.run(
    Array(CommandLine.arguments.dropFirst()), output: DescriptorSink(descriptor: 1),
    errors: DescriptorSink(descriptor: 2)))
