import Testing

@testable import Swiftlet

@Suite struct NumpyHeaderTests {
  @Test(arguments: [
    "{'descr': '<i1', 'fortran_order': False, 'shape': (1, 2), }",
    "{'shape':(1,2),'fortran_order':False,'descr':'|i1'}",
    "{\"descr\":\"|i1\",\"fortran_order\":False,\"shape\":(1,2,)}",
    "{'descr': '|i1', 'fortran_order': False, 'shape': (1L, 2L), }",
    " \t\n{ 'descr' : '|i1' , 'fortran_order' : False , 'shape' : ( 1 , 2 , ) , } \n",
  ])
  func everySpellingOfTheSameHeaderIsRead(header: String) throws {
    for version: UInt8 in 1...3 {
      let array = try parse(file(header, [5, 6], version: version))
      #expect(array.shape == [1, 2])
      #expect(array.element == .int8)
    }
  }

  @Test(arguments: [
    ("{'descr':'<f4','fortran_order':False,'shape':(3)}", "','"),
    ("{'descr':'<f4','fortran_order':False,'shape':(,)}", "a size"),
    ("{'descr':'<f4','fortran_order':False,'shape':(-1,)}", "a size"),
    ("{'descr':'<f4','fortran_order':False,'shape':(01,)}", "a size without leading zeros"),
    ("{'descr':'<f4','fortran_order':False,'shape':[1]}", "'('"),
    ("{'descr':'<f4','fortran_order':0,'shape':(1,)}", "True or False"),
    ("{'descr':'<f4','fortran_order':False,'shape':(1,)} x", "the end of the header"),
    ("{'descr':'<f4' 'fortran_order':False,'shape':(1,)}", "',' or '}'"),
    ("{'descr':'<f\\x34','fortran_order':False,'shape':(1,)}", "a plain character"),
    ("{'descr", "the closing quote"),
    ("{,}", "a key in quotes"),
    ("", "'{'"),
  ])
  func brokenGrammarIsRefusedWithWhatWasExpected(header: String, expected: String) {
    #expect {
      _ = try parse(file(header, [0, 0, 0, 0]))
    } throws: { error in
      guard case .headerMalformed(_, let observed) = error as? NumpyFault else { return false }
      return observed == expected
    }
  }

  @Test(arguments: [
    ("{}", NumpyFault.keyMissing("descr")),
    ("{'descr':'<f4','shape':()}", .keyMissing("fortran_order")),
    ("{'descr':'<f4','fortran_order':False}", .keyMissing("shape")),
    ("{'descr':'<f4','descr':'<f4'}", .keyRepeated("descr")),
    ("{'extra':1}", .keyUnknown("extra")),
    ("{'descr':'<c8'}", .elementUnsupported("<c8")),
    ("{'descr':'|O'}", .elementUnsupported("|O")),
    ("{'descr':'|f4'}", .elementUnsupported("|f4")),
    ("{'descr':[('a','<f4')]}", .elementUnsupported("a record of several fields")),
    ("{'descr':'|i1','fortran_order':False,'shape':(99999999999999999999,)}", .isTooLarge),
    ("{'descr':'<f4','fortran_order':False,'shape':(4294967296,4294967296)}", .isTooLarge),
    ("{'descr':'<f4','fortran_order':True,'shape':(0,4611686018427387904)}", .isTooLarge),
    (
      "{'descr':'<f4','fortran_order':False,'shape':(2,)}",
      .dataSizeMismatch(needed: 8, available: 4)
    ),
    (
      "{'descr':'|u1','fortran_order':False,'shape':(3,)}",
      .dataSizeMismatch(needed: 3, available: 4)
    ),
  ])
  func wrongContentIsRefusedWithItsReason(header: String, fault: NumpyFault) {
    #expect(throws: fault) { _ = try parse(file(header, [0, 0, 0, 0])) }
  }

  @Test func dataThatIsNotNumpyIsRefused() {
    #expect(throws: NumpyFault.isNotNumpy) { _ = try parse([]) }
    #expect(throws: NumpyFault.isNotNumpy) { _ = try parse(Array("PK\u{3}\u{4}".utf8)) }
    let good = file("{'descr':'|u1','fortran_order':False,'shape':()}", [1])
    for count in 0..<good.count {
      #expect(throws: NumpyFault.self) { _ = try parse(Array(good[..<count])) }
    }
    var later = good
    later[6] = 4
    #expect(throws: NumpyFault.versionUnknown(major: 4, minor: 0)) { _ = try parse(later) }
    later = file("", [])
    later[8] = 9
    #expect(throws: NumpyFault.headerTooShort(needed: 19, available: 10)) { _ = try parse(later) }
  }

  @Test func twentyThousandMutantsAreReadOrRefused() throws {
    var random = SplitMix(state: 7)
    let seeds = [
      try NumpyArray([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3]).encoded(),
      file("{'descr':'>i2','fortran_order':True,'shape':(2,1,2)}", [UInt8](repeating: 1, count: 8)),
      file("{'descr':'|b1','fortran_order':False,'shape':(0L,)}", [], version: 3),
    ]
    let alphabet = Array("0123456789L,:'\"(){}[]<>|=-fiubcTrueFals \n\\\u{0}".utf8) + [0x93, 0xFF]
    var readCount = 0
    for _ in 0..<20_000 {
      var mutant = seeds[Int(random.next() % 3)]
      for _ in 0...random.next() % 4 {
        let index = Int(random.next() % UInt64(mutant.count))
        let byte = alphabet[Int(random.next() % UInt64(alphabet.count))]
        switch random.next() % 4 {
        case 0: mutant[index] = UInt8(truncatingIfNeeded: random.next())
        case 1: mutant[index] = byte
        case 2: mutant.insert(byte, at: index)
        default: mutant.remove(at: index)
        }
      }
      guard let array = try? parse(mutant) else { continue }
      readCount += 1
      #expect(array.bytes.count == array.shape.reduce(array.element.byteCount, *))
    }
    #expect(readCount > 0 && readCount < 20_000)
  }
}

/// Small, fast to seed, and the same on every machine.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
