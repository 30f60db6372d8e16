public import Swiftlet
internal import SwiftletCore
internal import SwiftletFormat

/// An input of a model that takes pictures: how one becomes its values.
public struct PictureInput: Sendable {
  /// The pixels of a line of the input.
  public let width: Int

  /// The lines of the input.
  public let height: Int

  /// The samples of each pixel: 1 or 3.
  public let channels: Int

  /// Whether the input holds one channel whole after the other, and not pixel after pixel.
  public let isChannelsFirst: Bool

  /// What becomes of a picture.
  public let settings: PictureSettings

  private let order: PictureSettings.Order
  /// Whether samples become stored values of 8 bits, since the model says nothing of them.
  private let isStored: Bool
  private let normalization: [Normalization]

  /// What becomes of the samples of a channel: `(sample − mean) / deviation`.
  private struct Normalization: Equatable {
    let mean: Float
    let deviation: Float
  }

  /// Finds out how an input takes pictures.
  ///
  /// Inputs are [1, height, width, channels], [1, channels, height, width], or either without the
  /// first axis; with 1 or 3 channels, or of brightness without their axis.
  public init(
    _ input: TensorDescription, _ settings: PictureSettings
  ) throws(PictureFault) {
    try self.init(input.element, input.shape, input.quantization, settings)
  }

  init(
    _ element: ElementType, _ shape: [Int], _ quantization: Quantization?,
    _ settings: PictureSettings
  ) throws(PictureFault) {
    guard let form = Self.form(shape), (1..<1 << 15).contains(form.height),
      (1..<1 << 15).contains(form.width)
    else { throw .noPicture(shape: shape) }
    (height, width, channels, isChannelsFirst) = form
    self.settings = settings
    order = settings.order ?? (channels == 1 ? .grey : .rgb)
    guard channels == 3 || order == .grey else {
      throw .settingUnknown(
        key: "image.order", value: order.rawValue, needed: "to be grey for an input of 1 channel")
    }
    isStored =
      settings.mean == nil && settings.deviation == nil
      && (element == .int8 || element == .uint8)
    normalization = try Self.normalization(element, quantization, settings, channels)
  }

  private static func form(
    _ shape: [Int]
  ) -> (height: Int, width: Int, channels: Int, isChannelsFirst: Bool)? {
    let isCount = { (length: Int) in length == 1 || length == 3 }
    var axes = shape
    if axes.count == 4 {
      guard axes.removeFirst() == 1 else { return nil }
    }
    switch axes.count {
    case 3 where isCount(axes[2]) && !(axes[0] == 1 && axes[2] == 3 && shape.count == 3):
      return (axes[0], axes[1], axes[2], false)
    case 3 where isCount(axes[0]): return (axes[1], axes[2], axes[0], true)
    case 2 where axes[0] > 1: return (axes[0], axes[1], 1, false)
    default: return nil
    }
  }

  private static func normalization(
    _ element: ElementType, _ quantization: Quantization?, _ settings: PictureSettings,
    _ channels: Int
  ) throws(PictureFault) -> [Normalization] {
    for (key, list) in [("image.mean", settings.mean), ("image.std", settings.deviation)] {
      guard let list, list.count != 1, list.count != channels else { continue }
      throw .settingUnknown(
        key: key, value: list.map { "\($0)" }.joined(separator: ","),
        needed: "1 number" + (channels == 1 ? "" : " or \(channels)"))
    }
    let isKnown = settings.mean != nil || settings.deviation != nil
    let mean = settings.mean ?? [isKnown ? 0 : unknownMean(element, quantization)]
    let deviation = settings.deviation ?? [isKnown ? 1 : unknownDeviation(element, quantization)]
    return (0..<channels).map { channel in
      Normalization(
        mean: mean[mean.count == 1 ? 0 : channel],
        deviation: deviation[deviation.count == 1 ? 0 : channel])
    }
  }

  /// The sample that becomes zero where nothing is known: that which 8 bits store as their zero.
  private static func unknownMean(
    _ element: ElementType, _ quantization: Quantization?
  ) -> Float {
    switch element {
    case .int8: Float((quantization?.zeroPoint ?? 0) + 128)
    case .uint8: Float(quantization?.zeroPoint ?? 0)
    case .absent, .float32, .float16, .int16, .int32, .int64, .boolean: 0
    }
  }

  /// The samples between zero and one where nothing is known.
  private static func unknownDeviation(
    _ element: ElementType, _ quantization: Quantization?
  ) -> Float {
    switch element {
    case .int8, .uint8: 1 / (quantization?.scale ?? 1)
    case .float32, .float16: 255
    case .absent, .int16, .int32, .int64, .boolean: 1
    }
  }

  /// The values of a picture in the input's order, as real numbers.
  public func values(of picture: Picture) throws(PictureFault) -> [Float] {
    let plane = try fitted(picture)
    var values = [Float](repeating: 0, count: width * height * channels)
    let pixels = width * height
    for pixel in 0..<pixels {
      for channel in 0..<channels {
        let source = order == .bgr ? 2 - channel : plane.channels == 1 ? 0 : channel
        let sample = Float(plane.samples[pixel * plane.channels + source])
        let (mean, deviation) = (normalization[channel].mean, normalization[channel].deviation)
        values[isChannelsFirst ? channel * pixels + pixel : pixel * channels + channel] =
          (sample - mean) / deviation
      }
    }
    return values
  }

