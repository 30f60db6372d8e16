/// The memory that loading a model takes besides its plans, all of it in the arena.
public enum LoadingMemory {
  /// The bytes that each tensor takes that is alive after a step.
  public static var byteCountPerTensor: Int { 16 }

  /// The bytes that the plan of a step has on every machine at least.
  ///
  /// A header of 8 bytes, and the addresses and counts of an input and an output.
  public static var leastStepByteCount: Int { 24 }
}

/// The tensors that hold something at one step of a model, in memory that nothing else uses yet.
///
/// Loading walks the steps with this list, and refuses a plan in which two tensors that are alive
/// together share bytes, or one is read that is not alive. The list lies in the arena itself and
/// grows from its end down, through the memory of tensors and of plans that are not written yet.
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

  /// The memory, of which the last entry is the first of the list.
  private let entries: Elements<Entry>
  /// The bytes in front of the first entry.
  private let margin: Int
  /// The entries at the front whose memory holds plans.
  private var takenCount = 0
  private var count = 0

  /// Makes an empty list in memory that is otherwise unused while a model loads.
  ///
  /// - Precondition: `byteCount` bytes lie at `address`, aligned to four, until the list is
  ///   forgotten.
  @unsafe init(_ address: UnsafeMutableRawPointer, byteCount: Int) {
    margin = byteCount & 12
    entries = unsafe Elements(
      address + margin, count: (byteCount - margin) / MemoryLayout<Entry>.stride)
  }

  /// Gives up the first bytes of the memory, if no entry lies there.
  mutating func yield(first byteCount: Int) throws(ModelFault.Reason) {
    takenCount =
      max(0, byteCount - margin + MemoryLayout<Entry>.stride - 1)
      / MemoryLayout<Entry>.stride
    guard count <= entries.count - takenCount else { throw .tooManyTensors }
  }

  private subscript(index: Int) -> Entry {
    get { entries[entries.count - 1 - index] }
    nonmutating set { entries[entries.count - 1 - index] = newValue }
  }

  /// Adds a tensor that has been written.
  mutating func insert(
    _ tensor: Int, bytes: Range<Int>, lastUse: Int
  ) throws(ModelFault.Reason) {
    guard count < entries.count - takenCount else { throw .tooManyTensors }
    self[count] = Entry(
      tensor: Int32(truncatingIfNeeded: tensor), lastUse: Int32(truncatingIfNeeded: lastUse),
      start: UInt32(truncatingIfNeeded: bytes.lowerBound),
      end: UInt32(truncatingIfNeeded: bytes.upperBound))
    count += 1
  }

  /// Throws unless a tensor has been written and not yet had its last use before a step.
  func require(_ tensor: Int) throws(ModelFault.Reason) {
    for index in 0..<count where Int(self[index].tensor) == tensor { return }
    throw .tensorNotAlive(tensor: tensor)
  }

  /// Throws if bytes that a step writes belong to a tensor, other than those that the caller allows.
  func requireFree(
    _ bytes: Range<Int>, for tensor: Int, step: Int,
    except allowed: (_ tensor: Int, _ diesHere: Bool) -> Bool
  ) throws(ModelFault.Reason) {
    for index in 0..<count where self[index].overlaps(bytes) {
      let entry = self[index]
      guard allowed(Int(entry.tensor), Int(entry.lastUse) <= step) else {
        throw .tensorsOverlap(tensor: tensor, other: Int(entry.tensor))
      }
    }
  }

  /// Removes the tensors whose last use is a step or an earlier one.
  mutating func removeAll(lastUsedBy step: Int) {
    var kept = 0
    for index in 0..<count where Int(self[index].lastUse) > step {
      self[kept] = self[index]
      kept += 1
    }
    count = kept
  }
}
