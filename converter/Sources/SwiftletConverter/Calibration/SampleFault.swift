public import Swiftlet

/// Why samples could not be read.
public enum SampleFault: Error, Equatable, Sendable {
  /// An array or its archive could not be read.
  case array(NumpyFault, path: String)
  /// A folder could not be read.
  case file(FileFault)
  /// The folder holds no `.npy` file.
  case folderIsEmpty(path: String)
  /// There are no samples.
  case isEmpty(path: String)
  /// The array is of another shape than the input.
  case shapeMismatch(input: String, needed: [Int], path: String, found: [Int])
  /// No samples are given for the input.
  case inputMissing(input: String, inputs: [String])
  /// The model has no input of this name.
  case inputUnknown(name: String, inputs: [String])
  /// Samples are given twice for one input.
  case inputRepeated(input: String)
  /// The inputs have no place for these samples.
  case pathLeftOver(path: String, inputs: [String])
  /// Two inputs have different numbers of samples.
  case countMismatch(path: String, count: Int, other: String, otherCount: Int)
  /// A value of the sample is not a finite number.
  case valueNotFinite(path: String, sample: Int, position: Int, isNaN: Bool)
  /// The number after `random:` is none.
  case randomMalformed(String)
}

extension SampleFault: CustomStringConvertible {
  /// The fault in one sentence, without its remedy.
  public var description: String {
    switch self {
    case .array(.file(let fault), _): fault.description
    case .array(let fault, let path): "cannot read '\(path)': \(fault.description)"
    case .file(let fault): fault.description
    case .folderIsEmpty(let path): "the folder '\(path)' holds no .npy file"
    case .isEmpty(let path): "'\(path)' holds no sample"
    case .shapeMismatch(let input, let needed, let path, let found):
      "input '\(input)' takes \(Self.text(needed)), and '\(path)' holds \(Self.text(found))"
    case .inputMissing(let input, _): "no samples are given for input '\(input)'"
    case .inputUnknown(let name, _): "the model has no input '\(name)'"
    case .inputRepeated(let input): "samples are given twice for input '\(input)'"
    case .pathLeftOver(let path, _): "there is no input left for '\(path)'"
    case .countMismatch(let path, let count, let other, let otherCount):
      "'\(path)' has \(count) samples, and '\(other)' has \(otherCount)"
    case .valueNotFinite(let path, let sample, let position, let isNaN):
      "sample \(sample) of '\(path)' holds \(isNaN ? "NaN" : "an infinite value") at position "
        + "\(position)"
    case .randomMalformed(let text): "'\(text)' does not say how many random samples to make"
    }
  }

  /// What the user can do about it.
  public var remedy: String {
    switch self {
    case .array(let fault, _): fault.remedy
    case .file(let fault): fault.remedy
    case .folderIsEmpty: "save each sample with numpy.save, under a name that ends in .npy"
    case .isEmpty: "give at least one sample; some tens are better"
    case .shapeMismatch(_, let needed, _, _):
      needed.first == 1
        ? "give N×\(Self.text(Array(needed.dropFirst()))) or N×\(Self.text(needed)) for N samples"
        : "give N×\(Self.text(needed)) for N samples"
    case .inputMissing(_, let inputs), .inputUnknown(_, let inputs), .pathLeftOver(_, let inputs):
      "the model's inputs are " + inputs.map { "'\($0)'" }.joined(separator: ", ")
        + "; give --samples NAME=PATH for each"
    case .inputRepeated: "give --samples NAME=PATH once for each input"
    case .countMismatch: "give each input the same number of samples"
    case .valueNotFinite: "remove the sample, or repair what made it"
    case .randomMalformed: "write random, or random:N with N from 1 to 100000"
    }
  }

  private static func text(_ shape: [Int]) -> String {
    shape.isEmpty ? "a single number" : shape.map(String.init).joined(separator: "×")
  }
}
