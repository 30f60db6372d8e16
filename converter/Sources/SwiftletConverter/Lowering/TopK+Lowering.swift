internal import SwiftletCore
internal import SwiftletFormat

extension TFLiteImporter {
  /// `TOPK_V2`: one search for the elements, and one for their places.
  mutating func topK(_ use: TFLiteUse) throws -> [Graph.TensorID] {
    let x = try input(use, 0)
    guard let k = try integers(use, 1).first, use.outputs.count == 2 else {
      throw LoweringFault("it has no number of elements to find, or not two outputs")
    }
    let places = try TFLiteTypes.stated(tensor(use.outputs[1])).element
    let found = try builder.topK(x, k, axis: -1, places: places, name: use.name)
    return [
      try requantized(found.elements, to: outputQuantization(use), name: use.name), found.places,
    ]
  }
}

extension GraphBuilder {
  /// The greatest elements along an axis, or the smallest, in order, and where they stand.
  mutating func topK(
    _ value: Graph.TensorID, _ k: Int, axis: Int, smallest: Bool = false, places: ElementType,
    name: String
  ) throws -> (elements: Graph.TensorID, places: Graph.TensorID) {
    guard let k = Int32(exactly: k), let axis = Int32(exactly: axis) else {
      throw LoweringFault("it finds \(k) elements along the axis \(axis)")
    }
    var attributes = TopK.Attributes()
    attributes.axis = axis
    attributes.k = k
    attributes.smallest = smallest
    let elements = try add(.topK(attributes), [value], name: name)
    attributes.places = places
    return (elements, try add(.topK(attributes), [value], name: "\(name)/places"))
  }
}
