/// A picture of grey pixels in a Windows bitmap of eight bits a pixel.
struct GreyImage {
  /// The pixels, the uppermost line first.
  let pixels: [UInt8]

  init(contentsOf path: String) throws {
    let bytes = try TestFiles.bytes(path)
    let word = { (start: Int) in
      (0..<4).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
    }
    let (start, width, height) = (word(10), word(18), word(22))
    // Lines are stored from the lowest up, each in a multiple of four bytes.
    let pitch = (width + 3) / 4 * 4
    let palette = (0..<256).map { bytes[start - 1024 + 4 * $0] }
    pixels = (0..<height).reversed().flatMap { line in
      bytes[(start + line * pitch)..<(start + line * pitch + width)].map { palette[Int($0)] }
    }
  }
}
