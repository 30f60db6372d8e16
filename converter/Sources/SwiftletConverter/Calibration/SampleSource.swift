/// Values for the inputs of a model, sample by sample.
public protocol SampleSource: Sendable {
  /// The number of samples.
  var count: Int { get }

  /// The real numbers of one input in one sample, as many as the input has elements.
  ///
  /// Called from several threads at once.
  func reals(of input: Int, in sample: Int) throws -> [Float]
}
