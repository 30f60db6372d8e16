import SwiftletCases
import Testing

@testable import Swiftlet

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

@Suite struct NumpyArchiveTests {
  let array: NumpyArray

  init() throws {
    array = try NumpyArray((0..<64).map { Float($0 % 3) }, shape: [8, 8])
  }

  @Test func storedArraysAreReadByName() throws {
    let archive = try NumpyArchive(
      parsing: Zip([("b.npy", array.encoded()), ("a.npy", [])]).bytes)
    #expect(archive.names == ["b", "a"])
    #expect(try archive.array("b") == array)
    #expect(throws: NumpyFault.isNotNumpy) { _ = try archive.array("a") }
    #expect(throws: NumpyFault.archive(.missing(name: "c", names: ["b", "a"]))) {
      _ = try archive.array("c")
    }
  }

  @Test func headersMayLeaveOutSizesAndCommentsMayFollow() throws {
    var zip = Zip([("x.npy", array.encoded())])
    zip.hidesSizes = true
    zip.comment = Array("PK\u{5}\u{6} is no end".utf8)
    #expect(try NumpyArchive(parsing: zip.bytes).array("x") == array)
  }

  @Test func whatIsNotReadIsSaidSo() throws {
    let fault = { (change: (inout Zip) -> Void) -> NumpyFault? in
      var zip = Zip([("x.npy", self.array.encoded())])
      change(&zip)
      do throws(NumpyFault) {
        _ = try NumpyArchive(parsing: zip.bytes).array("x")
        return nil
      } catch {
        return error
      }
    }
    #expect(fault { _ in } == nil)
    #expect(fault { $0.method = 12 } == .archive(.methodUnknown(entry: "x.npy", method: 12)))
    #expect(fault { $0.flags = 1 } == .archive(.isEncrypted(entry: "x.npy")))
    #expect(fault { $0.checksum = 7 } == .archive(.checksumMismatch(entry: "x.npy")))
    #expect(fault { $0.byteCount = .max } == .archive(.isZip64))
    #expect(fault { $0.byteCount = 99 } == .archive(.isDamaged(entry: "x.npy")))
    #expect(fault { $0.diskNumber = 1 } == .archive(.isSplit))
    #expect(fault { $0.listOffset = 1 << 30 } == .archive(.isDamaged(entry: nil)))
    #expect(fault { $0.hasZip64Locator = true } == .archive(.isZip64))
  }

  @Test func anEntryThatClaimsTooMuchIsRefusedBeforeItIsUnpacked() throws {
    var zip = Zip([("x.npy", array.encoded())])
    zip.byteCount = 0xF000_0000
    zip.method = 8
    #expect(
      throws: NumpyFault.archive(
        .isTooLarge(entry: "x.npy", byteCount: 0xF000_0000, limit: NumpyArchive.usualLimit))
    ) { _ = try NumpyArchive(parsing: zip.bytes).array("x") }
    zip.byteCount = 0x7000_0000
    #expect(throws: NumpyFault.archive(.isDamaged(entry: "x.npy"))) {
      _ = try NumpyArchive(parsing: zip.bytes).array("x")
    }
  }

  @Test func everyDamagedArchiveIsReadOrRefused() throws {
    let bytes = Zip([("x.npy", array.encoded()), ("y.npy", array.encoded())]).bytes
    for length in 0..<bytes.count {
      #expect(throws: NumpyFault.self) {
        _ = try NumpyArchive(parsing: Array(bytes[..<length])).array("x")
      }
    }
    var random = SeededRandom(seed: 1)
    for _ in 0..<2000 {
      let mutant = random.mutant(of: bytes)
      _ = try? NumpyArchive(parsing: mutant).array("x")
    }
  }

  @Test(.enabled(if: hasNumpy, "numpy is not installed"))
  func archivesOfNumpyAreReadAsTheyWereSaved() throws {
    let folder = TemporaryFolder()
    write(Array(Self.script.utf8), to: folder("make.py"))
    #expect(system("python3 '\(folder("make.py"))' '\(folder.path)'") == 0)
    for name in ["stored", "deflated", "fixed"] {
      let archive = try NumpyArchive(contentsOf: folder("\(name).npz"))
      #expect(archive.names == ["noise", "ramp", "zeros", "text", "none"])
      for array in archive.names {
        #expect(
          try archive.array(array) == NumpyArray(contentsOf: folder("\(array).npy")),
          "\(array) in \(name)")
      }
    }
  }

  @Test(.enabled(if: hasNumpy, "numpy is not installed"))
  func damagedDeflateIsReadOrRefused() throws {
    let folder = TemporaryFolder()
    write(Array(Self.script.utf8), to: folder("make.py"))
    #expect(system("python3 '\(folder("make.py"))' '\(folder.path)'") == 0)
    let bytes = contents(of: folder("small.npz"))
    let original = try NumpyArchive(parsing: bytes).array("text")
    var random = SeededRandom(seed: 2)
    for _ in 0..<2000 {
      let mutant = random.mutant(of: bytes)
      guard let archive = try? NumpyArchive(parsing: mutant), let name = archive.names.first,
        let array = try? archive.array(name)
      else { continue }
      // The checksum holds whatever is let through.
      #expect(array == original)
    }
  }

  /// Saves arrays by themselves and in archives of every kind of block.
  private static let script = """
    import sys, io, zipfile, zlib, numpy as np
    folder = sys.argv[1]
    random = np.random.default_rng(1)
    arrays = dict(
      noise=random.integers(0, 256, 70000).astype('uint8'),
      ramp=np.arange(50000, dtype='float32').reshape(100, 500),
      zeros=np.zeros(300000, 'int16'),
      text=np.frombuffer(b'the quick brown fox jumps over the lazy dog ' * 40, 'uint8'),
      none=np.zeros((0, 3)))
    for name, array in arrays.items():
      np.save(f'{folder}/{name}.npy', array)
    np.savez(f'{folder}/stored.npz', **arrays)
    np.savez_compressed(f'{folder}/deflated.npz', **arrays)
    np.savez_compressed(f'{folder}/small.npz', text=arrays['text'])
    class Fixed:
      Z_FIXED = 4
    original = zlib.compressobj
    zipfile.zlib = type('Fixed', (), dict(vars(zlib), compressobj=staticmethod(
      lambda level, method, bits: original(9, method, bits, 8, Fixed.Z_FIXED))))
    np.savez_compressed(f'{folder}/fixed.npz', **arrays)
    """
}

