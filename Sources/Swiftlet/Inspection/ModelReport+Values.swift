internal import SwiftletCore
internal import SwiftletFormat
internal import SwiftletKernels

extension ModelReport {
  /// How the numbers of a constant are spread, as the step at `index` reads them.
  ///
  /// Weights in blocks are told from what fills the blocks up, and integers count as the numbers that
  /// they stand for. Nil where the tensor is no constant, or its weights are those of tiles.
  public func distribution(
    ofTensor number: Int, readBy index: Int, in model: Model
  ) -> ValueDistribution? {
    guard tensors.indices.contains(number), steps.indices.contains(index) else { return nil }
    let tensor = tensors[number]
    let step = steps[index]
    guard tensor.description.isConstant, let bytes = model.constant(in: tensor.byteRange) else {
      return nil
    }
    guard step.hasWeightBlocks, step.inputs.count > 1, step.inputs[1] == number else {
      return plainDistribution(of: bytes, tensor.description)
    }
    guard case .some(let first?) = step.inputs.first, tensors.indices.contains(first),
      let blocks = WeightBlocks(
        of: step, input: tensors[first].description, parameters: tensor.description)
    else { return nil }
    return distribution(of: bytes, blocks, tensor.description, step)
  }

  private func plainDistribution(
    of bytes: [UInt8], _ tensor: TensorDescription
  ) -> ValueDistribution? {
    let element = tensor.element
    guard element.byteCount > 0 else { return nil }
    let scale = Double(tensor.quantization?.scale ?? 1)
    let zeroPoint = Double(tensor.quantization?.zeroPoint ?? 0)
    return ValueDistribution { count in
      for offset in stride(from: 0, to: bytes.count, by: element.byteCount) {
        count(scale * (bytes.number(at: offset, element) - zeroPoint))
      }
    }
  }

  private func distribution(
    of bytes: [UInt8], _ blocks: WeightBlocks, _ tensor: TensorDescription, _ step: Step
  ) -> ValueDistribution {
    let scales = channelScales(in: bytes, blocks, tensor, step)
    let zeroPoint = Double(step.weightZeroPoint)
    let isInteger = tensor.element == .int8
    var limitCount = 0
    var distribution = ValueDistribution { count in
      limitCount = 0
      blocks.forEachWeight { channel, offset in
        let stored = bytes.number(at: offset, tensor.element)
        if isInteger, stored.magnitude >= 127 { limitCount += 1 }
        count(scales.isEmpty ? stored : Double(scales[channel]) * (stored - zeroPoint))
      }
    }
    distribution.limitCount = limitCount
    // A file may hold any factors; what is no number has no place in a range.
    let finite = scales.filter(\.isFinite)
    if blocks.format.hasFactors, let least = finite.min(), let most = finite.max() {
      distribution.channelScales = least...most
      distribution.channelCount = scales.count
    }
    return distribution
  }

  /// The scale of each channel's weights; none of weights that are no integers.
  ///
  /// Integer kernels have it only in their multiplier, scale(x) · scale(w) / scale(y).
  private func channelScales(
    in bytes: [UInt8], _ blocks: WeightBlocks, _ tensor: TensorDescription, _ step: Step
  ) -> [Float] {
    guard tensor.element == .int8 else { return [] }
    if let quantization = tensor.quantization {
      return Array(repeating: quantization.scale, count: blocks.channelCount)
    }
    let factors = blocks.factorOffsets.map { Float(bytes.number(at: $0, .float32)) }
    guard case .some(let first?) = step.inputs.first,
      let input = tensors[first].description.quantization,
      let output = tensors[step.output].description.quantization
    else { return factors }
    let hasResidual = step.inputs.count > 2 && step.inputs[2] != nil
    let outputScale = (hasResidual ? step.positive("sum_scale") : nil) ?? output.scale
    return factors.map { $0 * outputScale / input.scale }
  }
}

extension ModelReport.Step {
  fileprivate var hasWeightBlocks: Bool {
    ["Conv2D", "DepthwiseConv2D", "TransposeConv2D", "FullyConnected", "WinogradConv2D"]
      .contains(operatorName)
  }

  // The kernels have w − zero point worked into the sums, not into the stored weights.
  fileprivate var weightZeroPoint: Int {
    for attribute in attributes where attribute.name == "weight_zero_point" {
      if case .integer(let value) = attribute.value { return value }
    }
    return 0
  }
}

extension Model {
  /// A copy of some bytes of the constants; nil where they are not all there.
  fileprivate func constant(in range: Range<Int>) -> [UInt8]? {
    defer { extendLifetime(self) }
    // `self` outlives the view and the bytes.
    guard let view = try? ModelView(unsafe FlatBuffer(bytes)),
      let offset = Int(exactly: view.constantsOffset)
    else { return nil }
    let (start, startOverflow) = offset.addingReportingOverflow(range.lowerBound)
    let (end, endOverflow) = offset.addingReportingOverflow(range.upperBound)
    guard !startOverflow, !endOverflow, start >= 0, start <= end, end <= fileByteCount else {
      return nil
    }
    return unsafe Array(bytes[start..<end])
  }
}

extension [UInt8] {
  /// The element at a byte; zero where its bytes are not all there.
  fileprivate func number(at offset: Int, _ element: ElementType) -> Double {
    guard offset >= 0, element.byteCount <= count - offset else { return 0 }
    // Most numbers of most models are of this type.
    if element == .int8 { return Double(Int8(bitPattern: self[offset])) }
    var bits: UInt64 = 0
    for place in (offset..<offset + element.byteCount).reversed() {
      bits = bits << 8 | UInt64(self[place])
    }
    return switch element {
    case .absent: 0
    case .float32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    case .float16: Double(Float(halfPrecision: UInt16(truncatingIfNeeded: bits)))
    case .int8: Double(Int8(truncatingIfNeeded: bits))
    case .uint8, .boolean: Double(bits)
    case .int16: Double(Int16(truncatingIfNeeded: bits))
    case .int32: Double(Int32(truncatingIfNeeded: bits))
    case .int64: Double(Int64(truncatingIfNeeded: bits))
    }
  }
}
