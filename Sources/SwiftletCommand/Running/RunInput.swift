import Swiftlet
import SwiftletCore
import SwiftletFormat
import SwiftletTerminal

/// The array that an input of a model is read from, one entry for each run.
struct RunInput {
  /// How an array holds its entries.
  enum Form: Equatable {
    /// The array is the tensor; every run reads it.
    case single
    /// The tensor's own first axis of one counts the entries.
    case stacked
    /// One axis before the tensor's own counts the entries.
    case leading
  }

  /// The position of the input.
  let number: Int

  let door: TensorDescription
  let path: String
  let array: NumpyArray
  let form: Form

  /// The number of runs that the array is for; nil where it serves any number.
  var count: Int? { form == .single ? nil : array.shape[0] }

  /// The bytes of the tensor in a run.
  func bytes(ofEntry index: Int) -> ArraySlice<UInt8> {
    guard form != .single else { return array.bytes[...] }
    let byteCount = door.byteCount
    return array.bytes[index * byteCount..<(index + 1) * byteCount]
  }

  /// Reads an array for each input of a model, but for those that are filled otherwise.
  static func read(
    _ files: [NamedFile], for doors: [TensorDescription], except filled: Set<Int> = []
  ) throws(Diagnostic) -> [RunInput] {
    var paths: [String?] = Array(repeating: nil, count: doors.count)
    for file in files {
      guard let name = file.name else { continue }
      guard let index = doors.firstIndex(where: { $0.name == name }) else {
        throw Diagnostic(
          .failure, "the model has no input '\(name)'", help: "its inputs are \(names(doors))")
      }
      guard paths[index] == nil else {
        throw Diagnostic(.failure, "input '\(name)' is given twice")
      }
      paths[index] = file.path
    }
    for file in files where file.name == nil {
      guard let index = doors.indices.first(where: { paths[$0] == nil && !filled.contains($0) })
      else {
        throw Diagnostic(
          .failure, "there is no input left for '\(file.path)'",
          help: "the model's inputs are \(names(doors))")
      }
      paths[index] = file.path
    }
    let missing = doors.indices.filter { paths[$0] == nil && !filled.contains($0) }
    guard missing.isEmpty else {
      throw Diagnostic(
        .failure,
        "no array is given for \(missing.count == 1 ? "input" : "inputs") "
          + missing.map { label(doors[$0], $0) }.joined(separator: ", "),
        help: "add --input NAME=FILE for each; the model's inputs are \(names(doors))")
    }
    var inputs: [RunInput] = []
    for (index, door) in doors.enumerated() where !filled.contains(index) {
      inputs.append(try RunInput(door, index, path: paths[index] ?? ""))
    }
    return inputs
  }

  private init(_ door: TensorDescription, _ index: Int, path: String) throws(Diagnostic) {
    number = index
    self.door = door
    self.path = path
    do {
      let stored = try NumpyArray(contentsOf: path)
      // A number means the same as float32; an integer could mean two things to a quantized input.
      array =
        door.element == .float32 && stored.element != .bool
        ? try NumpyArray(stored.converted(to: Float.self), shape: stored.shape) : stored
    } catch {
      throw Diagnostic(error, path: path)
    }
    let label = Self.label(door, index)
    guard let element = NumpyElement(door.element), array.element == element else {
      throw Diagnostic(
        .failure,
        "input \(label) takes \(door.element), and '\(path)' holds \(array.element.name)",
        help: "convert the array first: \(Self.conversion(of: array.element, to: door))")
    }
    guard let form = Self.form(of: array.shape, for: door.shape) else {
      throw Diagnostic(
        .failure,
        "input \(label) takes \(door.shape.text), and '\(path)' holds "
          + array.shape.text,
        help: "give \(door.shape.text) for one run, or \(Self.forms(door.shape)) for N runs")
    }
    self.form = form
  }

  private static func form(of shape: [Int], for tensor: [Int]) -> Form? {
    if shape == tensor { return .single }
    if Array(shape.dropFirst()) == tensor { return .leading }
    guard tensor.first == 1, shape.count == tensor.count,
      shape.dropFirst() == tensor.dropFirst()
    else { return nil }
    return .stacked
  }

  private static func forms(_ tensor: [Int]) -> String {
    let leading = "N\(tensor.isEmpty ? "" : "×")\(tensor.isEmpty ? "" : tensor.text)"
    guard tensor.first == 1 else { return leading }
    let stacked = (["N"] + tensor.dropFirst().map(String.init)).joined(separator: "×")
    return stacked == leading ? leading : "\(stacked) or \(leading)"
  }

  /// How an array of a type becomes one of the tensor's.
  private static func conversion(of element: NumpyElement, to door: TensorDescription) -> String {
    let target = "astype('\(NumpyElement(door.element)?.name ?? "\(door.element)")')"
    switch element {
    case .float16, .float32, .float64:
      guard let quantization = door.quantization, let range = door.element.storedRange else {
        return "array.\(target)"
      }
      return "numpy.clip(numpy.round(array / \(quantization.scale)) + \(quantization.zeroPoint), "
        + "\(range.lowerBound), \(range.upperBound)).\(target)"
    case .bool, .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64:
      return "array.\(target)"
    }
  }

  private static func label(_ door: TensorDescription, _ index: Int) -> String {
    door.name.map { "'\($0)'" } ?? "\(index)"
  }

  private static func names(_ doors: [TensorDescription]) -> String {
    doors.enumerated().map { index, door in
      "\(label(door, index)) (\(door.element) \(door.shape.text))"
    }.joined(separator: ", ")
  }
}

extension NumpyElement {
  /// The element type with the same bytes; nil where arrays have none.
  init?(_ element: ElementType) {
    switch element {
    case .absent: return nil
    case .float32: self = .float32
    case .int8: self = .int8
    case .uint8: self = .uint8
    case .int16: self = .int16
    case .int32: self = .int32
    case .int64: self = .int64
    case .boolean: self = .bool
    case .float16: self = .float16
    }
  }
}

extension ElementType {
  /// The values that a quantized element holds; nil for types that are not quantized.
  fileprivate var storedRange: ClosedRange<Int>? {
    switch self {
    case .int8: -128...127
    case .uint8: 0...255
    case .int16: -32768...32767
    case .absent, .float32, .int32, .int64, .boolean, .float16: nil
    }
  }
}
