public import SwiftletFormat

/// A task done for an operator known only by its code.
public protocol OperatorVisitor: ~Copyable {
  /// What the task makes.
  associatedtype Output

  /// How the task fails; `Never` while a model runs.
  associatedtype Failure: Error

  /// Does the task for one operator.
  mutating func visit<O: Operator>(_ operator: O.Type) throws(Failure) -> Output

  /// Answers for an operator that the program does not link.
  mutating func missing(_ code: OperatorCode) throws(Failure) -> Output
}

/// The operators that a program links.
///
/// Firmware that runs one model declares a set of its own, and links no other kernel.
public protocol OperatorSet {
  /// Does a task for the operator of a code.
  static func visit<Visitor: OperatorVisitor & ~Copyable>(
    _ code: OperatorCode, with visitor: inout Visitor
  ) throws(Visitor.Failure) -> Visitor.Output

  /// Runs one share of a step; every set defines it as `{ unsafe runShare(Self.self, $0, $1) }`.
  ///
  /// It is here because a C function pointer cannot be made where the set is not yet known.
  static var shareBody: ShareBody { get }
}
