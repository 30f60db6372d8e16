public import SwiftletCore

/// Uses of ``SwiftletCore/Softmax``.
public enum SoftmaxCases {
  /// Every case.
  public static func all() throws(ModelFault.Reason) -> [OperatorCase<Softmax>] {
    var cases: [OperatorCase<Softmax>] = []
    for shape in [[10], [40, 3], [3, 1001], [2, 5, 70, 3], [7, 130]] {
      for axis in -shape.count..<shape.count {
        for logarithm in [false, true] {
          for beta in [1, 0.25] as [Float] {
            var attributes = Softmax.Attributes()
            attributes.axis = Int32(axis)
            attributes.logarithm = logarithm
            attributes.beta = beta
            let name = "\(shape) over \(axis), beta \(beta)\(logarithm ? ", logarithm" : "")"
            cases.append(
              OperatorCase(
                "int8 \(name)", attributes, [try .int8(shape, scale: 0.06, zeroPoint: 20)]))
            cases.append(OperatorCase("float32 \(name)", attributes, [try .float32(shape)]))
          }
        }
      }
    }
    return cases
  }
}
