import SwiftletCases
import SwiftletCore
import SwiftletFormat
import Testing

@Suite struct LoaderTests {
  @Test func tensorsThatFillTheArenaLoadAndRun() throws {
    let model = ModelDraft.chain
    let input = (0..<16).map { UInt8($0) }
    #expect(try model.run(input) == input)
  }

  @Test func oneByteOfArenaLessIsRefused() throws {
    let fault = ModelDraft.chain.fault(arenaBytesMissing: 1)
    guard case .arenaTooSmall(let needed, let available) = fault?.reason else {
      Issue.record("\(String(describing: fault))")
      return
    }
    #expect(needed == available + 1)
  }

  @Test func anOutputOverATensorThatIsAliveIsRefused() {
    var model = ModelDraft.chain
    model.arenaByteCount = 32
    model.tensors[1].offset = 8
    #expect(model.fault()?.reason == .tensorsOverlap(tensor: 1, other: 0))
  }

  @Test func aTensorReadBeforeItIsWrittenIsRefused() {
    var model = ModelDraft.chain
    model.steps[0].input = 2
    #expect(model.fault() == ModelFault(.tensorNotAlive(tensor: 2), step: 0))
  }

  @Test func aTensorReadAfterTheLastUseThatTheFileStatesIsRefused() {
    var model = ModelDraft.chain
    model.tensors[1].lastUse = 0
    #expect(model.fault() == ModelFault(.tensorNotAlive(tensor: 1), step: 1))
  }

  @Test func anOutputThatIsNotAliveAtTheEndIsRefused() {
    var model = ModelDraft.chain
    model.tensors[2].lastUse = 1
    #expect(model.fault() == ModelFault(.tensorNotAlive(tensor: 2)))
  }

  @Test func anInputListedTwiceIsRefused() {
    var model = ModelDraft.chain
    model.arenaByteCount = 32
    model.inputs = [0, 0]
    #expect(model.fault()?.reason == .tensorsOverlap(tensor: 0, other: 0))
  }

  @Test func anOutputListedTwiceIsTheSameTensor() throws {
    var model = ModelDraft.chain
    model.outputs = [2, 2]
    #expect(try model.run([UInt8](repeating: 7, count: 16)).count == 16)
  }

  @Test func aModelWithoutStepsGivesItsInput() throws {
    var model = ModelDraft.chain
    model.steps = []
    model.outputs = [0]
    model.tensors[0].lastUse = 0
    #expect(try model.run([UInt8](repeating: 7, count: 16)) == [UInt8](repeating: 7, count: 16))
  }

  @Test func aTensorBeyondTheArenaIsRefused() {
    for offset in [1, 16, UInt64(UInt32.max), UInt64.max] {
      var model = ModelDraft.chain
      model.tensors[2].offset = offset
      guard case .tensorOutOfPlace = model.fault()?.reason else {
        Issue.record("offset \(offset)")
        continue
      }
    }
  }

  @Test func severalNamesForTheSameBytesLoad() throws {
    // After the second step three tensors are alive in 32 bytes, two of them in the same 16.
    let model = ModelDraft(
      tensors: [
        .init(lastUse: 2), .init(lastUse: 2), .init(offset: 16, lastUse: 2),
        .init(offset: 16, lastUse: 3),
      ],
      steps: [(0, 1), (0, 2), (2, 3)], outputs: [3], arenaByteCount: 32)
    let input = (0..<16).map { UInt8($0) }
    #expect(try model.run(input) == input)
  }

  @Test func moreTensorsAliveThanTheArenaHasRoomForAreRefused() {
    var model = ModelDraft(
      tensors: [.init(lastUse: 1), .init(lastUse: 1)], steps: [(0, 1)], outputs: [0, 1])
    #expect(model.fault() == ModelFault(.tooManyTensors, step: 0))
    model.arenaByteCount = 2 * UInt64(LoadingMemory.byteCountPerTensor)
    #expect(model.fault() == nil)
  }

  @Test(arguments: [0, 1, 3, UInt32.max])
  func aFileOfAnotherVersionIsRefused(_ version: UInt32) {
    var model = ModelDraft.chain
    model.version = version
    let reason = ModelFault.Reason.versionNotSupported(found: Int(version), newest: 2)
    #expect(model.fault()?.reason == reason)
  }

  @Test func aPlanOfEveryOperatorFitsWhereItIsPut() {
    for rawValue in UInt8.min...UInt8.max {
      guard let code = OperatorCode(rawValue: rawValue) else { continue }
      var measure = PlanMeasure()
      guard let (byteCount, alignment) = AllOperators.visit(code, with: &measure) else { continue }
      #expect(alignment <= 8, "\(code)")
      #expect(byteCount <= 184, "\(code)")
      #expect(byteCount + 8 >= LoadingMemory.leastStepByteCount, "\(code)")
    }
  }

  @Test func changedFilesAreRefusedOrRunCleanly() {
    let file = ModelDraft.chain.bytes
    var generator = SeededRandom(seed: 11)
    var accepted = 0
    for _ in 0..<20_000 {
      if (try? ModelDraft.run(generator.mutant(of: file), [1, 2, 3])) != nil { accepted += 1 }
    }
    #expect(accepted > 100)
  }
}

private struct PlanMeasure: OperatorVisitor {
  func visit<O: Operator>(_ operator: O.Type) -> (byteCount: Int, alignment: Int)? {
    (MemoryLayout<O.Plan>.size, MemoryLayout<O.Plan>.alignment)
  }

