internal import SwiftletCore
internal import SwiftletFormat

extension TFLiteImporter {
  /// `CONV_2D`; groups are read off the weights' depth.
  mutating func conv2D(_ use: TFLiteUse) throws -> Graph.TensorID {
    guard case .conv2D(let options) = use.options else { throw LoweringFault.noOptions }
    let x = try input(use, 0)
    let weights = try weights(use, 1, input: x)
    let (image, kernel) = (builder.lengths(x), builder.lengths(weights.id))
    guard image.count == 4, kernel.count == 4, image[3] % kernel[3] == 0 else {
      throw LoweringFault("the shapes \(image) and \(kernel) are not an image and its kernels")
    }
    let geometry = Geometry(
      image: image, kernel: (kernel[1], kernel[2]),
      stride: (options.strideHeight, options.strideWidth),
      dilation: (options.dilationHeight, options.dilationWidth))
    let pads = try geometry.pads(options.padding)
    let bounds = try Bounds(options.activation)
    var attributes = Conv2D.Attributes()
    attributes.setWindow(geometry, pads)
    attributes.groups = Int32(image[3] / kernel[3])
    attributes.channels = Int32(kernel[0])
    attributes.weightZeroPoint = weights.zeroPoint
    attributes.bounds = bounds
    let bias = try bias(use, 2, input: x)
    return try add(.conv2D(attributes), [x, weights.id, bias], use)
  }
}

extension LoweringFault {
  /// The options of an operator are not those that its code asks for.
  static var noOptions: LoweringFault {
    LoweringFault("its options are missing, or another operator's")
  }
}

extension TFLiteImporter {
  /// Weights in a form that the input allows: int8 for int8; for float, float, its half and int8.
  mutating func weights(
    _ use: TFLiteUse, _ position: Int, input x: Graph.TensorID
  ) throws -> (id: Graph.TensorID, zeroPoint: Int32) {
    let id = try input(use, position)
    let tensor = builder.graph.tensors[id]
    guard tensor.constant != nil else {
      throw LoweringFault(
        "its weights are made while the model runs",
        remedy: "freeze the weights before exporting the model")
    }
    switch builder.type(x).element {
    case .int8:
      guard tensor.type.element == .int8 else {
        throw LoweringFault("its weights are \(tensor.type.element) and its input is int8")
      }
      return (id, tensor.type.quantization?.zeroPoint ?? 0)
    case .float32:
      guard !tensor.isReadByFloats else { return (id, 0) }
      guard let reals = tensor.reals else {
        throw LoweringFault("its weights are \(tensor.type.element) and its input is float32")
      }
      let type = TensorType(.float32, tensor.type.shape)
      return (builder.constant(tensor.name, type, .init(elements: reals)), 0)
    case .absent, .uint8, .int16, .int32, .int64, .boolean, .float16:
      throw LoweringFault("its input has elements of type \(builder.type(x).element)")
    }
  }

  /// A bias, if there is one, in the form that the input calls for.
  mutating func bias(
    _ use: TFLiteUse, _ position: Int, input x: Graph.TensorID
  ) throws -> Graph.TensorID? {
    guard let id = try optionalInput(use, position) else { return nil }
    let tensor = builder.graph.tensors[id]
    guard tensor.constant != nil else {
      throw LoweringFault(
        "its bias is made while the model runs",
        remedy: "freeze the weights before exporting the model")
    }
    let needed: ElementType = builder.type(x).element == .float32 ? .float32 : .int32
    guard tensor.type.element != needed else { return id }
    guard needed == .float32, let reals = tensor.reals else {
      throw LoweringFault("its bias is \(tensor.type.element) and must be \(needed)")
    }
    let type = TensorType(.float32, tensor.type.shape)
    return builder.constant(tensor.name, type, .init(elements: reals))
  }
}
