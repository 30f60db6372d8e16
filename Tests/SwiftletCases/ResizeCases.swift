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
}
