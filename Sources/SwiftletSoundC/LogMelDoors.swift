public import CSwiftlet
internal import SwiftletCore
internal import SwiftletSound

extension LogMelSettings {
  fileprivate init(_ settings: swiftlet_log_mel_settings) {
    self.init(
      sampleRate: Int(settings.sample_rate), windowMilliseconds: Int(settings.window_ms),
      hopMilliseconds: Int(settings.hop_ms), melCount: Int(settings.mel_count),
      lowerHertz: Int(settings.lower_hz), upperHertz: Int(settings.upper_hz))
  }
}

extension swiftlet_log_mel_status {
  fileprivate init(_ fault: LogMelFault) {
    switch fault {
    case .sampleRateOutOfRange: self = .sampleRateOutOfRange
    case .windowOutOfRange: self = .windowOutOfRange
    case .hopOutOfRange: self = .hopOutOfRange
    case .melCountOutOfRange: self = .melCountOutOfRange
    case .frequenciesOutOfRange: self = .frequenciesOutOfRange
    case .filterEmpty: self = .filterEmpty
    case .memoryTooSmall: self = .memoryTooSmall
    case .memoryMisaligned: self = .memoryMisaligned
    }
  }

  /// Whether the number is that of a status; a caller in C may pass any.
  private var isKnown: Bool { rawValue <= swiftlet_log_mel_status.memoryMisaligned.rawValue }

  fileprivate var name: StaticString {
    guard isKnown else { return "unknown" }
    return switch self {
    case .ok: "ok"
    case .argumentMissing: "argument missing"
    case .sampleRateOutOfRange: "sample rate out of range"
    case .windowOutOfRange: "window out of range"
    case .hopOutOfRange: "hop out of range"
    case .melCountOutOfRange: "mel count out of range"
    case .frequenciesOutOfRange: "frequencies out of range"
    case .filterEmpty: "filter empty"
    case .memoryTooSmall: "memory too small"
    case .memoryMisaligned: "memory misaligned"
    }
  }
}

/// Implements `swiftlet_log_mel_status_name`.
@c @implementation
public func swiftlet_log_mel_status_name(
  _ status: swiftlet_log_mel_status
) -> UnsafePointer<CChar>! {
  // A literal ends with a zero byte, and lives as long as the program.
  unsafe UnsafeRawPointer(status.name.utf8Start).assumingMemoryBound(to: CChar.self)
}

/// Implements `swiftlet_log_mel_size`.
@c @implementation
public func swiftlet_log_mel_size(
  _ settings: UnsafePointer<swiftlet_log_mel_settings>!, _ size: UnsafeMutablePointer<Int>!
) -> swiftlet_log_mel_status {
  guard let settings = unsafe settings, let size = unsafe size else { return .argumentMissing }
  do throws(LogMelFault) {
    unsafe size.pointee = try LogMel.byteCount(for: LogMelSettings(settings.pointee))
    return .ok
  } catch {
    return swiftlet_log_mel_status(error)
  }
}

/// Implements `swiftlet_log_mel_start`.
@c @implementation
public func swiftlet_log_mel_start(
  _ settings: UnsafePointer<swiftlet_log_mel_settings>!, _ memory: UnsafeMutableRawPointer!,
  _ memory_size: Int, _ log_mel: UnsafeMutablePointer<OpaquePointer?>!
) -> swiftlet_log_mel_status {
  guard let settings = unsafe settings, let memory = unsafe memory, let log_mel = unsafe log_mel
  else { return .argumentMissing }
  // A `size_t` above the largest `Int` arrives as a negative number, and is larger than any need.
  let count = memory_size < 0 ? Int.max : memory_size
  do throws(LogMelFault) {
    let made = try unsafe LogMel(
      LogMelSettings(settings.pointee),
      in: UnsafeMutableRawBufferPointer(start: memory, count: count))
    unsafe log_mel.pointee = OpaquePointer(made.handle)
    return .ok
  } catch {
    return swiftlet_log_mel_status(error)
  }
}

/// Implements `swiftlet_log_mel_next`.
@c @implementation
public func swiftlet_log_mel_next(
  _ log_mel: OpaquePointer!, _ samples: UnsafeMutablePointer<UnsafePointer<Int16>?>!,
  _ sample_count: UnsafeMutablePointer<Int>!
) -> UnsafePointer<Int16>! {
  guard let log_mel = unsafe log_mel, let samples = unsafe samples,
    let sample_count = unsafe sample_count, let start = unsafe samples.pointee,
    unsafe sample_count.pointee > 0
  else { return nil }
  // The header says that as many samples lie there; they are only read.
  var rest = unsafe Elements<Int16>(
    UnsafeMutableRawPointer(mutating: start), count: sample_count.pointee)
  let row = unsafe LogMel(handle: UnsafeMutableRawPointer(log_mel)).next(&rest)
  unsafe samples.pointee = UnsafePointer(rest.address)
  unsafe sample_count.pointee = rest.count
  guard let row else { return nil }
  return unsafe UnsafePointer(row.address)
}

/// Implements `swiftlet_log_mel_reset`.
@c @implementation
public func swiftlet_log_mel_reset(_ log_mel: OpaquePointer!) {
  guard let log_mel = unsafe log_mel else { return }
  unsafe LogMel(handle: UnsafeMutableRawPointer(log_mel)).reset()
}

/// A row of the caller's, which is only read.
private func features(_ row: UnsafePointer<Int16>, _ count: Int) -> Elements<Int16> {
  unsafe Elements(UnsafeMutableRawPointer(mutating: row), count: max(0, count))
}

/// Implements `swiftlet_log_mel_reals`.
@c @implementation
public func swiftlet_log_mel_reals(
  _ row: UnsafePointer<Int16>!, _ count: Int, _ reals: UnsafeMutablePointer<Float>!
) {
  guard let row = unsafe row, let reals = unsafe reals else { return }
  let source = unsafe features(row, count)
  unsafe LogMel.reals(
    of: source, to: Elements(UnsafeMutableRawPointer(reals), count: source.count))
}

/// Implements `swiftlet_log_mel_int8`.
@c @implementation
public func swiftlet_log_mel_int8(
  _ row: UnsafePointer<Int16>!, _ count: Int, _ scale: Float, _ zero_point: Int32,
  _ stored: UnsafeMutablePointer<Int8>!
) {
  guard let row = unsafe row, let stored = unsafe stored else { return }
  let source = unsafe features(row, count)
  let quantization = Quantization(scale: scale, zeroPoint: max(-128, min(127, zero_point)))
  unsafe LogMel.quantize(
    source, by: quantization, to: Elements(UnsafeMutableRawPointer(stored), count: source.count))
}
