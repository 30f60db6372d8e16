import SwiftletKernels

extension InstructionSet {
  /// The sets that this machine can run.
  static var supported: [InstructionSet] {
    (0..<UInt8(count)).compactMap(InstructionSet.init(rawValue:)).filter(\.isSupported)
  }
}

/// Whether all bits are equal, those of NaN aside.
func haveEqualBits(_ left: [Float], _ right: [Float]) -> Bool {
  left.elementsEqual(right) { $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN) }
}
