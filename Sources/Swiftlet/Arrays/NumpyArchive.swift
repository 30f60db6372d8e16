/// Several arrays by name, as `.npz` files hold them.
///
/// Opening reads the list of arrays; each is unpacked when it is asked for. Stored and deflated
/// entries are read; archives of the zip64 extension, with more than 4 GiB, are refused.
public struct NumpyArchive: Sendable {
  /// The most bytes that an array unpacks to where the caller sets no other limit.
  public static let usualLimit = 1 << 31

  /// The names of the arrays, in the archive's order.
  public let names: [String]

  private let entries: [ZipDirectory.Entry]
  private let source: Source

  private enum Source: Sendable {
    case bytes([UInt8])
    case file(MappedFile)

    func withBytes<Result>(
      _ body: (RawSpan) throws(NumpyFault) -> Result
    ) throws(NumpyFault) -> Result {
      switch self {
      // Bytes have no padding to expose.
      case .bytes(let bytes): try body(unsafe bytes.span.bytes)
      case .file(let file): try file.withBytes(body)
      }
    }
  }

  /// Reads the list of a `.npz` file.
  public init(contentsOf path: String) throws(NumpyFault) {
    let file: MappedFile
    do {
      file = try MappedFile(path: path)
    } catch {
      throw .file(error)
    }
    try self.init(.file(file))
  }

  /// Reads the list of the bytes of a `.npz` file.
  public init(parsing bytes: [UInt8]) throws(NumpyFault) { try self.init(.bytes(bytes)) }

  private init(_ source: Source) throws(NumpyFault) {
    self.source = source
    entries = try source.withBytes { data throws(NumpyFault) in
      do throws(ArchiveFault) {
        return try ZipDirectory(data).entries
      } catch {
        throw .archive(error)
      }
    }
    names = entries.map { $0.name.hasSuffix(".npy") ? String($0.name.dropLast(4)) : $0.name }
  }

  /// Unpacks an array, to at most `limit` bytes; of two with one name, the first.
  public func array(
    _ name: String, limit: Int = NumpyArchive.usualLimit
  ) throws(NumpyFault) -> NumpyArray {
    guard let index = names.firstIndex(of: name) else {
      throw .archive(.missing(name: name, names: names))
    }
    let entry = entries[index]
    return try source.withBytes { data throws(NumpyFault) in
      try Self.withBytes(of: entry, in: data, limit: limit) { bytes throws(NumpyFault) in
        try NumpyArray(parsing: bytes)
      }
    }
  }

  /// Unpacks a file of any zip archive, to at most `limit` bytes; nil where there is none of the name.
  package static func bytes(
    ofEntry name: String, in archive: [UInt8], limit: Int
  ) throws(NumpyFault) -> [UInt8]? {
    // Bytes have no padding to expose.
    let data = unsafe archive.span.bytes
    let entries: [ZipDirectory.Entry]
    do throws(ArchiveFault) {
      entries = try ZipDirectory(data).entries
    } catch {
      throw .archive(error)
    }
    guard let entry = entries.first(where: { $0.name == name }) else { return nil }
    return try withBytes(of: entry, in: data, limit: limit) { bytes in
      unsafe bytes.withUnsafeBytes { unsafe Array($0) }
    }
  }

  /// Calls `body` with what an entry unpacks to, once it is known to be what was packed.
  private static func withBytes<Result>(
    of entry: ZipDirectory.Entry, in data: RawSpan, limit: Int,
    _ body: (RawSpan) throws(NumpyFault) -> Result
  ) throws(NumpyFault) -> Result {
    guard entry.byteCount <= limit else {
      throw .archive(.isTooLarge(entry: entry.name, byteCount: entry.byteCount, limit: limit))
    }
    guard !entry.isEncrypted else { throw .archive(.isEncrypted(entry: entry.name)) }
    let packed: RawSpan
    do throws(ArchiveFault) {
      packed = data.extracting(try ZipDirectory.packedBytes(of: entry, in: data))
    } catch {
      throw .archive(error)
    }
    switch entry.method {
    case 0:
      guard packed.byteCount == entry.byteCount else {
        throw .archive(.isDamaged(entry: entry.name))
      }
      try check(packed, entry)
      return try body(packed)
    case 8:
      let bytes: [UInt8]
      do throws(Inflater.Damage) {
        bytes = try Inflater.bytes(of: packed, count: entry.byteCount)
      } catch {
        throw .archive(.isDamaged(entry: entry.name))
      }
      try check(unsafe bytes.span.bytes, entry)
      return try body(unsafe bytes.span.bytes)
    default: throw .archive(.methodUnknown(entry: entry.name, method: entry.method))
    }
  }

  private static func check(
    _ bytes: RawSpan, _ entry: ZipDirectory.Entry
  ) throws(NumpyFault) {
    guard bytes.checksum() == entry.checksum else {
      throw .archive(.checksumMismatch(entry: entry.name))
    }
  }
}
