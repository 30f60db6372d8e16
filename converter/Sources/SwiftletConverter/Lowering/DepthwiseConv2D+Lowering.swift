internal import SwiftletCore
internal import SwiftletFormat

extension TFLiteImporter {
  /// `DEPTHWISE_CONV_2D`; of a single input channel it is an ordinary convolution.
  mutating func depthwiseConv2D(_ use: TFLiteUse) throws -> Graph.TensorID {
    guard case .depthwiseConv2D(let options) = use.options else { throw LoweringFault.noOptions }
    let x = try input(use, 0)
    let weights = try weights(use, 1, input: x)
    let (image, kernel) = (builder.lengths(x), builder.lengths(weights.id))
    guard image.count == 4, kernel.count == 4, kernel[0] == 1, kernel[3] % image[3] == 0 else {
      throw LoweringFault("the shapes \(image) and \(kernel) are not an image and its kernels")
    }
    let geometry = Geometry(
      image: image, kernel: (kernel[1], kernel[2]),
      stride: (options.strideHeight, options.strideWidth),
      dilation: (options.dilationHeight, options.dilationWidth))
    let pads = try geometry.pads(options.padding)
    let bounds = try Bounds(options.activation)
    let bias = try bias(use, 2, input: x)
    guard image[3] > 1 else {
      var attributes = Conv2D.Attributes()
      attributes.setWindow(geometry, pads)
      attributes.channels = Int32(kernel[3])
      attributes.weightZeroPoint = weights.zeroPoint
      attributes.bounds = bounds
      let turned = try channelsOutermost(weights.id)
      return try add(.conv2D(attributes), [x, turned, bias], use)
    }
    var attributes = DepthwiseConv2D.Attributes()
    attributes.setWindow(geometry, pads)
    attributes.multiplier = Int32(kernel[3] / image[3])
    attributes.weightZeroPoint = weights.zeroPoint
    attributes.bounds = bounds
    return try add(.depthwiseConv2D(attributes), [x, weights.id, bias], use)
  }

  /// Weights of the shape [1, height, width, channels] as [channels, height, width, 1].
  private mutating func channelsOutermost(_ id: Graph.TensorID) throws -> Graph.TensorID {
    let tensor = builder.graph.tensors[id]
    let lengths = tensor.type.shape.lengths
    let taps = lengths[1] * lengths[2]
    let size = tensor.type.element.byteCount
    let bytes = tensor.constant ?? []
    var turned: [UInt8] = []
    turned.reserveCapacity(bytes.count)
    for channel in 0..<lengths[3] {
      for tap in 0..<taps {
        let start = (tap * lengths[3] + channel) * size
        turned += bytes[start..<(start + size)]
      }
    }
    var type = tensor.type
    type.shape = try Shape([lengths[3], lengths[1], lengths[2], 1])
    var channels = tensor.channels
    channels?.axis = 0
    return builder.constant(tensor.name, type, turned, channels: channels)
  }
}
