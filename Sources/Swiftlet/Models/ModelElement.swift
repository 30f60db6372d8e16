public import SwiftletFormat

/// A Swift type that has the bytes of an element of a tensor.
public protocol ModelElement: BitwiseCopyable, Sendable {
  /// Whether tensors of an element type hold values of this one.
  static func matches(_ element: ElementType) -> Bool
}

extension Float: ModelElement {
  /// Matches float32.
  public static func matches(_ element: ElementType) -> Bool { element == .float32 }
}

extension Int8: ModelElement {
  /// Matches int8.
  public static func matches(_ element: ElementType) -> Bool { element == .int8 }
}

extension UInt8: ModelElement {
  /// Matches uint8, and the zeros and ones of boolean.
  public static func matches(_ element: ElementType) -> Bool {
    element == .uint8 || element == .boolean
  }
}

extension Int16: ModelElement {
  /// Matches int16.
  public static func matches(_ element: ElementType) -> Bool { element == .int16 }
}

extension Int32: ModelElement {
  /// Matches int32.
  public static func matches(_ element: ElementType) -> Bool { element == .int32 }
}

extension Int64: ModelElement {
  /// Matches int64.
  public static func matches(_ element: ElementType) -> Bool { element == .int64 }
}
