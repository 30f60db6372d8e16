import Swiftlet
import Testing

@testable import SwiftletCommand

@Suite struct TracingTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  @Test func checksumsAreThoseOfTheStandard() {
    // RFC 3720, B.4.
    #expect(Checksum.plain([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(Checksum.plain([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(Checksum.plain(Array(0..<32)) == 0x46DD_794E)
    #expect(Checksum.plain((0..<32).reversed()) == 0x113F_DB5C)
    #expect(Checksum.plain(Array("123456789".utf8)) == 0xE306_9283)
  }

  @Test func aRecordIsFramedAsTensorBoardFramesIt() {
    // What `tensorboard`'s RecordWriter writes of b"swiftlet".
    #expect(
      EventFile.record(Array("swiftlet".utf8)).map { String($0, radix: 16) }
        == framed.split(separator: " ").map(String.init))
  }

  private let framed =
    "8 0 0 0 0 0 0 0 ff 86 24 f 73 77 69 66 74 6c 65 74 73 6a 58 75"

  @Test func fieldsOfEveryKindAreWritten() {
    var inner = ProtobufWriter()
    inner.add(1, "ab")
    var message = ProtobufWriter()
    message.add(2, UInt64(300))
    message.add(1, 1.5)
    message.add(2, Float(-2))
    message.add(16, inner)
    message.add(6, [1.0])
    let expected: [UInt8] =
      [0x10, 0xAC, 0x02, 0x09, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0x15, 0, 0, 0, 0xC0]
      + [0x82, 0x01, 4, 0x0A, 2, 0x61, 0x62] + [0x32, 8, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F]
    #expect(message.bytes == expected)
  }

  @Test(
    arguments: [[], [3], [3, 3, 3], (0..<1000).map { Double($0) }, [1, 2, 3, 1_000_000]]
      as [[Double]])
  func aHistogramCountsEveryNumberOnce(values: [Double]) {
    let bytes = EventHistogram(values).message.bytes
    // The counts are the last field, each of eight bytes.
    let buckets = Self.numbers(bytes, field: 7)
    let limits = Self.numbers(bytes, field: 6)
    #expect(buckets.count == limits.count && !limits.isEmpty)
    #expect(buckets.reduce(0, +) == Double(values.count))
    #expect(zip(limits, limits.dropFirst()).allSatisfy { $0 < $1 })
    #expect(limits.last == values.max() ?? 0)
  }

  /// The numbers of a packed field among doubles.
  private static func numbers(_ bytes: [UInt8], field: UInt8) -> [Double] {
    var place = 0
    while place < bytes.count {
      let key = bytes[place]
      place += 1
      guard key & 7 == 2 else {
        place += 8
        continue
      }
      var (count, shift) = (0, 0)
      repeat {
        count |= Int(bytes[place] & 0x7F) << shift
        shift += 7
        place += 1
      } while bytes[place - 1] & 0x80 != 0
      defer { place += count }
      guard key >> 3 == field else { continue }
      return stride(from: place, to: place + count, by: 8).map { start in
        Double(
          bitPattern: (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << (8 * $1) })
      }
    }
    return []
  }

  @Test func aTraceHasEveryStepOfEveryRun() throws {
    #expect(Outcome.of("convert", Repository.digits, "-o", folder("m")).status == 0)
    let outcome = Outcome.of(
      "bench", folder("m"), "--seconds", "0.01", "--trace", folder("t.json"), "--threads", "2")
    #expect(outcome.status == 0)
    let model = try Model(path: folder("m"))
    let text = String(decoding: try bytes(of: folder("t.json")), as: UTF8.self)
    let lines = text.split(separator: "\n")
    let runs = lines.filter { $0.contains("\"cat\":\"run\"") }
    #expect(outcome.output.contains("Wrote \(folder("t.json")): \(runs.count) run"))
    let steps = lines.filter { $0.contains("\"step\":") }
    #expect(steps.count == runs.count * model.operators.count)
    #expect(lines.filter { $0.contains("\"ph\":\"C\"") }.count == steps.count + runs.count)
    #expect(steps[0].contains("\"output\":\"1×8×8×12\""))
    #expect(steps[0].contains("\"multiplyAccumulates\":6912"))
    #expect(lines[1] == "\"displayTimeUnit\": \"ns\"," && lines.last == "}")
    #expect(lines[2].contains("\"threads\":2"))
  }

  @Test func eventsAreWrittenBesideEarlierOnes() throws {
    #expect(Outcome.of("convert", Repository.digits, "-o", folder("m")).status == 0)
    for count in 1...2 {
      let outcome = Outcome.of(
        "bench", folder("m"), "--seconds", "0.01", "--tensorboard", folder("e/f"), "--json")
      #expect(outcome.status == 0 && outcome.output.hasPrefix("{"))
      let names = try FileSystem.names(inFolder: folder("e/f"))
      #expect(names.count == count)
      #expect(names.allSatisfy { $0.hasPrefix("events.out.tfevents.") })
    }
    let compared = Outcome.of(
      "compare", folder("m"), "--reference", Repository.path("models/digits/digits_float32.tflite"),
      "--samples", "random:2", "--tensorboard", folder("g"))
    #expect(compared.status == 0)
    #expect(compared.output.contains("tensorboard --logdir \(folder("g"))"))
  }

  @Test func whatCannotBeWrittenIsSaid() throws {
    #expect(Outcome.of("convert", Repository.digits, "-o", folder("m")).status == 0)
    let outcome = Outcome.of(
      "bench", folder("m"), "--seconds", "0.01", "--trace", folder("none/t.json"))
    #expect(outcome.status == 1 && outcome.errors.contains("no such folder"))
    let events = Outcome.of(
      "bench", folder("m"), "--seconds", "0.01", "--tensorboard", folder("m"))
    #expect(events.status == 1)
  }
}
