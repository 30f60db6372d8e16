/// One thread's part of an operator's work.
///
/// An operator cuts its output into units that do not depend on each other, so that the result is
/// the same whatever the number of shares.
public struct Share: BitwiseCopyable, Sendable {
  /// The position of the part.
  public let index: Int

  /// The number of parts.
  public let count: Int

  /// The whole work as one part.
  public static var whole: Share { Share(index: 0, count: 1) }

  /// Creates a part.
  ///
  /// - Precondition: `index` is in `0..<count`.
  public init(index: Int, count: Int) {
    assert(index >= 0 && index < count)
    self.index = index
    self.count = count
  }

  /// The part's units of a number of units.
  public func units(of total: Int) -> Range<Int> {
    bound(index, total)..<bound(index + 1, total)
  }

  private func bound(_ index: Int, _ total: Int) -> Int {
    // The first `total % count` parts have one unit more; no product, so nothing can overflow.
    let (each, rest) = total.quotientAndRemainder(dividingBy: count)
    return each * index + min(index, rest)
  }
}