  func missing(_ code: OperatorCode) -> (byteCount: Int, alignment: Int)? { nil }
}

/// A model of reshapes, put together by hand.
private struct ModelDraft {
  struct Tensor {
    var offset: UInt64 = 0
    var lastUse: Int32
  }

  var tensors: [Tensor]
  var steps: [(input: Int32, output: Int32)]
  var inputs: [Int32] = [0]
  var outputs: [Int32]
  var arenaByteCount: UInt64 = 16
  var version = ModelView.newestVersion

  /// Two reshapes of the same 16 bytes in place.
  static let chain = ModelDraft(
    tensors: [Tensor(lastUse: 0), Tensor(lastUse: 1), Tensor(lastUse: 2)],
    steps: [(0, 1), (1, 2)], outputs: [2])

  /// The file.
  var bytes: [UInt8] {
    var draft = FlatBufferDraft(identifier: "SWFT")
    let link = FlatBufferDraft.link
    let root = draft.table([
      0: FlatBufferDraft.field(version), 2: link, 3: link, 4: link, 5: link,
    ])
    draft.link(0, to: root.start)
    func tables(_ owner: Int?, _ count: Int, _ make: (inout FlatBufferDraft, Int) -> Int) {
      let vector = draft.vector([[UInt8]](repeating: link, count: count))
      draft.link(owner, to: vector)
      for index in 0..<count { draft.link(vector + 4 + 4 * index, to: make(&draft, index)) }
    }
    func shape(_ draft: inout FlatBufferDraft, _ owner: Int?) {
      draft.link(owner, to: draft.vector([FlatBufferDraft.field(Int32(16))]))
    }
    tables(root.fields[2], 1) { draft, _ in
      let signature = draft.table([1: link, 2: link])
      for (field, bindings) in [(1, inputs), (2, outputs)] {
        let vector = draft.vector([[UInt8]](repeating: link, count: bindings.count))
        draft.link(signature.fields[field], to: vector)
        for (index, tensor) in bindings.enumerated() {
          let binding = draft.table([0: FlatBufferDraft.field(tensor)])
          draft.link(vector + 4 + 4 * index, to: binding.start)
        }
      }
      return signature.start
    }
    tables(root.fields[3], tensors.count) { draft, index in
      let table = draft.table([
        2: link, 3: FlatBufferDraft.field(tensors[index].offset),
        4: FlatBufferDraft.field(tensors[index].lastUse),
      ])
      shape(&draft, table.fields[2])
      return table.start
    }
    tables(root.fields[4], steps.count) { draft, index in
      let table = draft.table([
        0: [OperatorCode.reshape.rawValue], 1: link, 2: link, 3: link,
      ])
      let attributes = draft.table([0: link])
      draft.link(table.fields[1], to: attributes.start)
      shape(&draft, attributes.fields[0])
      draft.link(table.fields[2], to: draft.vector([FlatBufferDraft.field(steps[index].input)]))
      draft.link(table.fields[3], to: draft.vector([FlatBufferDraft.field(steps[index].output)]))
      return table.start
    }
    draft.link(
      root.fields[5], to: draft.table([0: FlatBufferDraft.field(arenaByteCount)]).start)
    draft.align(to: 16)
    return draft.bytes
  }

  /// The first output after a run.
  func run(_ input: [UInt8]) throws(ModelFault) -> [UInt8] { try Self.run(bytes, input) }

  /// Why the file is refused; nil where it is not.
  func fault(arenaBytesMissing missing: Int = 0) -> ModelFault? {
    do throws(ModelFault) {
      _ = try Self.run(bytes, [], arenaBytesMissing: missing)
      return nil
    } catch {
      return error
    }
  }

  /// Loads and runs a file between guard bytes.
  static func run(
    _ file: [UInt8], _ input: [UInt8], arenaBytesMissing missing: Int = 0
  ) throws(ModelFault) -> [UInt8] {
    let source = UnsafeMutableRawBufferPointer.allocate(byteCount: file.count, alignment: 64)
    defer { source.deallocate() }
    source.copyBytes(from: file)
    let needed = try Interpreter<AllOperators>.arenaByteCount(of: UnsafeRawBufferPointer(source))
    guard needed < 1 << 20 else { throw ModelFault(.arenaTooSmall(needed: needed, available: 0)) }
    let margin = 64
    let block = UnsafeMutableRawBufferPointer.allocate(
      byteCount: needed + 2 * margin, alignment: 64)
    defer { block.deallocate() }
    block.initializeMemory(as: UInt8.self, repeating: 0xA5)
    let arena = UnsafeMutableRawBufferPointer(
      rebasing: block[margin..<(margin + needed - missing)])
    let interpreter = try Interpreter<AllOperators>(
      loading: UnsafeRawBufferPointer(source), into: arena)
    if let bytes = interpreter.input(0)?.bytes {
      for (index, byte) in input.prefix(bytes.count).enumerated() { bytes[index] = byte }
    }
    interpreter.run()
    #expect(block[..<margin].allSatisfy { $0 == 0xA5 })
    #expect(block[(margin + needed)...].allSatisfy { $0 == 0xA5 })
    guard let output = interpreter.output(0)?.bytes else { return [] }
    return (0..<output.count).map { output[$0] }
  }
}
