internal import SwiftletFormat
internal import SwiftletKernels

/// What the first bytes of an arena hold once a model has loaded there.
@safe struct LoadedModel: BitwiseCopyable {
  /// The file, which stays where it is while the model is used.
  let file: FlatBuffer
  /// The start of the tensors that the model works on.
  let activations: UnsafeMutableRawPointer
  /// The start of the file's constants.
  let constants: UnsafeRawPointer
  /// The first of the steps, which lie one behind the other.
  let firstStep: UnsafeMutableRawPointer
  /// The number of steps.
  let stepCount: Int
  /// The instruction set that the plans were made for.
  let instructionSet: InstructionSet
  /// The threads that the caller lends.
  var threads: Threads
}

/// What stands before the plan of each step.
struct StepHeader: BitwiseCopyable {
  /// The operator.
  let code: OperatorCode
  /// The shares that the step is cut into, for the threads that are lent.
  var shareCount: UInt16 = 1
  /// The bytes from this header to the next.
  let byteCount: UInt32

  /// The bytes from a header to its plan.
  static var byteCount: Int { 8 }

  /// The bytes that a step whose plan is of a type takes.
  static func byteCount<Plan: BitwiseCopyable>(with plan: Plan.Type) -> Int {
    (byteCount + MemoryLayout<Plan>.size + 7) & ~7
  }
}

/// The parts of an arena, whose sizes follow from the file and the machine's word size alone.
struct ArenaLayout: BitwiseCopyable {
  /// The multiple of bytes at which an arena starts.
  static var alignment: Int { 16 }

  /// The bytes from the arena's start to the first step.
  static var headerByteCount: Int { (MemoryLayout<LoadedModel>.size + 7) & ~7 }

  /// The most bytes of steps, which leave room in an `Int` of 32 bits for the other parts.
  private static var largestStepsByteCount: Int { 1 &<< 30 }

  /// The bytes of all steps with their plans.
  let stepsByteCount: Int

  /// The bytes of the tensors and scratch memory.
  let activationByteCount: Int

  /// The bytes from the arena's start to the tensors.
  var activationOffset: Int { (Self.headerByteCount + stepsByteCount + 15) & ~15 }

  /// The bytes of the whole arena.
  var byteCount: Int { activationOffset + activationByteCount }

  /// Adds up the plans of a file's operators, and reads the size of its tensors.
  init<Operators: OperatorSet>(
    of model: ModelView, operators: Operators.Type
  ) throws(ModelFault) {
    var sizes = PlanSize()
    var total = 0
    for index in 0..<model.operatorCount {
      do throws(ModelFault.Reason) {
        let step = try reading { () throws(FlatBufferFault) in try model.step(at: index) }
        guard let step, let code = OperatorCode(rawValue: step.code) else {
          throw .operatorUnknown(code: Int(step?.code ?? 0))
        }
        total += try Operators.visit(code, with: &sizes)
        // One plan fits far below the bound, so that the sum stays an `Int` of 32 bits.
        guard total <= Self.largestStepsByteCount else {
          throw .arenaTooSmall(needed: Int.max, available: 0)
        }
      } catch {
        throw ModelFault(error, step: index)
      }
    }
    stepsByteCount = total
    guard let activations = Int(fitting: model.activationByteCount),
      activations <= Int(Int32.max)
    else { throw ModelFault(.arenaTooSmall(needed: Int.max, available: 0)) }
    activationByteCount = activations
    guard activations <= Int.max - activationOffset else {
      throw ModelFault(.arenaTooSmall(needed: Int.max, available: 0))
    }
  }
}

/// Answers with the bytes that an operator's step takes.
private struct PlanSize: OperatorVisitor {
  mutating func visit<O: Operator>(_ operator: O.Type) throws(ModelFault.Reason) -> Int {
    StepHeader.byteCount(with: O.Plan.self)
  }

  mutating func missing(_ code: OperatorCode) throws(ModelFault.Reason) -> Int {
    throw .operatorNotLinked(code)
  }
}

/// Reads from a file, and turns damage into the reason of a fault.
@inline(__always)
func reading<Value>(
  _ body: () throws(FlatBufferFault) -> Value
) throws(ModelFault.Reason) -> Value {
  do throws(FlatBufferFault) {
    return try body()
  } catch {
    throw .damaged(error)
  }
}

extension Int {
  /// A 64-bit size of a file, where this machine can address so many bytes.
  init?(fitting size: UInt64) {
    // Widening an `Int` to 64 bits would make the heap a dependency on 32-bit targets.
    let largest: UInt64 = Int.bitWidth == 32 ? 0x7FFF_FFFF : 0x7FFF_FFFF_FFFF_FFFF
    guard size <= largest else { return nil }
    self = Int(truncatingIfNeeded: size)
  }
}
