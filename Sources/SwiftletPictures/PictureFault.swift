public import Swiftlet

/// Why a picture could not be read, or made the input of a model.
public enum PictureFault: Error, Equatable, Sendable {
  /// The file cannot be read.
  case file(FileFault)
  /// The bytes are of no format that is read.
  case formatUnknown
  /// The bytes are a picture of a kind that is not read.
  case kindUnknown(String)
  /// The bytes are not the picture that they say.
  case damaged(String)
  /// The file has more bytes than are read.
  case fileTooLarge(byteCount: Int)
  /// The picture has more pixels than are decoded, in all or on a side.
  case tooLarge(width: Int, height: Int)
  /// The picture would have more pixels than are computed, in all or on a side, once it is scaled.
  case scaledTooLarge(width: Int, height: Int)
  /// The library that decodes the format is not there.
  case libraryMissing(PictureFormat)
  /// The system has not the memory for the picture.
  case memoryRefused(width: Int, height: Int)
  /// A key of the model's metadata, or an option, has a value that says nothing.
  case settingUnknown(key: String, value: String, needed: String)
  /// The tensor is not the input of a picture.
  case noPicture(shape: [Int])
  /// The picture is scaled to fewer pixels than the input has.
  case tooSmall(scaled: Int, needed: Int)
}

extension PictureFault: CustomStringConvertible {
  /// The fault in one sentence, without its remedy.
  public var description: String {
    switch self {
    case .file(let fault): fault.description
    case .formatUnknown: "it is no picture of a format that is known"
    case .kindUnknown(let kind): "it is \(kind), which is not read"
    case .damaged(let reason): "it is damaged: \(reason)"
    case .fileTooLarge(let count):
      "its file has \(count) bytes, and at most \(Picture.byteLimit) are read"
    case .tooLarge(let width, let height):
      "it has \(width)×\(height) pixels, and \(Self.bound(width, height)) are read"
    case .scaledTooLarge(let width, let height):
      "it is scaled to \(width)×\(height) pixels, and \(Self.bound(width, height)) are computed"
    case .libraryMissing(let format):
      "\(format.rawValue) pictures need \(format == .png ? "libpng" : "libturbojpeg")"
    case .memoryRefused(let width, let height):
      "the system refused the memory for its \(width)×\(height) pixels"
    case .settingUnknown(let key, let value, let needed):
      "'\(value)' is no value of \(key), which needs \(needed)"
    case .noPicture(let shape):
      "an input of \(shape.map(String.init).joined(separator: "×")) takes no picture"
    case .tooSmall(let scaled, let needed):
      "its shorter side is scaled to \(scaled) pixels, and the input has \(needed)"
    }
  }

  private static func bound(_ width: Int, _ height: Int) -> String {
    width > Picture.sideLimit || height > Picture.sideLimit
      ? "at most \(Picture.sideLimit) on a side" : "at most \(Picture.pixelLimit)"
  }

  /// What the user can do about it.
  public var remedy: String {
    switch self {
    case .file(let fault): fault.remedy
    case .formatUnknown, .kindUnknown:
      "save it as PNG, JPEG, PPM or an uncompressed BMP"
    case .damaged: "copy or save the picture again"
    case .fileTooLarge, .tooLarge, .memoryRefused: "scale the picture down first"
    case .scaledTooLarge:
      "give a picture closer to the input's proportions, or a smaller size, with --resize"
    case .libraryMissing(.png):
      "install it: sudo apt install libpng16-16, or brew install libpng; or save it as BMP or PPM"
    case .libraryMissing:
      "install it: sudo apt install libturbojpeg0, or brew install jpeg-turbo; or save it as BMP or "
        + "PPM"
    case .settingUnknown: "docs/PICTURES.md says what each value means"
    case .noPicture:
      "pictures go into inputs of 1×height×width×channels or 1×channels×height×width, with 1 or 3 "
        + "channels; give other inputs as arrays, with --input"
    case .tooSmall: "scale it to the size of the input at least, with --resize"
    }
  }
}
