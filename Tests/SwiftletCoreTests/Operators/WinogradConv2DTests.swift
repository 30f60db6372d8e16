import SwiftletCases
import SwiftletFormat
import SwiftletKernels
import Testing

@testable import SwiftletCore

@Suite struct WinogradConv2DTests {
  @Test func everyWayToRunEqualsTheReference() throws {
    for example in try WinogradConv2DCases.all() {
      try expectEveryWayToAgree(example, residual: example.inputs.count > 2 ? 2 : nil)
    }
  }

  @Test func everyTailEqualsTheReference() throws {
    for example in try WinogradConv2DCases.tails() {
      try expectEveryWayToAgree(example, residual: example.inputs.count > 2 ? 2 : nil)
    }
  }

  @Test func theReferenceIsTheConvolutionWithinTheBoundOfItsRoundings() throws {
    for example in try WinogradConv2DCases.all() + WinogradConv2DCases.tails() {
      let attributes = example.attributes
      let trial = try example.trial()
      let found = SampleTensor.floats(try trial.reference()).map(Double.init)
      let input = example.inputs[0]
      let output = trial.outputType.shape.lengths
      let geometry = ConvolutionOracle.Geometry(
        kernel: (3, 3), before: (Int(attributes.padTop), Int(attributes.padLeft)))
      let oracle = ConvolutionOracle(
        geometry, input: input.steps, shape: input.type.shape.lengths, weights: example.weights,
        output: output)
      var expected = oracle.clamped(attributes.bounds)
      if example.inputs.count > 2 {
        expected = zip(oracle.clamped(attributes.sumBounds), example.inputs[2].steps).map {
          min(max($0 + $1, Double(attributes.bounds.lower)), Double(attributes.bounds.upper))
        }
      }
      let bounds = WinogradBound(example, output: output).errors
      for index in found.indices {
        // What is added to a sum rounds once more.
        let bound = bounds[index] + (abs(expected[index]) + 8) * 0x1p-24
        #expect(abs(found[index] - expected[index]) <= bound, "\(example.name), \(index)")
      }
    }
  }

  @Test func scratchMemoryMayStartAtAnySixteenBytes() throws {
    guard let example = try WinogradConv2DCases.all().first(where: { $0.name.hasPrefix("some") })
    else { return #expect(Bool(false), "no such case") }
    let expected = try example.trial().reference()
    var types = TensorTypes()
    for input in example.inputs { try types.append(input.type) }
    let output = try WinogradConv2D.outputType(example.attributes, types)
    let needed = try WinogradConv2D.scratchByteCount(example.attributes, types, output)
    let memory = try (example.inputs.map(\.bytes.count) + [expected.count, needed + 128]).map {
      try #require($0 > 0 ? UnsafeMutableRawPointer.allocate(byteCount: $0, alignment: 64) : nil)
    }
    defer { for block in memory { block.deallocate() } }
    var addresses = InlineArray<8, UnsafeMutableRawPointer?>(repeating: nil)
    for (index, input) in example.inputs.enumerated() {
      memory[index].copyMemory(from: input.bytes, byteCount: input.bytes.count)
      addresses[index] = memory[index]
    }
    let scratch = memory[memory.count - 1]
    for offset in stride(from: 0, through: 48, by: 16) {
      scratch.initializeMemory(as: UInt8.self, repeating: 0xA5, count: needed + 128)
      let use = Use(
        inputs: types, inputAddresses: addresses, constantInputs: 2, output: output,
        outputAddress: memory[example.inputs.count], scratchAddress: scratch + offset,
        scratchByteCount: needed, instructionSet: .best)
      WinogradConv2D.run(try WinogradConv2D.plan(example.attributes, use), .whole)
      let result = UnsafeRawBufferPointer(
        start: memory[example.inputs.count], count: expected.count)
      #expect(result.elementsEqual(expected), "offset \(offset)")
      let all = UnsafeRawBufferPointer(start: scratch, count: needed + 128)
      #expect(all[..<offset].allSatisfy { $0 == 0xA5 })
      #expect(all[(offset + needed)...].allSatisfy { $0 == 0xA5 })
    }
  }

  @Test func whatItCannotDoIsRefusedByTheNumberOfItsField() throws {
    let fields: [(WritableKeyPath<WinogradConv2D.Attributes, Int32>, Int, [Int32])] = [
      (\.tileLength, 0, [0, 1, 3, 6, -2, .max]), (\.padTop, 1, [-1, .max]),
      (\.padLeft, 2, [-1, 32768]), (\.padBottom, 3, [-1, .min]), (\.padRight, 4, [-1, .max]),
      (\.channels, 5, [0, -1, .min]),
    ]
    for (path, field, values) in fields {
      for value in values {
        var attributes = WinogradConv2D.Attributes()
        attributes[keyPath: path] = value
        #expect(throws: ModelFault.Reason.attributeOutOfRange(field: field)) {
          try Self.plan(attributes, .float32([1, 4, 4, 4]))
        }
      }
    }
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.int8)) {
      try Self.plan(.init(), .int8([1, 4, 4, 4]))
    }
    #expect(throws: ModelFault.Reason.shapeMismatch(axis: -1, needed: 4, found: 3)) {
      try Self.plan(.init(), .float32([4, 4, 4]))
    }
    #expect(throws: ModelFault.Reason.shapeMismatch(axis: 2, needed: 3, found: 2)) {
      try Self.plan(.init(), .float32([1, 4, 2, 4]))
    }
  }

  @Test func parametersThatAreShortOrNoFloatsAreRefused() throws {
    let input = try SampleTensor.float32([1, 4, 4, 4])
    // 16 positions of one channel, rounded up to 4, with a bias and 4 weights each.
    try Self.plan(.init(), input, parameterCount: 320)
    #expect(throws: ModelFault.Reason.tooFewBytes(needed: 1280, available: 1276)) {
      try Self.plan(.init(), input, parameterCount: 319)
    }
    let bytes = try SampleTensor(
      .int8, [1280], [Int8](repeating: 0, count: 1280), isConstant: true)
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.int8)) {
      try OperatorTrial<WinogradConv2D>(.init(), [input, bytes]).plan()
    }
    #expect(throws: ModelFault.Reason.constantNeeded(input: 1)) {
      try OperatorTrial<WinogradConv2D>(.init(), [input, .float32([320])]).plan()
    }
    var attributes = WinogradConv2D.Attributes()
    attributes.bounds = Bounds(lower: 1, upper: 0)
    #expect(throws: ModelFault.Reason.scaleOutOfRange) { try Self.plan(attributes, input) }
  }

  @Test func aResidualOfAnotherShapeOrTypeIsRefused() throws {
    let input = try SampleTensor.float32([1, 4, 4, 4])
    let parameters = try Self.parameters(320)
    #expect(throws: ModelFault.Reason.shapeMismatch(axis: 3, needed: 1, found: 2)) {
      try OperatorTrial<WinogradConv2D>(
        .init(), [input, parameters, .float32([1, 2, 2, 2])]
      ).plan()
    }
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.int8)) {
      try OperatorTrial<WinogradConv2D>(.init(), [input, parameters, .int8([1, 2, 2, 1])]).plan()
    }
  }

  private static func parameters(_ count: Int) throws -> SampleTensor {
    try SampleTensor(.float32, [count], [Float](repeating: 0, count: count), isConstant: true)
  }

  private static func plan(
    _ attributes: WinogradConv2D.Attributes, _ input: SampleTensor, parameterCount: Int = 4096
  ) throws {
    try OperatorTrial<WinogradConv2D>(attributes, [input, parameters(parameterCount)]).plan()
  }
}
