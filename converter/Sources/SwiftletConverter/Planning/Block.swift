internal import SwiftletCore

/// Values that share memory, each at a distance from the start of the block.
///
/// An operator that works in place puts its output into the block of its input.
struct Block {
  struct Member {
    let tensor: Graph.TensorID
    var offset: Int
    let byteCount: Int
    let birth: Int
    let death: Int

    func meets(_ other: Member) -> Bool { birth <= other.death && other.birth <= death }
  }

  var members: [Member]
  var byteCount: Int { members.map { $0.offset + $0.byteCount }.max() ?? 0 }
  var birth: Int { members.map(\.birth).min() ?? 0 }
  var area: Int { byteCount * ((members.map(\.death).max() ?? 0) - birth + 1) }
}

extension MemoryPlan {
  /// Where a value or a scratch block ends.
  func end(of member: Block.Member) -> Int {
    member.tensor >= 0
      ? (offsets[member.tensor] ?? 0) + member.byteCount : scratch[-1 - member.tensor].upperBound
  }
}

/// What decides which block is placed first.
enum BlockRank {
  case bySize
  case byBirth
  case byArea
}

extension [Block] {
  /// The blocks in the order of a rank.
  func sorted(_ rank: BlockRank) -> [Block] {
    switch rank {
    case .bySize: sorted { ($1.byteCount, $0.birth) < ($0.byteCount, $1.birth) }
    case .byBirth: sorted { ($0.birth, $1.byteCount) < ($1.birth, $0.byteCount) }
    case .byArea: sorted { ($1.area, $0.birth) < ($0.area, $1.birth) }
    }
  }
}

/// A sequence of choices that is the same every time.
struct Chance {
  private var state: UInt64 = 1

  var isHeads: Bool {
    mutating get { index(below: 2) == 0 }
  }

  mutating func index(below count: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(count))
  }
}
