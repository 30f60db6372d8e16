public import CSwiftlet
internal import SwiftletCore
internal import SwiftletKernels

/// The interpreter behind every `swiftlet_model`.
typealias Model = Interpreter<AllOperators>

extension Model {
  /// The model of a pointer that `swiftlet_load` gave.
  init(_ model: OpaquePointer) {
    // The header says that a model is used only while its arena stays in place.
    unsafe self.init(handle: UnsafeMutableRawPointer(model))
  }
}

/// Writes what came of a call to where the caller wants it, and returns the status.
private func report(
  _ fault: swiftlet_fault, to place: UnsafeMutablePointer<swiftlet_fault>?
) -> swiftlet_status {
  if let place = unsafe place { unsafe place.pointee = fault }
  return fault.status
}

/// A block of the caller's memory, or the reason why it is none.
private func checked(
  _ start: UnsafeRawPointer?, _ byteCount: Int
) throws(ArgumentFault) -> UnsafeRawBufferPointer {
  guard let start = unsafe start else { throw ArgumentFault(status: .argumentMissing) }
  // A `size_t` above the largest `Int` arrives as a negative number.
  guard byteCount >= 0, UInt(bitPattern: start) <= UInt.max - UInt(byteCount) else {
    throw ArgumentFault(status: .argumentOutOfRange)
  }
  return unsafe UnsafeRawBufferPointer(start: start, count: byteCount)
}

/// The refusal of an argument.
private struct ArgumentFault: Error {
  let status: swiftlet_status
}

extension UnsafeRawBufferPointer {
  /// Whether two blocks have a byte in common.
  fileprivate func overlaps(_ other: UnsafeRawBufferPointer) -> Bool {
    let start = UInt(bitPattern: baseAddress)
    let otherStart = UInt(bitPattern: other.baseAddress)
    return start < otherStart + UInt(other.count) && otherStart < start + UInt(count)
  }
}

/// Implements `swiftlet_arena_size`.
@c @implementation
public func swiftlet_arena_size(
  _ file: UnsafeRawPointer!, _ file_size: Int, _ size: UnsafeMutablePointer<Int>!,
  _ fault: UnsafeMutablePointer<swiftlet_fault>!
) -> swiftlet_status {
  let bytes: UnsafeRawBufferPointer
  do throws(ArgumentFault) {
    unsafe bytes = try checked(file, file_size)
  } catch {
    return unsafe report(swiftlet_fault(error.status), to: fault)
  }
  guard let size = unsafe size else {
    return unsafe report(swiftlet_fault(.argumentMissing), to: fault)
  }
  do throws(ModelFault) {
    unsafe size.pointee = try unsafe Model.arenaByteCount(of: bytes)
    return unsafe report(.none, to: fault)
  } catch {
    return unsafe report(swiftlet_fault(error), to: fault)
  }
}

/// Implements `swiftlet_load`.
@c @implementation
public func swiftlet_load(
  _ file: UnsafeRawPointer!, _ file_size: Int, _ arena: UnsafeMutableRawPointer!,
  _ arena_size: Int, _ options: UnsafePointer<swiftlet_options>!,
  _ model: UnsafeMutablePointer<OpaquePointer?>!, _ fault: UnsafeMutablePointer<swiftlet_fault>!
) -> swiftlet_status {
  do throws(ArgumentFault) {
    let bytes = try unsafe checked(file, file_size)
    let memory = try unsafe checked(arena, arena_size)
    guard let model = unsafe model else { throw ArgumentFault(status: .argumentMissing) }
    guard unsafe !bytes.overlaps(memory) else { throw ArgumentFault(status: .argumentsOverlap) }
    let choice = unsafe options?.pointee ?? swiftlet_options()
    guard let set = unsafe InstructionSet(choice.instruction_set) else {
      throw ArgumentFault(status: .argumentOutOfRange)
    }
    let threads = try unsafe threads(
      choice.thread_count, choice.threads_function, choice.threads_pool)
    return unsafe report(
      load(bytes, UnsafeMutableRawBufferPointer(mutating: memory), set, threads, model), to: fault)
  } catch {
    return unsafe report(swiftlet_fault(error.status), to: fault)
  }
}

private func load(
  _ file: UnsafeRawBufferPointer, _ arena: UnsafeMutableRawBufferPointer, _ set: InstructionSet,
  _ threads: Threads, _ model: UnsafeMutablePointer<OpaquePointer?>
) -> swiftlet_fault {
  do throws(ModelFault) {
    let loaded = try unsafe Model(loading: file, into: arena, instructionSet: set)
    loaded.threads = threads
    unsafe model.pointee = OpaquePointer(loaded.handle)
    return .none
  } catch {
    return swiftlet_fault(error)
  }
}

/// The threads that a caller describes.
private func threads(
  _ count: Int, _ function: swiftlet_threads_function?, _ pool: UnsafeMutableRawPointer?
) throws(ArgumentFault) -> Threads {
  guard count >= 0 else { throw ArgumentFault(status: .argumentOutOfRange) }
  guard count > 1 else { return .one }
  guard let function = unsafe function else { throw ArgumentFault(status: .argumentMissing) }
  return unsafe Threads(count: count, function: function, pool: pool)
}

/// Implements `swiftlet_set_threads`.
@c @implementation
public func swiftlet_set_threads(
  _ model: OpaquePointer!, _ count: Int, _ function: swiftlet_threads_function!,
  _ pool: UnsafeMutableRawPointer!
) -> swiftlet_status {
  guard let model = unsafe model else { return .argumentMissing }
  do throws(ArgumentFault) {
    unsafe Model(model).threads = try unsafe threads(count, function, pool)
    return .ok
  } catch {
    return error.status
  }
}
