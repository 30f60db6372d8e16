import Testing

@testable import Swiftlet

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

@Suite struct FileWriterTests {
  let folder = TemporaryFolder()
  let large = (0..<3 * FileWriter.pieceByteCount + 7).map { UInt8(truncatingIfNeeded: $0 &* 7) }

  @Test func aNewFileHoldsTheBytesAndNothingElseIsLeft() throws {
    try FileWriter.replace(folder("new"), with: large)
    #expect(contents(of: folder("new")) == large)
    #expect(folder.names == ["new"])
  }

  @Test func noBytesMakeAnEmptyFile() throws {
    try FileWriter.replace(folder("empty"), with: [UInt8]())
    #expect(contents(of: folder("empty")).isEmpty)
    #expect(folder.names == ["empty"])
  }

  @Test func anExistingFileIsReplacedAndKeepsItsPermissions() throws {
    write([1, 2, 3], to: folder("a"), mode: 0o600)
    chmod(folder("a"), 0o640)
    try FileWriter.replace(folder("a"), with: [9])
    #expect(contents(of: folder("a")) == [9])
    var status = stat()
    stat(folder("a"), &status)
    #expect(status.st_mode & 0o7777 == 0o640)
  }

  @Test func aMappedFileKeepsItsBytesWhenItIsReplaced() throws {
    write([1, 2, 3], to: folder("a"))
    let mapped = try MappedFile(path: folder("a"))
    try FileWriter.replace(folder("a"), with: [9])
    #expect(Array(mapped.bytes) == [1, 2, 3])
  }

  @Test func aSymbolicLinkKeepsPointing() throws {
    write([1], to: folder("target"))
    symlink("target", folder("link"))
    try FileWriter.replace(folder("link"), with: [2])
    #expect(contents(of: folder("target")) == [2])
    var status = stat()
    lstat(folder("link"), &status)
    #expect(status.st_mode & S_IFMT == S_IFLNK)
  }

  @Test func anInterruptLeavesTheOldFileAndNoTemporary() throws {
    write([1, 2, 3], to: folder("a"))
    // With a handler in place, the interrupt does not end the test.
    let before = signal(SIGINT) { _ in }
    defer { signal(SIGINT, before) }
    // Threads of a test pool may hold every signal back already.
    var interrupt = sigset_t()
    var mask = sigset_t()
    sigemptyset(&interrupt)
    sigaddset(&interrupt, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &interrupt, &mask)
    defer { pthread_sigmask(SIG_SETMASK, &mask, nil) }
    var pieces = 0
    #expect(throws: FileFault(.write, path: folder("a"), reason: .interrupted)) {
      try FileWriter.replace(folder("a"), with: large.span.bytes) {
        pieces += 1
        if pieces == 2 { raise(SIGINT) }
      }
    }
    #expect(pieces == 2)
    #expect(contents(of: folder("a")).count == 3)
    #expect(folder.names == ["a"])
  }

  @Test func aFullDeviceIsReported() {
    #expect(throws: FileFault(.write, path: "/dev/full", reason: .noSpace)) {
      try FileWriter.replace("/dev/full", with: [1])
    }
  }

  @Test func aDeviceIsWrittenToAndNotReplaced() throws {
    try FileWriter.replace("/dev/null", with: large)
    var status = stat()
    stat("/dev/null", &status)
    #expect(status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test func placesThatCannotHoldAFileAreRefused() {
    expectRefusal(folder.path, .isFolder)
    expectRefusal(folder("b/"), .isFolder)
    expectRefusal(folder("none/b"), .folderMissing)
    expectRefusal("", .invalidPath)
    expectRefusal("a\0", .invalidPath)
    #expect(folder.names.isEmpty)
  }

  @Test func aFailureToTakeTheNameLeavesNoTemporary() {
    let name = folder(String(repeating: "n", count: 300))
    #expect(throws: FileFault.self) { try FileWriter.replace(name, with: [1]) }
    #expect(folder.names.isEmpty)
  }

  private func expectRefusal(_ path: String, _ reason: FileFault.Reason) {
    #expect(throws: FileFault(.write, path: path, reason: reason)) {
      try FileWriter.replace(path, with: [1])
    }
  }
}
