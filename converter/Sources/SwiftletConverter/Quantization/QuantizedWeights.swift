internal import SwiftletCore
internal import SwiftletFormat

/// The weights and the bias of one operator as integers.
struct QuantizedWeights {
  /// The stored weights, in the order of the real ones.
  var weights: [Int8]
  /// One scale for each output channel, or one for all.
  var scales: [Float]
  /// The stored bias, at the scale of the input times that of the weights.
  var bias: [Int32]
  /// The axis of the output channels.
  let axis: Int
}

/// The real weights of an operator, channel by channel.
struct RealWeights {
  /// The lengths of the axes.
  let lengths: [Int]
  /// The axis of the output channels.
  let axis: Int
  /// The weights.
  var weights: [Float]
  /// The bias; zeros where the operator has none.
  var bias: [Float]

  var channelCount: Int { lengths[axis] }

  private var isInnermost: Bool { axis == lengths.count - 1 && lengths.count > 2 }

  /// The channel of a weight.
  func channel(of index: Int) -> Int {
    isInnermost ? index % channelCount : index / (weights.count / channelCount)
  }

  /// The greatest magnitude of the weights of each channel.
  var magnitudes: [Float] {
    var result = [Float](repeating: 0, count: channelCount)
    for (index, weight) in weights.enumerated() {
      let channel = channel(of: index)
      result[channel] = max(result[channel], abs(weight))
    }
    return result
  }
}

extension RealWeights {
  /// The constants of a weighted operator.
  ///
  /// - Throws: why they cannot become integers.
  init(_ node: Graph.Node, in graph: Graph) throws(LoweringFault) {
    guard node.inputs.count >= 2, let id = node.inputs[1], let reals = graph.tensors[id].reals
    else { throw LoweringFault("its weights are not constants") }
    let tensor = graph.tensors[id]
    lengths = tensor.type.shape.lengths
    axis = node.operation.isDepthwise ? lengths.count - 1 : 0
    guard lengths.indices.contains(axis), lengths[axis] > 0, reals.count % lengths[axis] == 0
    else { throw LoweringFault("its weights have no axis of channels") }
    guard reals.allSatisfy(\.isFinite) else {
      throw LoweringFault("a weight is not a finite number")
    }
    weights = reals
    bias = Array(repeating: 0, count: lengths[axis])
    if node.inputs.count > 2, let id = node.inputs[2] {
      guard let reals = graph.tensors[id].reals, reals.count == bias.count else {
        throw LoweringFault("its bias is not a constant of one number for each channel")
      }
      guard reals.allSatisfy(\.isFinite) else {
        throw LoweringFault("its bias is not a finite number")
      }
      bias = reals
    }
  }

  /// The scale of each channel, or one for all, that the weights ask for.
  ///
  /// Weights that were integers become the same ones. A scale is at least so large that the bias and
  /// all products together fit in 32 bits.
  func scales(perChannel: Bool, input: Float, output: Float) -> [Float] {
    let magnitudes = magnitudes
    let sums = magnitudeSums
    let grids = perChannel ? grids : []
    let largest = magnitudes.max() ?? 0
    let scales = (0..<channelCount).map { channel in
      let magnitude = perChannel ? magnitudes[channel] : largest
      // Without weights, the bias alone is left: 256 steps of it make one of the output.
      let own = magnitude > 0 ? magnitude / 127 : output / input / 256
      return max(
        perChannel ? grids[channel] ?? own : own,
        leastScale(magnitudeSum: sums[channel], bias: bias[channel], input: input))
    }
    guard !perChannel else { return scales }
    let grid = WeightGrid.scale(of: weights, most: 127)
    let most = scales.max() ?? 1
    return scales.map { _ in max(most, grid ?? 0) }
  }

  /// The scale of the integers that the weights of each channel were, if they were.
  private var grids: [Float?] {
    var numbers = [[Float]](repeating: [], count: channelCount)
    for (index, weight) in weights.enumerated() { numbers[channel(of: index)].append(weight) }
    return numbers.map { WeightGrid.scale(of: $0, most: 127) }
  }

  /// The sum of the magnitudes of the weights of each channel.
  private var magnitudeSums: [Double] {
    var result = [Double](repeating: 0, count: channelCount)
    for (index, weight) in weights.enumerated() {
      result[channel(of: index)] += Double(abs(weight))
    }
    return result
  }

  /// The scale at which a sum of products and a bias stays below 2³⁰ in magnitude.
  private func leastScale(magnitudeSum: Double, bias: Float, input: Float) -> Float {
    let sum = magnitudeSum * 255 + Double(abs(bias)) / Double(input)
    return max(Float(sum * 0x1p-30), 0x1p-120)
  }

  /// The weights and the bias as integers, each rounded to the nearest.
  func quantized(scales: [Float], input: Float) -> QuantizedWeights {
    let stored = weights.indices.map { index in
      let steps = (weights[index] / scales[channel(of: index)]).rounded(.toNearestOrEven)
      return Int8(max(-127, min(127, steps)))
    }
    return QuantizedWeights(
      weights: stored, scales: scales, bias: storedBias(scales: scales, input: input), axis: axis)
  }

  /// The bias at the scales of the sums.
  func storedBias(scales: [Float], input: Float) -> [Int32] {
    bias.indices.map { channel in
      let scale = Double(input) * Double(scales[channel])
      let steps = (Double(bias[channel]) / scale).rounded(.toNearestOrEven)
      return Int32(max(-0x1p30, min(0x1p30, steps)))
    }
  }
}

extension Operation {
  /// Whether the output channels of the weights are their innermost axis.
  var isDepthwise: Bool {
    if case .depthwiseConv2D = self { return true }
    return false
  }
}
