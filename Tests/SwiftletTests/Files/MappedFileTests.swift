import Testing

@testable import Swiftlet

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

@Suite struct MappedFileTests {
  let folder = TemporaryFolder()

  @Test func everyByteIsSeen() throws {
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    write(bytes, to: folder("a"))
    let file = try MappedFile(path: folder("a"))
    #expect(file.byteCount == bytes.count)
    #expect(Array(file.bytes) == bytes)
    let sum = file.withBytes { span in
      span.byteOffsets.reduce(0) { $0 + Int(span.unsafeLoad(fromByteOffset: $1, as: UInt8.self)) }
    }
    #expect(sum == bytes.reduce(0) { $0 + Int($1) })
  }

  @Test func aMissingFileIsRefused() {
    expectRefusal(folder("none"), .missing)
    expectRefusal(folder("none/none"), .missing)
  }

  @Test func aPathThroughAFileIsRefused() {
    write([1], to: folder("a"))
    expectRefusal(folder("a/b"), .folderMissing)
  }

  @Test func aFolderIsRefused() { expectRefusal(folder.path, .isFolder) }

  @Test func anEmptyFileIsRefused() {
    write([], to: folder("empty"))
    expectRefusal(folder("empty"), .isEmpty)
  }

  @Test func aPipeIsRefusedWithoutWaitingForItsWriter() {
    mkfifo(folder("pipe"), 0o600)
    expectRefusal(folder("pipe"), .isNotRegular)
    expectRefusal("/dev/null", .isNotRegular)
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may read everything"))
  func aFileWithoutPermissionIsRefused() {
    write([1], to: folder("secret"), mode: 0)
    expectRefusal(folder("secret"), .permissionDenied)
  }

  @Test func noPathAtAllIsRefused() {
    expectRefusal("", .invalidPath)
    expectRefusal("a\0b", .invalidPath)
  }

  @Test func theFaultSaysWhatAndWhereAndWhatToDo() {
    let fault = FileFault(.read, path: "m.swiftlet", reason: .missing)
    #expect(fault.description == "cannot read 'm.swiftlet': no such file")
    #expect(fault.remedy == "check the spelling and the folder that the path starts from")
    let other = FileFault(.write, path: "m", code: EMFILE)
    #expect(other.description == "cannot write 'm': Too many open files (errno 24)")
  }

  private func expectRefusal(_ path: String, _ reason: FileFault.Reason) {
    #expect(throws: FileFault(.read, path: path, reason: reason)) {
      _ = try MappedFile(path: path)
    }
  }
}
