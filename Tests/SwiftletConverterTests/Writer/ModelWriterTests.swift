import CxxFlatBufferVerifier
import Glibc
import SwiftletCore
import SwiftletFormat
import Testing

@testable import SwiftletConverter

/// Written files against the schema and the tools that it belongs to.
@Suite struct ModelWriterTests {
  @Test(arguments: SmallModels.paths)
  func aFilePassesTheVerifierOfTheLibrary(_ path: String) throws {
    for strips in [false, true] {
      guard let file = try SmallModels.file(path, strips: strips) else { return }
      #expect(swiftlet_verify_model(file, file.count))
    }
  }

  @Test func theVerifierRefusesADamagedFile() throws {
    let file = try #require(try SmallModels.file(SmallModels.digits, strips: false))
    var damaged = 0
    for position in 0..<2000 {
      var mutant = file
      mutant[position] ^= 0xFF
      if !swiftlet_verify_model(mutant, mutant.count) { damaged += 1 }
    }
    #expect(damaged > 500)
  }

  @Test(arguments: SmallModels.paths)
  func aModelConvertsToTheSameBytesEveryTime(_ path: String) throws {
    let first = try SmallModels.file(path, strips: false)
    #expect(try SmallModels.file(path, strips: false) == first)
  }

  @Test(arguments: SmallModels.paths)
  func aStrippedFileHoldsNoNamesAndNothingElseIsMissing(_ path: String) throws {
    guard let named = try SmallModels.file(path, strips: false),
      let stripped = try SmallModels.file(path, strips: true)
    else { return }
    #expect(stripped.count <= named.count)
    guard case .object(let whole) = try json(named), case .object(let bare) = try json(stripped)
    else { return }
    #expect(bare["producer"] == nil && bare["metadata"] == nil)
    for key in ["tensors", "operators", "signatures", "arena", "version"] {
      let expected = try #require(whole[key]).without(["name", "channel_scales", "channel_axis"])
      #expect(bare[key]?.without(["channel_axis"]).differences(from: expected) == [], "\(key)")
    }
  }

  @Test(.enabled(if: hasFlatc, "Skipped: flatc is not installed."), arguments: SmallModels.paths)
  func flatcSeesWhatTheReaderSees(_ path: String) throws {
    guard let file = try SmallModels.file(path, strips: false) else { return }
    var folder = Array("/tmp/swiftlet-flatc-XXXXXX".utf8CString)
    let name = try #require(mkdtemp(&folder).map { String(cString: $0) })
    defer { _ = system("rm -rf '\(name)'") }
    try write(file, to: "\(name)/model.swiftlet")
    let flags = "--json --raw-binary --strict-json --defaults-json"
    try #require(
      system("flatc \(flags) -o '\(name)' '\(Schema.path)' -- '\(name)/model.swiftlet'") == 0)
    let text = try #require(ModelFolder.bytes("\(name)/model.json"))
    let seen = try #require(JSON(text)).numbered("Model", Schema.text)
    let differences = try json(file).differences(from: seen)
    #expect(differences == [], "\(differences.prefix(3))")
  }

  private func json(_ file: [UInt8]) throws -> JSON {
    try file.withUnsafeBytes { try ModelView(FlatBuffer($0)).json() }
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    let file = try #require(fopen(path, "wb"))
    defer { fclose(file) }
    #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
  }
}

private let hasFlatc = system("flatc --version >/dev/null 2>&1") == 0
