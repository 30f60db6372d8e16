import Swiftlet
import SwiftletPictures
import SwiftletTerminal

/// What a command line asks a model to say of itself.
enum MetadataRequest {
  static let metadata = OptionDefinition(
    "--metadata", .text("KEY=VALUE"),
    "Let the model carry the text VALUE under KEY, such as image.mean=127.5, which 'swiftlet run' "
      + "reads; docs/FORMAT.md lists the keys. An empty VALUE leaves out what the network says.",
    isRepeated: true)

  private static let mostKeyBytes = 128
  private static let mostValueBytes = 1 << 16

  /// The texts of `--metadata`, and the names of classes of `--labels` under the key `labels`.
  static func entries(
    _ arguments: ParsedArguments
  ) throws(Diagnostic) -> [(key: String, value: String)] {
    var entries: [(key: String, value: String)] = []
    for text in arguments.texts(of: metadata) {
      let entry = try entry(text)
      guard !entries.contains(where: { $0.key == entry.key }) else {
        throw Diagnostic(.usage, "the metadata '\(entry.key)' is given twice")
      }
      entries.append(entry)
    }
    let paths = try files(arguments).filter { !$0.isArray }.map(\.path)
    guard let path = paths.first else { return entries }
    guard paths.count == 1 else {
      throw Diagnostic(
        .usage, "the names of classes are given twice, by '\(path)' and '\(paths[1])'",
        help: "leave out one of the files")
    }
    guard !entries.contains(where: { $0.key == "labels" }) else {
      throw Diagnostic(
        .usage, "the names of classes are given twice, by --labels and by --metadata labels=",
        help: "leave out one of the two")
    }
    return entries + [("labels", try ClassNames(contentsOf: path).names.joined(separator: "\n"))]
  }

  /// The path of the classes of samples, among those of `--labels`.
  static func classes(_ arguments: ParsedArguments) throws(Diagnostic) -> String? {
    let paths = try files(arguments).filter(\.isArray).map(\.path)
    guard paths.count < 2 else {
      throw Diagnostic(
        .usage, "the classes of samples are given twice, by '\(paths[0])' and '\(paths[1])'",
        help: "leave out one of the files")
    }
    return paths.first
  }

  /// The files of `--labels`, and whether each is an array or else text.
  private static func files(
    _ arguments: ParsedArguments
  ) throws(Diagnostic) -> [(path: String, isArray: Bool)] {
    try arguments.texts(of: PrecisionRequest.labels).map { path throws(Diagnostic) in
      (path, try ClassNames.isArray(ModelFile.map(path)))
    }
  }

  private static func entry(_ text: String) throws(Diagnostic) -> (key: String, value: String) {
    guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
      throw Diagnostic(
        .usage, "'\(text)' is no metadata", help: "write it as in --metadata author=me")
    }
    let (key, value) = (String(text[..<sign]), String(text[text.index(after: sign)...]))
    guard key.utf8.count <= mostKeyBytes, value.utf8.count <= mostValueBytes,
      key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "._-:/".contains($0)) })
    else {
      throw Diagnostic(
        .usage, "'\(key.prefix(40))' cannot be metadata",
        help: "a key has at most \(mostKeyBytes) letters, digits, '.', '_', '-', ':' and '/', and "
          + "a value at most \(mostValueBytes) bytes")
    }
    if key.hasPrefix("image."), !value.isEmpty {
      do throws(PictureFault) {
        var settings = PictureSettings()
        try settings.set(key, to: value)
      } catch {
        throw Diagnostic(.usage, error.description, help: error.remedy)
      }
    }
    return (key, value)
  }
}
