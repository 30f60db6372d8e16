import Swiftlet
import SwiftletCore
import SwiftletFormat
import SwiftletKernels
import SwiftletTerminal

/// A model that has loaded into memory of its own, with threads to run on.
@safe final class RunningModel {
  /// A tensor at the door of the model.
  struct Door {
    let name: String?
    let type: TensorType

    init(_ tensor: ModelTensor) {
      name = tensor.name?.text
      type = tensor.type
    }

    var shape: [Int] { (0..<type.shape.rank).map { type.shape[$0] } }
  }

  let file: MappedFile
  let inputs: [Door]
  let outputs: [Door]
  let arenaByteCount: Int
  private let arena: PageMemory
  private let pool: ThreadPool
  private let interpreter: Interpreter<AllOperators>

  var instructionSet: InstructionSet { interpreter.instructionSet }
  var threadCount: Int { pool.count }
  var stepCount: Int { interpreter.stepCount }

  init(
    _ path: String, threads: Int, instructionSet: InstructionSet
  ) throws(Diagnostic) {
    file = try ModelFile.mapConverted(path)
    do {
      pool = try ThreadPool(count: threads)
    } catch {
      throw Diagnostic(
        .failure, "cannot make \(threads) threads: \(error)", help: "ask for fewer with --threads")
    }
    do throws(ModelFault) {
      arenaByteCount = try unsafe Interpreter<AllOperators>.arenaByteCount(of: file.bytes)
      guard let memory = PageMemory(byteCount: arenaByteCount) else {
        throw ModelFault(.arenaTooSmall(needed: arenaByteCount, available: 0))
      }
      arena = memory
      // The file and the arena live as long as this object, and so the interpreter.
      interpreter = try unsafe Interpreter<AllOperators>(
        loading: file.bytes, into: arena.bytes, instructionSet: instructionSet)
    } catch {
      throw ModelFile.diagnostic(error, file)
    }
    let interpreter = interpreter
    inputs = (0..<interpreter.inputCount).compactMap { interpreter.input($0).map(Door.init) }
    outputs = (0..<interpreter.outputCount).compactMap { interpreter.output($0).map(Door.init) }
    unsafe interpreter.threads = Threads(
      count: pool.count,
      function: { pool, shares, body, state in
        unsafe ThreadPool.runFunction(pool, shares, body, state)
      }, pool: pool.handle)
  }

  /// Writes an input.
  ///
  /// - Precondition: there are as many bytes as the input has.
  func write(_ bytes: ArraySlice<UInt8>, toInput index: Int) {
    guard let tensor = interpreter.input(index) else { return }
    precondition(bytes.count == tensor.bytes.count)
    for (position, byte) in bytes.enumerated() { tensor.bytes[position] = byte }
  }

  /// The bytes of an output.
  func bytes(ofOutput index: Int) -> [UInt8] {
    guard let tensor = interpreter.output(index) else { return [] }
    return (0..<tensor.bytes.count).map { tensor.bytes[$0] }
  }

  func run() { interpreter.run() }

  func run<Observer: StepObserver>(_ observer: inout Observer) { interpreter.run(&observer) }
}
