internal import SwiftletCore

extension TFLiteImporter {
  /// `TRANSPOSE_CONV`; its first input is the shape of the output.
  mutating func transposeConv2D(_ use: TFLiteUse) throws -> Graph.TensorID {
    guard case .transposeConv(let options) = use.options else { throw LoweringFault.noOptions }
    let shape = try integers(use, 0)
    let x = try input(use, 2)
    let weights = try weights(use, 1, input: x)
    let (image, kernel) = (builder.lengths(x), builder.lengths(weights.id))
    guard shape.count == 4, shape.allSatisfy({ $0 > 0 && $0 <= Shape.maximumElementCount }),
      image.count == 4, kernel.count == 4, image[3] == kernel[3]
    else {
      throw LoweringFault("the shapes \(image) and \(kernel) are not an image and its kernels")
    }
    // The pads are those of the convolution that would make the input of the output.
    let geometry = Geometry(
      image: shape, kernel: (kernel[1], kernel[2]),
      stride: (options.strideHeight, options.strideWidth), dilation: (1, 1))
    let pads = try geometry.pads(options.padding)
    let bounds = try Bounds(options.activation)
    var attributes = TransposeConv2D.Attributes()
    attributes.kernelHeight = Int32(kernel[1])
    attributes.kernelWidth = Int32(kernel[2])
    attributes.strideHeight = Int32(options.strideHeight)
    attributes.strideWidth = Int32(options.strideWidth)
    attributes.padTop = pads.top
    attributes.padLeft = pads.left
    attributes.outputHeight = Int32(clamping: shape[1])
    attributes.outputWidth = Int32(clamping: shape[2])
    attributes.channels = Int32(kernel[0])
    attributes.weightZeroPoint = weights.zeroPoint
    attributes.bounds = bounds
    let bias = try bias(use, 3, input: x)
    return try add(.transposeConv2D(attributes), [x, weights.id, bias], use)
  }
}
