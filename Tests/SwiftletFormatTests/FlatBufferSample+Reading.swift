import SwiftletFormat

/// Calls the body with a reader of a copy of the bytes in an allocation of exactly their size.
func withBuffer<Result>(
  _ bytes: [UInt8], startingAt shift: Int = 0, _ body: (FlatBuffer) throws -> Result
) rethrows -> Result {
  let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: shift + bytes.count, alignment: 8)
  defer { unsafe memory.deallocate() }
  let place = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[shift...])
  unsafe place.copyBytes(from: bytes)
  return try body(unsafe FlatBuffer(UnsafeRawBufferPointer(place)))
}

/// Reads every byte that the sample's schema leads to.
func checksum(of buffer: FlatBuffer) throws -> Int {
  let root = try buffer.root(identifier: "TEST")
  var sum = Int(try root.scalar(0, default: Int8(0)))
  sum &+= Int(truncatingIfNeeded: try root.scalar(1, default: Int64(0)))
  sum &+= Int(try root.scalar(2, default: Float(0)).bitPattern)
  sum &+= try root.scalar(3, default: false) ? 1 : 0
  if let numbers = try root.scalars(4, of: Int32.self) {
    sum &+= numbers.reduce(0) { $0 &+ Int($1) }
  }
  if let name = try root.string(5) { sum &+= unsafe name.rawBytes.reduce(0) { $0 + Int($1) } }
  if let children = try root.tables(6) {
    for index in children.indices {
      sum &+= Int(try children.table(at: index).scalar(0, default: UInt16(0)))
    }
  }
  if let names = try root.strings(7) {
    for index in names.indices {
      sum &+= unsafe try names.string(at: index).rawBytes.reduce(0) { $0 + Int($1) }
    }
  }
  if let choice = try root.union(type: 8), let table = choice.table {
    sum &+= Int(choice.type) &+ Int(try table.scalar(0, default: UInt16(0)))
  }
  return sum
}
