import Testing

@testable import Swiftlet

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

@Suite struct NumpyArrayTests {
  @Test(arguments: NumpyElement.allCases)
  func everyElementTypeSurvivesWritingAndReading(element: NumpyElement) throws {
    let bytes = (0..<6 * element.byteCount).map { UInt8($0 % 2) }
    for shape in [[6], [2, 3], [1, 6, 1]] {
      let array = try NumpyArray(element: element, shape: shape, bytes: bytes)
      #expect(try parse(array.encoded()) == array)
    }
  }

  @Test func headersAreThoseOfNumpy() throws {
    let array = try NumpyArray([1, 2, 3] as [Float], shape: [3])
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }"
    let padding = String(repeating: " ", count: 118 - text.utf8.count - 1)
    #expect(
      array.encoded().prefix(128)
        == ([0x93] + Array("NUMPY\u{1}\u{0}v\u{0}\(text)\(padding)\n".utf8))[...])
    #expect(array.encoded().count == 140)
  }

  @Test func theShapeOfAPlainValueIsEmpty() throws {
    let array = try NumpyArray([7] as [Int64], shape: [])
    let read = try parse(array.encoded())
    #expect(read.shape == [])
    #expect(try read.elements() == [7] as [Int64])
  }

  @Test func longHeadersAreWrittenAsVersionTwo() throws {
    let array = try NumpyArray([7] as [Int8], shape: [Int](repeating: 1, count: 30_000))
    let bytes = array.encoded()
    #expect(bytes[6] == 2)
    #expect((bytes.count - 1) % 64 == 0)
    #expect(try parse(bytes) == array)
  }

  @Test func bigEndianIsReadAsLittleEndian() throws {
    let bytes = file("{'descr':'>i2','fortran_order':False,'shape':(2,)}", [1, 2, 0xFF, 0xFE])
    #expect(try parse(bytes).elements() == [0x0102, -2] as [Int16])
  }

  @Test func fortranOrderIsReadInCOrder() throws {
    // Element (i, j, k) holds i * 100 + j * 10 + k.
    let shape = [2, 3, 2]
    var data: [UInt8] = []
    for k in 0..<2 {
      for j in 0..<3 { for i in 0..<2 { data.append(UInt8(i * 100 + j * 10 + k)) } }
    }
    let array = try parse(file("{'descr':'|u1','fortran_order':True,'shape':(2,3,2)}", data))
    #expect(array.shape == shape)
    #expect(
      try array.elements() == [0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121] as [UInt8])
  }

  @Test func fortranOrderWithManyAxesOfOneIsReadInLinearTime() throws {
    let ones = String(repeating: "1,", count: 20_000)
    let data = [UInt8](repeating: 3, count: 100_000)
    let header = "{'descr':'|u1','fortran_order':True,'shape':(100000,\(ones))}"
    #expect(try parse(file(header, data, version: 2)).bytes == data)
  }

  @Test(arguments: ["(0,)", "(2, 0, 3)", "(0, 9, 9)"], ["True", "False"])
  func arraysWithoutElementsAreRead(shape: String, order: String) throws {
    let array = try parse(file("{'descr':'<f8','fortran_order':\(order),'shape':\(shape)}", []))
    #expect(array.count == 0)
  }

  @Test func valuesConvertExactlyOrNotAtAll() throws {
    let integers = try NumpyArray([-1, 0, 255] as [Int16], shape: [3])
    #expect(try integers.converted() == [-1, 0, 255] as [Float])
    #expect(try integers.converted() == [-1, 0, 255] as [Int64])
    #expect(throws: NumpyFault.valueOutOfRange(index: 0, needed: .uint8)) {
      _ = try integers.converted(to: UInt8.self)
    }
    #expect(throws: NumpyFault.valueOutOfRange(index: 2, needed: .int8)) {
      _ = try integers.converted(to: Int8.self)
    }
    let reals = try NumpyArray([1, 0.5, .nan] as [Double], shape: [3])
    #expect(throws: NumpyFault.valueOutOfRange(index: 1, needed: .int32)) {
      _ = try reals.converted(to: Int32.self)
    }
    #expect(throws: NumpyFault.elementMismatch(needed: .float32, available: .float64)) {
      _ = try reals.elements(of: Float.self)
    }
    let flags = try NumpyArray(element: .bool, shape: [3], bytes: [0, 1, 2])
    #expect(try flags.elements() == [false, true, true])
    #expect(try flags.converted() == [0, 1, 1] as [UInt8])
  }

  #if !(os(macOS) && arch(x86_64))
  @Test func everyHalfWidensToItsValue() throws {
    let patterns = (0...UInt16.max).map { $0 }
    let bytes = patterns.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    let floats: [Float] = try NumpyArray(element: .float16, shape: [65536], bytes: bytes)
      .converted()
    for (pattern, float) in zip(patterns, floats) {
      let expected = Float(Float16(bitPattern: pattern))
      guard expected.isNaN ? float.isNaN : float.bitPattern == expected.bitPattern else {
        Issue.record("pattern \(pattern): \(float), not \(expected)")
        return
      }
    }
  }
  #endif

  @Test func filesOnDiskAreReadAndWritten() throws {
    let folder = TemporaryFolder()
    let array = try NumpyArray([1, 2, 3, 4] as [UInt32], shape: [2, 2])
    try array.write(to: folder("a.npy"))
    #expect(try NumpyArray(contentsOf: folder("a.npy")) == array)
    #expect(
      throws: NumpyFault.file(FileFault(.read, path: folder("b.npy"), reason: .missing))
    ) { _ = try NumpyArray(contentsOf: folder("b.npy")) }
  }

  @Test func countsAndShapesMustAgree() {
    #expect(throws: NumpyFault.countMismatch(needed: 6, available: 5)) {
      _ = try NumpyArray([1, 2, 3, 4, 5] as [Float], shape: [2, 3])
    }
    #expect(throws: NumpyFault.sizeNegative(-1)) {
      _ = try NumpyArray([Float](), shape: [-1])
    }
    #expect(throws: NumpyFault.isTooLarge) {
      _ = try NumpyArray([Float](), shape: [0, .max, .max])
    }
    #expect(throws: NumpyFault.dataSizeMismatch(needed: 8, available: 7)) {
      _ = try NumpyArray(element: .float32, shape: [2], bytes: [0, 0, 0, 0, 0, 0, 0])
    }
  }
}

/// A `.npy` file with any header text at all.
func file(_ header: String, _ data: [UInt8], version: UInt8 = 1) -> [UInt8] {
  let length = header.utf8.count
  let width = version == 1 ? 2 : 4
  return [0x93] + Array("NUMPY".utf8) + [version, 0]
    + (0..<width).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8) + data
}

func parse(_ bytes: [UInt8]) throws(NumpyFault) -> NumpyArray {
  try NumpyArray(parsing: bytes.span.bytes)
}
