public import SwiftletCore
public import SwiftletFormat
public import SwiftletKernels

/// The type of one element of a tensor.
public typealias ElementType = SwiftletFormat.ElementType

/// The number by which a model file names an operator.
public typealias OperatorCode = SwiftletFormat.OperatorCode

/// The affine map between a stored integer and the real number that it stands for.
public typealias Quantization = SwiftletCore.Quantization

/// Why a model was refused, and where in it.
public typealias ModelFault = SwiftletCore.ModelFault

/// A set of machine instructions that a kernel may have a variant for.
public typealias InstructionSet = SwiftletKernels.InstructionSet
