import SwiftletCases
import SwiftletCore

/// Sums of a convolution, product by product over whole tensors, in `Double`.
struct ConvolutionOracle {
  /// Where the window goes; `transposed` scatters where the others gather.
  struct Geometry {
    var kernel = (height: 1, width: 1)
    var stride = (height: 1, width: 1)
    var dilation = (height: 1, width: 1)
    var before = (top: 0, left: 0)
    var groups = 1
    var isTransposed = false
    var isDepthwise = false
  }

  private(set) var sums: [Double]
  /// The sums of the sizes of the products, by which a float's error is judged.
  private(set) var magnitudes: [Double]

  /// Adds up; the shapes have four axes.
  init(
    _ geometry: Geometry, input: [Double], shape: [Int], weights: PlainWeights, output: [Int]
  ) {
    let bias = weights.bias
    sums = (0..<output.reduce(1, *)).map { bias[$0 % bias.count] }
    magnitudes = sums.map(abs)
    let (inner, outer) = geometry.isTransposed ? (output, shape) : (shape, output)
    for image in 0..<shape[0] {
      for line in 0..<outer[1] {
        for column in 0..<outer[2] {
          for tap in 0..<(geometry.kernel.height * geometry.kernel.width) {
            let y =
              line * geometry.stride.height - geometry.before.top
              + tap / geometry.kernel.width * geometry.dilation.height
            let x =
              column * geometry.stride.width - geometry.before.left
              + tap % geometry.kernel.width * geometry.dilation.width
            guard y >= 0, y < inner[1], x >= 0, x < inner[2] else { continue }
            let outerPixel = (image * outer[1] + line) * outer[2] + column
            let innerPixel = (image * inner[1] + y) * inner[2] + x
            add(
              geometry, tap, input, weights,
              from: (geometry.isTransposed ? outerPixel : innerPixel) * shape[3],
              depth: shape[3],
              to: (geometry.isTransposed ? innerPixel : outerPixel) * output[3],
              channels: output[3])
          }
        }
      }
    }
  }

  private mutating func add(
    _ geometry: Geometry, _ tap: Int, _ input: [Double], _ weights: PlainWeights, from source: Int,
    depth: Int, to target: Int, channels: Int
  ) {
    for channel in 0..<channels {
      if geometry.isDepthwise {
        let product =
          input[source + channel * depth / channels] * weights.values[tap * channels + channel]
        sums[target + channel] += product
        magnitudes[target + channel] += abs(product)
        continue
      }
      let share = depth / geometry.groups
      let group = channel / (channels / geometry.groups)
      let taps = geometry.kernel.height * geometry.kernel.width
      for k in 0..<share {
        let product =
          input[source + group * share + k] * weights.values[(channel * taps + tap) * share + k]
        sums[target + channel] += product
        magnitudes[target + channel] += abs(product)
      }
    }
  }
}

extension SampleTensor {
  /// The elements as real numbers in steps of one, less their zero point.
  var steps: [Double] {
    guard type.element == .int8 else { return Self.floats(bytes).map(Double.init) }
    return bytes.map { Double(Int32(Int8(bitPattern: $0)) - (type.quantization?.zeroPoint ?? 0)) }
  }

  /// The elements as they are once each row of so many was stored at a scale of its own.
  func storedSteps(rowLength: Int) -> [Double] {
    let reals = Self.floats(bytes)
    return stride(from: 0, to: reals.count, by: rowLength).flatMap { start in
      let row = reals[start..<(start + rowLength)]
      let greatest = row.reduce(Float(0)) { $1.isFinite ? max($0, $1.magnitude) : .nan }
      guard greatest.isFinite else { return row.map { _ in Double.nan } }
      guard greatest >= 0x1p-100 else { return row.map { _ in 0 } }
      let factor = 127 / greatest
      return row.map { Double(($0 * factor).rounded(.toNearestOrEven)) * Double(greatest / 127) }
    }
  }

  /// Bytes as the floats that they hold.
  static func floats(_ bytes: [UInt8]) -> [Float] {
    bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
  }
}

extension ConvolutionOracle {
  /// What int8 sums become without a residual, by the documented requantization.
  func requantized(_ weights: PlainWeights, zeroPoint: Int32, in range: ClosedRange<Double>)
    -> [Int8]
  {
    sums.indices.map { index in
      let factor = weights.multipliers[index % weights.multipliers.count]
      let scaled = Double((Float(sums[index]) * factor).rounded(.toNearestOrEven))
      return Int8(min(max(scaled + Double(zeroPoint), range.lowerBound), range.upperBound))
    }
  }

  /// What float sums become, less nothing.
  func clamped(_ bounds: Bounds) -> [Double] {
    sums.map { min(max($0, Double(bounds.lower)), Double(bounds.upper)) }
  }
}

/// The bounds of an int8 output in stored values, halves away from zero.
func storedRange(_ bounds: Bounds, _ quantization: Quantization) -> ClosedRange<Double> {
  func stored(_ real: Float) -> Double {
    let steps = Double((real / quantization.scale).rounded(.toNearestOrAwayFromZero))
    return min(max(steps + Double(quantization.zeroPoint), -128), 127)
  }
  return stored(bounds.lower)...stored(bounds.upper)
}

/// The number of floats that differ from what they should be by more than their sums' rounding.
func wrongCount(_ found: [UInt8], _ expected: [Double], _ magnitudes: [Double]) -> Int {
  let floats = SampleTensor.floats(found)
  return zip(floats.indices, floats).count { index, value in
    // What is no number, or too large for one, is as it should be where both are.
    if Double(value) == Double(Float(expected[index])) { return false }
    if value.isNaN, expected[index].isNaN { return false }
    return !(abs(Double(value) - expected[index]) <= 1e-5 * max(1, magnitudes[index]))
  }
}
