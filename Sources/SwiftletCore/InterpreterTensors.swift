public import SwiftletFormat

/// A tensor of a model.
@safe public struct ModelTensor: BitwiseCopyable {
  /// What the tensor holds.
  public let type: TensorType

  /// The name of the signature, where it was not stripped.
  public let name: FlatString?

  /// Whether the tensor is a constant of the file, whose bytes may be read and never written.
  public let isConstant: Bool

  /// The bytes.
  public let bytes: Elements<UInt8>
}

extension Interpreter {
  /// The number of the model's inputs.
  public var inputCount: Int { model?.inputCount ?? 0 }

  /// The number of the model's outputs.
  public var outputCount: Int { model?.outputCount ?? 0 }

  /// An input of the model, to be written before each run; nil if there are not so many.
  public func input(_ index: Int) -> ModelTensor? {
    do throws(FlatBufferFault) {
      guard let model, let binding = try model.input(at: index) else { return nil }
      return tensor(Int(binding.tensor), binding.name, of: model)
    } catch {
      return nil
    }
  }

  /// An output of the model, to be read after each run; nil if there are not so many.
  public func output(_ index: Int) -> ModelTensor? {
    do throws(FlatBufferFault) {
      guard let model, let binding = try model.output(at: index) else { return nil }
      return tensor(Int(binding.tensor), binding.name, of: model)
    } catch {
      return nil
    }
  }

  /// Any tensor of the file, by its position; its bytes are its own only while it is alive.
  ///
  /// The bytes of a constant lie in the file, which nothing may write to.
  public func tensor(_ number: Int) -> ModelTensor? {
    guard let model else { return nil }
    return tensor(number, nil, of: model)
  }

  /// The file that was loaded.
  public var model: ModelView? { try? ModelView(loaded.file) }

  // The loader has located every tensor that a step or a binding names; one that nothing names may
  // still lie anywhere, and is answered with nil.
  private func tensor(_ number: Int, _ name: FlatString?, of model: ModelView) -> ModelTensor? {
    guard let view = try? model.tensor(at: number), let type = try? TensorType(view),
      let count = type.byteCount, let offset = Int(fitting: view.offset)
    else { return nil }
    let available =
      view.isConstant
      ? Int(truncatingIfNeeded: model.constantsByteCount)
      : Int(truncatingIfNeeded: model.activationByteCount)
    guard offset <= available, count <= available - offset else { return nil }
    let base =
      unsafe view.isConstant
      ? UnsafeMutableRawPointer(mutating: loaded.constants) : loaded.activations
    return unsafe ModelTensor(
      type: type, name: name, isConstant: view.isConstant,
      bytes: Elements(base + offset, count: count))
  }
}
