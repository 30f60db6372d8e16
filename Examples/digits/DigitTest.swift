import Swiftlet
import SwiftletKernels
import SwiftletTerminal

/// Images of digits, with what they show.
struct DigitTest {
  /// The pixels, as the model takes them.
  let images: [Int8]

  /// The digits.
  let labels: [UInt8]

  /// The pixels of one image.
  static let pixelCount = 64

  /// Reads both from arrays.
  init(images imagePath: String, labels labelPath: String) throws(Diagnostic) {
    images = try Self.elements(of: imagePath)
    labels = try Self.elements(of: labelPath)
    guard images.count == labels.count * Self.pixelCount, !labels.isEmpty else {
      throw Diagnostic(
        .failure, "there are \(images.count) pixels for \(labels.count) digits",
        help: "give \(Self.pixelCount) pixels for each digit")
    }
  }

  private static func elements<Element: NumpyScalar>(
    of path: String
  ) throws(Diagnostic) -> [Element] {
    do {
      return try NumpyArray(contentsOf: path).elements()
    } catch {
      throw Diagnostic(.failure, "\(path): \(error)", help: error.remedy)
    }
  }

  /// The pixels of an image, from -128 for the paper to 127 for the ink.
  func image(_ index: Int) -> [Int8] {
    Array(images[index * Self.pixelCount..<(index + 1) * Self.pixelCount])
  }

  /// Classifies every image, again and again for a fifth of a second.
  func run(model path: String) throws(Diagnostic) -> DigitResult {
    do {
      let session = try Session(try Model(path: path))
      var answers: [DigitResult.Answer] = []
      for index in labels.indices {
        try session.setInput(0, image(index))
        session.run()
        answers.append(DigitResult.Answer(try session.outputReals(0)))
      }
      let clock = ContinuousClock()
      var times: [Duration] = []
      let start = clock.now
      while clock.now - start < .milliseconds(200) {
        for index in labels.indices {
          let begin = clock.now
          try session.setInput(0, image(index))
          session.run()
          times.append(clock.now - begin)
        }
      }
      let nanoseconds = times.sorted()[times.count / 2] / .nanoseconds(1)
      return DigitResult(answers: answers, model: session.model, session, nanoseconds)
    } catch {
      throw Diagnostic(.failure, error.description, help: error.remedy)
    }
  }
}

/// What a model made of the images.
struct DigitResult {
  /// The digit that a model takes an image for, and how sure it is.
  struct Answer {
    let digit: Int
    let probability: Float

    init(_ probabilities: [Float]) {
      probability = probabilities.max() ?? 0
      digit = probabilities.firstIndex(of: probability) ?? 0
    }
  }

  let answers: [Answer]
  private let fileByteCount: Int
  private let arenaByteCount: Int
  private let nanoseconds: Double
  private let instructionSet: String

  init(answers: [Answer], model: Model, _ session: Session, _ nanoseconds: Double) {
    self.answers = answers
    fileByteCount = model.fileByteCount
    arenaByteCount = model.arenaByteCount
    instructionSet = session.instructionSet.name.description
    self.nanoseconds = nanoseconds
  }

  /// The figures.
  func table(for test: DigitTest) -> Table {
    let correct = test.labels.indices.count { answers[$0].digit == Int(test.labels[$0]) }
    let part = Double(correct) / Double(test.labels.count) * 100
    var table = Table([.init("Digits"), .init("", .right), .init("")])
    table.add([
      "Correct", "\(NumberText.fixed(part, decimals: 2)) %", "\(correct) of \(test.labels.count)",
    ])
    table.add(["Model file", "\(NumberText.grouped(fileByteCount)) B", ""])
    table.add(["Arena", "\(NumberText.grouped(arenaByteCount)) B", "all the memory of a run"])
    table.add([
      "Time per image", NumberText.duration(nanoseconds: nanoseconds),
      "one thread, \(instructionSet)",
    ])
    return table
  }
}
