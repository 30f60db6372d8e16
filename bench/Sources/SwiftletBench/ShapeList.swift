import SwiftletTerminal

/// The layers of a network, read from a text.
///
/// A line is the name of a layer, its numbers and, behind a `*`, how often the network has it; what
/// follows a `#` is for people.
///
///     conv2d 224x224x3 3x3/2 32
///     depthwise 56x56x144 3x3/1 *2
struct ShapeList {
  let name: String
  let lines: [ShapeLine]

  /// Reads a list; a fault names the line.
  init(name: String, text: String) throws(Diagnostic) {
    self.name = name
    var lines: [ShapeLine] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      var words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }.map(String.init)
      guard !words.isEmpty else { continue }
      var count = 1
      if let last = words.last, last.hasPrefix("*"), let number = Self.count(last.dropFirst()) {
        count = number
        words.removeLast()
      }
      guard let layer = Layer(words: words) else {
        throw Diagnostic(
          .failure, "line \(index + 1) of \(name) is no layer: '\(line)'",
          help: "write a name and its numbers, such as 'conv2d 56x56x64 3x3/1 128'")
      }
      lines.append(ShapeLine(text: words.joined(separator: " "), layer: layer, count: count))
    }
    self.lines = lines
  }

  fileprivate static func count(_ text: some StringProtocol) -> Int? {
    // A bound far above any layer, under which no product of two overflows.
    guard let number = Int(text), number > 0, number <= 1 << 24 else { return nil }
    return number
  }
}

extension Layer {
  /// The layer of a line's words, or nil where they make none.
  init?(words: [String]) {
    var words = words[...]
    guard let name = words.popFirst(), let shape = words.popFirst().flatMap(Self.lengths) else {
      return nil
    }
    let rest = Array(words)
    switch (name, shape.count, rest.count) {
    case ("conv2d", 3, 2):
      guard let window = Window(rest[0]), let channels = ShapeList.count(rest[1]) else {
        return nil
      }
      self = .conv2D(image: shape, window: window, channels: channels)
    case ("depthwise", 3, 1):
      guard let window = Window(rest[0]) else { return nil }
      self = .depthwise(image: shape, window: window)
    case ("fully_connected", 2, 1):
      guard let channels = ShapeList.count(rest[0]) else { return nil }
      self = .fullyConnected(rows: shape[0], depth: shape[1], channels: channels)
    case ("matmul", 4, 0):
      self = .matMul(batch: shape[0], rows: shape[1], depth: shape[2], columns: shape[3])
    case ("add", 1..., 0): self = .add(shape)
    case ("multiply", 1..., 0): self = .multiply(shape)
    case ("lookup", 1..., 0): self = .lookup(shape)
    case ("average_pool", 3, 0): self = .averagePool(image: shape)
    case ("maximum_pool", 3, 1):
      guard let window = Window(rest[0]) else { return nil }
      self = .maximumPool(image: shape, window: window)
    case ("softmax", 1..., 0): self = .softmax(shape)
    case ("normalization", 1..., 0): self = .normalization(shape)
    case ("transpose", 1..., 1):
      let order = rest[0].split(separator: ",").compactMap { Int($0) }
      guard order.sorted() == Array(shape.indices) else { return nil }
      self = .transpose(shape, order: order)
    default: return nil
    }
  }

  /// Lengths with an `x` between them.
  fileprivate static func lengths(_ text: String) -> [Int]? {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false)
    let lengths = parts.compactMap { ShapeList.count($0) }
    let total = lengths.reduce(1.0) { $0 * Double($1) }
    guard lengths.count == parts.count, lengths.count <= 8, total <= 0x1p28 else { return nil }
    return lengths
  }
}

extension Layer.Window {
  /// A window as `3x3/2`, which moves by two.
  fileprivate init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let lengths = Layer.lengths(parts[0]), lengths.count == 2,
      let stride = ShapeList.count(parts[1])
    else { return nil }
    self.init(height: lengths[0], width: lengths[1], stride: stride)
  }
}
