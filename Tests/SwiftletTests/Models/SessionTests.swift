import Swiftlet
import SwiftletCases
import Testing

@Suite("Session")
struct SessionTests {
  private func session(_ fixture: ModelFixture = .negation()) throws -> Session {
    try Session(Model(bytes: fixture.bytes))
  }

  private let sample = (0..<32).map { Int8(truncatingIfNeeded: $0 * 8 - 128) }

  @Test func elementsGoInAndComeOut() throws {
    let session = try session()
    try session.setInput(0, sample)
    session.run()
    #expect(try session.output(0, as: Int8.self) == sample.map { -1 - $0 })
    #expect(try session.outputBytes(0) == sample.map { UInt8(bitPattern: -1 - $0) })
  }

  @Test func theReferenceGivesTheSame() throws {
    let session = try session()
    try session.setInput(0, bytes: sample.map { UInt8(bitPattern: $0) })
    session.runReference()
    #expect(try session.output(0) == sample.map { -1 - $0 })
  }

  @Test func anInputIsWrittenInPlace() throws {
    let session = try session()
    let count = try session.withInput(0, as: Int8.self) { elements in
      for index in elements.indices { elements[index] = Int8(index) }
      return elements.count
    }
    #expect(count == 32)
    session.run()
    #expect(try session.output(0) == (0..<32).map { Int8(-1 - $0) })
  }

  @Test func realNumbersAreRoundedToTheQuantization() throws {
    let session = try session()
    var reals = [Float](repeating: 0, count: 32)
    reals.replaceSubrange(0..<6, with: [1, -2.5, 0.26, 1000, -1000, .nan])
    try session.setInput(0, reals: reals)
    session.run()
    let stored: [Int8] = [5, -2, 4, 127, -128, 3]
    #expect(try Array(session.output(0, as: Int8.self).prefix(6)) == stored.map { -1 - $0 })
    #expect(
      try Array(session.outputReals(0).prefix(6)) == stored.map { 0.5 * Float(-1 - Int($0) - 3) })
  }

  @Test func anotherElementTypeIsRefused() throws {
    let session = try session()
    #expect(throws: ModelError.elementMismatch(found: .int8)) {
      try session.output(0, as: Float.self)
    }
    #expect(throws: ModelError.elementMismatch(found: .int8)) {
      try session.setInput(0, [UInt8](repeating: 0, count: 32))
    }
  }

  @Test func anotherNumberOfElementsIsRefused() throws {
    let session = try session()
    #expect(throws: ModelError.countMismatch(needed: 32, found: 31)) {
      try session.setInput(0, [Int8](repeating: 0, count: 31))
    }
    #expect(throws: ModelError.countMismatch(needed: 32, found: 0)) {
      try session.setInput(0, reals: [])
    }
    #expect(throws: ModelError.countMismatch(needed: 32, found: 33)) {
      try session.setInput(0, bytes: [UInt8](repeating: 0, count: 33))
    }
  }

  @Test(arguments: [-1, 1, Int.max])
  func anIndexBeyondTheTensorsIsRefused(index: Int) throws {
    let session = try session()
    #expect(throws: ModelError.indexOutOfRange(index: index, count: 1)) {
      try session.outputReals(index)
    }
    #expect(throws: ModelError.indexOutOfRange(index: index, count: 1)) {
      try session.setInput(index, reals: [])
    }
  }

  @Test func everyStepIsMeasured() throws {
    let session = try session()
    let durations = session.profile()
    #expect(durations.count == session.model.operators.count)
    #expect(durations.allSatisfy { $0 >= .zero })
  }

  @Test func theNumberOfThreadsDoesNotChangeTheResult() throws {
    let model = try Model(bytes: ModelFixture.negation(rows: 10_000).bytes)
    let input = (0..<80_000).map { Int8(truncatingIfNeeded: $0 &* 31) }
    for count in 1...4 {
      let session = try Session(model, threadCount: count)
      try session.setInput(0, input)
      session.run()
      #expect(try session.output(0) == input.map { -1 - $0 })
    }
    #expect(throws: ModelError.self) { try Session(model, threadCount: 0) }
  }

  @Test func anArenaCanBeLent() throws {
    let model = try Model(bytes: ModelFixture.negation().bytes)
    let arena = UnsafeMutableRawBufferPointer.allocate(
      byteCount: model.arenaByteCount, alignment: 16)
    defer { arena.deallocate() }
    let session = try unsafe Session(model, arena: arena)
    try session.setInput(0, sample)
    session.run()
    #expect(try session.output(0) == sample.map { -1 - $0 })

    let short = UnsafeMutableRawBufferPointer(rebasing: arena.dropLast())
    let fault = ModelFault(
      .arenaTooSmall(needed: model.arenaByteCount, available: model.arenaByteCount - 1))
    #expect(throws: ModelError.refused(fault, path: nil)) {
      try unsafe Session(model, arena: short)
    }
  }

  @Test func twoSessionsOfOneModelDoNotMeet() throws {
    let model = try Model(bytes: ModelFixture.negation().bytes)
    let (first, second) = (try Session(model), try Session(model, instructionSet: .portable))
    #expect(second.instructionSet == .portable)
    try first.setInput(0, [Int8](repeating: 1, count: 32))
    try second.setInput(0, [Int8](repeating: 2, count: 32))
    first.run()
    second.run()
    #expect(try first.output(0) == [Int8](repeating: -2, count: 32))
    #expect(try second.output(0) == [Int8](repeating: -3, count: 32))
  }
}
