import Swiftlet
import SwiftletCore
import SwiftletFormat
import Testing

@testable import SwiftletConverter

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct SampleSetTests {
  let folder = SampleFolder()
  let door: SampleSet.Door

  init() throws {
    door = .init(name: "x", type: TensorType(.float32, try Shape([1, 2, 3])))
  }

  private func save<Scalar: NumpyScalar>(
    _ elements: [Scalar], _ shape: [Int], _ name: String
  ) throws -> String {
    try NumpyArray(elements, shape: shape).write(to: folder(name))
    return folder(name)
  }

  private func samples(_ arguments: [String], _ doors: [SampleSet.Door]? = nil) throws -> [[Float]]
  {
    let set = try SampleSet(arguments, for: doors ?? [door])
    return try (0..<set.count).map { try set.reals(of: 0, in: $0) }
  }

  @Test(arguments: [[4, 2, 3], [4, 1, 2, 3]])
  func theLeadingAxisCountsSamplesWithOrWithoutTheBatchAxis(shape: [Int]) throws {
    let path = try save((0..<24).map { Float($0) }, shape, "x.npy")
    #expect(try samples([path]) == (0..<4).map { i in (0..<6).map { Float(6 * i + $0) } })
  }

  @Test(arguments: [[2, 3], [1, 2, 3]])
  func oneSampleNeedsNoAxisOfItsOwn(shape: [Int]) throws {
    #expect(try samples([save([Float](repeating: 2, count: 6), shape, "x.npy")]).count == 1)
  }

  @Test func pixelsAreTakenAsPlainNumbers() throws {
    let pixels: [UInt8] = [0, 1, 127, 128, 254, 255]
    #expect(try samples([save(pixels, [2, 3], "x.npy")]) == [pixels.map { Float($0) }])
    let doubles = pixels.map { Double($0) / 2 }
    #expect(try samples([save(doubles, [2, 3], "y.npy")]) == [pixels.map { Float($0) / 2 }])
  }

  @Test func storedNumbersOfAQuantizedInputAreUnderstood() throws {
    let type = TensorType(.int8, try Shape([1, 2]), Quantization(scale: 0.5, zeroPoint: -1))
    let doors = [SampleSet.Door(name: "x", type: type)]
    #expect(try samples([save([-1, 3] as [Int8], [2], "x.npy")], doors) == [[0, 2]])
    #expect(try samples([save([-1, 3] as [Float], [2], "y.npy")], doors) == [[-1, 3]])
  }

  @Test func aFolderIsReadInTheOrderOfItsNames() throws {
    for (name, value) in [("b", 2), ("a", 1), ("c", 3)] as [(String, Float)] {
      _ = try save([Float](repeating: value, count: 6), [2, 3], "\(name).npy")
    }
    _ = try save([Float](repeating: 9, count: 12), [2, 2, 3], "aa.npy")
    write([1], to: folder("notes.txt"))
    #expect(try samples([folder.path]).map(\.[0]) == [1, 9, 9, 2, 3])
  }

  @Test func severalInputsAreNamedOrTakenInOrder() throws {
    let doors = [door, SampleSet.Door(name: "y", type: TensorType(.int32, try Shape([2])))]
    let x = try save((0..<12).map { Float($0) }, [2, 2, 3], "x.npy")
    let y = try save([7, 8, 9, 10] as [Int64], [2, 2], "y.npy")
    for arguments in [[x, y], ["y=\(y)", x], ["y=\(y)", "x=\(x)"]] {
      let set = try SampleSet(arguments, for: doors)
      #expect(set.count == 2 && !set.isRandom)
      #expect(try set.reals(of: 1, in: 1) == [9, 10])
      #expect(try set.reals(of: 0, in: 1) == [6, 7, 8, 9, 10, 11])
    }
    let short = try save([7, 8] as [Int64], [1, 2], "short.npy")
    let cases: [([String], SampleFault)] = [
      ([x], .inputMissing(input: "y", inputs: ["x", "y"])),
      ([x, y, x], .pathLeftOver(path: x, inputs: ["x", "y"])),
      (["z=\(x)"], .inputUnknown(name: "z", inputs: ["x", "y"])),
      (["x=\(x)", "x=\(x)"], .inputRepeated(input: "x")),
      ([x, short], .countMismatch(path: x, count: 2, other: short, otherCount: 1)),
    ]
    for (arguments, fault) in cases {
      #expect(throws: fault) { _ = try SampleSet(arguments, for: doors) }
    }
  }

  @Test func whatCannotServeIsRefused() throws {
    let wrong = try save([Float](repeating: 0, count: 24), [4, 3, 2], "wrong.npy")
    let mismatch = SampleFault.shapeMismatch(
      input: "x", needed: [1, 2, 3], path: wrong, found: [4, 3, 2])
    #expect(throws: mismatch) { _ = try SampleSet([wrong], for: [door]) }
    #expect(mismatch.description == "input 'x' takes 1×2×3, and '\(wrong)' holds 4×3×2")
    #expect(mismatch.remedy == "give N×2×3 or N×1×2×3 for N samples")
    let empty = try save([Float](), [0, 2, 3], "empty.npy")
    #expect(throws: SampleFault.isEmpty(path: empty)) { _ = try SampleSet([empty], for: [door]) }
    let bare = SampleFolder()
    #expect(throws: SampleFault.folderIsEmpty(path: bare.path)) {
      _ = try SampleSet([bare.path], for: [door])
    }
    let missing = folder("missing.npy")
    #expect(
      throws: SampleFault.array(
        .file(FileFault(.read, path: missing, reason: .missing)), path: missing)
    ) { _ = try SampleSet([missing], for: [door]) }
  }

  @Test func valuesThatAreNotFiniteAreNamedWhenTheyAreRead() throws {
    var values = [Float](repeating: 0, count: 18)
    values[10] = .nan
    values[17] = -.infinity
    let path = try save(values, [3, 2, 3], "x.npy")
    let set = try SampleSet([path], for: [door])
    #expect(try set.reals(of: 0, in: 0) == [0, 0, 0, 0, 0, 0])
    #expect(
      throws: SampleFault.valueNotFinite(path: path, sample: 1, position: 4, isNaN: true)
    ) { _ = try set.reals(of: 0, in: 1) }
    #expect(
      throws: SampleFault.valueNotFinite(path: path, sample: 2, position: 5, isNaN: false)
    ) { _ = try set.reals(of: 0, in: 2) }
  }

  @Test func randomSamplesAreNormalAndTheSameEveryTime() throws {
    let wide = SampleSet.Door(name: "x", type: TensorType(.float32, try Shape([100, 100])))
    let set = try SampleSet(["random:3"], for: [wide])
    #expect(set.count == 3 && set.isRandom)
    let values = try set.reals(of: 0, in: 2)
    #expect(try values == SampleSet(["random"], for: [wide]).reals(of: 0, in: 2))
    #expect(try values != set.reals(of: 0, in: 1))
    let mean = values.reduce(0, +) / 10_000
    let deviation = values.reduce(0) { $0 + $1 * $1 } / 10_000
    #expect(abs(mean) < 0.03 && abs(deviation - 1) < 0.05)
    #expect(throws: SampleFault.randomMalformed("random:0")) {
      _ = try SampleSet(["random:0"], for: [wide])
    }
  }

  @Test func anArchiveServesEveryInputThatItNames() throws {
    let doors = [door, SampleSet.Door(name: "y", type: TensorType(.float32, try Shape([2])))]
    // numpy.savez(path, x=numpy.arange(12, dtype='f4').reshape(2, 2, 3), y=numpy.ones((2, 2)))
    let script = """
      import sys, numpy as np
      np.savez_compressed(sys.argv[1], x=np.arange(12, dtype='f4').reshape(2, 2, 3), y=np.ones((2, 2)))
      """
    write(Array(script.utf8), to: folder("make.py"))
    guard system("python3 '\(folder("make.py"))' '\(folder("s.npz"))' 2>/dev/null") == 0 else {
      return  // numpy is not installed; the archives' own tests say so.
    }
    let set = try SampleSet([folder("s.npz")], for: doors)
    #expect(set.count == 2)
    #expect(try set.reals(of: 0, in: 1) == [6, 7, 8, 9, 10, 11])
    #expect(try set.reals(of: 1, in: 0) == [1, 1])
  }
}

/// A folder of one test, removed with everything in it.
final class SampleFolder {
  let path: String

  init() {
    var template = Array("/tmp/swiftlet-test-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? ""
  }

  deinit {
    for name in (try? FileSystem.names(inFolder: path)) ?? [] { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }
}

private func write(_ bytes: [UInt8], to path: String) {
  try? FileWriter.replace(path, with: bytes)
}
