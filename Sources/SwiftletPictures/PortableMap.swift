/// Reads a portable graymap or pixmap: P2 and P3 as text, P5 and P6 as bytes.
struct PortableMap {
  private let bytes: [UInt8]
  private var place = 2
  private let isText: Bool
  private let channels: Int
  private var width = 0
  private var height = 0
  private var most = 0

  init(_ bytes: [UInt8]) throws(PictureFault) {
    self.bytes = bytes
    isText = bytes[1] == 0x32 || bytes[1] == 0x33
    channels = bytes[1] == 0x33 || bytes[1] == 0x36 ? 3 : 1
    width = try number()
    height = try number()
    most = try number()
    try Picture.check(width: width, height: height)
    guard 1...65_535 ~= most else { throw .damaged("its greatest sample is \(most)") }
    // One blank ends the header, where a comment may stand before it; what follows are samples.
    if place < bytes.count, bytes[place] == UInt8(ascii: "#") { skipComment() }
    guard place < bytes.count else { throw .damaged("it ends inside of its header") }
    guard isBlank(bytes[place]) else {
      throw .damaged("no blank ends its header at byte \(place)")
    }
    place += 1
  }

  func picture() throws(PictureFault) -> Picture {
    var copy = self
    return try copy.readPicture()
  }

  private mutating func readPicture() throws(PictureFault) -> Picture {
    let count = width * height * channels
    let size = isText ? 2 : most > 255 ? 2 : 1
    // A number as text takes a digit and a blank; the last may end the file.
    guard place <= bytes.count, count * size - (isText ? 1 : 0) <= bytes.count - place else {
      throw .damaged("it ends before its last line")
    }
    var samples: [UInt8] = []
    samples.reserveCapacity(3 * width * height)
    for _ in 0..<count {
      let sample = isText ? try number() : stored(size)
      let scaled = UInt8(truncatingIfNeeded: (min(sample, most) * 255 + most / 2) / most)
      for _ in 0..<(channels == 1 ? 3 : 1) { samples.append(scaled) }
    }
    return Picture(width: width, height: height, samples: samples)
  }

  private mutating func stored(_ size: Int) -> Int {
    defer { place += size }
    return size == 1 ? Int(bytes[place]) : Int(bytes[place]) << 8 | Int(bytes[place + 1])
  }

  /// The next number, behind blanks and comments.
  private mutating func number() throws(PictureFault) -> Int {
    while place < bytes.count, isBlank(bytes[place]) || bytes[place] == UInt8(ascii: "#") {
      if bytes[place] == UInt8(ascii: "#") {
        skipComment()
      } else {
        place += 1
      }
    }
    var value: Int?
    while place < bytes.count, case let digit = Int(bytes[place]) - 48, 0...9 ~= digit {
      value = (value ?? 0) * 10 + digit
      guard (value ?? 0) <= Picture.pixelLimit else { throw .damaged("a number is too large") }
      place += 1
    }
    guard let value else { throw .damaged("a number is missing at byte \(place)") }
    return value
  }

  /// Goes to the end of a comment's line.
  private mutating func skipComment() {
    while place < bytes.count, bytes[place] != UInt8(ascii: "\n") { place += 1 }
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }
}
