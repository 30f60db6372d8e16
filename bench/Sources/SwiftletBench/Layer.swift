/// One layer of a network, by its shapes alone.
///
/// Images are lines, columns, channels; borders are such that a stride of one keeps the shape.
enum Layer: Equatable {
  /// A convolution of an image to so many channels.
  case conv2D(image: [Int], window: Window, channels: Int)
  /// A convolution of every channel of an image by itself.
  case depthwise(image: [Int], window: Window)
  /// Products of rows with a matrix of weights.
  case fullyConnected(rows: Int, depth: Int, channels: Int)
  /// Products of matrices that are both made at run time.
  case matMul(batch: Int, rows: Int, depth: Int, columns: Int)
  /// The sum of two tensors of a shape.
  case add([Int])
  /// The product of two tensors of a shape.
  case multiply([Int])
  /// A function by a table of 256 bytes; on floats, a hyperbolic tangent.
  case lookup([Int])
  /// The mean over all lines and columns of an image.
  case averagePool(image: [Int])
  /// The greatest of each window.
  case maximumPool(image: [Int], window: Window)
  /// Exponentials over their sum, along the last axis.
  case softmax([Int])
  /// Rows brought to mean zero and variance one; floats alone.
  case normalization([Int])
  /// Axes in another order.
  case transpose([Int], order: [Int])

  /// A window and how far it moves.
  struct Window: Equatable {
    let height: Int
    let width: Int
    let stride: Int
  }
}

/// A line of a shape list: a layer, and how often the network has it.
struct ShapeLine {
  /// The line as it was written, without how often.
  let text: String
  let layer: Layer
  let count: Int
}
