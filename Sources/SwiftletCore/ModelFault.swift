public import SwiftletFormat

/// Why a model was refused, and where in it.
///
/// Everything that can go wrong goes wrong while a model loads; a model that has loaded runs
/// without a way to fail. No case holds text: ``SwiftletCore`` has no heap to put it in.
public struct ModelFault: Error, Equatable, BitwiseCopyable, Sendable {
  /// The rule that the model breaks.
  public enum Reason: Error, Equatable, BitwiseCopyable, Sendable {
    /// The bytes are not a Swiftlet model, or its structure is damaged.
    case damaged(FlatBufferFault)
    /// The file was written for a later version of the format.
    case versionNotSupported(found: Int, newest: Int)
    /// A block of memory does not start at a multiple of the bytes it must.
    case misaligned(needed: Int)
    /// The arena is smaller than the model needs.
    case arenaTooSmall(needed: Int, available: Int)
    /// The file ends before its constants do.
    case constantsMissing(needed: Int, available: Int)
    /// The file has no operator of this code.
    case operatorUnknown(code: Int)
    /// The file needs an operator that this program does not link.
    case operatorNotLinked(OperatorCode)
    /// An attribute is outside what the operator can do; its number in the schema.
    case attributeOutOfRange(field: Int)
    /// An operator has too few or too many inputs or outputs.
    case inputCount(needed: Int, found: Int)
    /// A position names no tensor.
    case tensorOutOfRange(index: Int, count: Int)
    /// A tensor lies outside the memory of its place.
    case tensorOutOfPlace(tensor: Int, needed: Int, available: Int)
    /// A tensor or scratch memory does not start at a multiple of its element's size.
    case tensorMisaligned(tensor: Int)
    /// Two tensors that are alive together share memory.
    case tensorsOverlap(tensor: Int, other: Int)
    /// A tensor is read before it is written, or after the last use that the file states.
    case tensorNotAlive(tensor: Int)
    /// An operator writes to a constant, or a model takes one as input or gives one as output.
    case tensorConstant(tensor: Int)
    /// An input that must be a constant of the file is not.
    case constantNeeded(input: Int)
    /// More tensors are alive at once than the arena has room for.
    case tooManyTensors
    /// A dimension is not positive, or a tensor has too many dimensions or elements.
    case shapeOutOfRange
    /// The shapes of an operator's inputs and output do not agree, at an axis or in whole (-1).
    case shapeMismatch(axis: Int, needed: Int, found: Int)
    /// The operator does not work on a tensor of this element type.
    case elementTypeNotSupported(ElementType)
    /// A scale is not positive and finite, or a ratio of scales is out of the kernel's range.
    case scaleOutOfRange
    /// A zero point is not a value of its element type, or not the one that the operator needs.
    case zeroPointOutOfRange(Int)
    /// Constants or scratch memory have fewer bytes than the operator reads or writes.
    case tooFewBytes(needed: Int, available: Int)
    /// The machine lacks the instruction set that was asked for.
    case instructionSetNotSupported
  }

  /// The rule that the model breaks.
  public let reason: Reason

  /// The position of the operator at fault; -1 where the fault is the file's as a whole.
  public let step: Int

  /// Creates a fault at a step, or of the whole file.
  public init(_ reason: Reason, step: Int = -1) {
    self.reason = reason
    self.step = step
  }
}
