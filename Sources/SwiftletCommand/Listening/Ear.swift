import Swiftlet
import SwiftletSound
import SwiftletTerminal

/// Runs a model on sound as it comes, and tells the words that it hears.
struct Ear {
  /// A word that was heard.
  struct Word: Equatable {
    let number: Int
    let score: Float
    /// The middle of the window that made it certain, from the start of the sound.
    let seconds: Double
  }

  private let session: Session
  private let stream: LogMelStream
  private let step: Int
  private var window: FeatureWindow
  private var spotter: WordSpotter
  private var rowCount = 0

  init(
    _ hearing: HearingModel, _ settings: LogMelSettings, _ session: Session, _ spotter: WordSpotter,
    _ arguments: ParsedArguments
  ) throws(Diagnostic) {
    self.session = session
    self.spotter = spotter
    step = arguments.integer(of: ListenCommand.step) ?? 3
    window = FeatureWindow(
      rowCount: hearing.elementCount / settings.melCount, rowWidth: settings.melCount)
    do {
      stream = try LogMelStream(settings)
    } catch {
      throw Diagnostic(SoundMetadataFault.settingsRefused(error), model: session.model)
    }
    // A word may begin with the sound, or end with it: half a window of silence comes before.
    _ = try hear(silence)
  }

  private var silence: [Float] {
    Array(repeating: 0, count: window.rowCount / 2 * stream.settings.hopSampleCount)
  }

  /// The words that some more samples complete.
  mutating func hear(_ samples: [Float]) throws(Diagnostic) -> [Word] {
    var words: [Word] = []
    for row in stream.rows(LogMelStream.integers(samples)) {
      rowCount += 1
      guard let features = window.add(row), rowCount % step == 0 else { continue }
      do {
        try session.setInput(0, reals: features)
        session.run()
        guard let word = spotter.hear(try session.outputReals(0)) else { continue }
        words.append(Word(number: word.number, score: word.score, seconds: middle))
      } catch {
        throw Diagnostic(error)
      }
    }
    return words
  }

  /// The words that the end of the sound completes.
  mutating func finish() throws(Diagnostic) -> [Word] { try hear(silence) }

  /// The middle of the latest window, without the silence that came before the sound.
  private var middle: Double {
    let rows = rowCount - window.rowCount / 2 - window.rowCount / 2
    let hop = Double(stream.settings.hopSampleCount) / Double(stream.settings.sampleRate)
    return max(0, Double(rows) * hop)
  }
}
