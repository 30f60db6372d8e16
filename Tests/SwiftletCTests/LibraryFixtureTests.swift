import Glibc
import SwiftletCases
import Testing

@Suite("The model file of the library's tests")
struct LibraryFixtureTests {
  /// Run with `SWIFTLET_WRITE_FIXTURES` set, it writes the file anew.
  @Test func theFileHoldsTheBytesOfTheFixture() throws {
    let path = #filePath.replacingSuffix(
      "SwiftletCTests/LibraryFixtureTests.swift", by: "LibraryTests/negation.swiftlet")
    let bytes = ModelFixture.negation().bytes
    if getenv("SWIFTLET_WRITE_FIXTURES") != nil {
      let file = try #require(fopen(path, "wb"))
      #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
      fclose(file)
    }
    let file = try #require(fopen(path, "rb"))
    defer { fclose(file) }
    var stored = [UInt8](repeating: 0, count: bytes.count + 1)
    let count = fread(&stored, 1, stored.count, file)
    #expect(Array(stored.prefix(count)) == bytes)
  }
}

extension String {
  fileprivate func replacingSuffix(_ suffix: String, by other: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) + other : self
  }
}
