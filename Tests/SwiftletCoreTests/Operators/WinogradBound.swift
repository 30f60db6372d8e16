import SwiftletCases
import SwiftletCore

/// How far each output of a ``WinogradConv2D`` may be from its sum, by what is rounded on the way.
///
/// With the sizes of all numbers instead of the numbers, and the sizes of the matrices' elements, an
/// output becomes a sum e that no intermediate result exceeds. One number of it passes at most 4
/// roundings before the products (two operations a pass), 1 of its weight, as many as there are
/// channels, and 6 after them (three a pass): 11 and the channels. The error is at most
/// (channels + 12) · 2⁻²⁴ · e, where the twelfth is for the products of such errors.
struct WinogradBound {
  private(set) var errors: [Double]

  init(_ example: ConvolutionCase<WinogradConv2D>, output: [Int]) {
    let length = Int(example.attributes.tileLength)
    let shape = example.inputs[0].type.shape.lengths
    let matrices = length == 2 ? Matrices.two : Matrices.four
    let input = example.inputs[0].steps
    let weights = (0..<(output[3] * shape[3])).map { index in
      let (channel, k) = index.quotientAndRemainder(dividingBy: shape[3])
      return matrices.weights(
        (0..<9).map { abs(example.weights.values[(channel * 9 + $0) * shape[3] + k]) })
    }
    errors = [Double](repeating: 0, count: output.reduce(1, *))
    let share = Double(shape[3] + 12) * 0x1p-24
    for image in 0..<shape[0] {
      for line in stride(from: 0, to: output[1], by: length) {
        for column in stride(from: 0, to: output[2], by: length) {
          let values = (0..<shape[3]).map { k in
            matrices.before { i, j in
              let y = line + i - Int(example.attributes.padTop)
              let x = column + j - Int(example.attributes.padLeft)
              guard y >= 0, y < shape[1], x >= 0, x < shape[2] else { return 0 }
              return abs(input[((image * shape[1] + y) * shape[2] + x) * shape[3] + k])
            }
          }
          for channel in 0..<output[3] {
            var sums = [Double](repeating: 0, count: (length + 2) * (length + 2))
            for k in 0..<shape[3] {
              for position in sums.indices {
                sums[position] += values[k][position] * weights[channel * shape[3] + k][position]
              }
            }
            sums[length + 3] += abs(example.weights.bias[channel])
            let results = matrices.after(sums)
            for i in 0..<min(length, output[1] - line) {
              for j in 0..<min(length, output[2] - column) {
                let pixel = (image * output[1] + line + i) * output[2] + column + j
                errors[pixel * output[3] + channel] = share * results[i * length + j]
              }
            }
          }
        }
      }
    }
  }

  /// The sizes of the elements of Bᵀ, G and Aᵀ.
  private struct Matrices {
    let b: [[Double]]
    let g: [[Double]]
    let a: [[Double]]

    static let two = Matrices(
      b: [[1, 0, 1, 0], [0, 1, 1, 0], [0, 1, 1, 0], [0, 1, 0, 1]],
      g: [[1, 0, 0], [0.5, 0.5, 0.5], [0.5, 0.5, 0.5], [0, 0, 1]],
      a: [[1, 1, 1, 0], [0, 1, 1, 1]])

    static let four = Matrices(
      b: [
        [4, 0, 5, 0, 1, 0], [0, 4, 4, 1, 1, 0], [0, 4, 4, 1, 1, 0], [0, 2, 1, 2, 1, 0],
        [0, 2, 1, 2, 1, 0], [0, 4, 0, 5, 0, 1],
      ],
      g: [
        [1 / 4, 0, 0], [1 / 6, 1 / 6, 1 / 6], [1 / 6, 1 / 6, 1 / 6], [1 / 24, 1 / 12, 1 / 6],
        [1 / 24, 1 / 12, 1 / 6], [0, 0, 1],
      ],
      a: [
        [1, 1, 1, 1, 1, 0], [0, 1, 1, 2, 2, 0], [0, 1, 1, 4, 4, 0], [0, 1, 1, 8, 8, 1],
      ])

    func before(_ element: (Int, Int) -> Double) -> [Double] { Self.both(b, element) }
    func weights(_ taps: [Double]) -> [Double] { Self.both(g) { taps[$0 * 3 + $1] } }
    func after(_ sums: [Double]) -> [Double] { Self.both(a) { sums[$0 * b.count + $1] } }

    /// The product with a matrix from the left and its transpose from the right.
    private static func both(_ matrix: [[Double]], _ element: (Int, Int) -> Double) -> [Double] {
      let count = matrix[0].count
      let half = matrix.map { row in
        (0..<count).map { j in (0..<count).reduce(0) { $0 + row[$1] * element($1, j) } }
      }
      return half.flatMap { line in
        matrix.map { row in (0..<count).reduce(0) { $0 + row[$1] * line[$1] } }
      }
    }
  }
}
