import SwiftletFormat
import Testing

@testable import SwiftletConverter

/// The elements of constants, in all the ways in which files store them.
@Suite struct ONNXTensorTests {
  private func array(_ bytes: [UInt8], _ folder: ONNXFolder? = nil) throws -> ONNXArray {
    try ONNXTensor(ProtobufReader(bytes)).array(folder)
  }

  private func reals(_ bytes: [UInt8]) throws -> [Float] {
    try array(bytes).bytes.elements(of: Float.self)
  }

  @Test func floatsAreReadRawAndPackedAndAlone() throws {
    #expect(try reals(ONNXDraft.tensor("t", [2], [1.5, -2])) == [1.5, -2])
    var packed = ONNXDraft.head("t", 1, [2])
    packed.message(4, [1.5, -2].flatMap { ProtobufDraft.littleEndian(Float($0).bitPattern) })
    #expect(try reals(packed.bytes) == [1.5, -2])
    var alone = ONNXDraft.head("t", 1, [2])
    alone.float(4, 1.5)
    alone.float(4, -2)
    #expect(try reals(alone.bytes) == [1.5, -2])
  }

  @Test func widerAndNarrowerRealsBecomeFloat32() throws {
    let double = ONNXDraft.tensor(
      "t", 11, [1], raw: ProtobufDraft.littleEndian((-0.1).bitPattern))
    #expect(try reals(double) == [-0.1])
    let brain = ONNXDraft.tensor("t", 16, [2], raw: [0x80, 0x3F, 0x20, 0xC0])
    #expect(try reals(brain) == [1, -2.5])
    let half = ONNXDraft.tensor("t", 10, [2], raw: [0x00, 0x3C, 0x00, 0xC1])
    #expect(try reals(half) == [1, -2.5])
    var listed = ONNXDraft.head("t", 10, [1])
    listed.packed(5, [0x3C00])
    #expect(try reals(listed.bytes) == [1])
    let small = ONNXDraft.tensor("t", 17, [3], raw: [0x38, 0xB9, 0x01])
    #expect(try reals(small) == [1, -1.125, 0x1p-9])
  }

  @Test func integersOfEveryWidthAreRead() throws {
    for (element, values, inner) in [
      (3, [-128, 127], ElementType.int8), (2, [0, 255], .uint8), (5, [-32768, 7], .int16),
      (4, [0, 65535], .int32), (6, [Int(Int32.min), 7], .int32), (7, [.min, 7], .int64),
      (9, [0, 1], .boolean),
    ] {
      var draft = ONNXDraft.head("t", element, [2])
      draft.packed(element == 7 ? 7 : 5, values)
      let array = try array(draft.bytes)
      #expect(array.element == inner)
      let tensor = Graph.Tensor(
        name: "", type: .init(inner == .boolean ? .uint8 : inner, .init()),
        constant: array.bytes)
      #expect(tensor.integers == values)
    }
  }

  @Test func halvesOfBytesAreUnpackedTheLowFirst() throws {
    let signed = ONNXDraft.tensor("t", 22, [3], raw: [0x8F, 0x07])
    #expect(try array(signed).bytes.map { Int8(bitPattern: $0) } == [-1, -8, 7])
    let unsigned = ONNXDraft.tensor("t", 21, [3], raw: [0x8F, 0x07])
    #expect(try array(unsigned).bytes == [15, 8, 7])
    let quarters = ONNXDraft.tensor("t", 26, [4], raw: [0b11_10_01_00])
    #expect(try array(quarters).bytes.map { Int8(bitPattern: $0) } == [0, 1, -2, -1])
  }

  @Test(arguments: [
    (ONNXDraft.tensor("t", [3], [1, 2]), "needs 12 bytes and has 8"),
    (ONNXDraft.tensor("t", [-1], [1]), "has the shape [-1]"),
    (ONNXDraft.tensor("t", [1 << 40, 1 << 40], [1]), "has the shape"),
    (ONNXDraft.tensor("t", 8, [1], raw: [0]), "of type string"),
    (ONNXDraft.tensor("t", 99, [1], raw: [0]), "unknown type 99"),
  ])
  func aTensorThatIsNotWhatItSaysIsRefused(_ bytes: [UInt8], _ rule: String) {
    do {
      _ = try array(bytes)
      Issue.record("It was read.")
    } catch let fault as LoweringFault {
      #expect(fault.rule.contains(rule), "\(fault.rule)")
    } catch {
      Issue.record(error)
    }
  }
}
