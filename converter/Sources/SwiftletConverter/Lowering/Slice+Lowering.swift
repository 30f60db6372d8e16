internal import SwiftletCore

extension TFLiteImporter {
  /// `SLICE`; a size of -1 is what is left.
  mutating func slice(_ use: TFLiteUse) throws -> Graph.TensorID {
    let x = try input(use, 0)
    let lengths = builder.lengths(x)
    let begin = try integers(use, 1)
    let sizes = try integers(use, 2)
    guard begin.count == lengths.count, sizes.count == lengths.count else {
      throw LoweringFault("it names \(begin.count) axes of \(lengths.count)")
    }
    let size = zip(zip(begin, sizes), lengths).map { $0.1 == -1 ? $1 - $0.0 : $0.1 }
    return try cut(x, begin: begin, size: size, use)
  }

  /// `STRIDED_SLICE`, with all its masks.
  mutating func stridedSlice(_ use: TFLiteUse) throws -> Graph.TensorID {
    guard case .stridedSlice(let options) = use.options else { throw LoweringFault.noOptions }
    let x = try input(use, 0)
    let request = StridedSliceRequest(
      begin: try integers(use, 1), end: try integers(use, 2), stride: try integers(use, 3),
      options: options)
    let cutting = try request.resolved(against: builder.lengths(x))
    let value = try cut(x, begin: cutting.begin, stride: cutting.stride, size: cutting.size, use)
    return try reshaped(value, cutting.shape, name: use.name)
  }

  /// `SPLIT`, `SPLIT_V`: one slice for each output.
  mutating func split(_ use: TFLiteUse) throws -> [Graph.TensorID] {
    let isEven = use.code == .split
    let x = try input(use, isEven ? 1 : 0)
    let lengths = builder.lengths(x)
    let axis = try axis(integers(use, isEven ? 0 : 2).first, of: lengths)
    var sizes: [Int]
    if isEven {
      guard !use.outputs.isEmpty, lengths[axis] % use.outputs.count == 0 else {
        throw LoweringFault("\(lengths[axis]) does not split into \(use.outputs.count) parts")
      }
      sizes = Array(repeating: lengths[axis] / use.outputs.count, count: use.outputs.count)
    } else {
      sizes = try integers(use, 1)
      let known = sizes.filter { $0 >= 0 }.reduce(0, +)
      if let open = sizes.firstIndex(of: -1) { sizes[open] = lengths[axis] - known }
    }
    var start = 0
    return try sizes.enumerated().map { output, size in
      var begin = lengths.map { _ in 0 }
      var extent = lengths
      begin[axis] = start
      extent[axis] = size
      start += size
      return try cut(x, begin: begin, size: extent, use, output: output)
    }
  }

  /// `UNPACK`: one slice for each output, without the axis.
  mutating func unpack(_ use: TFLiteUse) throws -> [Graph.TensorID] {
    guard case .unpack(_, let number) = use.options else { throw LoweringFault.noOptions }
    let x = try input(use, 0)
    let lengths = builder.lengths(x)
    let axis = try axis(number, of: lengths)
    var rest = lengths
    rest.remove(at: axis)
    return try use.outputs.indices.map { output in
      var begin = lengths.map { _ in 0 }
      var extent = lengths
      begin[axis] = output
      extent[axis] = 1
      let value = try cut(x, begin: begin, size: extent, use, output: output)
      return try reshaped(value, rest, name: use.name)
    }
  }

  /// `REVERSE_V2`: a slice that steps backwards.
  mutating func reverse(_ use: TFLiteUse) throws -> Graph.TensorID {
    let x = try input(use, 0)
    let lengths = builder.lengths(x)
    var begin = lengths.map { _ in 0 }
    var stride = lengths.map { _ in 1 }
    for number in try integers(use, 1) {
      let axis = try axis(number, of: lengths)
      (begin[axis], stride[axis]) = (lengths[axis] - 1, -1)
    }
    return try cut(x, begin: begin, stride: stride, size: lengths, use)
  }

  /// The axis that a number means.
  func axis(_ number: Int?, of lengths: [Int]) throws -> Int {
    guard let number, case let axis = number < 0 ? number + lengths.count : number,
      lengths.indices.contains(axis)
    else {
      throw LoweringFault("its axis \(number ?? 0) is outside the \(lengths.count) of its input")
    }
    return axis
  }

