/// The tensors that hold something at one step of a model, in memory that nothing else uses yet.
///
/// Loading walks the steps with this list, and refuses a plan in which two tensors that are alive
/// together share bytes, or one is read that is not alive. The list lies in the arena itself: a plan
/// that is sound keeps tensors apart, so that the arena has room for their entries.
@safe struct LiveTensors {
  /// One tensor that is alive.
  struct Entry: BitwiseCopyable {
    let tensor: Int32
    let lastUse: Int32
    let start: UInt32
    let end: UInt32

    func overlaps(_ bytes: Range<Int>) -> Bool {
      Int(start) < bytes.upperBound && bytes.lowerBound < Int(end)
    }
  }

  private let entries: Elements<Entry>
  private var count = 0

  /// Makes an empty list in memory that is otherwise unused while a model loads.
  ///
  /// - Precondition: `bytes` lie at `address`, aligned to four, until the list is forgotten.
  @unsafe init(_ address: UnsafeMutableRawPointer, byteCount: Int) {
    entries = unsafe Elements(address, count: byteCount / MemoryLayout<Entry>.stride)
  }

  /// Adds a tensor that has been written.
  mutating func insert(
    _ tensor: Int, bytes: Range<Int>, lastUse: Int
  ) throws(ModelFault.Reason) {
    guard count < entries.count else { throw .tooManyTensors }
    entries[count] = Entry(
      tensor: Int32(truncatingIfNeeded: tensor), lastUse: Int32(truncatingIfNeeded: lastUse),
      start: UInt32(truncatingIfNeeded: bytes.lowerBound),
      end: UInt32(truncatingIfNeeded: bytes.upperBound))
    count += 1
  }

  /// Throws unless a tensor has been written and not yet had its last use before a step.
  func require(_ tensor: Int) throws(ModelFault.Reason) {
    for index in 0..<count where Int(entries[index].tensor) == tensor { return }
    throw .tensorNotAlive(tensor: tensor)
  }

  /// Throws if bytes that a step writes belong to a tensor, other than those that the caller allows.
  func requireFree(
    _ bytes: Range<Int>, for tensor: Int, step: Int,
    except allowed: (_ tensor: Int, _ diesHere: Bool) -> Bool
  ) throws(ModelFault.Reason) {
    for index in 0..<count where entries[index].overlaps(bytes) {
      let entry = entries[index]
      guard allowed(Int(entry.tensor), Int(entry.lastUse) <= step) else {
        throw .tensorsOverlap(tensor: tensor, other: Int(entry.tensor))
      }
    }
  }

  /// Removes the tensors whose last use is a step or an earlier one.
  mutating func removeAll(lastUsedBy step: Int) {
    var kept = 0
    for index in 0..<count where Int(entries[index].lastUse) > step {
      entries[kept] = entries[index]
      kept += 1
    }
    count = kept
  }
}
