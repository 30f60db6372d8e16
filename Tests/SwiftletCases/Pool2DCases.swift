public import SwiftletCore

/// Uses of ``SwiftletCore/Pool2D``.
public enum Pool2DCases {
  /// Every case.
  public static func all() throws(ModelFault.Reason) -> [OperatorCase<Pool2D>] {
    var cases: [OperatorCase<Pool2D>] = []
    for function in [Pool2D.Function.average, .maximum] {
      for channels in [1, 3, 64, 67, 130] {
        for (name, attributes) in windows(function) {
          cases.append(
            OperatorCase(
              "\(function) \(name) of int8, \(channels) channels", attributes,
              [try .int8([2, 9, 7, channels], zeroPoint: -3, seed: 5)]))
          cases.append(
            OperatorCase(
              "\(function) \(name) of float32, \(channels) channels", attributes,
              [try .float32([2, 9, 7, channels], seed: 6)]))
        }
      }
    }
    return cases
  }

  private static func windows(_ function: Pool2D.Function) -> [(String, Pool2D.Attributes)] {
    var plain = Pool2D.Attributes()
    plain.function = function
    plain.kernelHeight = 2
    plain.kernelWidth = 3
    plain.strideHeight = 2
    var padded = plain
    padded.padTop = 1
    padded.padLeft = 2
    padded.padBottom = 1
    padded.padRight = 1
    var counting = padded
    counting.countsPadding = true
    var dilated = padded
    dilated.dilationWidth = 3
    dilated.padLeft = 3
    var whole = plain
    whole.kernelHeight = 9
    whole.kernelWidth = 7
    whole.bounds = Bounds(lower: 0, upper: 0.3)
    var upward = counting
    upward.roundsHalfUp = true
    return [
      ("upward", upward), ("plain", plain), ("padded", padded), ("counting", counting),
      ("dilated", dilated),
      ("whole", whole),
    ]
  }
}
