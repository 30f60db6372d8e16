public import SwiftletCore
internal import SwiftletFormat
internal import SwiftletKernels

/// One use of an operator that its tests and the bench share.
public struct OperatorCase<O: Operator>: Sendable, CustomStringConvertible {
  /// What the case shows.
  public let description: String

  /// The attributes.
  public let attributes: O.Attributes

  /// The inputs.
  public let inputs: [SampleTensor]

  /// The quantization of the output; that of the operator's rule where there is none.
  public let output: Quantization?

  /// Creates a case.
  public init(
    _ description: String, _ attributes: O.Attributes, _ inputs: [SampleTensor],
    output: Quantization? = nil
  ) {
    self.description = description
    self.attributes = attributes
    self.inputs = inputs
    self.output = output
  }

  /// The case in memory of its own.
  public func trial() throws(ModelFault.Reason) -> OperatorTrial<O> {
    try OperatorTrial(attributes, inputs, output: output)
  }

  /// The first way to run the case that gives other bytes than the reference, if there is one.
  public func disagreement() throws(ModelFault.Reason) -> String? {
    let trial = try trial()
    let expected = try trial.reference()
    for shares in 1...3 where try trial.run(shares: shares) != expected {
      return "\(description) in \(shares) shares"
    }
    for code in 0..<UInt8(InstructionSet.count) {
      guard let set = InstructionSet(rawValue: code), set.isSupported else { continue }
      if try trial.run(set) != expected { return "\(description) with \(set.name)" }
    }
    var types = TensorTypes()
    for input in inputs { try types.append(input.type) }
    for index in inputs.indices where !inputs[index].isConstant {
      let sharing = O.sharing(attributes, types, trial.outputType, input: index)
      guard sharing == .inPlace else { continue }
      for shares in 1...3 where try trial.run(shares: shares, inPlaceOf: index) != expected {
        return "\(description) over input \(index) in \(shares) shares"
      }
    }
    return nil
  }
}

/// Fills attributes with numbers that no honest converter writes.
public struct HostileAttributes: AttributeVisitor {
  /// Filling cannot fail.
  public typealias Failure = Never

  private var random: SeededRandom
  private let period: Int

  /// Starts the sequence of a seed, in which one integer in so many changes.
  public init(seed: UInt64, oneFieldIn period: Int = 1) {
    random = SeededRandom(seed: seed)
    self.period = period
  }

  /// Makes attributes of an operator.
  public mutating func make<Table: AttributeTable>(_ type: Table.Type) -> Table {
    var table = Table()
    table.visit(&self)
    return table
  }

  private mutating func integer() -> Int32 {
    switch Int.random(in: 0..<8, using: &random) {
    case 0...4: Int32.random(in: -1...4, using: &random)
    case 5: [.min, .max, .min + 1, 0x4000_0000][Int.random(in: 0..<4, using: &random)]
    case 6: Int32.random(in: -40000...40000, using: &random)
    default: Int32.random(in: .min ... .max, using: &random)
    }
  }

  /// Sets an integer.
  public mutating func field(_ number: Int, _ name: StaticString, _ value: inout Int32) {
    guard period == 1 || Int.random(in: 0..<period, using: &random) == 0 else { return }
    value = integer()
  }

  /// Sets a real number.
  public mutating func field(_ number: Int, _ name: StaticString, _ value: inout Float) {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: value = Float.random(in: -8...8, using: &random)
    case 1:
      value = [.nan, .infinity, -.infinity, 0, 0x1p-149][Int.random(in: 0..<5, using: &random)]
    default: break
    }
  }

  /// Sets a truth value.
  public mutating func field(_ number: Int, _ name: StaticString, _ value: inout Bool) {
    value = Bool.random(using: &random)
  }

  /// Sets a list of integers.
  public mutating func field(_ number: Int, _ name: StaticString, _ value: inout IntegerList) {
    value = IntegerList()
    for _ in 0..<Int.random(in: 0...8, using: &random) { _ = value.append(integer()) }
  }

  /// Sets one of a closed list of choices.
  public mutating func field<Choice: RawRepresentable>(
    _ number: Int, _ name: StaticString, _ value: inout Choice
  ) where Choice.RawValue == UInt8 {
    value = Choice(rawValue: UInt8.random(in: 0...40, using: &random)) ?? value
  }
}

/// Uses an operator with hostile attributes, and counts the uses that were not refused.
///
/// Whatever is accepted must run inside its memory and agree with its reference.
public func acceptedHostileUses<O: Operator>(
  of type: O.Type, _ inputs: [SampleTensor], count: Int, agreeing: Bool = true
) -> (accepted: Int, disagreement: String?) {
  var accepted = 0
  for seed in 0..<count {
    var hostile = HostileAttributes(seed: UInt64(seed))
    let attributes = hostile.make(O.Attributes.self)
    do throws(ModelFault.Reason) {
      let trial = try OperatorTrial<O>(attributes, inputs)
      guard trial.outputType.shape.elementCount <= 1 << 16 else { continue }
      let (bytes, expected) = (try trial.run(), try trial.reference())
      accepted += 1
      if agreeing, bytes != expected { return (accepted, "seed \(seed): \(attributes)") }
    } catch {}
  }
  return (accepted, nil)
}

extension SampleTensor {
  /// The elements as numbers of a type of the same size.
  public func values<Element: BitwiseCopyable>(_ type: Element.Type) -> [Element] {
    elements(of: bytes, type)
  }

  /// The real numbers that int8 or float32 elements stand for.
  public var realValues: [Double] { reals(of: bytes, type) }
}

/// Bytes as elements of a type.
public func elements<Element: BitwiseCopyable>(
  of bytes: [UInt8], _ type: Element.Type
) -> [Element] {
  let count = bytes.count / MemoryLayout<Element>.size
  return unsafe bytes.withUnsafeBytes { buffer in
    (0..<count).map {
      unsafe buffer.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Element>.size, as: Element.self)
    }
  }
}

/// The real numbers that the bytes of an int8 or float32 tensor stand for.
public func reals(of bytes: [UInt8], _ type: TensorType) -> [Double] {
  guard type.element == .int8 else { return elements(of: bytes, Float.self).map { Double($0) } }
  let scale = Double(type.quantization?.scale ?? 1)
  let zeroPoint = Double(type.quantization?.zeroPoint ?? 0)
  return elements(of: bytes, Int8.self).map { scale * (Double($0) - zeroPoint) }
}
