import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@Suite struct TopKTests {
  @Test func everyRunGivesTheBytesOfTheReference() throws {
    for example in try TopKCases.all() { #expect(try example.disagreement() == nil) }
  }

  @Test func theReferenceIsTheStartOfTheSortedLine() throws {
    for example in try TopKCases.all() {
      let (input, attributes) = (example.inputs[0], example.attributes)
      let shape = input.type.shape
      let axis = try #require(shape.axis(Int(attributes.axis)))
      let stride = shape.product((axis + 1)..<shape.rank)
      let (length, k) = (shape[axis], Int(attributes.k))
      let trial = try example.trial()
      #expect(trial.outputType.shape[axis] == k)
      let size = input.type.element.byteCount
      let numbers = Self.numbers(input)
      let bytes = try trial.reference()
      for line in 0..<(shape.elementCount / length) {
        let (outer, inner) = line.quotientAndRemainder(dividingBy: stride)
        let place = { outer * length * stride + $0 * stride + inner }
        let sorted = (0..<length).sorted {
          let (x, y) = (numbers[place($0)], numbers[place($1)])
          if x.isNaN || y.isNaN { return x.isNaN == y.isNaN ? $0 < $1 : y.isNaN }
          if x == y { return $0 < $1 }
          return attributes.smallest ? x < y : x > y
        }
        for rank in 0..<k {
          let position = outer * k * stride + rank * stride + inner
          switch attributes.places {
          case .int32: #expect(elements(of: bytes, Int32.self)[position] == sorted[rank])
          case .int64: #expect(elements(of: bytes, Int64.self)[position] == sorted[rank])
          case .absent, .float32, .int8, .uint8, .int16, .boolean, .float16:
            let start = place(sorted[rank]) * size
            #expect(
              bytes[(position * size)..<((position + 1) * size)]
                == input.bytes[start..<(start + size)], "\(example)")
          }
        }
      }
    }
  }

  private static func numbers(_ tensor: SampleTensor) -> [Double] {
    switch tensor.type.element {
    case .int32: tensor.values(Int32.self).map { Double($0) }
    case .int64: tensor.values(Int64.self).map { Double($0) }
    case .float32, .int8, .uint8, .int16, .boolean, .float16, .absent: tensor.realValues
    }
  }

  @Test(arguments: [(2, 1, 0), (-3, 1, 0), (1, 0, 1), (1, -1, 1), (1, 5, 1), (0, .max, 1)])
  func whatTheInputLacksIsRefused(_ axis: Int32, _ k: Int32, _ field: Int) throws {
    var attributes = TopK.Attributes()
    attributes.axis = axis
    attributes.k = k
    #expect(throws: ModelFault.Reason.attributeOutOfRange(field: field)) {
      try OperatorTrial<TopK>(attributes, [.float32([3, 4])])
    }
  }

  @Test func placesOfOtherTypesAreRefused() throws {
    var attributes = TopK.Attributes()
    attributes.places = .int8
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.int8)) {
      try OperatorTrial<TopK>(attributes, [.float32([3])])
    }
  }

  @Test func hostileAttributesAreRefusedOrObeyedInBounds() throws {
    let found = acceptedHostileUses(of: TopK.self, [try .int8([3, 5, 4])], count: 10_000)
    #expect(found.accepted > 100)
    #expect(found.disagreement == nil)
  }

  @Test func thePlanIsSmall() { #expect(MemoryLayout<TopK.Plan>.size <= 184) }
}
