import CSwiftlet
import CSwiftletThreads
import SwiftletC
import SwiftletCases
import Testing

@Suite("Loading through the C interface")
struct LoadingTests {
  @Test func aModelRunsInAnArenaOfExactlyTheSizeItAsksFor() {
    let memory = ModelMemory()
    #expect(memory.load(swiftlet_options(), arenaByteCount: memory.neededByteCount) == .ok)
    let input = (0..<32).map { UInt8(truncatingIfNeeded: $0 * 37 - 50) }
    #expect(memory.output(for: input) == input.map { ~$0 })
  }

  @Test func oneByteLessIsRefusedAndSaysWhatWasNeeded() {
    let memory = ModelMemory()
    let needed = memory.neededByteCount
    #expect(memory.load(swiftlet_options(), arenaByteCount: needed - 1) == .arenaTooSmall)
    #expect(memory.fault.status == .arenaTooSmall)
    #expect(memory.fault.needed == needed)
    #expect(memory.fault.found == needed - 1)
    #expect(memory.fault.step == -1)
    #expect(memory.model == nil)
  }

  @Test func aFaultNamesTheStepAndWhatIsWrongWithIt() {
    var fixture = ModelFixture.negation()
    fixture.steps[1].lists = [0: [31]]
    let memory = ModelMemory(fixture)
    #expect(memory.load() == .shapeMismatch)
    #expect(memory.fault.step == 1)
    #expect(memory.fault.subject == -1)
    #expect(memory.fault.needed == 32)
    #expect(memory.fault.found == 31)
  }

  @Test func anOperatorThatIsNotKnownIsNamedByItsCode() {
    var fixture = ModelFixture.negation()
    fixture.steps[0].code = 200
    let memory = ModelMemory(fixture)
    var size = 17
    let status = swiftlet_arena_size(
      memory.file.baseAddress, memory.file.count, &size, &memory.fault)
    #expect(status == .operatorUnknown)
    #expect(memory.fault.subject == 200)
    #expect(size == 17)
  }

  @Test func theArenaMayHoldAnotherModelAfterARefusal() {
    let memory = ModelMemory()
    #expect(memory.load(swiftlet_options(), arenaByteCount: 8) == .arenaTooSmall)
    #expect(memory.load() == .ok)
    #expect(memory.fault.status == .ok)
  }

  @Test func everyPointerThatIsMissingIsRefused() {
    let memory = ModelMemory()
    let (file, arena) = (memory.file, memory.arena)
    var size = 0
    var model: OpaquePointer?
    #expect(swiftlet_arena_size(nil, 4, &size, nil) == .argumentMissing)
    #expect(swiftlet_arena_size(file.baseAddress, file.count, nil, nil) == .argumentMissing)
    #expect(swiftlet_load(nil, 4, arena.baseAddress, 4, nil, &model, nil) == .argumentMissing)
    #expect(
      swiftlet_load(file.baseAddress, file.count, nil, 4, nil, &model, nil) == .argumentMissing)
    #expect(
      swiftlet_load(file.baseAddress, file.count, arena.baseAddress, arena.count, nil, nil, nil)
        == .argumentMissing)
    #expect(
      swiftlet_load(file.baseAddress, file.count, arena.baseAddress, arena.count, nil, &model, nil)
        == .ok)
    #expect(swiftlet_set_threads(nil, 1, nil, nil) == .argumentMissing)
    #expect(swiftlet_set_threads(model, 2, nil, nil) == .argumentMissing)
    #expect(swiftlet_set_threads(model, -1, nil, nil) == .argumentOutOfRange)
  }

  @Test func sizesThatNoMemoryHasAreRefused() {
    let memory = ModelMemory()
    var size = 0
    #expect(swiftlet_arena_size(memory.file.baseAddress, -1, &size, nil) == .argumentOutOfRange)
    var model: OpaquePointer?
    #expect(
      swiftlet_load(
        memory.file.baseAddress, memory.file.count, memory.arena.baseAddress, Int.min, nil, &model,
        nil) == .argumentOutOfRange)
  }

  @Test func anArenaInsideTheFileIsRefused() {
    let memory = ModelMemory()
    var model: OpaquePointer?
    #expect(
      swiftlet_load(
        memory.file.baseAddress, memory.file.count, memory.file.baseAddress.map { $0 + 16 }, 16,
        nil, &model, nil) == .argumentsOverlap)
  }

  @Test func memoryThatIsNotAlignedIsRefused() {
    let memory = ModelMemory()
    var model: OpaquePointer?
    #expect(
      swiftlet_load(
        memory.file.baseAddress, memory.file.count, memory.arena.baseAddress.map { $0 + 8 },
        memory.arena.count - 8, nil, &model, &memory.fault) == .misaligned)
    #expect(memory.fault.needed == Int(SWIFTLET_ARENA_ALIGNMENT))
  }

  @Test func anInstructionSetThatIsNoneIsRefused() {
    let memory = ModelMemory()
    // A closed enum cannot be made from a number that is none of its own, as C can.
    var options = swiftlet_options()
    withUnsafeMutableBytes(of: &options) { $0.storeBytes(of: 99, as: UInt32.self) }
    #expect(memory.load(options) == .argumentOutOfRange)
  }

  @Test func anInstructionSetOfAnotherMachineIsRefused() {
    let memory = ModelMemory()
    var options = swiftlet_options()
    options.instruction_set = swiftlet_instruction_set_supported(.neon) ? .sse41 : .neon
    #expect(memory.load(options) == .instructionSetNotSupported)
  }

  @Test func resultsDoNotDependOnTheThreads() {
    let input = (0..<80_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let memory = ModelMemory(
      ModelFixture.negation(rows: 10_000).bytes, arenaByteCount: 1 << 18)
    #expect(memory.load() == .ok)
    let alone = memory.output(for: input)
    #expect(alone == input.map { ~$0 })
    let team = swiftlet_threads_create(3)
    defer { swiftlet_threads_destroy(team) }
    #expect(
      swiftlet_set_threads(
        memory.model, 3, { swiftlet_threads_run($0, $1, $2, $3) }, UnsafeMutableRawPointer(team))
        == .ok)
    #expect(memory.output(for: input) == alone)
  }
}
