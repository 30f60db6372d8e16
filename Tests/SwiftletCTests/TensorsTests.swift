import CSwiftlet
import SwiftletC
import SwiftletCases
import Testing

@Suite("Tensors through the C interface")
struct TensorsTests {
  private func loaded(_ fixture: ModelFixture = .negation()) -> ModelMemory {
    let memory = ModelMemory(fixture)
    #expect(memory.load() == .ok)
    return memory
  }

  @Test func anInputIsDescribedWhole() {
    let memory = loaded()
    var input = swiftlet_tensor()
    #expect(swiftlet_input_count(memory.model) == 1)
    #expect(swiftlet_input(memory.model, 0, &input) == .ok)
    #expect(String(cString: input.name) == "image")
    #expect(input.name_length == 5)
    #expect(input.element_type == .int8)
    #expect(input.rank == 2)
    #expect(input.shape.0 == 4 && input.shape.1 == 8 && input.shape.2 == 1)
    #expect(input.element_count == 32 && input.byte_count == 32)
    #expect(input.is_quantized && input.scale == 0.5 && input.zero_point == 3)
    let address = UnsafeRawPointer(input.data)
    #expect(UnsafeRawBufferPointer(memory.arena).contains(address: address))
  }

  @Test func aTensorIsFoundByItsName() {
    let memory = loaded()
    var tensor = swiftlet_tensor()
    #expect(swiftlet_output_named(memory.model, "scores", &tensor) == .ok)
    #expect(tensor.rank == 1 && tensor.shape.0 == 32)
    #expect(swiftlet_input_named(memory.model, "image", &tensor) == .ok)
    for name in ["", "imag", "images", "scores"] {
      #expect(swiftlet_input_named(memory.model, name, &tensor) == .nameUnknown)
    }
  }

  @Test func aNameThatWasStrippedIsNull() {
    var fixture = ModelFixture.negation()
    fixture.inputs[0].name = nil
    let memory = loaded(fixture)
    var input = swiftlet_tensor()
    #expect(swiftlet_input(memory.model, 0, &input) == .ok)
    #expect(input.name == nil && input.name_length == 0)
    #expect(swiftlet_input_named(memory.model, "image", &input) == .nameUnknown)
  }

  @Test func plainNumbersHaveTheScaleOne() {
    var fixture = ModelFixture.negation()
    for index in fixture.tensors.indices {
      fixture.tensors[index].scale = 0
      fixture.tensors[index].zeroPoint = 0
    }
    let memory = loaded(fixture)
    var output = swiftlet_tensor()
    #expect(swiftlet_output(memory.model, 0, &output) == .ok)
    #expect(!output.is_quantized && output.scale == 1 && output.zero_point == 0)
  }

  @Test func anIndexBeyondTheLastIsRefusedAndWritesNothing() {
    let memory = loaded()
    var tensor = swiftlet_tensor()
    tensor.rank = 77
    for index in [1, Int.max, -1] {
      #expect(swiftlet_input(memory.model, index, &tensor) == .argumentOutOfRange)
      #expect(swiftlet_output(memory.model, index, &tensor) == .argumentOutOfRange)
    }
    #expect(tensor.rank == 77)
  }

  @Test func everyPointerThatIsMissingIsRefused() {
    let memory = loaded()
    var tensor = swiftlet_tensor()
    #expect(swiftlet_input_count(nil) == 0)
    #expect(swiftlet_output_count(nil) == 0)
    #expect(swiftlet_step_count(nil) == 0)
    #expect(swiftlet_step_operator(nil, 0) == 0)
    #expect(swiftlet_input(nil, 0, &tensor) == .argumentMissing)
    #expect(swiftlet_input(memory.model, 0, nil) == .argumentMissing)
    #expect(swiftlet_output(nil, 0, &tensor) == .argumentMissing)
    #expect(swiftlet_output(memory.model, 0, nil) == .argumentMissing)
    #expect(swiftlet_input_named(nil, "image", &tensor) == .argumentMissing)
    #expect(swiftlet_input_named(memory.model, nil, &tensor) == .argumentMissing)
    #expect(swiftlet_input_named(memory.model, "image", nil) == .argumentMissing)
    #expect(swiftlet_output_named(nil, "image", &tensor) == .argumentMissing)
    swiftlet_run(nil)
    swiftlet_run_observed(nil, nil, nil)
  }

  @Test func anObserverSeesEachStepBeforeAndAfterIt() {
    let memory = loaded()
    var seen: [String] = []
    withUnsafeMutablePointer(to: &seen) { pointer in
      swiftlet_run_observed(
        memory.model,
        { state, step, hasRun in
          state?.assumingMemoryBound(to: [String].self).pointee.append("\(step) \(hasRun)")
        }, pointer)
    }
    #expect(seen == ["0 false", "0 true", "1 false", "1 true"])
    swiftlet_run_observed(memory.model, nil, nil)
    #expect(swiftlet_step_count(memory.model) == 2)
    #expect((0..<3).map { swiftlet_step_operator(memory.model, $0) } == [7, 15, 0])
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func contains(address: UnsafeRawPointer?) -> Bool {
    guard let baseAddress, let address else { return false }
    return address >= baseAddress && address < baseAddress + count
  }
}
