import SwiftletKernels
import Testing

@Suite struct InstructionSetTests {
  static let all = (0..<UInt8(InstructionSet.count)).compactMap(InstructionSet.init(rawValue:))

  @Test func everyNameNamesItsSet() {
    for set in Self.all {
      #expect(InstructionSet(name: Array(set.name.description.utf8).span) == set)
    }
  }

  @Test func otherNamesNameNothing() {
    for name in ["", "avx", "AVX2", "avx2 ", "avx512-vnn"] {
      #expect(InstructionSet(name: Array(name.utf8).span) == nil)
    }
  }

  @Test func theRawValuesCountFromZeroToTheCount() {
    #expect(Self.all.count == InstructionSet.count)
    #expect(InstructionSet(rawValue: UInt8(InstructionSet.count)) == nil)
  }

  @Test func theBestSetAndEveryFallbackOfASupportedSetAreSupported() {
    #expect(InstructionSet.portable.isSupported)
    #expect(InstructionSet.best.isSupported)
    for set in InstructionSet.supported { #expect(set.fallback.isSupported, "\(set.name)") }
  }

  @Test func everyFallbackEndsAtPortable() {
    for set in Self.all {
      var fallback = set
      for _ in Self.all { fallback = fallback.fallback }
      #expect(fallback == .portable, "\(set.name)")
    }
  }

  @Test func kernelsExistForEverySet() {
    for set in Self.all {
      _ = Dot.int8Kernel(for: set)
      _ = Dot.float32Kernel(for: set)
      _ = Depthwise.int8Kernel(for: set)
      _ = Depthwise.float32Kernel(for: set)
    }
  }
}
