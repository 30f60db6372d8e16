/// Numbers as people read them; none of these depends on the locale.
public enum NumberText {
  /// A whole number with commas: `1,234,567`.
  public static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// A number with a fixed count of decimals, at most 9, halves away from zero: `1.50`.
  public static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return "\(value)" }
    let power = (0..<min(max(decimals, 0), 9)).reduce(1.0) { result, _ in result * 10 }
    let scaled = (value.magnitude * power).rounded()
    guard scaled < 0x1p63 else { return "\(value)" }
    let digits = String(UInt64(scaled))
    let places = min(max(decimals, 0), 9)
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard places > 0 else { return sign + digits }
    let filled = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    return "\(sign)\(filled.dropLast(places)).\(filled.suffix(places))"
  }

  /// A count of bytes in the largest unit of 1024: `1.50 MiB`.
  public static func bytes(_ count: Int) -> String {
    guard count.magnitude >= 1024 else { return "\(count) B" }
    return scaled(Double(count), ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"], step: 1024)
  }

  /// A time in the largest unit that keeps it above one: `12.3 µs`.
  public static func duration(nanoseconds: Double) -> String {
    scaled(nanoseconds, ["ns", "µs", "ms", "s"], step: 1000)
  }

  /// A rate in the largest unit of 1000: `12.3 G`.
  public static func rate(_ value: Double) -> String {
    scaled(value, ["", "k", "M", "G", "T", "P"], step: 1000)
  }

  private static func scaled(_ value: Double, _ units: [String], step: Double) -> String {
    var value = value
    var unit = 0
    // Half a unit of the third digit would round up to the next unit.
    while value.magnitude >= step - 0.5, unit < units.count - 1 {
      value /= step
      unit += 1
    }
    let decimals = value.magnitude < 9.995 ? 2 : value.magnitude < 99.95 ? 1 : 0
    return "\(fixed(value, decimals: decimals)) \(units[unit])"
  }
}
