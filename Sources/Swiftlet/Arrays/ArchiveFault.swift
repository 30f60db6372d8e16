/// Why an archive of arrays could not be read.
public enum ArchiveFault: Error, Equatable, Sendable {
  /// The data does not end as a zip archive does.
  case isNotArchive
  /// The archive needs the extension for more than 4 GiB or 65,535 entries.
  case isZip64
  /// The archive is spread over several files.
  case isSplit
  /// The list of entries, or an entry, lies outside the data or contradicts itself.
  case isDamaged(entry: String?)
  /// The entry needs a password.
  case isEncrypted(entry: String)
  /// The entry is packed by a method that is neither stored nor deflate.
  case methodUnknown(entry: String, method: Int)
  /// The entry unpacks to more bytes than allowed.
  case isTooLarge(entry: String, byteCount: Int, limit: Int)
  /// The unpacked bytes are not those that were packed.
  case checksumMismatch(entry: String)
  /// There is no array of this name; these are the ones there are.
  case missing(name: String, names: [String])
}

extension ArchiveFault: CustomStringConvertible {
  /// The fault in one sentence, without its remedy.
  public var description: String {
    switch self {
    case .isNotArchive: "the data is not a .npz archive"
    case .isZip64: "the archive uses zip64, for more than 4 GiB or 65,535 entries"
    case .isSplit: "the archive is one part of several"
    case .isDamaged(nil): "the archive's list of entries is damaged"
    case .isDamaged(let entry?): "entry '\(entry)' of the archive is damaged"
    case .isEncrypted(let entry): "entry '\(entry)' of the archive is encrypted"
    case .methodUnknown(let entry, let method):
      "entry '\(entry)' of the archive is packed by method \(method); 0 and 8 are read"
    case .isTooLarge(let entry, let byteCount, let limit):
      "entry '\(entry)' of the archive unpacks to \(byteCount) bytes, and \(limit) are allowed"
    case .checksumMismatch(let entry): "entry '\(entry)' of the archive has a wrong checksum"
    case .missing(let name, let names):
      names.isEmpty
        ? "the archive has no array '\(name)', and no other"
        : "the archive has no array '\(name)'; it has "
          + names.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
          + (names.count > 8 ? " and \(names.count - 8) more" : "")
    }
  }

  /// What the user can do about it.
  public var remedy: String {
    switch self {
    case .isZip64, .isTooLarge: "split the arrays into several files"
    case .missing: "name one of the arrays of the archive"
    case .isNotArchive, .isSplit, .isDamaged, .isEncrypted, .methodUnknown, .checksumMismatch:
      "write the file again with numpy.savez or numpy.savez_compressed"
    }
  }
}
