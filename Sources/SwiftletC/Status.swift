public import CSwiftlet
internal import SwiftletCore
internal import SwiftletFormat

extension swiftlet_fault {
  /// What no status speaks of.
  static var none: swiftlet_fault {
    swiftlet_fault(status: .ok, step: -1, subject: 0, needed: 0, found: 0)
  }

  /// The refusal of an argument.
  init(_ status: swiftlet_status) {
    self.init(status: status, step: -1, subject: 0, needed: 0, found: 0)
  }

  private init(
    at status: swiftlet_status, _ subject: Int = 0, needed: Int = 0, found: Int = 0
  ) {
    self.init(status: status, step: -1, subject: subject, needed: needed, found: found)
  }

  /// The C form of a fault.
  init(_ fault: ModelFault) {
    self.init(fault.reason)
    step = Int32(truncatingIfNeeded: fault.step)
  }

  private init(_ reason: ModelFault.Reason) {
    switch reason {
    case .damaged(let fault):
      self.init(at: .damaged, Int(fault.reason.rawValue), found: fault.byteOffset)
    case .versionNotSupported(let found, let newest):
      self.init(at: .versionNotSupported, needed: newest, found: found)
    case .misaligned(let needed): self.init(at: .misaligned, needed: needed)
    case .arenaTooSmall(let needed, let available):
      self.init(at: .arenaTooSmall, needed: needed, found: available)
    case .constantsMissing(let needed, let available):
      self.init(at: .constantsMissing, needed: needed, found: available)
    case .operatorUnknown(let code): self.init(at: .operatorUnknown, code)
    case .operatorNotLinked(let code): self.init(at: .operatorNotLinked, Int(code.rawValue))
    case .attributeOutOfRange(let field): self.init(at: .attributeOutOfRange, field)
    case .inputCount(let needed, let found):
      self.init(at: .inputCount, needed: needed, found: found)
    case .tensorOutOfRange(let index, let count):
      self.init(at: .tensorOutOfRange, index, found: count)
    case .tensorOutOfPlace(let tensor, let needed, let available):
      self.init(at: .tensorOutOfPlace, tensor, needed: needed, found: available)
    case .tensorMisaligned(let tensor): self.init(at: .tensorMisaligned, tensor)
    case .tensorsOverlap(let tensor, let other):
      self.init(at: .tensorsOverlap, tensor, found: other)
    case .tensorNotAlive(let tensor): self.init(at: .tensorNotAlive, tensor)
    case .tensorConstant(let tensor): self.init(at: .tensorConstant, tensor)
    case .constantNeeded(let input): self.init(at: .constantNeeded, input)
    case .tooManyTensors: self.init(at: .tooManyTensors)
    case .shapeOutOfRange: self.init(at: .shapeOutOfRange)
    case .shapeMismatch(let axis, let needed, let found):
      self.init(at: .shapeMismatch, axis, needed: needed, found: found)
    case .elementTypeNotSupported(let element):
      self.init(at: .elementTypeNotSupported, Int(element.rawValue))
    case .scaleOutOfRange: self.init(at: .scaleOutOfRange)
    case .zeroPointOutOfRange(let zeroPoint):
      self.init(at: .zeroPointOutOfRange, found: zeroPoint)
    case .tooFewBytes(let needed, let available):
      self.init(at: .tooFewBytes, needed: needed, found: available)
    case .instructionSetNotSupported: self.init(at: .instructionSetNotSupported)
    }
  }
}

extension swiftlet_status {
  /// Whether the number is that of a status; a caller in C may pass any.
  private var isKnown: Bool {
    (swiftlet_status.ok.rawValue...swiftlet_status.instructionSetNotSupported.rawValue)
      .contains(rawValue)
      || (swiftlet_status.argumentMissing.rawValue...swiftlet_status.nameUnknown.rawValue)
        .contains(rawValue)
  }

  fileprivate var name: StaticString {
    guard isKnown else { return "unknown" }
    return switch self {
    case .ok: "ok"
    case .damaged: "damaged"
    case .versionNotSupported: "version not supported"
    case .misaligned: "misaligned"
    case .arenaTooSmall: "arena too small"
    case .constantsMissing: "constants missing"
    case .operatorUnknown: "operator unknown"
    case .operatorNotLinked: "operator not linked"
    case .attributeOutOfRange: "attribute out of range"
    case .inputCount: "input count"
    case .tensorOutOfRange: "tensor out of range"
    case .tensorOutOfPlace: "tensor out of place"
    case .tensorMisaligned: "tensor misaligned"
    case .tensorsOverlap: "tensors overlap"
    case .tensorNotAlive: "tensor not alive"
    case .tensorConstant: "tensor constant"
    case .constantNeeded: "constant needed"
    case .tooManyTensors: "too many tensors"
    case .shapeOutOfRange: "shape out of range"
    case .shapeMismatch: "shape mismatch"
    case .elementTypeNotSupported: "element type not supported"
    case .scaleOutOfRange: "scale out of range"
    case .zeroPointOutOfRange: "zero point out of range"
    case .tooFewBytes: "too few bytes"
    case .instructionSetNotSupported: "instruction set not supported"
    case .argumentMissing: "argument missing"
    case .argumentOutOfRange: "argument out of range"
    case .argumentsOverlap: "arguments overlap"
    case .nameUnknown: "name unknown"
    }
  }
}

extension StaticString {
  /// The string as C takes it: a literal ends with a zero byte, and lives as long as the program.
  var characters: UnsafePointer<CChar> {
    unsafe UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }
}

/// Implements `swiftlet_status_name`.
@c @implementation
public func swiftlet_status_name(_ status: swiftlet_status) -> UnsafePointer<CChar>! {
  unsafe status.name.characters
}

private var version: StaticString { "0.1.0" }

/// Implements `swiftlet_version`.
@c @implementation
public func swiftlet_version() -> UnsafePointer<CChar>! { unsafe version.characters }

/// Implements `swiftlet_version_number`.
@c @implementation
public func swiftlet_version_number() -> UInt32 {
  UInt32(SWIFTLET_VERSION_MAJOR) * 1_000_000 + UInt32(SWIFTLET_VERSION_MINOR) * 1_000
    + UInt32(SWIFTLET_VERSION_PATCH)
}
