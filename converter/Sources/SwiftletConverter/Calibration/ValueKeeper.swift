/// Keeps the real numbers of some values.
struct ValueKeeper: ValueObserver {
  private let wanted: Set<Graph.TensorID>
  private(set) var values: [Graph.TensorID: [Float]] = [:]

  init(_ wanted: Set<Graph.TensorID>) { self.wanted = wanted }

  mutating func see(_ value: borrowing ShownValue) {
    guard wanted.contains(value.id) else { return }
    let id = value.id
    values[id] = value.reals
  }
}
