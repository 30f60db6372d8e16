extension Scatter {
  /// Copies the data byte by byte, then takes the updates in turn.
  public static func reference(_ plan: Plan) {
    for byte in 0..<plan.output.count { plan.output[byte] = plan.input[byte] }
    update(plan, 0..<Int(plan.length))
  }

  /// Copies the slices of a share, then takes the updates of those.
  public static func run(_ plan: Plan, _ share: Share) {
    let slices = share.units(of: Int(plan.length))
    let size = Int(plan.byteCount)
    let bytes = (slices.lowerBound * size)..<(slices.upperBound * size)
    plan.output[bytes].copy(from: plan.input[bytes])
    update(plan, slices)
  }

  private static func update(_ plan: Plan, _ slices: Range<Int>) {
    switch plan.element {
    case .bytes: replace(plan, slices)
    case .float32: update(plan, slices, Float.self)
    case .int32: update(plan, slices, Int32.self)
    case .int64: update(plan, slices, Int64.self)
    }
  }

  private static func replace(_ plan: Plan, _ slices: Range<Int>) {
    let size = Int(plan.byteCount)
    for index in 0..<plan.indices.count {
      let slice = Int(plan.indices[index].counted(in: plan.length))
      guard slices.contains(slice) else { continue }
      plan.output[(slice * size)..<((slice + 1) * size)].copy(
        from: plan.updates[(index * size)..<((index + 1) * size)])
    }
  }

  @inline(__always)
  private static func update<Number: Scattered>(
    _ plan: Plan, _ slices: Range<Int>, _ type: Number.Type
  ) {
    let (output, updates) = (plan.output.seen(as: type), plan.updates.seen(as: type))
    let size = Int(plan.byteCount) / MemoryLayout<Number>.size
    let function = plan.function
    for index in 0..<plan.indices.count {
      let slice = Int(plan.indices[index].counted(in: plan.length))
      guard slices.contains(slice) else { continue }
      let (target, source) = (slice * size, index * size)
      for offset in 0..<size {
        let (old, change) = (output[target + offset], updates[source + offset])
        output[target + offset] =
          switch function {
          case .replace: change
          case .add: old.sum(change)
          case .multiply: old.product(change)
          case .maximum: change > old ? change : old
          case .minimum: change < old ? change : old
          }
      }
    }
  }
}

/// A number that updates add to or multiply.
private protocol Scattered: Comparable & BitwiseCopyable {
  func sum(_ other: Self) -> Self
  func product(_ other: Self) -> Self
}

extension Scattered where Self: FixedWidthInteger {
  @inline(__always)
  fileprivate func sum(_ other: Self) -> Self { self &+ other }

  @inline(__always)
  fileprivate func product(_ other: Self) -> Self { self &* other }
}

extension Int32: Scattered {}
extension Int64: Scattered {}

extension Float: Scattered {
  @inline(__always)
  fileprivate func sum(_ other: Float) -> Float { self + other }

  @inline(__always)
  fileprivate func product(_ other: Float) -> Float { self * other }
}
