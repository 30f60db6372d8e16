public import SwiftletCore
public import SwiftletFormat

/// Why a model could not be opened or used.
public enum ModelError: Error, Equatable, Sendable {
  /// The file cannot be read.
  case file(FileFault)
  /// The file was read, and its model is refused.
  case refused(ModelFault, path: String?)
  /// The system has not so much memory.
  case memoryRefused(byteCount: Int)
  /// A team of threads cannot be made.
  case threads(ThreadPool.Fault)
  /// The model has not so many inputs or outputs.
  case indexOutOfRange(index: Int, count: Int)
  /// A tensor holds elements of another type than was asked for.
  case elementMismatch(found: ElementType)
  /// A tensor has another number of elements than was given.
  case countMismatch(needed: Int, found: Int)
}

extension ModelError: CustomStringConvertible {
  /// The error in one sentence, without its remedy.
  public var description: String {
    switch self {
    case .file(let fault): fault.description
    case .refused(let fault, let path):
      "cannot load \(path.map { "'\($0)'" } ?? "the model"): \(fault.text)"
    case .memoryRefused(let count): "the system refused \(count) bytes of memory"
    case .threads(.countOutOfRange(let count, let limit)):
      "there can be 1 to \(limit) threads, not \(count)"
    case .threads(.system(let code)): "the system refused a thread (errno \(code))"
    case .indexOutOfRange(let index, let count):
      "there is no tensor \(index): the model has \(count), counted from 0"
    case .elementMismatch(let found): "the tensor's elements are \(found)"
    case .countMismatch(let needed, let found): "the tensor has \(needed) elements, not \(found)"
    }
  }

  /// What the user can do about it.
  public var remedy: String {
    switch self {
    case .file(let fault): fault.remedy
    case .refused(let fault, _): fault.remedy
    case .memoryRefused: "close other programs, or use a smaller model"
    case .threads: "ask for fewer threads"
    case .indexOutOfRange: "look at the model's inputs and outputs first"
    case .elementMismatch: "use the Swift type of that element, or read and write real numbers"
    case .countMismatch: "give one value for each element of the tensor's shape"
    }
  }
}

extension ModelFault {
  /// The fault in words, with the operator at which it was found.
  var text: String { step < 0 ? reason.text : "operator \(step): \(reason.text)" }

  /// The fault in words, with the operator at which it was found and what it is called.
  package func text(operatorName: String?) -> String {
    guard let operatorName else { return text }
    return "operator \(step) (\(operatorName)): \(reason.text)"
  }

  /// What the user can do about it.
  var remedy: String {
    switch reason {
    case .damaged(let fault) where fault.reason == .wrongIdentifier:
      "make a model with 'swiftlet convert'"
    case .versionNotSupported: "update this program, or convert the model with this version"
    case .arenaTooSmall: "give an arena of at least the bytes that are needed"
    case .misaligned: "align the file and the arena"
    case .constantsMissing: "the file was cut short; copy or convert it again"
    case .operatorUnknown: "update this program: the file may come from a later version"
    case .operatorNotLinked: "use a build that links the operator"
    case .instructionSetNotSupported: "choose an instruction set that this machine supports"
    case .damaged, .attributeOutOfRange, .inputCount, .tensorOutOfRange, .tensorOutOfPlace,
      .tensorMisaligned, .tensorsOverlap, .tensorNotAlive, .tensorConstant, .constantNeeded,
      .tooManyTensors, .shapeOutOfRange, .shapeMismatch, .elementTypeNotSupported,
      .scaleOutOfRange, .zeroPointOutOfRange, .tooFewBytes:
      "check that the file is a whole .swiftlet file, and convert the model again"
    }
  }
}

extension ModelFault.Reason {
  fileprivate var text: String {
    switch self {
    case .damaged(let fault) where fault.reason == .wrongIdentifier: "it is not a Swiftlet model"
    case .damaged(let fault): "it is damaged at byte \(fault.byteOffset) (\(fault.reason))"
    case .versionNotSupported(let found, let newest):
      "its format has version \(found), and the newest that is known is \(newest)"
    case .misaligned(let needed): "its memory does not start at a multiple of \(needed) bytes"
    case .arenaTooSmall(Int.max, _): "it asks for more memory than a machine can address"
    case .arenaTooSmall(let needed, let available):
      "it needs an arena of \(needed) bytes, and there are \(available)"
    case .constantsMissing(Int.max, let available):
      "its constants lie outside the file, which has \(available) bytes"
    case .constantsMissing(let needed, let available):
      "its constants end at byte \(needed), and the file has \(available)"
    case .operatorUnknown(let code): "there is no operator of number \(code)"
    case .operatorNotLinked(let code): "the operator \(code) is not part of this program"
    case .attributeOutOfRange(let field): "attribute \(field) is out of range"
    case .inputCount(let needed, let found): "it needs \(needed) tensors and names \(found)"
    case .tensorOutOfRange(let index, let count):
      "it names tensor \(index), and there are \(count)"
    case .tensorOutOfPlace(let tensor, let needed, let available):
      "tensor \(tensor), at byte \(needed), does not fit into \(available) bytes"
    case .tensorMisaligned(let tensor): "tensor \(tensor) is not aligned to its elements"
    case .tensorsOverlap(let tensor, let other):
      "tensors \(tensor) and \(other) share memory while both are needed"
    case .tensorNotAlive(let tensor): "tensor \(tensor) is read when it holds nothing"
    case .tensorConstant(let tensor): "tensor \(tensor) is a constant and may not be one"
    case .constantNeeded(let input): "input \(input) has to be a constant"
    case .tooManyTensors: "more tensors are needed at once than the arena has room for"
    case .shapeOutOfRange: "a shape has too many axes or elements, or a length below 1"
    case .shapeMismatch(-1, let needed, let found):
      "a shape has \(found) axes or elements, and \(needed) are needed"
    case .shapeMismatch(let axis, let needed, let found):
      "the length of axis \(axis) is \(found), and has to be \(needed)"
    case .elementTypeNotSupported(let element): "it does not work on elements of type \(element)"
    case .scaleOutOfRange: "a scale is out of range"
    case .zeroPointOutOfRange(let zeroPoint): "the zero point \(zeroPoint) is out of range"
    case .tooFewBytes(let needed, let available):
      "it uses \(needed) bytes of constants or scratch memory, and there are \(available)"
    case .instructionSetNotSupported: "this machine lacks the instruction set"
    }
  }
}