  /// The picture at the size of the input.
  private func fitted(_ picture: Picture) throws(PictureFault) -> Resampling.Plane {
    let part = picture.plane(order == .grey ? 1 : 3).middle(
      width: Self.part(picture.width, settings.crop),
      height: Self.part(picture.height, settings.crop), .toTheStart)
    let size = try scaledSize(of: part)
    return Resampling.resized(part, width: size.width, height: size.height)
      .middle(width: width, height: height, .toEven)
  }

  /// The pixels of a share about the middle, as TensorFlow's `central_crop` counts them.
  private static func part(_ length: Int, _ share: Double) -> Int {
    let margin = Int((Double(length) - Double(length) * share) / 2)
    return max(length - 2 * margin, 1)
  }

  private func scaledSize(
    of plane: Resampling.Plane
  ) throws(PictureFault) -> (width: Int, height: Int) {
    let size: (width: Int, height: Int)
    switch settings.resize {
    case .stretch: size = (width, height)
    case .cover:
      // Compared as products, so that a picture of the input's own proportions is not rounded.
      let isNarrow = plane.width * height <= plane.height * width
      size =
        isNarrow
        ? (width: width, height: max(height, plane.height * width / plane.width))
        : (width: max(width, plane.width * height / plane.height), height: height)
    case .shortSide(let side):
      let isUpright = plane.width <= plane.height
      let (short, long) = isUpright ? (plane.width, plane.height) : (plane.height, plane.width)
      let scaled = side * long / short
      size = isUpright ? (width: side, height: scaled) : (width: scaled, height: side)
      guard size.width >= width, size.height >= height else {
        throw .tooSmall(scaled: side, needed: size.width < width ? width : height)
      }
    }
    // An input may claim any size, and a picture of one line covers it only as a huge one.
    guard Picture.isDecoded(width: size.width, height: size.height) else {
      throw .scaledTooLarge(width: size.width, height: size.height)
    }
    return size
  }
}

extension PictureInput: CustomStringConvertible {
  /// What becomes of a picture, in a few words.
  public var description: String {
    let size = "\(width)×\(height)"
    var words: [String] = []
    if settings.crop < 1 { words.append("middle \(settings.crop)") }
    switch settings.resize {
    case .cover: words.append("covers \(size)")
    case .stretch: words.append("stretched to \(size)")
    case .shortSide(let side): words.append("shorter side \(side), middle \(size)")
    }
    words.append(order.rawValue)
    guard !isStored else { return words.joined(separator: ", ") + ", 0…255 stored as 8 bits" }
    let isSame = normalization.allSatisfy { $0 == normalization[0] }
    let list = { (path: KeyPath<Normalization, Float>) in
      (isSame ? normalization.prefix(1) : normalization[...]).map { entry in
        let value = entry[keyPath: path]
        return Int(exactly: value).map { "\($0)" } ?? "\(value)"
      }.joined(separator: ",")
    }
    return words.joined(separator: ", ") + ", mean \(list(\.mean)), deviation \(list(\.deviation))"
  }
}

extension Session {
  /// Writes a picture to the input that it was made for.
  public func setInput(
    _ index: Int, _ picture: Picture, _ input: PictureInput
  ) throws {
    try setInput(index, reals: input.values(of: picture))
  }
}

extension Picture {
  /// The samples in three channels, or the brightness, by the weights of ITU-R 601 as Pillow has them.
  fileprivate func plane(_ channels: Int) -> Resampling.Plane {
    guard channels == 1 else {
      return .init(width: width, height: height, channels: 3, samples: samples)
    }
    var grey: [UInt8] = []
    grey.reserveCapacity(width * height)
    for place in stride(from: 0, to: samples.count, by: 3) {
      let (red, green, blue) = (
        Int(samples[place]), Int(samples[place + 1]), Int(samples[place + 2])
      )
      let sum = red * 19_595 + green * 38_470 + blue * 7_471
      grey.append(UInt8(truncatingIfNeeded: (sum + 0x8000) >> 16))
    }
    return .init(width: width, height: height, channels: 1, samples: grey)
  }
}

extension Resampling.Plane {
  /// To which pixel a half of one is rounded at the left and at the top.
  fileprivate enum Half {
    case toTheStart
    case toEven
  }

  /// The middle of the plane, no larger than it is.
  fileprivate func middle(width: Int, height: Int, _ half: Half) -> Self {
    guard width != self.width || height != self.height else { return self }
    let start = { (spare: Int) in
      switch half {
      case .toTheStart: spare / 2
      case .toEven: spare % 4 == 3 ? spare / 2 + 1 : spare / 2
      }
    }
    let (left, top) = (start(self.width - width), start(self.height - height))
    var part: [UInt8] = []
    part.reserveCapacity(width * height * channels)
    for line in top..<top + height {
      let first = (line * self.width + left) * channels
      part += samples[first..<first + width * channels]
    }
    return Self(width: width, height: height, channels: channels, samples: part)
  }
}
