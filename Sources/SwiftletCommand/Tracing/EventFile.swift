import Swiftlet
import SwiftletTerminal

/// Events in the format of TensorBoard: records with checksums, each a message of protobuf.
struct EventFile {
  /// The bytes so far.
  private(set) var bytes: [UInt8] = []

  private let wallTime: Double

  /// Starts a file, with events of a time in seconds since 1970.
  init(wallTime: Double) {
    self.wallTime = wallTime
    var event = ProtobufWriter()
    event.add(1, wallTime)
    event.add(3, "brain.Event:2")
    add(event)
  }

  /// Adds a number of a series.
  mutating func add(_ tag: String, _ value: Double, step: Int = 0) {
    var entry = ProtobufWriter()
    entry.add(1, tag)
    entry.add(2, Float(value))
    add(entry, step)
  }

  /// Adds how often numbers are how large.
  mutating func add(_ tag: String, _ histogram: EventHistogram, step: Int = 0) {
    var entry = ProtobufWriter()
    entry.add(1, tag)
    entry.add(5, histogram.message)
    add(entry, step)
  }

  private mutating func add(_ entry: ProtobufWriter, _ step: Int) {
    var summary = ProtobufWriter()
    summary.add(1, entry)
    var event = ProtobufWriter()
    event.add(1, wallTime)
    event.add(2, UInt64(truncatingIfNeeded: step))
    event.add(5, summary)
    add(event)
  }

  private mutating func add(_ event: ProtobufWriter) {
    bytes += Self.record(event.bytes)
  }

  /// A record: its length and the checksum of that, its content and the checksum of that.
  static func record(_ content: [UInt8]) -> [UInt8] {
    let length = littleEndian(UInt64(content.count))
    return length + littleEndian(Checksum.masked(length)) + content
      + littleEndian(Checksum.masked(content))
  }

  /// Writes the file into a folder, which is made where it is missing; returns its path.
  func write(toFolder folder: String) throws(FileFault) -> String {
    try FileSystem.makeFolder(folder)
    let separator = folder.hasSuffix("/") ? "" : "/"
    let seconds = String(UInt64(max(wallTime, 0)))
    let digits = String(repeating: "0", count: max(0, 10 - seconds.count)) + seconds
    // TensorBoard reads the files of a folder in the order of their names, and needs the time there.
    var path = "\(folder)\(separator)events.out.tfevents.\(digits).swiftlet"
    var number = 1
    while FileSystem.areSame(path, path) {
      path = "\(folder)\(separator)events.out.tfevents.\(digits).swiftlet.\(number)"
      number += 1
    }
    try FileWriter.replace(path, with: bytes)
    return path
  }
}

/// How often numbers are how large, in the buckets of TensorBoard.
struct EventHistogram {
  let message: ProtobufWriter

  private static let bucketCount = 30

  /// Counts numbers in buckets of one width, and the greatest hundredth in one of its own, so that a
  /// few that are far off do not press all others into one.
  init(_ values: [Double]) {
    let sorted = values.sorted()
    let (least, most) = (sorted.first ?? 0, sorted.last ?? 0)
    let usual = sorted.isEmpty ? 0 : sorted[(sorted.count - 1) * 99 / 100]
    let width = (usual - least) / Double(Self.bucketCount)
    var limits = width > 0 ? (1..<Self.bucketCount).map { least + width * Double($0) } : []
    limits += usual < most ? [usual, most] : [most]
    var buckets = [Double](repeating: 0, count: limits.count)
    var bucket = 0
    for value in sorted {
      while bucket < limits.count - 1, value > limits[bucket] { bucket += 1 }
      buckets[bucket] += 1
    }
    message = Self.message(
      least...most, count: values.count, sum: values.reduce(0, +),
      squares: values.reduce(0) { $0 + $1 * $1 }, limits, buckets)
  }

  /// Takes over how the numbers of a tensor are spread; those that are not finite are left out.
  init(_ distribution: ValueDistribution) {
    let count = distribution.count
    let range = count > 0 ? distribution.minimum...distribution.maximum : 0...0
    let bins = distribution.bins.isEmpty ? [count] : distribution.bins
    let width = (range.upperBound - range.lowerBound) / Double(bins.count)
    let limits = bins.indices.map {
      $0 == bins.count - 1 ? range.upperBound : range.lowerBound + width * Double($0 + 1)
    }
    let (mean, deviation) = (distribution.mean, distribution.deviation)
    message = Self.message(
      range, count: count, sum: mean * Double(count),
      squares: (mean * mean + deviation * deviation) * Double(count), limits, bins.map(Double.init))
  }

  private static func message(
    _ range: ClosedRange<Double>, count: Int, sum: Double, squares: Double, _ limits: [Double],
    _ buckets: [Double]
  ) -> ProtobufWriter {
    var message = ProtobufWriter()
    message.add(1, range.lowerBound)
    message.add(2, range.upperBound)
    message.add(3, Double(count))
    message.add(4, sum)
    message.add(5, squares)
    message.add(6, limits)
    message.add(7, buckets)
    return message
  }
}

/// Writes the fields of a message of protobuf.
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  private enum Wire: UInt64 {
    case variable = 0
    case eightBytes = 1
    case counted = 2
    case fourBytes = 5
  }

  private mutating func start(_ field: Int, _ wire: Wire) {
    addVariable(UInt64(field) << 3 | wire.rawValue)
  }

  private mutating func addVariable(_ value: UInt64) {
    var rest = value
    while rest > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func add(_ field: Int, _ value: UInt64) {
    start(field, .variable)
    addVariable(value)
  }

  mutating func add(_ field: Int, _ value: Double) {
    start(field, .eightBytes)
    bytes += littleEndian(value.bitPattern)
  }

  mutating func add(_ field: Int, _ value: Float) {
    start(field, .fourBytes)
    bytes += littleEndian(value.bitPattern)
  }

  mutating func add(_ field: Int, _ text: String) { addCounted(field, Array(text.utf8)) }

  mutating func add(_ field: Int, _ message: ProtobufWriter) { addCounted(field, message.bytes) }

  mutating func add(_ field: Int, _ values: [Double]) {
    addCounted(field, values.flatMap { littleEndian($0.bitPattern) })
  }

  private mutating func addCounted(_ field: Int, _ content: [UInt8]) {
    start(field, .counted)
    addVariable(UInt64(content.count))
    bytes += content
  }
}

/// The checksum of records, CRC-32C.
enum Checksum {
  /// The remainder that each byte leaves by the polynomial of Castagnoli, bits reversed.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in
      value & 1 == 0 ? value >> 1 : value >> 1 ^ 0x82F6_3B78
    }
  }

  static func plain(_ bytes: [UInt8]) -> UInt32 {
    var register = UInt32.max
    for byte in bytes {
      register = table[Int(UInt8(truncatingIfNeeded: register) ^ byte)] ^ register >> 8
    }
    return ~register
  }

  /// The checksum as records hold it, turned by 15 bits, so that one of a checksum is not a constant.
  static func masked(_ bytes: [UInt8]) -> UInt32 {
    let checksum = plain(bytes)
    return (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
  }
}

/// The bytes of an integer, the least first.
private func littleEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
  (0..<Value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}
