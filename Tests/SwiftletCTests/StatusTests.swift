import CSwiftlet
import SwiftletC
import Testing

@Suite("Statuses and instruction sets of the C interface")
struct StatusTests {
  @Test func everyStatusHasANameOfItsOwn() {
    let names = (Array(0...24) + Array(256...259)).map {
      String(cString: swiftlet_status_name(unsafeBitCast(UInt32($0), to: swiftlet_status.self)))
    }
    #expect(names.first == "ok")
    #expect(names.last == "name unknown")
    #expect(!names.contains("unknown"))
    #expect(Set(names).count == names.count)
  }

  @Test(arguments: [25, 255, 260, UInt32.max])
  func aNumberThatIsNoStatusIsUnknown(number: UInt32) {
    let status = unsafeBitCast(number, to: swiftlet_status.self)
    #expect(String(cString: swiftlet_status_name(status)) == "unknown")
  }

  @Test func theVersionIsTheSameInEveryForm() {
    let text = "\(SWIFTLET_VERSION_MAJOR).\(SWIFTLET_VERSION_MINOR).\(SWIFTLET_VERSION_PATCH)"
    #expect(String(cString: swiftlet_version()) == text)
    let number =
      SWIFTLET_VERSION_MAJOR * 1_000_000 + SWIFTLET_VERSION_MINOR * 1_000 + SWIFTLET_VERSION_PATCH
    #expect(swiftlet_version_number() == UInt32(number))
  }

  @Test func everyInstructionSetIsFoundByItsName() {
    for number in UInt32(1)...10 {
      let set = unsafeBitCast(number, to: swiftlet_instruction_set.self)
      let name = swiftlet_instruction_set_name(set)
      var found = swiftlet_instruction_set.best
      #expect(swiftlet_instruction_set_named(name, &found) == .ok)
      #expect(found == set)
    }
    #expect(String(cString: swiftlet_instruction_set_name(.best)) == "best")
  }

  @Test func theBestInstructionSetIsSupported() {
    #expect(swiftlet_instruction_set_best() != .best)
    #expect(swiftlet_instruction_set_supported(swiftlet_instruction_set_best()))
    #expect(swiftlet_instruction_set_supported(.portable))
    for number in [11, UInt32.max] {
      let none = unsafeBitCast(number, to: swiftlet_instruction_set.self)
      #expect(!swiftlet_instruction_set_supported(none))
      #expect(String(cString: swiftlet_instruction_set_name(none)) == "unknown")
    }
  }

  @Test func anUnknownNameWritesNothing() {
    var set = swiftlet_instruction_set.neon
    #expect(swiftlet_instruction_set_named("sse", &set) == .nameUnknown)
    #expect(swiftlet_instruction_set_named("", &set) == .nameUnknown)
    #expect(swiftlet_instruction_set_named(nil, &set) == .argumentMissing)
    #expect(swiftlet_instruction_set_named("neon", nil) == .argumentMissing)
    #expect(set == .neon)
  }
}
