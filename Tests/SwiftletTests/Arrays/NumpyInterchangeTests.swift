import Testing

@testable import Swiftlet

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Holds the reader and the writer against numpy itself, where it is installed.
@Suite struct NumpyInterchangeTests {
  /// Saves every type, order and shape as `N.in.npy`, and as plain C order as `N.out.npy`.
  static let script = """
    import sys, numpy as np
    folder, count = sys.argv[1], 0
    types = 'bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64'
    random = np.random.default_rng(1)
    for name in types.split():
      for shape in [(), (1,), (7,), (0,), (3, 4), (2, 0, 3), (2, 3, 4, 5), (12345, 1), (1,) * 9]:
        raw = random.integers(0, 256, shape).astype(name)
        for order in 'CF':
          for endian in '<>':
            array = np.array(raw, raw.dtype.newbyteorder(endian), order=order)
            np.save(f'{folder}/{count}.in.npy', array)
            np.save(f'{folder}/{count}.out.npy', np.ascontiguousarray(raw).reshape(shape))
            count += 1
    """

  @Test(.enabled(if: hasNumpy, "numpy is not installed"))
  func everyFileOfNumpyIsReadAndWrittenToTheSameBytes() throws {
    let folder = TemporaryFolder()
    write(Array(Self.script.utf8), to: folder("make.py"))
    #expect(system("python3 '\(folder("make.py"))' '\(folder.path)'") == 0)
    let count = folder.names.filter { $0.hasSuffix(".in.npy") }.count
    #expect(count == 12 * 9 * 4)
    for index in 0..<count {
      let array = try NumpyArray(contentsOf: folder("\(index).in.npy"))
      #expect(array.encoded() == contents(of: folder("\(index).out.npy")), "file \(index)")
    }
  }
}

private let hasNumpy = system("python3 -c 'import numpy' >/dev/null 2>&1") == 0
