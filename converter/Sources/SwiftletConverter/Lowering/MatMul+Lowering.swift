internal import SwiftletCore

extension TFLiteImporter {
  /// `BATCH_MATMUL`.
  mutating func matMul(_ use: TFLiteUse) throws -> Graph.TensorID {
    guard case .batchMatMul(let options) = use.options else { throw LoweringFault.noOptions }
    var attributes = MatMul.Attributes()
    attributes.transposesLeft = options.transposesLeft
    attributes.transposesRight = options.transposesRight
    return try add(.matMul(attributes), [input(use, 0), input(use, 1)], use)
  }
}
