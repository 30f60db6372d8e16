internal import CSwiftletKernels

extension TopK {
  /// Searches each line again for each place.
  public static func reference(_ plan: Plan) {
    switch plan.body {
    case .int8(let input): define(plan, input)
    case .float32(let input): define(plan, input)
    case .int32(let input): define(plan, input)
    case .int64(let input): define(plan, input)
    }
  }

  /// Keeps the best of each line of a share in a heap, whose worst is on top, and sorts it.
  public static func run(_ plan: Plan, _ share: Share) {
    switch plan.body {
    case .int8(let input): search(plan, input, share)
    case .float32(let input): search(plan, input, share)
    case .int32(let input): search(plan, input, share)
    case .int64(let input): search(plan, input, share)
    }
  }

  @inline(__always)
  private static func define<Element: Ranked>(_ plan: Plan, _ input: Elements<Element>) {
    for number in 0..<Int(plan.lineCount) {
      let line = Line(plan, input, number)
      var last: Int32 = -1
      for rank in 0..<plan.k {
        var best: Int32 = -1
        for place in 0..<plan.length {
          let isLeft = last < 0 || line.precedes(last, place)
          if isLeft, best < 0 || line.precedes(place, best) { best = place }
        }
        plan.store(best, line, at: rank)
        last = best
      }
    }
  }

  @inline(__always)
  private static func search<Element: Ranked>(
    _ plan: Plan, _ input: Elements<Element>, _ share: Share
  ) {
    let lane = share.index * plan.laneByteCount
    let places = plan.scratch[lane..<(lane + plan.laneByteCount)].seen(as: Int32.self)
    for number in share.units(of: Int(plan.lineCount)) {
      let line = Line(plan, input, number)
      let heap = Heap(places: places[0..<Int(plan.k)])
      for place in 0..<plan.k { heap[Int(place)] = place }
      for top in (0..<Int(plan.k / 2)).reversed() { heap.sink(top, Int(plan.k), line) }
      for place in plan.k..<plan.length where line.precedes(place, heap[0]) {
        heap[0] = place
        heap.sink(0, Int(plan.k), line)
      }
      for count in (1..<max(1, Int(plan.k))).reversed() {
        let worst = heap[0]
        heap[0] = heap[count]
        heap[count] = worst
        heap.sink(0, count, line)
      }
      for rank in 0..<plan.k { plan.store(heap[Int(rank)], line, at: rank) }
    }
  }
}

/// The elements along one line, in an order in which no two are equal.
private struct Line<Element: Ranked> {
  private let input: Elements<Element>
  private let stride: Int
  private let smallest: Bool
  /// The position of the first element in the input.
  let start: Int
  /// The position of the first that is found in the output.
  let outputStart: Int

  init(_ plan: TopK.Plan, _ input: Elements<Element>, _ number: Int) {
    self.input = input
    stride = Int(plan.stride)
    smallest = plan.smallest
    let (outer, inner) = number.quotientAndRemainder(dividingBy: stride)
    start = outer * Int(plan.length) * stride + inner
    outputStart = outer * Int(plan.k) * stride + inner
  }

  subscript(place: Int32) -> Element {
    @inline(__always)
    get { input[start + Int(place) * stride] }
  }

  /// Whether the element at a place comes before that at another.
  @inline(__always)
  func precedes(_ place: Int32, _ other: Int32) -> Bool {
    let (x, y) = (self[place], self[other])
    if x < y { return smallest }
    if y < x { return !smallest }
    if x.isNumber != y.isNumber { return x.isNumber }
    return place < other
  }
}

/// Places of a line, so that none comes before the two that it stands over: the last is on top.
private struct Heap {
  let places: Elements<Int32>

  subscript(position: Int) -> Int32 {
    @inline(__always)
    get { places[position] }
    @inline(__always)
    nonmutating set { places[position] = newValue }
  }

  /// Moves a place down to where it belongs among the first so many.
  @inline(never)
  func sink<Element: Ranked>(_ top: Int, _ count: Int, _ line: Line<Element>) {
    let place = self[top]
    var position = top
    while 2 * position + 1 < count {
      var child = 2 * position + 1
      if child + 1 < count, line.precedes(self[child], self[child + 1]) { child += 1 }
      guard line.precedes(place, self[child]) else { break }
      self[position] = self[child]
      position = child
    }
    self[position] = place
  }
}

/// An element that may be no number.
private protocol Ranked: Comparable & BitwiseCopyable {
  var isNumber: Bool { get }
}

extension Ranked where Self: FixedWidthInteger {
  @inline(__always)
  fileprivate var isNumber: Bool { true }
}

extension Int8: Ranked {}
extension Int32: Ranked {}
extension Int64: Ranked {}

extension Float: Ranked {
  @inline(__always)
  fileprivate var isNumber: Bool { self == self }
}

extension TopK.Plan {
  /// Gives the element or the place of a rank.
  @inline(__always)
  fileprivate func store<Element: Ranked>(
    _ place: Int32, _ line: Line<Element>, at rank: Int32
  ) {
    let target = line.outputStart + Int(rank) * Int(stride)
    switch result {
    case .elements: output.seen(as: Element.self)[target] = line[place]
    case .int32: output.seen(as: Int32.self)[target] = place
    case .int64: output.seen(as: Int64.self)[target] = swiftlet_wide_integer(place)
    }
  }
}
