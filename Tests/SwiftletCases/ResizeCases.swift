public import SwiftletCore
internal import SwiftletFormat

/// Uses of ``Resize`` that the tests check and the bench times.
public enum ResizeCases {
  /// The cases, from the plainest to the hardest.
  public static func all() throws(ModelFault.Reason) -> [LayoutCase<Resize>] {
    var cases: [LayoutCase<Resize>] = []
    let rules: [Resize.CoordinateRule] = [.asymmetric, .halfPixel, .alignCorners]
    let sizes: [(Int32, Int32)] = [(8, 12), (2, 3), (7, 5), (1, 1), (4, 6)]
    for rule in rules {
      for (height, width) in sizes {
        func add(_ mode: Resize.Mode, _ name: String, _ input: SampleTensor, halvesUp: Bool = false)
        {
          cases.append(
            LayoutCase("\(mode) \(rule) \(height)×\(width) \(name)", [input]) {
              $0.mode = mode
              $0.rule = rule
              $0.roundsHalfUp = halvesUp
              $0.height = height
              $0.width = width
            })
        }
        add(.nearest, "int8", try .int8([2, 4, 6, 3]))
        add(.nearest, "one channel, halves up", try .bytes(.int16, [1, 4, 6, 1]), halvesUp: true)
        add(.nearest, "float32", try .float32([1, 4, 6, 2]))
        add(.nearest, "int64", try .bytes(.int64, [1, 4, 6, 2]))
        add(.bilinear, "int8", try .int8([2, 4, 6, 3]))
        add(.bilinear, "uint8", try .bytes(.uint8, [1, 4, 6, 1]))
        add(.bilinear, "float32", try .float32([1, 4, 6, 5]))
      }
    }
    for mode in [Resize.Mode.nearest, .bilinear] {
      cases.append(
        LayoutCase("\(mode) large", [try .int8([2, 40, 50, 8])]) {
          $0.mode = mode
          $0.rule = .halfPixel
          $0.height = 80
          $0.width = 100
        })
    }
    return cases
  }

  /// Cases whose positions are divided by a scale: the later rules, roundings, scales, and cubic.
  public static func divided() throws(ModelFault.Reason) -> [LayoutCase<Resize>] {
    var cases: [LayoutCase<Resize>] = []
    for code in 0..<UInt8(5) {
      guard let rule = Resize.CoordinateRule(rawValue: code) else { continue }
      // Heights and widths with the scales that give them, or zeros.
      for (height, width, scales) in [
        (8, 9, (0, 0)), (1, 4, (0, 0)), (2, 3, (0.6, 0.6)), (10, 15, (2.5, 2.75)),
      ] as [(Int32, Int32, (Float, Float))] {
        func add(_ mode: Resize.Mode, _ input: SampleTensor, _ choice: UInt8) {
          cases.append(
            LayoutCase("\(mode) \(rule) \(height)×\(width) by \(scales), \(choice)", [input]) {
              $0.mode = mode
              $0.rule = rule
              ($0.height, $0.width) = (height, width)
              ($0.heightScale, $0.widthScale) = scales
              if mode == .nearest { $0.rounding = Resize.Rounding(rawValue: choice) ?? .ruled }
              if mode == .cubic, choice > 0 {
                $0.cubicCoefficient = -0.5
                $0.excludesOutside = true
              }
            })
        }
        for rounding in 1...4 as ClosedRange<UInt8> {
          add(.nearest, try .int8([2, 4, 6, 3]), rounding)
        }
        add(.bilinear, try .float32([1, 4, 6, 5]), 0)
        add(.cubic, try .float32([2, 4, 6, 3]), 0)
        add(.cubic, try .float32([1, 4, 6, 1]), 1)
      }
    }
    return cases
  }
}
