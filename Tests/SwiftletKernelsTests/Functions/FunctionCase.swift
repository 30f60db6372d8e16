import Glibc
import SwiftletKernels

/// One function, its definition in double precision, and what its page promises.
struct FunctionCase: Sendable, CustomStringConvertible {
  let name: String
  let function: @Sendable (Float) -> Float
  let definition: @Sendable (Double) -> Double
  /// The largest error allowed, in units in the last place of the exact result.
  let bound: Double
  /// The bits of all results of the sweep, folded into one number.
  let checksum: UInt64

  init(
    _ name: String, bound: Double, checksum: UInt64,
    _ function: @escaping @Sendable (Float) -> Float,
    _ definition: @escaping @Sendable (Double) -> Double
  ) {
    self.name = name
    self.function = function
    self.definition = definition
    self.bound = bound
    self.checksum = checksum
  }

  var description: String { name }

  /// The error of one result, or infinity where a NaN, an infinity or the sign of a zero is wrong.
  func error(at x: Float) -> Double {
    let result = function(x)
    let exact = definition(Double(x))
    if exact.isNaN || result.isNaN { return exact.isNaN && result.isNaN ? 0 : .infinity }
    let rounded = Float(exact)
    if rounded.bitPattern == result.bitPattern { return 0 }
    if exact == 0 || exact.isInfinite { return .infinity }
    // An overflow counts as the first value past the range.
    let observed = result.isInfinite ? Double(sign(of: result)) * 0x1p128 : Double(result)
    let exponent = max(min(exact.exponent, 127), -126)
    return abs(observed - exact) / scalbn(1, Int32(exponent) - 23)
  }

  private func sign(of x: Float) -> Float { x < 0 ? -1 : 1 }
}

/// The values that every function is tried on.
struct Sweep {
  /// The distance between two bit patterns; odd, so that all low bits occur.
  ///
  /// `SWIFTLET_SWEEP_STRIDE=37` makes the sweep by which the bounds were measured.
  static let stride: UInt32 = {
    guard let text = unsafe getenv("SWIFTLET_SWEEP_STRIDE") else { return 4099 }
    return unsafe UInt32(String(cString: text)) ?? 4099
  }()

  /// Values at which a function may change its course.
  static let edges: [Float] = {
    let magnitudes: [Float] = [
      0, .leastNonzeroMagnitude, 0x1p-127, .leastNormalMagnitude, 0x1p-25, 0.25, 0.5, 0.625, 1, 1.5,
      2, 2.5, 3, 6, 13, 15, 18, 20, 87, 88.72283, 89.41599, 103.97208, 104, 150, 0x1p13, 0x1p22,
      0x1p23, 0x1p24, 0x1p31, 0x1p32, 0x1p127, .greatestFiniteMagnitude, .infinity,
    ]
    let near = magnitudes.flatMap { [$0.nextDown, $0, $0.nextUp] }.map(\.magnitude)
    return near + near.map { -$0 } + [.nan, -.nan, .signalingNaN]
  }()

  /// Calls `body` with each value, the edges first.
  static func forEach(_ body: (Float) -> Void) {
    for edge in edges { body(edge) }
    for index in 0..<(UInt32.max / stride) { body(Float(bitPattern: index * stride)) }
  }
}
