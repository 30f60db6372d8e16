public import SwiftletFormat

extension UnaryFunction {
  /// Applies the function to every element, with the same bits on every machine.
  ///
  /// - Precondition: both pointers reach `count` elements, and the output is either the input itself
  ///   or apart from it.
  public func map(
    _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, count: Int,
    alpha: Float, beta: Float
  ) {
    let loop = unsafe UnaryLoop(input: input, output: output, count: count)
    unsafe visit(loop, alpha: alpha, beta: beta)
  }

  /// Applies the function to one element: the definition that ``map`` equals bit for bit.
  public func callAsFunction(_ x: Float, alpha: Float = 0, beta: Float = 0) -> Float {
    var result = x
    unsafe withUnsafeMutablePointer(to: &result) {
      unsafe map($0, $0, count: 1, alpha: alpha, beta: beta)
    }
    return result
  }
}

/// The elements that a function is applied to.
@unsafe struct UnaryLoop {
  let input: UnsafePointer<Float>
  let output: UnsafeMutablePointer<Float>
  let count: Int

  /// Applies `function` to every element, in blocks that stay in the nearest cache.
  ///
  /// Each block is copied first and changed in place, so that one pointer is left and the loop
  /// vectorizes whether or not the output is the input.
  @inline(__always)
  func apply(_ function: (Float) -> Float) {
    var block = unsafe output
    var source = unsafe input
    var left = unsafe count
    while left > 0 {
      // `size` never passes what is left, the bound of both pointers.
      let size = left < 1024 ? left : 1024
      if unsafe UnsafePointer(block) != source { unsafe block.update(from: source, count: size) }
      var index = 0
      while index < size {
        unsafe block[index] = function(block[index])
        index &+= 1
      }
      unsafe block += size
      unsafe source += size
      left &-= size
    }
  }
}
