internal import SwiftletCore

extension TFLiteImporter {
  /// `SOFTMAX`, `LOG_SOFTMAX`.
  mutating func softmax(_ use: TFLiteUse) throws -> Graph.TensorID {
    var attributes = Softmax.Attributes()
    if case .softmax(let beta) = use.options { attributes.beta = beta }
    attributes.logarithm = use.code == .logSoftmax
    return try add(.softmax(attributes), [input(use, 0)], use)
  }
}
