public import SwiftletCore

extension Shape {
  /// Creates a shape from the lengths of its axes.
  public init(_ lengths: some Sequence<Int>) throws(ModelFault.Reason) {
    self.init()
    for length in lengths { try append(length) }
  }

  /// The lengths of the axes, outermost first.
  public var lengths: [Int] { (0..<rank).map { self[$0] } }
}
