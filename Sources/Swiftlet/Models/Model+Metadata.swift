internal import SwiftletFormat

extension Model {
  /// The text that the converter left under a key; the first where there are several.
  public func metadata(for key: String) -> String? {
    defer { extendLifetime(self) }
    let wanted = Array(key.utf8)
    // Many notes may share one long key, so that keys are compared where they lie.
    for index in metadata.indices {
      guard let (found, value) = try? note(index), found?.equals(wanted) ?? wanted.isEmpty else {
        continue
      }
      return value.map { String($0) } ?? ""
    }
    return nil
  }

  /// The names of what the outputs count, by their numbers; empty where the file carries none.
  ///
  /// They are the lines of the text under the key `labels`.
  public var labels: [String] {
    metadata(for: "labels").map(Self.labels(of:)) ?? []
  }

  /// The names in a text with one on each line; empty lines at its end are none.
  package static func labels(of text: String) -> [String] {
    var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
      .map(String.init)
    while lines.last?.isEmpty ?? false { lines.removeLast() }
    return lines
  }
}

extension FlatString {
  fileprivate func equals(_ bytes: [UInt8]) -> Bool {
    // The file outlives the comparison.
    unsafe byteCount == bytes.count && rawBytes.elementsEqual(bytes)
  }
}
