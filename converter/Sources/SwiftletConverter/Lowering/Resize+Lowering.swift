internal import SwiftletCore

extension TFLiteImporter {
  /// `RESIZE_BILINEAR`, `RESIZE_NEAREST_NEIGHBOR`.
  mutating func resize(_ use: TFLiteUse) throws -> Graph.TensorID {
    let options: TFLiteOptions.Resize
    var attributes = Resize.Attributes()
    switch use.options {
    case .resizeBilinear(let found):
      options = found
      attributes.mode = .bilinear
    case .resizeNearestNeighbor(let found):
      options = found
      attributes.mode = .nearest
    default: throw LoweringFault.noOptions
    }
    attributes.rule =
      options.alignsCorners
      ? .alignCorners : options.usesHalfPixelCenters ? .halfPixel : .asymmetric
    let size = try integers(use, 1)
    guard size.count == 2, let height = Int32(exactly: size[0]), let width = Int32(exactly: size[1])
    else { throw LoweringFault("its size is not a height and a width") }
    attributes.height = height
    attributes.width = width
    return try move(.resize(attributes), [input(use, 0)], use)
  }
}
