extension TFLiteOptions {
  struct Conv2D: Equatable, Sendable {
    let padding: Padding
    let strideHeight: Int
    let strideWidth: Int
    let dilationHeight: Int
    let dilationWidth: Int
    let activation: Activation
  }

  struct DepthwiseConv2D: Equatable, Sendable {
    let padding: Padding
    let strideHeight: Int
    let strideWidth: Int
    let dilationHeight: Int
    let dilationWidth: Int
    /// The outputs for each input channel; 0 in files that leave it to the shapes.
    let depthMultiplier: Int
    let activation: Activation
  }

  struct TransposeConv: Equatable, Sendable {
    let padding: Padding
    let strideHeight: Int
    let strideWidth: Int
    let activation: Activation
  }

  struct Pool2D: Equatable, Sendable {
    let padding: Padding
    let strideHeight: Int
    let strideWidth: Int
    let filterHeight: Int
    let filterWidth: Int
    let activation: Activation
  }

  struct Resize: Equatable, Sendable {
    let alignsCorners: Bool
    let usesHalfPixelCenters: Bool
  }

  /// Reads options of windows over the plane of an image.
  static func spatial(_ type: Int, _ table: TFLiteTable) throws(TFLiteFault.Reason) -> Self? {
    switch type {
    case 1: .conv2D(try Conv2D(table))
    case 2: .depthwiseConv2D(try DepthwiseConv2D(table))
    case 5: .pool2D(try Pool2D(table))
    case 15:
      .resizeBilinear(
        Resize(alignsCorners: try table.flag(2), usesHalfPixelCenters: try table.flag(3)))
    case 19: .spaceToDepth(blockSize: try table.integer(0))
    case 49: .transposeConv(try TransposeConv(table))
    case 74:
      .resizeNearestNeighbor(
        Resize(alignsCorners: try table.flag(0), usesHalfPixelCenters: try table.flag(1)))
    case 94: .depthToSpace(blockSize: try table.integer(0))
    default: nil
    }
  }
}

extension TFLiteOptions.Conv2D {
  fileprivate init(_ table: TFLiteTable) throws(TFLiteFault.Reason) {
    padding = try table.padding(0)
    strideWidth = try table.integer(1)
    strideHeight = try table.integer(2)
    activation = try table.activation(3)
    dilationWidth = try table.integer(4, default: 1)
    dilationHeight = try table.integer(5, default: 1)
  }
}

extension TFLiteOptions.DepthwiseConv2D {
  fileprivate init(_ table: TFLiteTable) throws(TFLiteFault.Reason) {
    padding = try table.padding(0)
    strideWidth = try table.integer(1)
    strideHeight = try table.integer(2)
    depthMultiplier = try table.integer(3)
    activation = try table.activation(4)
    dilationWidth = try table.integer(5, default: 1)
    dilationHeight = try table.integer(6, default: 1)
  }
}

extension TFLiteOptions.TransposeConv {
  fileprivate init(_ table: TFLiteTable) throws(TFLiteFault.Reason) {
    padding = try table.padding(0)
    strideWidth = try table.integer(1)
    strideHeight = try table.integer(2)
    activation = try table.activation(3)
  }
}

extension TFLiteOptions.Pool2D {
  fileprivate init(_ table: TFLiteTable) throws(TFLiteFault.Reason) {
    padding = try table.padding(0)
    strideWidth = try table.integer(1)
    strideHeight = try table.integer(2)
    filterWidth = try table.integer(3)
    filterHeight = try table.integer(4)
    activation = try table.activation(5)
  }
}

extension TFLiteTable {
  func activation(_ field: UInt16) throws(TFLiteFault.Reason) -> TFLiteOptions.Activation {
    try member(field, "fused_activation_function", of: TFLiteOptions.Activation.self)
  }

  fileprivate func padding(_ field: UInt16) throws(TFLiteFault.Reason) -> TFLiteOptions.Padding {
    try member(field, "padding", of: TFLiteOptions.Padding.self)
  }
}
