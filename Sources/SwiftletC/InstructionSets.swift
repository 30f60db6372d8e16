public import CSwiftlet
internal import SwiftletKernels

extension InstructionSet {
  /// The set of a number that a caller in C passes; nil if it is none.
  init?(_ set: swiftlet_instruction_set) {
    guard (0...Self.count).contains(Int(set.rawValue)) else { return nil }
    self.init(choosing: set)
  }

  private init(choosing set: swiftlet_instruction_set) {
    switch set {
    case .best: self = .best
    case .portable: self = .portable
    case .sse41: self = .sse41
    case .avx2: self = .avx2
    case .avxVNNI: self = .avxVNNI
    case .avx512VNNI: self = .avx512VNNI
    case .neon: self = .neon
    case .dotprod: self = .dotprod
    case .i8mm: self = .i8mm
    case .simd128: self = .simd128
    case .cortexMDSP: self = .cortexMDSP
    }
  }

  fileprivate var number: swiftlet_instruction_set {
    switch self {
    case .portable: .portable
    case .sse41: .sse41
    case .avx2: .avx2
    case .avxVNNI: .avxVNNI
    case .avx512VNNI: .avx512VNNI
    case .neon: .neon
    case .dotprod: .dotprod
    case .i8mm: .i8mm
    case .simd128: .simd128
    case .cortexMDSP: .cortexMDSP
    }
  }
}

/// Implements `swiftlet_instruction_set_best`.
@c @implementation
public func swiftlet_instruction_set_best() -> swiftlet_instruction_set {
  InstructionSet.best.number
}

/// Implements `swiftlet_instruction_set_supported`.
@c @implementation
public func swiftlet_instruction_set_supported(_ set: swiftlet_instruction_set) -> Bool {
  InstructionSet(set)?.isSupported ?? false
}

/// Implements `swiftlet_instruction_set_name`.
@c @implementation
public func swiftlet_instruction_set_name(
  _ set: swiftlet_instruction_set
) -> UnsafePointer<CChar>! {
  let unknown: StaticString = "unknown"
  guard set.rawValue != swiftlet_instruction_set.best.rawValue else {
    let best: StaticString = "best"
    return unsafe best.characters
  }
  return unsafe (InstructionSet(set)?.name ?? unknown).characters
}

/// Implements `swiftlet_instruction_set_named`.
@c @implementation
public func swiftlet_instruction_set_named(
  _ name: UnsafePointer<CChar>!, _ set: UnsafeMutablePointer<swiftlet_instruction_set>!
) -> swiftlet_status {
  guard let name = unsafe name, let set = unsafe set else { return .argumentMissing }
  // The caller promises a string, so that a zero byte ends it.
  let bytes = unsafe UnsafeRawPointer(name).assumingMemoryBound(to: UInt8.self)
  var count = 0
  while unsafe bytes[count] != 0 { count += 1 }
  let span = unsafe Span(_unsafeStart: bytes, count: count)
  guard let found = InstructionSet(name: span) else { return .nameUnknown }
  unsafe set.pointee = found.number
  return .ok
}
