import SwiftletCases
import SwiftletFormat
import Testing

@testable import SwiftletCore

@Suite struct DenseLayerRefusalTests {
  static let quantization = Quantization(scale: 0.1, zeroPoint: 0)

  @Test func aWindowOutsideOfItsLimitsIsRefusedByTheNumberOfItsField() throws {
    let fields: [(WritableKeyPath<Conv2D.Attributes, Int32>, Int, [Int32])] = [
      (\.kernelHeight, 0, [0, -1, .min, 32768]), (\.kernelWidth, 1, [0, -1, .max]),
      (\.strideHeight, 2, [0, -1, .max]), (\.strideWidth, 3, [0, .min]),
      (\.dilationHeight, 4, [0, .max]), (\.dilationWidth, 5, [-1, 32768]),
      (\.padTop, 6, [-1, .max]), (\.padLeft, 7, [-1, .min]), (\.padBottom, 8, [-1, .max]),
      (\.padRight, 9, [-1, 32768]), (\.groups, 10, [0, -1, 3, .max]),
      (\.channels, 11, [0, -1, .min]),
    ]
    for (path, field, values) in fields {
      for value in values {
        var attributes = Conv2D.Attributes()
        attributes[keyPath: path] = value
        #expect(throws: ModelFault.Reason.attributeOutOfRange(field: field)) {
          try Self.conv2D(attributes, [.int8([1, 4, 4, 4])])
        }
      }
    }
  }

  @Test func aWindowThatDoesNotFitIsRefusedByItsAxis() throws {
    var attributes = Conv2D.Attributes()
    attributes.kernelWidth = 3
    attributes.dilationWidth = 3
    attributes.padLeft = 1
    #expect(throws: ModelFault.Reason.shapeMismatch(axis: 2, needed: 7, found: 5)) {
      try Self.conv2D(attributes, [.int8([1, 4, 4, 4])])
    }
    #expect(throws: ModelFault.Reason.shapeMismatch(axis: -1, needed: 4, found: 3)) {
      try Self.conv2D(attributes, [.int8([4, 4, 4])])
    }
  }

  @Test func anOutputBeyondTheReachOfATransposedWindowIsRefused() throws {
    var attributes = TransposeConv2D.Attributes()
    attributes.strideHeight = 2
    attributes.outputWidth = 3
    for (height, isLegal) in [(6, true), (7, false), (0, false), (Int32.max, false)] {
      attributes.outputHeight = Int32(height)
      let parameters = try Self.parameters(byteCount: 257)
      let inputs = [try SampleTensor.int8([1, 3, 3, 1]), parameters]
      if isLegal {
        try OperatorTrial<TransposeConv2D>(attributes, inputs, output: Self.quantization).plan()
      } else {
        #expect(throws: ModelFault.Reason.attributeOutOfRange(field: 8)) {
          try OperatorTrial<TransposeConv2D>(attributes, inputs)
        }
      }
    }
  }

  @Test func parametersThatAreShortForeignOrNoConstantsAreRefused() throws {
    let input = try SampleTensor.int8([2, 4])
    func plan(_ parameters: SampleTensor) throws {
      try OperatorTrial<FullyConnected>(.init(), [input, parameters], output: Self.quantization)
        .plan()
    }
    try plan(Self.parameters(byteCount: 48))
    #expect(throws: ModelFault.Reason.tooFewBytes(needed: 48, available: 47)) {
      try plan(Self.parameters(byteCount: 47))
    }
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.float32)) {
      try plan(SampleTensor(.float32, [64], [Float](repeating: 0, count: 64), isConstant: true))
    }
    #expect(throws: ModelFault.Reason.constantNeeded(input: 1)) { try plan(.int8([256])) }
  }

  @Test func aPaddingRowThatIsNotTheZeroPointIsRefused() throws {
    let input = try SampleTensor.int8([1, 2, 2, 4], zeroPoint: 3)
    var attributes = Conv2D.Attributes()
    attributes.padTop = 1
    let byteCount = try Conv2D.parameterByteCount(
      attributes, input: input.type, format: .int8(hasMultipliers: true))
    #expect((byteCount.blocks, byteCount.padding) == (48, 4))
    var bytes = [Int8](repeating: 0, count: 48) + [3, 3, 3, 3]
    func plan() throws {
      let parameters = try SampleTensor(.int8, [bytes.count], bytes, isConstant: true)
      try OperatorTrial<Conv2D>(attributes, [input, parameters], output: Self.quantization).plan()
    }
    try plan()
    bytes[51] = -4
    #expect(throws: ModelFault.Reason.zeroPointOutOfRange(-4)) { try plan() }
    bytes.removeLast()
    #expect(throws: ModelFault.Reason.tooFewBytes(needed: 52, available: 51)) { try plan() }
    attributes.padTop = 0
    try plan()
  }

  @Test func onlyAWindowThatMeetsTheBorderHasAPaddingRow() throws {
    func padding(_ length: Int, _ taps: Int32, _ stride: Int32, after: Int32) throws -> Int {
      var attributes = DepthwiseConv2D.Attributes()
      attributes.kernelHeight = taps
      attributes.strideHeight = stride
      attributes.padBottom = after
      let input = try SampleTensor.float32([1, length, 1, 5])
      return try DepthwiseConv2D.parameterByteCount(
        attributes, input: input.type, format: .float32
      ).padding
    }
    #expect(try padding(6, 3, 1, after: 0) == 0)
    #expect(try padding(6, 3, 1, after: 1) == 20)
    // The border is there, but no place of the window reaches it.
    #expect(try padding(7, 3, 2, after: 1) == 0)
    #expect(try padding(6, 3, 2, after: 1) == 20)
  }

  @Test func aUsualConvolutionNeedsNoScratchMemory() throws {
    func scratch(_ length: Int32, depth: Int) throws -> Int {
      var attributes = Conv2D.Attributes()
      attributes.kernelHeight = length
      attributes.kernelWidth = length
      attributes.channels = 8
      var types = TensorTypes()
      try types.append(SampleTensor.int8([1, 24, 24, depth]).type)
      try types.append(Self.parameters(byteCount: 1).type)
      return try Conv2D.scratchByteCount(attributes, types, Conv2D.outputType(attributes, types))
    }
    for length in 1...8 { #expect(try scratch(Int32(length), depth: 4) == 0) }
    #expect(try scratch(9, depth: 4) == 4 * 81 * 4)
    // Twenty-four rows of patches of 27 bytes, rounded up to 28, and a piece that runs over.
    #expect(try scratch(3, depth: 3) == 24 * 28 + 16)
  }

  @Test func quantizationsThatCannotBeAreRefused() throws {
    let parameters = try Self.parameters(byteCount: 256)
    let input = try SampleTensor.int8([2, 4])
    func plan(
      _ inputs: [SampleTensor], _ output: Quantization?, weightZeroPoint: Int32 = 0,
      lower: Float = 0
    ) throws {
      var attributes = FullyConnected.Attributes()
      attributes.weightZeroPoint = weightZeroPoint
      attributes.bounds = Bounds(lower: lower, upper: 6)
      try OperatorTrial<FullyConnected>(attributes, inputs, output: output).plan()
    }
    #expect(throws: ModelFault.Reason.scaleOutOfRange) {
      try plan([input, parameters], Quantization(scale: .infinity, zeroPoint: 0))
    }
    #expect(throws: ModelFault.Reason.zeroPointOutOfRange(128)) {
      try plan([input, parameters], Quantization(scale: 1, zeroPoint: 128))
    }
    #expect(throws: ModelFault.Reason.scaleOutOfRange) {
      try plan([SampleTensor(.int8, [2], [Int8](repeating: 0, count: 2)), parameters], nil)
    }
    #expect(throws: ModelFault.Reason.attributeOutOfRange(field: 1)) {
      try plan([input, parameters], Self.quantization, weightZeroPoint: 128)
    }
    for lower in [7, Float.nan] {
      #expect(throws: ModelFault.Reason.scaleOutOfRange) {
        try plan([input, parameters], Self.quantization, lower: lower)
      }
    }
  }

  @Test func aResidualOfAnotherShapeTypeOrScaleIsRefused() throws {
    var attributes = Conv2D.Attributes()
    attributes.sumScale = 0.1
    let input = try SampleTensor.int8([1, 2, 2, 4])
    #expect(throws: ModelFault.Reason.shapeMismatch(axis: 3, needed: 1, found: 4)) {
      try Self.conv2D(attributes, [input], residual: input)
    }
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.float32)) {
      try Self.conv2D(attributes, [input], residual: .float32([1, 2, 2, 1]))
    }
    try Self.conv2D(attributes, [input], residual: .int8([1, 2, 2, 1]))
    #expect(throws: ModelFault.Reason.scaleOutOfRange) {
      try Self.conv2D(attributes, [input], residual: .int8([1, 2, 2, 1], scale: 25.6))
    }
    attributes.sumScale = 0
    #expect(throws: ModelFault.Reason.scaleOutOfRange) {
      try Self.conv2D(attributes, [input], residual: .int8([1, 2, 2, 1]))
    }
  }

  @Test func elementTypesWithoutAKernelAreRefused() throws {
    let input = try SampleTensor(.uint8, [1, 2, 2, 4], [UInt8](repeating: 0, count: 16))
    #expect(throws: ModelFault.Reason.elementTypeNotSupported(.uint8)) {
      try Self.conv2D(.init(), [input])
    }
  }

  @Test func scratchMemoryAByteShortAndParametersOutOfLineAreRefused() throws {
    var attributes = Conv2D.Attributes()
    attributes.kernelHeight = 2
    var types = TensorTypes()
    try types.append(TensorType(.int8, Shape([1, 4, 4, 4]), Self.quantization))
    try types.append(TensorType(.int8, Shape([1, 320])))
    let output = try Conv2D.outputType(attributes, types)
    let needed = try Conv2D.scratchByteCount(attributes, types, output)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 4096, alignment: 64)
    defer { memory.deallocate() }
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: 4096)
    func plan(scratchByteCount: Int, parameterOffset: Int) throws(ModelFault.Reason) {
      var addresses = InlineArray<8, UnsafeMutableRawPointer?>(repeating: nil)
      addresses[0] = memory
      addresses[1] = memory + 128 + parameterOffset
      let use = Use(
        inputs: types, inputAddresses: addresses, constantInputs: 2, output: output,
        outputAddress: memory + 1024, scratchAddress: memory + 2048,
        scratchByteCount: scratchByteCount, instructionSet: .portable)
      _ = try Conv2D.plan(attributes, use)
    }
    try plan(scratchByteCount: needed, parameterOffset: 0)
    #expect(throws: ModelFault.Reason.tooFewBytes(needed: needed, available: needed - 1)) {
      try plan(scratchByteCount: needed - 1, parameterOffset: 0)
    }
    #expect(throws: ModelFault.Reason.misaligned(needed: 64)) {
      try plan(scratchByteCount: needed, parameterOffset: 32)
    }
  }

  @Test(arguments: [
    OperatorCode.conv2D, .depthwiseConv2D, .transposeConv2D, .fullyConnected, .winogradConv2D,
  ])
  func hostileAttributesAreRefusedOrRun(_ code: OperatorCode) throws {
    switch code {
    case .conv2D: try Self.attack(Conv2D.self)
    case .depthwiseConv2D: try Self.attack(DepthwiseConv2D.self)
    case .transposeConv2D: try Self.attack(TransposeConv2D.self)
    case .winogradConv2D: try Self.attack(WinogradConv2D.self)
    default: try Self.attack(FullyConnected.self)
    }
  }

  private static func attack<O: Operator>(_ operator: O.Type) throws {
    let images: [SampleTensor] = [
      try .int8([1, 3, 5, 4]), try .float32([2, 4, 3, 3]), try .int8([1, 1, 9, 1]),
    ]
    let parameters = [
      try Self.parameters(byteCount: 16384),
      try SampleTensor(.float32, [4096], [Float](repeating: 0, count: 4096), isConstant: true),
    ]
    var ran = 0
    for seed in 0..<UInt64(10_000) {
      var attributes = O.Attributes()
      var hostile = HostileAttributes(seed: seed, oneFieldIn: 4)
      attributes.visit(&hostile)
      let image = images[Int(seed % 3)]
      let inputs = [image, parameters[image.type.element == .int8 ? 0 : 1]]
      do throws(ModelFault.Reason) {
        let trial = try OperatorTrial<O>(attributes, inputs, output: image.type.quantization)
        var types = TensorTypes()
        for input in inputs { try types.append(input.type) }
        let scratch = try O.scratchByteCount(attributes, types, trial.outputType)
        let work = O.multiplyAccumulates(attributes, types, trial.outputType)
        #expect(scratch >= 0 && work >= 0)
        guard scratch < 1 << 16, trial.outputType.shape.elementCount < 2048, work < 1 << 16
        else { continue }
        _ = try trial.run(shares: 2)
        ran += 1
      } catch {}
    }
    #expect(ran > 100, "\(O.self) ran \(ran) times")
  }

  @Test func parametersOfOneScaleHoldNoMultipliers() throws {
    let input = try SampleTensor.int8([2, 4])
    func plan(byteCount: Int, scale: Float, zeroPoint: Int32 = 0) throws {
      let parameters = try Self.parameters(
        byteCount: byteCount, Quantization(scale: scale, zeroPoint: zeroPoint))
      try OperatorTrial<FullyConnected>(.init(), [input, parameters], output: Self.quantization)
        .plan()
    }
    try plan(byteCount: 32, scale: 1)
    #expect(throws: ModelFault.Reason.tooFewBytes(needed: 32, available: 31)) {
      try plan(byteCount: 31, scale: 1)
    }
    for scale in [-1, .infinity, .nan] as [Float] {
      #expect(throws: ModelFault.Reason.scaleOutOfRange) { try plan(byteCount: 32, scale: scale) }
    }
    // The zero point of weights is an attribute, and not their parameters'.
    #expect(throws: ModelFault.Reason.zeroPointOutOfRange(3)) {
      try plan(byteCount: 32, scale: 1, zeroPoint: 3)
    }
  }

  private static func parameters(
    byteCount: Int, _ quantization: Quantization? = nil
  ) throws -> SampleTensor {
    try SampleTensor(
      .int8, [byteCount], [Int8](repeating: 0, count: byteCount), quantization, isConstant: true)
  }

  private static func conv2D(
    _ attributes: Conv2D.Attributes, _ inputs: [SampleTensor], residual: SampleTensor? = nil
  ) throws {
    var inputs = inputs + [try parameters(byteCount: 4096)]
    if let residual { inputs.append(residual) }
    try OperatorTrial<Conv2D>(attributes, inputs, output: quantization).plan()
  }
}
