/// A way to gather many elements into one.
protocol Fold: BitwiseCopyable {
  /// The type of what is gathered and of the result.
  associatedtype Element: BitwiseCopyable

  /// What is kept while gathering.
  associatedtype Sum: BitwiseCopyable

  /// What is kept before the first element.
  var start: Sum { get }

  /// Gathers one more element.
  func adding(_ sum: Sum, _ element: Element) -> Sum

  /// The result of what was gathered.
  func result(_ sum: Sum) -> Element
}
