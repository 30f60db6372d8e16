internal import SwiftletCore

extension ModelFault.Reason {
  /// The reason as part of a sentence, for reports of the converter.
  var sentence: String {
    switch self {
    case .shapeMismatch(let axis, let needed, let found):
      axis < 0
        ? "its shapes do not agree: \(needed) is needed and \(found) found"
        : "its shapes do not agree at axis \(axis): \(needed) is needed and \(found) found"
    case .shapeOutOfRange: "a shape is empty, or has more than 2³¹ elements or 8 axes"
    case .elementTypeNotSupported(let element): "it does not work on elements of type \(element)"
    case .inputCount(let needed, let found): "it has \(found) inputs where \(needed) are needed"
    case .attributeOutOfRange(let field): "its attribute \(field) is out of range"
    case .scaleOutOfRange: "a scale, or a ratio of scales, is missing or out of range"
    case .zeroPointOutOfRange(let zeroPoint): "the zero point \(zeroPoint) is out of range"
    case .constantNeeded(let input): "its input \(input) must be a constant"
    case .tooFewBytes(let needed, let available):
      "\(needed) bytes are needed and \(available) there"
    case .damaged, .versionNotSupported, .misaligned, .arenaTooSmall, .constantsMissing,
      .operatorUnknown, .operatorNotLinked, .tensorOutOfRange, .tensorOutOfPlace,
      .tensorMisaligned, .tensorsOverlap, .tensorNotAlive, .tensorConstant, .tooManyTensors,
      .instructionSetNotSupported:
      "\(self)"
    }
  }
}