private let hasNumpy = system("python3 -c 'import numpy' >/dev/null 2>&1") == 0

/// A zip archive of stored entries whose numbers may be wrong.
private struct Zip {
  let entries: [(name: String, bytes: [UInt8])]
  var hidesSizes = false
  var comment: [UInt8] = []
  var method = 0
  var flags = 0
  var checksum: UInt32?
  var byteCount: UInt32?
  var diskNumber = 0
  var listOffset: UInt32?
  var hasZip64Locator = false

  init(_ entries: [(name: String, bytes: [UInt8])]) { self.entries = entries }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    var list: [UInt8] = []
    for entry in entries {
      let size = UInt32(entry.bytes.count)
      let sum = checksum ?? entry.bytes.span.bytes.checksum()
      let name = Array(entry.name.utf8)
      list += word(0x0201_4B50) + half(20) + half(20) + half(flags) + half(method) + word(0)
      list += word(sum) + word(size) + word(byteCount ?? size) + half(name.count)
      list += half(0) + half(0) + half(0) + half(0) + word(0) + word(UInt32(bytes.count)) + name
      bytes += word(0x0403_4B50) + half(20) + half(flags) + half(method) + word(0) + word(sum)
      bytes += word(hidesSizes ? .max : size) + word(hidesSizes ? .max : size)
      bytes += half(name.count) + half(4) + name + [1, 2, 3, 4] + entry.bytes
    }
    let start = UInt32(bytes.count)
    bytes += list
    if hasZip64Locator { bytes += word(0x0706_4B50) + [UInt8](repeating: 0, count: 16) }
    bytes += word(0x0605_4B50) + half(diskNumber) + half(0) + half(entries.count)
    bytes += half(entries.count) + word(UInt32(list.count)) + word(listOffset ?? start)
    return bytes + half(comment.count) + comment
  }

  private func half(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)] }

  private func word(_ value: UInt32) -> [UInt8] {
    half(Int(value & 0xFFFF)) + half(Int(value >> 16))
  }
}
