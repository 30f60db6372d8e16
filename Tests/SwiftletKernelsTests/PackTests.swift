#if arch(x86_64) || arch(arm64)
import CSwiftletKernels
import SwiftletCases
import Testing

/// The functions of `pack.h` against their formulas, on memory that ends where it may be read.
@Suite struct PackTests {
  @Test func columnsOfWordsBecomeLines() {
    for (count, stride) in counts {
      let from = (0..<Int32(15 * stride + count)).map { $0 &* 2_654_435 }
      let packed = packed(from, wordCount: count * 16) {
        unsafe swiftlet_pack_columns_words($0, stride, count, $1)
      }
      let expected = (0..<count * 16).map { from[$0 % 16 * stride + $0 / 16] }
      #expect(packed == expected, "\(count) of \(stride)")
    }
  }

  @Test func linesOfWordsAreCopied() {
    for (count, gap) in counts {
      let stride = 16 + gap
      let from = (0..<Int32((count - 1) * stride + 16)).map { $0 &* 2_654_435 }
      let packed = packed(from, wordCount: count * 16) {
        unsafe swiftlet_pack_lines_words($0, stride, count, $1)
      }
      #expect(packed == (0..<count * 16).map { from[$0 / 16 * stride + $0 % 16] }, "\(count)")
    }
  }

  @Test func linesOfBytesBecomeGroupsWhoseSumsAreAdded() {
    for (count, gap) in counts {
      let stride = 16 + gap
      let from = (0..<(4 * count - 1) * stride + 16).map { Int8(truncatingIfNeeded: $0 * 37) }
      var sums = (0..<16).map { Int32($0) }
      let words = packed(from, wordCount: count * 16) { source, target in
        let bytes = unsafe target.assumingMemoryBound(to: Int8.self)
        unsafe swiftlet_pack_lines_int8(
          source.assumingMemoryBound(to: Int8.self), stride, count, bytes)
        unsafe sums.withUnsafeMutableBufferPointer { sums in
          guard let sums = sums.baseAddress else { return }
          unsafe swiftlet_pack_add_int8(bytes, count, sums)
        }
      }
      for (index, word) in words.enumerated() {
        for step in 0..<4 {
          let byte = Int8(truncatingIfNeeded: word >> Int32(8 * step))
          #expect(byte == from[(index / 16 * 4 + step) * stride + index % 16])
        }
      }
      for column in 0..<16 {
        let column = (column, (0..<4 * count).map { Int32(from[$0 * stride + column]) })
        #expect(sums[column.0] == Int32(column.0) + column.1.reduce(0, +))
      }
    }
  }

  private var counts: [(Int, Int)] {
    (1...9).flatMap { count in (0...2).map { (count, count + $0) } }
  }

  private func packed<Element: BitwiseCopyable>(
    _ from: [Element], wordCount: Int,
    by pack: (UnsafeRawPointer, UnsafeMutableRawPointer) -> Void
  ) -> [Int32] {
    let source = GuardedBytes(from)
    let target = GuardedBytes(byteCount: wordCount * 4)
    unsafe pack(
      UnsafeRawPointer(source.start(as: Element.self)),
      UnsafeMutableRawPointer(target.start(as: Int32.self)))
    return unsafe Array(target.bytes.bindMemory(to: Int32.self))
  }
}
#endif
