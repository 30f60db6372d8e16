internal import SwiftletCore
internal import SwiftletFormat

extension TFLiteImporter {
  /// `AVERAGE_POOL_2D`, `MAX_POOL_2D`.
  mutating func pool2D(_ use: TFLiteUse) throws -> Graph.TensorID {
    guard case .pool2D(let options) = use.options else { throw LoweringFault.noOptions }
    let x = try input(use, 0)
    let image = builder.lengths(x)
    guard image.count == 4 else { throw LoweringFault("the shape \(image) is not an image's") }
    let geometry = Geometry(
      image: image, kernel: (options.filterHeight, options.filterWidth),
      stride: (options.strideHeight, options.strideWidth), dilation: (1, 1))
    let pads = try geometry.pads(options.padding)
    let bounds = try Bounds(options.activation)
    var attributes = Pool2D.Attributes()
    attributes.function = use.code == .maxPool2D ? .maximum : .average
    attributes.setWindow(geometry, pads)
    attributes.bounds = bounds
    // Of uint8 no mean is below zero, so that its halves away from zero go up.
    attributes.roundsHalfUp = try stated(use, 0).element == .uint8
    return try move(.pool2D(attributes), [x], use)
  }
}
