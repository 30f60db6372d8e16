public import CSwiftlet
internal import SwiftletCore
internal import SwiftletFormat

extension swiftlet_element_type {
  init?(_ element: ElementType) {
    switch element {
    case .absent: return nil
    case .float32: self = .float32
    case .int8: self = .int8
    case .uint8: self = .uint8
    case .int16: self = .int16
    case .int32: self = .int32
    case .int64: self = .int64
    case .boolean: self = .boolean
    case .float16: self = .float16
    }
  }
}

extension swiftlet_tensor {
  /// The C form of a tensor.
  fileprivate init?(_ tensor: ModelTensor) {
    guard let element = swiftlet_element_type(tensor.type.element) else { return nil }
    let shape = tensor.type.shape
    let name = unsafe tensor.name?.rawBytes
    let quantization = tensor.type.quantization
    let length = { (axis: Int) in axis < shape.rank ? Int32(truncatingIfNeeded: shape[axis]) : 1 }
    unsafe self.init(
      name: name?.baseAddress?.assumingMemoryBound(to: CChar.self), name_length: name?.count ?? 0,
      element_type: element, rank: Int32(truncatingIfNeeded: shape.rank),
      shape: (
        length(0), length(1), length(2), length(3), length(4), length(5), length(6), length(7)
      ),
      element_count: shape.elementCount, is_quantized: quantization != nil,
      scale: quantization?.scale ?? 1, zero_point: quantization?.zeroPoint ?? 0,
      data: UnsafeMutableRawPointer(tensor.bytes.address), byte_count: tensor.bytes.count)
  }
}

/// Writes what is known of a tensor to where the caller wants it.
private func describe(
  _ found: ModelTensor?, to place: UnsafeMutablePointer<swiftlet_tensor>,
  otherwise status: swiftlet_status
) -> swiftlet_status {
  guard let found, let tensor = unsafe swiftlet_tensor(found) else { return status }
  unsafe place.pointee = tensor
  return .ok
}

extension FlatString {
  /// Whether the string is the one that a zero byte ends at an address.
  fileprivate func equals(_ characters: UnsafePointer<CChar>) -> Bool {
    let bytes = unsafe rawBytes
    // No byte behind the first zero of `characters` is read.
    for index in 0..<byteCount {
      let character = unsafe UInt8(bitPattern: characters[index])
      guard character != 0, unsafe character == bytes[index] else { return false }
    }
    return unsafe characters[byteCount] == 0
  }
}

/// The first of some tensors that has a name.
private func first(
  of count: Int, named name: UnsafePointer<CChar>, _ tensor: (Int) -> ModelTensor?
) -> ModelTensor? {
  for index in 0..<count {
    if let found = tensor(index), unsafe found.name?.equals(name) ?? false { return found }
  }
  return nil
}

/// Implements `swiftlet_input_count`.
@c @implementation
public func swiftlet_input_count(_ model: OpaquePointer!) -> Int {
  guard let model = unsafe model else { return 0 }
  return unsafe Model(model).inputCount
}

/// Implements `swiftlet_output_count`.
@c @implementation
public func swiftlet_output_count(_ model: OpaquePointer!) -> Int {
  guard let model = unsafe model else { return 0 }
  return unsafe Model(model).outputCount
}

/// Implements `swiftlet_input`.
@c @implementation
public func swiftlet_input(
  _ model: OpaquePointer!, _ index: Int, _ tensor: UnsafeMutablePointer<swiftlet_tensor>!
) -> swiftlet_status {
  guard let model = unsafe model, let tensor = unsafe tensor else { return .argumentMissing }
  return unsafe describe(Model(model).input(index), to: tensor, otherwise: .argumentOutOfRange)
}

/// Implements `swiftlet_output`.
@c @implementation
public func swiftlet_output(
  _ model: OpaquePointer!, _ index: Int, _ tensor: UnsafeMutablePointer<swiftlet_tensor>!
) -> swiftlet_status {
  guard let model = unsafe model, let tensor = unsafe tensor else { return .argumentMissing }
  return unsafe describe(Model(model).output(index), to: tensor, otherwise: .argumentOutOfRange)
}

/// Implements `swiftlet_input_named`.
@c @implementation
public func swiftlet_input_named(
  _ model: OpaquePointer!, _ name: UnsafePointer<CChar>!,
  _ tensor: UnsafeMutablePointer<swiftlet_tensor>!
) -> swiftlet_status {
  guard let model = unsafe model, let name = unsafe name, let tensor = unsafe tensor else {
    return .argumentMissing
  }
  let interpreter = unsafe Model(model)
  return unsafe describe(
    first(of: interpreter.inputCount, named: name) { interpreter.input($0) }, to: tensor,
    otherwise: .nameUnknown)
}

/// Implements `swiftlet_output_named`.
@c @implementation
public func swiftlet_output_named(
  _ model: OpaquePointer!, _ name: UnsafePointer<CChar>!,
  _ tensor: UnsafeMutablePointer<swiftlet_tensor>!
) -> swiftlet_status {
  guard let model = unsafe model, let name = unsafe name, let tensor = unsafe tensor else {
    return .argumentMissing
  }
  let interpreter = unsafe Model(model)
  return unsafe describe(
    first(of: interpreter.outputCount, named: name) { interpreter.output($0) }, to: tensor,
    otherwise: .nameUnknown)
}
