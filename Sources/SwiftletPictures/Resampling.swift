/// Changes the size of pictures by a filter of two lines (bilinear), which is as wide as what becomes
/// one sample where a picture shrinks.
///
/// The weights are those of Pillow's `resize(…, BILINEAR)`, of 22 bits, and samples are rounded to 8
/// bits after each of the two passes, along lines and then along columns, so that the results are
/// Pillow's own. (It takes the other order for pictures that shrink far more in height.)
enum Resampling {
  private static let precision = 22

  /// The samples that become one, and what part of it each has.
  private struct Window {
    let start: Int
    let weights: [Int]
  }

  /// Some channels of a picture, line after line.
  struct Plane: Equatable {
    var width: Int
    var height: Int
    var channels: Int
    var samples: [UInt8]
  }

  /// A picture of another size.
  static func resized(_ plane: Plane, width: Int, height: Int) -> Plane {
    var plane = plane
    if width != plane.width { plane = widened(plane, to: width) }
    if height != plane.height { plane = heightened(plane, to: height) }
    return plane
  }

  private static func windows(from source: Int, to target: Int) -> [Window] {
    let scale = Double(source) / Double(target)
    let filterScale = max(scale, 1)
    return (0..<target).map { index in
      let center = (Double(index) + 0.5) * scale
      let start = max(Int(center - filterScale + 0.5), 0)
      let end = min(Int(center + filterScale + 0.5), source)
      let parts = (start..<end).map { place -> Double in
        let distance = abs((Double(place) - center + 0.5) * (1 / filterScale))
        return distance < 1 ? 1 - distance : 0
      }
      let sum = parts.reduce(0, +)
      return Window(
        start: start,
        weights: parts.map { Int($0 / sum * Double(1 << precision) + 0.5) })
    }
  }

  private static func rounded(_ sum: Int) -> UInt8 {
    UInt8(clamping: (sum + 1 << (precision - 1)) >> precision)
  }

  private static func widened(_ plane: Plane, to width: Int) -> Plane {
    let windows = windows(from: plane.width, to: width)
    let channels = plane.channels
    var samples: [UInt8] = []
    samples.reserveCapacity(width * plane.height * channels)
    for line in 0..<plane.height {
      for window in windows {
        let first = (line * plane.width + window.start) * channels
        for channel in 0..<channels {
          var (sum, place) = (0, first + channel)
          for weight in window.weights {
            sum += weight * Int(plane.samples[place])
            place += channels
          }
          samples.append(rounded(sum))
        }
      }
    }
    return Plane(width: width, height: plane.height, channels: channels, samples: samples)
  }

  private static func heightened(_ plane: Plane, to height: Int) -> Plane {
    let lineCount = plane.width * plane.channels
    var samples: [UInt8] = []
    samples.reserveCapacity(height * lineCount)
    var sums = [Int](repeating: 0, count: lineCount)
    for window in windows(from: plane.height, to: height) {
      for index in sums.indices { sums[index] = 0 }
      for (number, weight) in window.weights.enumerated() {
        let first = (window.start + number) * lineCount
        for index in sums.indices { sums[index] += weight * Int(plane.samples[first + index]) }
      }
      for sum in sums { samples.append(rounded(sum)) }
    }
    return Plane(
      width: plane.width, height: height, channels: plane.channels, samples: samples)
  }
}
