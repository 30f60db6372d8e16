public import Swiftlet

/// What becomes of a picture before it is the input of a model.
///
/// A model says it in its metadata, under keys that start with `image.`, and a caller may overrule
/// it; `docs/FORMAT.md` lists the keys.
public struct PictureSettings: Equatable, Sendable {
  /// What the channels of a tensor are.
  public enum Order: String, CaseIterable, Sendable {
    /// Red, green, blue.
    case rgb
    /// Blue, green, red.
    case bgr
    /// Brightness.
    case grey
  }

  /// How a part of a picture gets the size of the input.
  public enum Resize: Equatable, Sendable {
    /// Scaled until it covers the input, whose middle is taken.
    case cover
    /// Scaled to the input's width and to its height.
    case stretch
    /// Scaled to a shorter side of some pixels, of which the middle is taken.
    case shortSide(Int)
  }

  /// What the channels are; nil for red, green, blue or, where there is one, brightness.
  public var order: Order?

  /// What is subtracted from samples of 0…255, one for all channels or for each; nil where unknown.
  public var mean: [Float]?

  /// What the difference is divided by; nil where unknown.
  public var deviation: [Float]?

  /// The part of the width and of the height, about the middle, that is looked at.
  public var crop = 1.0

  /// How the size of that part becomes that of the input.
  public var resize = Resize.cover

  /// The keys of a model's metadata that are read.
  public static let keys = ["image.order", "image.mean", "image.std", "image.crop", "image.resize"]

  /// The settings of a model without metadata.
  public init() {}

  /// Reads the settings that a model carries, but for those that the caller gives by their keys.
  public init(
    _ model: Model, overruledBy given: [String: String] = [:]
  ) throws(PictureFault) {
    for key in Self.keys {
      if let value = given[key] ?? model.metadata(for: key) { try set(key, to: value) }
    }
  }

  /// Takes the text of a key of metadata.
  public mutating func set(_ key: String, to text: String) throws(PictureFault) {
    let fault = { (needed: String) in
      PictureFault.settingUnknown(key: key, value: String(text.prefix(64)), needed: needed)
    }
    switch key {
    case "image.order":
      guard let order = Order(rawValue: text) else { throw fault("rgb, bgr or grey") }
      self.order = order
    case "image.mean":
      guard let numbers = Self.numbers(text) else {
        throw fault("a number, or one for each channel as in 123.7,116.3,103.5")
      }
      mean = numbers
    case "image.std":
      guard let numbers = Self.numbers(text), !numbers.contains(0) else {
        throw fault("a number other than 0, or one for each channel as in 58.4,57.1,57.4")
      }
      deviation = numbers
    case "image.crop":
      guard let share = Double(text), share > 0, share <= 1 else {
        throw fault("a number above 0, at most 1")
      }
      crop = share
    case "image.resize":
      switch text {
      case "cover": resize = .cover
      case "stretch": resize = .stretch
      case _:
        guard let side = Int(text), 1...Picture.sideLimit ~= side else {
          throw fault("cover, stretch, or the pixels of the shorter side, at most 65535")
        }
        resize = .shortSide(side)
      }
    case _:
      throw fault("another key: \(Self.keys.joined(separator: ", "))")
    }
  }

  /// One to four finite numbers with commas between them.
  private static func numbers(_ text: String) -> [Float]? {
    var numbers: [Float] = []
    for part in text.split(separator: ",", maxSplits: 4, omittingEmptySubsequences: false) {
      let trimmed = part.drop { $0 == " " }
      guard let number = Float(trimmed), number.isFinite, numbers.count < 4 else { return nil }
      numbers.append(number)
    }
    return numbers.isEmpty ? nil : numbers
  }
}