  /// A part of a value, or the value itself where the part is the whole.
  private mutating func cut(
    _ value: Graph.TensorID, begin: [Int], stride: [Int]? = nil, size: [Int], _ use: TFLiteUse,
    output: Int = 0
  ) throws -> Graph.TensorID {
    let stride = stride ?? size.map { _ in 1 }
    guard size != builder.lengths(value) || stride.contains(where: { $0 < 0 }) else {
      return try requantized(value, to: outputQuantization(use, output), name: use.name)
    }
    guard let begin = IntegerList(begin), let stride = IntegerList(stride),
      let size = IntegerList(size)
    else { throw LoweringFault("it cuts more than 8 axes") }
    var attributes = Slice.Attributes()
    attributes.begin = begin
    attributes.stride = stride
    attributes.size = size
    return try move(.slice(attributes), [value], use, output: output)
  }
}

/// A slice as TensorFlow writes it, with bits that change the meaning of its numbers.
struct StridedSliceRequest {
  let begin: [Int]
  let end: [Int]
  let stride: [Int]
  let options: TFLiteOptions.StridedSlice

  /// A slice in plain numbers, and the shape with axes added and dropped.
  struct Cut {
    var begin: [Int] = []
    var stride: [Int] = []
    var size: [Int] = []
    var shape: [Int] = []

    mutating func append(begin: Int, stride: Int, size: Int) {
      self.begin.append(begin)
      self.stride.append(stride)
      self.size.append(size)
    }
  }

  /// Works the bits into the numbers.
  func resolved(against lengths: [Int]) throws -> Cut {
    guard begin.count == end.count, begin.count == stride.count else {
      throw LoweringFault("its begin, end and strides name different numbers of axes")
    }
    let added = begin.indices.count {
      has(options.newAxisMask, $0) && !has(options.ellipsisMask, $0)
    }
    let ellipses = begin.indices.count { has(options.ellipsisMask, $0) }
    guard ellipses <= 1, begin.count - added - ellipses <= lengths.count else {
      throw LoweringFault("it names more axes than its input's \(lengths.count)")
    }
    var cut = Cut()
    for entry in begin.indices {
      if has(options.ellipsisMask, entry) {
        let covered = lengths.count - (begin.count - added - 1)
        for _ in 0..<covered { appendWhole(&cut, lengths) }
      } else if has(options.newAxisMask, entry) {
        cut.shape.append(1)
      } else {
        try append(entry, &cut, lengths)
      }
    }
    while cut.begin.count < lengths.count { appendWhole(&cut, lengths) }
    return cut
  }

  private func appendWhole(_ cut: inout Cut, _ lengths: [Int]) {
    let length = lengths[cut.begin.count]
    cut.append(begin: 0, stride: 1, size: length)
    cut.shape.append(length)
  }

  private func append(_ entry: Int, _ cut: inout Cut, _ lengths: [Int]) throws {
    let length = lengths[cut.begin.count]
    let step = stride[entry]
    guard step != 0 else { throw LoweringFault("its stride is zero") }
    // Between these the first and the last index are held, for either direction.
    let least = step > 0 ? 0 : -1
    let most = step > 0 ? length : length - 1
    let from = { (index: Int) in min(max(index < 0 ? index + length : index, least), most) }
    let start =
      has(options.beginMask, entry) ? (step > 0 ? least : most) : from(begin[entry])
    if has(options.shrinkAxisMask, entry) {
      guard (0..<length).contains(start) else {
        throw LoweringFault("its index \(begin[entry]) is outside an axis of \(length)")
      }
      cut.append(begin: start, stride: 1, size: 1)
      return
    }
    let last = options.endIsOffset ? start + end[entry] : end[entry]
    let stop = has(options.endMask, entry) ? (step > 0 ? most : least) : from(last)
    let size = step > 0 ? (stop - start + step - 1) / step : (start - stop - step - 1) / -step
    guard size > 0 else {
      throw LoweringFault("its result is empty", remedy: "drop the operator from the model")
    }
    cut.append(begin: start, stride: step, size: size)
    cut.shape.append(size)
  }

  private func has(_ mask: Int, _ entry: Int) -> Bool { entry < 64 && mask >> entry & 1 != 0 }
}
