import SwiftletTerminal

/// Some images side by side, each above the model's answer and the truth.
///
/// The images that the model got wrong come last, so that nobody has to look for them.
struct DigitGallery {
  private static let side = 8
  private static let gap = 3

  /// A pixel is two columns wide, for a terminal's cells are twice as high as wide.
  private static let width = 2 * side

  private let test: DigitTest
  private let result: DigitResult

  /// Creates a gallery.
  init(_ test: DigitTest, _ result: DigitResult) {
    self.test = test
    self.result = result
  }

  /// The lines of a row of images, or of two if one does not hold them, each ended by a newline.
  func rendered(for terminal: Terminal) -> String {
    let room = max((terminal.width + Self.gap) / (Self.width + Self.gap), 1)
    let wrong = test.labels.indices.filter { !isCorrect($0) }.prefix(room)
    let right = test.labels.indices.filter(isCorrect).prefix(2 * room - wrong.count)
    let shown = Array(right) + Array(wrong)
    var text = ""
    for start in stride(from: 0, to: shown.count, by: room) {
      text += row(shown[start..<min(start + room, shown.count)], terminal) + "\n"
    }
    return text
  }

  private func isCorrect(_ index: Int) -> Bool {
    result.answers[index].digit == Int(test.labels[index])
  }

  private func row(_ indices: ArraySlice<Int>, _ terminal: Terminal) -> String {
    let space = String(repeating: " ", count: Self.gap)
    let captions = indices.map { index in
      let answer = result.answers[index]
      let sign = isCorrect(index) ? "" : " ✗"
      return "says \(answer.digit), is \(test.labels[index])\(sign)".padded(to: Self.width)
    }
    let lines = (0..<Self.side).map { line in
      indices.map { pixels(test.image($0), line, terminal) }.joined(separator: space)
    }
    return (lines + [terminal.styled(terminal.drawn(captions.joined(separator: space)), .bold)])
      .map { $0 + "\n" }.joined()
  }

  private func pixels(_ image: [Int8], _ line: Int, _ terminal: Terminal) -> String {
    let shades: [Character] =
      terminal.isUnicode ? [" ", "░", "▒", "▓", "█"] : [" ", ".", ":", "*", "#"]
    return String(
      image[line * Self.side..<(line + 1) * Self.side].flatMap { pixel in
        let shade = shades[(Int(pixel) + 128) * (shades.count - 1) / 255]
        return [shade, shade]
      })
  }
}
