import Swiftlet
import SwiftletCore
import SwiftletFormat
import SwiftletTerminal

extension Diagnostic {
  /// Tells of a file that could not be read or written.
  init(_ fault: FileFault) {
    self.init(.failure, fault.description, help: fault.remedy)
  }

  /// Tells of an array that could not be read or written.
  init(_ fault: NumpyFault, path: String) {
    if case .file(let fault) = fault {
      self.init(fault)
    } else {
      self.init(
        .failure, "cannot read '\(path)': \(fault.description)", help: fault.remedy)
    }
  }

  /// Tells of a model that was refused.
  ///
  /// - Parameter stepNames: what each step is called, for those that can be read.
  init(_ fault: ModelFault, path: String, stepName: String? = nil) {
    var place = ""
    if fault.step >= 0 { place = "step \(fault.step)\(stepName.map { " (\($0))" } ?? ""): " }
    self.init(
      .failure, "cannot load '\(path)': \(place)\(fault.reason.message)",
      help: fault.reason.remedy)
  }
}

extension ModelFault.Reason {
  /// The reason as the end of a sentence: what was needed, and what there was.
  var message: String {
    switch self {
    case .damaged(let fault) where fault.reason == .wrongIdentifier:
      "it is not a Swiftlet model"
    case .damaged(let fault):
      "it is damaged at byte \(fault.byteOffset): \(fault.reason.message)"
    case .versionNotSupported(let found, let newest):
      "it has version \(found) of the format, and versions 1 to \(newest) are known"
    case .misaligned(let needed):
      "its memory does not start at a multiple of \(needed) bytes"
    case .arenaTooSmall(let needed, let available):
      needed == Int.max
        ? "it asks for more memory than this machine can address"
        : "it needs an arena of \(needed) bytes, and \(available) are available"
    case .constantsMissing(let needed, let available):
      needed == Int.max
        ? "its constants lie outside the file, which has \(available) bytes"
        : "it needs \(needed) bytes with its constants, and the file has \(available)"
    case .operatorUnknown(let code): "no operator has the number \(code)"
    case .operatorNotLinked(let code): "this program does not hold the operator \(code)"
    case .attributeOutOfRange(let field): "its attribute \(field) is out of range"
    case .inputCount(let needed, let found):
      "it needs \(needed) inputs or outputs, and has \(found)"
    case .tensorOutOfRange(let index, let count):
      "it names tensor \(index), and there are \(count)"
    case .tensorOutOfPlace(let tensor, let needed, let available):
      "tensor \(tensor) starts at byte \(needed) and does not fit the \(available) bytes there"
    case .tensorMisaligned(let tensor):
      "tensor \(tensor) does not start at a multiple of its element's size"
    case .tensorsOverlap(let tensor, let other): Self.overlap(tensor, other)
    case .tensorNotAlive(let tensor):
      "tensor \(tensor) is read before it is written, or after its last use"
    case .tensorConstant(let tensor):
      "tensor \(tensor) is a constant, and something would write to it"
    case .constantNeeded(let input): "its input \(input) must be a constant, and is not"
    case .tooManyTensors: "more tensors are alive at once than its memory has room for"
    case .shapeOutOfRange: "a shape is empty, or has more than 8 axes or 2³¹ elements"
    case .shapeMismatch(let axis, let needed, let found):
      axis < 0
        ? "its shapes do not agree: \(needed) is needed, and \(found) is there"
        : "its shapes do not agree at axis \(axis): \(needed) is needed, and \(found) is there"
    case .elementTypeNotSupported(let element):
      "it does not work on elements of type \(element)"
    case .scaleOutOfRange: "a scale, or a ratio of scales, is out of range"
    case .zeroPointOutOfRange(let zeroPoint): "the zero point \(zeroPoint) is out of range"
    case .tooFewBytes(let needed, let available):
      "it needs \(needed) bytes of constants or scratch memory, and has \(available)"
    case .instructionSetNotSupported: "this machine lacks the instruction set asked for"
    }
  }

  /// What the user can do about it.
  var remedy: String {
    switch self {
    case .damaged(let fault) where fault.reason == .wrongIdentifier:
      "make one with 'swiftlet convert'"
    case .versionNotSupported: "use a newer swiftlet, or convert the model again with this one"
    case .misaligned: "start the memory at that multiple"
    case .arenaTooSmall: "use a machine with more memory, or a smaller model"
    case .operatorUnknown: "use a newer swiftlet, or convert the model again with this one"
    case .operatorNotLinked: "add the operator to the set that the program links"
    case .instructionSetNotSupported: "leave --instruction-set out to use the best"
    case .damaged, .constantsMissing:
      "the file is damaged or was cut short; copy it again, or convert the model again"
    case .attributeOutOfRange, .inputCount, .tensorOutOfRange, .tensorOutOfPlace,
      .tensorMisaligned, .tensorsOverlap, .tensorNotAlive, .tensorConstant, .constantNeeded,
      .tooManyTensors, .shapeOutOfRange, .shapeMismatch, .elementTypeNotSupported,
      .scaleOutOfRange, .zeroPointOutOfRange, .tooFewBytes:
      "the file is damaged, or was not made by 'swiftlet convert'; convert the model again"
    }
  }

  private static func overlap(_ tensor: Int, _ other: Int) -> String {
    tensor < 0
      ? "its scratch memory lies over tensor \(other), which is still needed"
      : "tensor \(tensor) lies over tensor \(other), which is still needed"
  }
}

extension FlatBufferFault.Reason {
  fileprivate var message: String {
    switch self {
    case .outOfBounds: "something lies outside the file"
    case .misaligned: "a number is not at a multiple of its size"
    case .wrongIdentifier: "the identifier is another one"
    case .offsetOutOfRange: "an offset leads nowhere"
    case .vtableSizeInvalid, .tableSizeInvalid: "a table has an impossible size"
    case .fieldOutsideTable: "a field lies outside its table"
    case .vectorTooLong: "a list is longer than the file"
    case .stringNotTerminated: "a text has no end"
    case .indexOutOfRange: "a position lies beyond the end of its list"
    }
  }
}
