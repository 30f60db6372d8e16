import CSwiftlet
import SwiftletC
import SwiftletCases
import Testing

/// A file and an arena where the C interface wants them.
final class ModelMemory {
  let file: UnsafeMutableRawBufferPointer
  let arena: UnsafeMutableRawBufferPointer
  var fault = swiftlet_fault()
  private(set) var model: OpaquePointer?

  init(_ bytes: [UInt8], arenaByteCount: Int = 4096) {
    file = .allocate(byteCount: bytes.count, alignment: 64)
    file.copyBytes(from: bytes)
    arena = .allocate(byteCount: arenaByteCount, alignment: 64)
  }

  convenience init(_ fixture: ModelFixture = .negation()) { self.init(fixture.bytes) }

  deinit {
    file.deallocate()
    arena.deallocate()
  }

  var neededByteCount: Int {
    var size = 0
    #expect(swiftlet_arena_size(file.baseAddress, file.count, &size, &fault) == .ok)
    return size
  }

  func load(_ options: swiftlet_options = swiftlet_options()) -> swiftlet_status {
    load(options, arenaByteCount: arena.count)
  }

  func load(_ options: swiftlet_options, arenaByteCount: Int) -> swiftlet_status {
    var options = options
    return swiftlet_load(
      file.baseAddress, file.count, arena.baseAddress, arenaByteCount, &options, &model, &fault)
  }

  /// The output bytes of the model for an input.
  func output(for bytes: [UInt8]) -> [UInt8] {
    var input = swiftlet_tensor()
    var output = swiftlet_tensor()
    #expect(swiftlet_input(model, 0, &input) == .ok)
    #expect(swiftlet_output(model, 0, &output) == .ok)
    #expect(input.byte_count == bytes.count)
    input.data.copyMemory(from: bytes, byteCount: bytes.count)
    swiftlet_run(model)
    return Array(UnsafeRawBufferPointer(start: output.data, count: output.byte_count))
  }
}
