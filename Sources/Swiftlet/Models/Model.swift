internal import SwiftletCore
internal import SwiftletFormat

/// A model file in memory, which any number of sessions may run.
///
/// Opening checks that the file is a model and that what it says of itself can be read; whether it can
/// run is checked when a ``Session`` loads it. Nothing is unpacked: lists read the file each time
/// they are asked.
@safe public final class Model: Sendable {
  /// The path that the model was opened from.
  public let path: String?

  /// The bytes of arena that a session needs on this machine.
  public let arenaByteCount: Int

  private let storage: any AnyObject & Sendable
  // The file is never written after `init`, and `storage` keeps it in place.
  private nonisolated(unsafe) let file: UnsafeRawBufferPointer
  private let view: ModelView

  /// Maps a model file into memory.
  public convenience init(path: String) throws(ModelError) {
    let mapped: MappedFile
    do throws(FileFault) {
      mapped = try MappedFile(path: path)
    } catch {
      throw .file(error)
    }
    try unsafe self.init(mapped, mapped.bytes, path: path)
  }

  /// Copies the bytes of a model file.
  public convenience init(bytes: [UInt8]) throws(ModelError) {
    let memory = try ZeroedMemory(byteCount: bytes.count)
    unsafe memory.bytes.copyBytes(from: bytes)
    try unsafe self.init(memory, UnsafeRawBufferPointer(memory.bytes), path: nil)
  }

  private init(
    _ storage: any AnyObject & Sendable, _ file: UnsafeRawBufferPointer, path: String?
  ) throws(ModelError) {
    self.storage = storage
    unsafe self.file = file
    self.path = path
    do throws(ModelFault) {
      arenaByteCount = try unsafe Interpreter<AllOperators>.arenaByteCount(of: file)
      do throws(FlatBufferFault) {
        view = try ModelView(unsafe FlatBuffer(file))
      } catch {
        throw ModelFault(.damaged(error))
      }
    } catch {
      throw .refused(error, path: path)
    }
    try checkDescriptions()
  }

  /// Reads every description once, so that later reads cannot fail.
  private func checkDescriptions() throws(ModelError) {
    var step = -1
    do throws(ModelFault.Reason) {
      for index in 0..<view.tensorCount { _ = try describeTensor(index) }
      for index in inputs.indices { _ = try describeInput(index) }
      for index in outputs.indices { _ = try describeOutput(index) }
      for index in operators.indices {
        step = index
        _ = try describeOperator(index)
      }
      step = -1
      for index in metadata.indices { _ = try note(index) }
    } catch {
      throw .refused(ModelFault(error, step: step), path: path)
    }
  }

  /// The bytes of the file.
  public var fileByteCount: Int { unsafe file.count }

  /// Every byte of the file, valid while this object lives.
  @unsafe public var bytes: UnsafeRawBufferPointer { unsafe file }

  /// The bytes of the constants in the file.
  public var constantsByteCount: UInt64 { view.constantsByteCount }

  /// The bytes of the arena that tensors and scratch memory take.
  public var activationByteCount: UInt64 { view.activationByteCount }

  /// The version of the format that the file was written for.
  public var formatVersion: Int { Int(view.version) }

  /// The program that wrote the file, where it says so.
  public var producer: String? {
    defer { extendLifetime(self) }
    return (try? view.root.string(1)).map { String($0) }
  }
}

extension Model {
  /// A list that is read from the file as it is asked for.
  public typealias List<Element> = LazyMapSequence<Range<Int>, Element>

  // `init` has made each of these descriptions once, so none fails here.

  /// The inputs, in order.
  public var inputs: List<TensorDescription> {
    list(view.inputCount, describeInput)
  }

  /// The positions of the inputs among the tensors.
  package var inputNumbers: [Int] {
    defer { extendLifetime(self) }
    return inputs.indices.map { index in
      ((try? view.input(at: index))?.map { Int($0.tensor) }) ?? -1
    }
  }

  /// The outputs, in order.
  public var outputs: List<TensorDescription> {
    list(view.outputCount, describeOutput)
  }

  /// The positions of the outputs among the tensors.
  package var outputNumbers: [Int] {
    defer { extendLifetime(self) }
    return outputs.indices.map { index in
      ((try? view.output(at: index))?.map { Int($0.tensor) }) ?? -1
    }
  }

  /// All tensors, by the positions that operators name them with.
  public var tensors: List<TensorDescription> {
    list(view.tensorCount, describeTensor)
  }

  /// The operators, in the order in which they run.
  public var operators: List<OperatorDescription> {
    list(view.operatorCount, describeOperator)
  }

  /// The notes that the converter left.
  public var metadata: List<(key: String, value: String)> {
    list((try? view.root.tables(8))?.count ?? 0, describeNote)
  }

  private func list<Element>(
    _ count: Int, _ read: @escaping (Int) throws(ModelFault.Reason) -> Element
  ) -> List<Element> {
    (0..<count).lazy.map { index in
      do throws(ModelFault.Reason) {
        return try read(index)
      } catch {
        preconditionFailure("the file of a model was changed while it was open")
      }
    }
  }

  fileprivate func describeTensor(_ index: Int) throws(ModelFault.Reason) -> TensorDescription {
    try describeTensor(index, name: nil)
  }

  private func describeTensor(
    _ index: Int, name: FlatString?
  ) throws(ModelFault.Reason) -> TensorDescription {
    defer { extendLifetime(self) }
    guard let tensor = try reading({ () throws(FlatBufferFault) in try view.tensor(at: index) })
    else { throw .tensorOutOfRange(index: index, count: view.tensorCount) }
    return try TensorDescription(tensor, name: name)
  }

  fileprivate func describeInput(_ index: Int) throws(ModelFault.Reason) -> TensorDescription {
    defer { extendLifetime(self) }
    let binding = try reading { () throws(FlatBufferFault) in try view.input(at: index) }
    return try describeTensor(Int(binding?.tensor ?? -1), name: binding?.name)
  }

  fileprivate func describeOutput(_ index: Int) throws(ModelFault.Reason) -> TensorDescription {
    defer { extendLifetime(self) }
    let binding = try reading { () throws(FlatBufferFault) in try view.output(at: index) }
    return try describeTensor(Int(binding?.tensor ?? -1), name: binding?.name)
  }

  fileprivate func describeOperator(
    _ index: Int
  ) throws(ModelFault.Reason) -> OperatorDescription {
    defer { extendLifetime(self) }
    guard let step = try reading({ () throws(FlatBufferFault) in try view.step(at: index) })
    else { throw .operatorUnknown(code: 0) }
    return try reading { () throws(FlatBufferFault) in try OperatorDescription(step) }
  }

  private func describeNote(
    _ index: Int
  ) throws(ModelFault.Reason) -> (key: String, value: String) {
    defer { extendLifetime(self) }
    let (key, value) = try note(index)
    return (key.map { String($0) } ?? "", value.map { String($0) } ?? "")
  }

  // Notes may be long and many may be one, so that checking them makes no strings.
  func note(
    _ index: Int
  ) throws(ModelFault.Reason) -> (key: FlatString?, value: FlatString?) {
    try reading { () throws(FlatBufferFault) in
      guard let note = try view.root.tables(8)?.table(at: index) else { return (nil, nil) }
      return (try note.string(0), try note.string(1))
    }
  }
}
