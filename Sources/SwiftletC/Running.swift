public import CSwiftlet
internal import SwiftletCore
internal import SwiftletFormat

/// Implements `swiftlet_run`.
@c @implementation
public func swiftlet_run(_ model: OpaquePointer!) {
  guard let model = unsafe model else { return }
  unsafe Model(model).run()
}

/// Calls a function of the caller's around each step.
@safe private struct CallingObserver: StepObserver {
  let function: @convention(c) (UnsafeMutableRawPointer?, Int, Bool) -> Void
  let state: UnsafeMutableRawPointer?

  func willRun(step: Int) { unsafe function(state, step, false) }
  func didRun(step: Int) { unsafe function(state, step, true) }
}

/// Implements `swiftlet_run_observed`.
@c @implementation
public func swiftlet_run_observed(
  _ model: OpaquePointer!, _ observer: swiftlet_observer!, _ state: UnsafeMutableRawPointer!
) {
  guard let model = unsafe model else { return }
  guard let function = unsafe observer else { return unsafe Model(model).run() }
  var calls = unsafe CallingObserver(function: function, state: state)
  unsafe Model(model).run(&calls)
}

/// Implements `swiftlet_step_count`.
@c @implementation
public func swiftlet_step_count(_ model: OpaquePointer!) -> Int {
  guard let model = unsafe model else { return 0 }
  return unsafe Model(model).stepCount
}

/// Implements `swiftlet_step_operator`.
@c @implementation
public func swiftlet_step_operator(_ model: OpaquePointer!, _ step: Int) -> UInt8 {
  guard let model = unsafe model, let view = unsafe Model(model).model else { return 0 }
  return (try? view.step(at: step))?.code ?? 0
}
