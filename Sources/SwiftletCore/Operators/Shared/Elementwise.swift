internal import SwiftletKernels

/// Loops over neighbouring elements that work through a block on the stack.
///
/// Nothing else lies in the block, so that the compiler can use vectors although the output may lie
/// over an input. Where there are no vectors, there is no block.
enum Elementwise {
  /// Makes each of a range of output elements of the input element at the same position.
  @inline(__always)
  static func map<X: BitwiseCopyable, Y: BitwiseCopyable>(
    _ input: Elements<X>, _ output: Elements<Y>, _ range: Range<Int>, empty: Y, _ body: (X) -> Y
  ) {
    guard !Build.prefersLeastCode else {
      for index in range { output[index] = body(input[index]) }
      return
    }
    var block = InlineArray<256, Y>(repeating: empty)
    var first = range.lowerBound
    while first < range.upperBound {
      let count = min(256, range.upperBound &- first)
      let (source, target) = (input[first..<(first &+ count)], output[first..<(first &+ count)])
      // The count is at most that of the block.
      var index = 0
      while index < count {
        unsafe block[unchecked: index] = body(source[index])
        index &+= 1
      }
      index = 0
      while index < count {
        target[index] = unsafe block[unchecked: index]
        index &+= 1
      }
      first &+= count
    }
  }

  /// Makes each output element of a pair of input elements that stand beside each other.
  @inline(__always)
  static func combine<L: BitwiseCopyable, R: BitwiseCopyable, Y: BitwiseCopyable>(
    _ left: Elements<L>, _ right: Elements<R>, _ output: Elements<Y>, empty: Y,
    _ body: (L, R) -> Y
  ) {
    var block = InlineArray<256, Y>(repeating: empty)
    var first = 0
    while first < output.count {
      let count = min(256, output.count &- first)
      let range = first..<(first &+ count)
      let (left, right, target) = (left[range], right[range], output[range])
      // The count is at most that of the block.
      var index = 0
      while index < count {
        unsafe block[unchecked: index] = body(left[index], right[index])
        index &+= 1
      }
      index = 0
      while index < count {
        target[index] = unsafe block[unchecked: index]
        index &+= 1
      }
      first &+= count
    }
  }

  /// Makes a range of output elements of pairs of broadcast input elements.
  @inline(__always)
  static func combine<L: BitwiseCopyable, R: BitwiseCopyable, Y: BitwiseCopyable>(
    _ left: Elements<L>, _ right: Elements<R>, _ output: Elements<Y>, _ broadcast: Broadcast,
    _ range: Range<Int>, empty: Y, _ body: (L, R) -> Y
  ) {
    let (leftRepeats, rightRepeats) = (broadcast.leftRepeats, broadcast.rightRepeats)
    broadcast.forEachRun(in: range) { outputStart, leftStart, rightStart, count in
      let output = output[outputStart..<(outputStart &+ count)]
      guard !Build.prefersLeastCode else {
        // An operand that repeats has another shape than the output, which then is apart from it.
        var (l, r) = (leftStart, rightStart)
        for index in 0..<count {
          output[index] = body(left[l], right[r])
          if !leftRepeats { l &+= 1 }
          if !rightRepeats { r &+= 1 }
        }
        return
      }
      if leftRepeats {
        let value = left[leftStart]
        map(right[rightStart..<(rightStart &+ count)], output, 0..<count, empty: empty) {
          body(value, $0)
        }
      } else if rightRepeats {
        let value = right[rightStart]
        map(left[leftStart..<(leftStart &+ count)], output, 0..<count, empty: empty) {
          body($0, value)
        }
      } else {
        combine(
          left[leftStart..<(leftStart &+ count)], right[rightStart..<(rightStart &+ count)],
          output, empty: empty, body)
      }
    }
  }
}
