internal import SwiftletCore

/// The extents of a window that moves over an image.
struct Geometry {
  let image: [Int]
  let kernel: (Int, Int)
  let stride: (Int, Int)
  let dilation: (Int, Int)

  /// The rows and columns that are added on each side.
  struct Pads {
    var top: Int32 = 0
    var left: Int32 = 0
    var bottom: Int32 = 0
    var right: Int32 = 0
  }

  /// The pads that TensorFlow's rules give.
  func pads(_ padding: TFLiteOptions.Padding) throws(LoweringFault) -> Pads {
    guard stride.0 > 0, stride.1 > 0, dilation.0 > 0, dilation.1 > 0, kernel.0 > 0, kernel.1 > 0,
      [stride.0, stride.1, dilation.0, dilation.1, kernel.0, kernel.1].allSatisfy({ $0 < 1 << 16 })
    else { throw LoweringFault("a stride, dilation or kernel size is not between 1 and 65535") }
    guard padding == .same else { return Pads() }
    let (top, bottom) = Self.same(image[1], kernel.0, stride.0, dilation.0)
    let (left, right) = Self.same(image[2], kernel.1, stride.1, dilation.1)
    return Pads(top: top, left: left, bottom: bottom, right: right)
  }

  private static func same(
    _ length: Int, _ kernel: Int, _ stride: Int, _ dilation: Int
  ) -> (Int32, Int32) {
    let output = (length + stride - 1) / stride
    let total = max(0, (output - 1) * stride + (kernel - 1) * dilation + 1 - length)
    return (Int32(total / 2), Int32(total - total / 2))
  }
}

/// The attributes of an operator whose window moves over an image with a border.
protocol WindowAttributes {
  var kernelHeight: Int32 { get set }
  var kernelWidth: Int32 { get set }
  var strideHeight: Int32 { get set }
  var strideWidth: Int32 { get set }
  var dilationHeight: Int32 { get set }
  var dilationWidth: Int32 { get set }
  var padTop: Int32 { get set }
  var padLeft: Int32 { get set }
  var padBottom: Int32 { get set }
  var padRight: Int32 { get set }
}

extension Conv2D.Attributes: WindowAttributes {}
extension DepthwiseConv2D.Attributes: WindowAttributes {}
extension Pool2D.Attributes: WindowAttributes {}

extension WindowAttributes {
  /// Takes a window over, whose extents ``Geometry/pads(_:)`` has found to fit.
  mutating func setWindow(_ geometry: Geometry, _ pads: Geometry.Pads) {
    kernelHeight = Int32(geometry.kernel.0)
    kernelWidth = Int32(geometry.kernel.1)
    strideHeight = Int32(geometry.stride.0)
    strideWidth = Int32(geometry.stride.1)
    dilationHeight = Int32(geometry.dilation.0)
    dilationWidth = Int32(geometry.dilation.1)
    padTop = pads.top
    padLeft = pads.left
    padBottom = pads.bottom
    padRight = pads.right
  }
}
