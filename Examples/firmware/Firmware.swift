import Board
import SwiftletCore
import SwiftletFormat

/// The operators of an image or keyword classifier, and no other: only these are linked.
enum ClassifierOperators: OperatorSet {
  static func visit<Visitor: OperatorVisitor & ~Copyable>(
    _ code: OperatorCode, with visitor: inout Visitor
  ) throws(Visitor.Failure) -> Visitor.Output {
    switch code {
    case .conv2D: try visitor.visit(Conv2D.self)
    case .depthwiseConv2D: try visitor.visit(DepthwiseConv2D.self)
    case .fullyConnected: try visitor.visit(FullyConnected.self)
    case .pool2D: try visitor.visit(Pool2D.self)
    case .softmax: try visitor.visit(Softmax.self)
    case .reshape: try visitor.visit(Reshape.self)
    case .transposeConv2D, .binary, .unary, .lookup, .pRelu, .reduce, .concatenation, .slice, .pad,
      .transpose, .resize, .quantize, .dequantize, .requantize, .cast, .argMax,
      .matMul, .normalization, .cumulative, .gather, .scatter, .compare, .select, .broadcastTo,
      .topK, .winogradConv2D:
      try visitor.missing(code)
    }
  }

  static var shareBody: ShareBody { { unsafe runShare(ClassifierOperators.self, $0, $1) } }
}

/// Loads the board's model, classifies its input, and answers with the class; -1 where the model is
/// refused.
@c(firmware_classify)
public func classify() -> Int32 {
  // The board states how many bytes its model, its arena and its input have.
  let file = unsafe UnsafeRawBufferPointer(start: board_model(), count: board_model_size())
  let arena = unsafe UnsafeMutableRawBufferPointer(start: board_arena(), count: board_arena_size())
  guard
    let interpreter = unsafe try? Interpreter<ClassifierOperators>(loading: file, into: arena),
    let input = interpreter.input(0), let output = interpreter.output(0),
    input.bytes.count == board_input_size()
  else { return -1 }
  unsafe input.bytes.copy(
    from: Elements(UnsafeMutableRawPointer(mutating: board_input()), count: board_input_size()))
  interpreter.run()
  var (best, greatest) = (0, Int8.min)
  for index in 0..<output.bytes.count {
    let score = Int8(bitPattern: output.bytes[index])
    if score > greatest { (best, greatest) = (index, score) }
  }
  return Int32(truncatingIfNeeded: best)
}
