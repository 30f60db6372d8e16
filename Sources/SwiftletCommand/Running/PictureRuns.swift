import Swiftlet
import SwiftletPictures
import SwiftletTerminal

/// The pictures that a command line gives to an input of a model, one for each run.
struct PictureRuns {
  static let image = OptionDefinition(
    "--image", .path("[NAME=]FILE"),
    "Run the model on the picture in FILE: PNG, JPEG, BMP, PPM or PGM; for the input NAME, or the "
      + "first that takes pictures. The results are shown.",
    isRepeated: true)

  static let mean = OptionDefinition(
    "--mean", .text("M"),
    "Subtract M, or M,M,M for each channel, from samples of 0 to 255; overrules the model's "
      + "metadata, as all of these do.")

  static let deviation = OptionDefinition(
    "--std", .text("D"), "Divide what is left by D, or D,D,D for each channel.")

  static let order = OptionDefinition(
    "--order", .choice("ORDER", PictureSettings.Order.allCases.map(\.rawValue)),
    "What the channels of the input are.")

  static let crop = OptionDefinition(
    "--crop", .text("SHARE"),
    "Look at the middle SHARE of the width and of the height of pictures, as in 0.875.")

  static let resize = OptionDefinition(
    "--resize", .text("HOW"),
    "Scale pictures to 'cover' the input, whose middle is taken; 'stretch' them to it; or scale "
      + "the shorter side to a number of pixels.")

  static let options = [image, mean, deviation, order, crop, resize]

  private static let settingKeys = [
    (mean, "image.mean"), (deviation, "image.std"), (order, "image.order"), (crop, "image.crop"),
    (resize, "image.resize"),
  ]

  /// The position of the input.
  let number: Int

  /// How the input takes pictures.
  let input: PictureInput

  /// The files, one for each run.
  let paths: [String]

  /// Finds the input for the pictures of a command line; nil where it gives none.
  init?(_ arguments: ParsedArguments, for model: Model, besides arrays: [NamedFile])
    throws(Diagnostic)
  {
    let files = arguments.texts(of: Self.image).map { NamedFile($0) }
    guard let first = files.first else {
      for (option, _) in Self.settingKeys where arguments.isGiven(option) {
        throw Diagnostic(
          .usage, "\(option.name) is for pictures", help: "add --image FILE, or leave it out")
      }
      return nil
    }
    guard files.allSatisfy({ $0.name == first.name }) else {
      throw Diagnostic(
        .usage, "pictures are given for several inputs",
        help: "give pictures for one input, and arrays for the others, with --input")
    }
    paths = files.map(\.path)
    guard model.metadata(for: "sound.sample_rate") == nil else {
      throw Diagnostic(
        .failure, "'\(arguments.positionals[0])' takes sound", help: "give --wav FILE.wav")
    }
    let settings = try Self.settings(arguments, for: model)
    let doors = Array(model.inputs)
    let taken = Set(arrays.compactMap(\.name))
    do throws(PictureFault) {
      (number, input) = try Self.input(
        among: doors.enumerated().filter { first.name == nil || $0.element.name == first.name }
          .filter { !taken.contains($0.element.name ?? "") }.map { ($0.offset, $0.element) },
        settings)
    } catch {
      let names = doors.map { "'\($0.name ?? "")' (\($0.element) \($0.shape.text))" }
      throw Diagnostic(
        .failure, error.description,
        help: "\(error.remedy); the model's inputs are \(names.joined(separator: ", "))")
    }
  }

  private static func input(
    among doors: [(number: Int, door: TensorDescription)], _ settings: PictureSettings
  ) throws(PictureFault) -> (Int, PictureInput) {
    var fault = PictureFault.noPicture(shape: [])
    for (index, door) in doors.enumerated() {
      do throws(PictureFault) {
        return (door.number, try PictureInput(door.door, settings))
      } catch {
        if index == 0 { fault = error }
      }
    }
    throw fault
  }

  private static func settings(
    _ arguments: ParsedArguments, for model: Model
  ) throws(Diagnostic) -> PictureSettings {
    var given: [String: String] = [:]
    for (option, key) in settingKeys { given[key] = arguments.text(of: option) }
    do throws(PictureFault) {
      return try PictureSettings(model, overruledBy: given)
    } catch {
      guard case .settingUnknown(let key, let value, let needed) = error,
        let option = settingKeys.first(where: { $0.1 == key })?.0
      else { throw Diagnostic(.failure, error.description, help: error.remedy) }
      throw given[key] == nil
        ? Diagnostic(
          .failure, "the model's metadata: \(error.description.printable)",
          help: "overrule it with \(option.usage)")
        : Diagnostic(
          .usage, "option '\(option.name)' needs \(needed), not '\(value)'",
          help: "docs/PICTURES.md says what it means")
    }
  }

  /// The picture of a run, and its values.
  func read(_ run: Int) throws(Diagnostic) -> (picture: Picture, values: [Float]) {
    let path = paths[run]
    do throws(PictureFault) {
      let picture = try Picture(contentsOf: path)
      return (picture, try input.values(of: picture))
    } catch {
      if case .file(let fault) = error { throw Diagnostic(fault) }
      throw Diagnostic(
        .failure, "cannot read '\(path)': \(error.description.printable)", help: error.remedy)
    }
  }

  /// What becomes of the pictures, as people read it.
  var summary: String {
    let isKnown = input.settings.mean != nil || input.settings.deviation != nil
    return "Pictures: \(input)" + (isKnown ? "" : " (assumed, for the model says nothing of these)")
  }

  var json: JSONValue {
    .object([
      ("input", .integer(number)), ("width", .integer(input.width)),
      ("height", .integer(input.height)), ("channels", .integer(input.channels)),
      ("prepared", .string("\(input)")),
    ])
  }
}
