internal import SwiftletCore

/// A graph that is ready to be written: weights packed, every tensor in its place.
struct FilePlan {
  /// A tensor of the file.
  struct Tensor {
    var name: String
    var type: TensorType
    var channels: Graph.ChannelScales?
    var place: Place
    var lastUse: Int
  }

  /// Where the bytes of a tensor are.
  enum Place {
    case arena(offset: Int)
    case constants(offset: Int)
  }

  /// A step of the file.
  struct Step {
    var name: String
    var operation: Operation
    var inputs: [Int?]
    var output: Int
    var scratch: Range<Int>
  }

  var tensors: [Tensor]
  var steps: [Step]
  var inputs: [Graph.Port]
  var outputs: [Graph.Port]
  var constants: [UInt8]
  var activationByteCount: Int
  var lowerBound: Int
  var metadata: [(key: String, value: String)]
}
