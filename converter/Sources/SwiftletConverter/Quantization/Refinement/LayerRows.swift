internal import SwiftletCore

/// The rows of numbers that a weighted operator multiplies by its weights, at chosen places.
struct LayerRows {
  /// Where a row is: a sample, and a place of the output in it.
  struct Place {
    let sample: Int
    let place: Int
  }

  private let image: (height: Int, width: Int, depth: Int)
  private let kernel: (height: Int, width: Int)
  private let stride: (Int, Int)
  private let dilation: (Int, Int)
  private let pad: (Int, Int)
  private let outputWidth: Int
  private let outputArea: Int
  private let isDepthwise: Bool
  private let placeCount: Int
  /// The parts of the channels that see only each other.
  let groupCount: Int
  /// The output channels of a group.
  let groupChannelCount: Int
  /// The channels of the input that a group sees.
  private let groupDepth: Int

  /// The numbers of one row.
  var length: Int { kernel.height * kernel.width * groupDepth }

  /// Takes over the geometry of an operator; nil where it has none that can be cut into rows.
  init?(_ operation: Operation, input: Shape, output: Shape) {
    if case .conv2D(let attributes) = operation {
      self.init(
        attributes, input, output, groups: Int(attributes.groups),
        channels: Int(attributes.channels), isDepthwise: false)
    } else if case .depthwiseConv2D(let attributes) = operation, input.rank == 4 {
      self.init(
        attributes, input, output, groups: input[3],
        channels: input[3] * Int(attributes.multiplier), isDepthwise: true)
    } else if case .fullyConnected(let attributes) = operation, input.rank > 0 {
      self.init(rowsOf: input, channels: Int(attributes.channels))
    } else {
      return nil
    }
  }

  private init(rowsOf input: Shape, channels: Int) {
    let depth = input[input.rank - 1]
    image = (1, input.elementCount / depth, depth)
    kernel = (1, 1)
    stride = (1, 1)
    dilation = (1, 1)
    pad = (0, 0)
    outputWidth = image.width
    outputArea = image.width
    placeCount = image.width
    isDepthwise = false
    groupCount = 1
    groupChannelCount = channels
    groupDepth = depth
  }

  private init?(
    _ window: some WindowAttributes, _ input: Shape, _ output: Shape, groups: Int, channels: Int,
    isDepthwise: Bool
  ) {
    guard input.rank == 4, output.rank == 4 else { return nil }
    image = (input[1], input[2], input[3])
    kernel = (Int(window.kernelHeight), Int(window.kernelWidth))
    stride = (Int(window.strideHeight), Int(window.strideWidth))
    dilation = (Int(window.dilationHeight), Int(window.dilationWidth))
    pad = (Int(window.padTop), Int(window.padLeft))
    outputWidth = output[2]
    outputArea = output[1] * output[2]
    placeCount = input[0] * outputArea
    self.isDepthwise = isDepthwise
    groupCount = groups
    groupChannelCount = channels / groups
    groupDepth = image.depth / groups
  }

  /// The position among the weights of one of a channel.
  func weight(_ index: Int, ofChannel channel: Int) -> Int {
    isDepthwise ? index * groupCount * groupChannelCount + channel : channel * length + index
  }

  /// Places spread over all samples by chance, always the same; all of them where there are few.
  func places(sampleCount: Int, most: Int) -> [Place] {
    let all = sampleCount * placeCount
    var chance = Chance()
    let chosen = all <= most ? Array(0..<all) : (0..<most).map { _ in chance.index(below: all) }
    return chosen.map { Place(sample: $0 / placeCount, place: $0 % placeCount) }
  }

  /// The numbers of a group at some places, row by row; what lies outside of the image is zero.
  func rows(ofGroup group: Int, at places: [Place], in images: [[Float]]) -> [Float] {
    var rows = [Float](repeating: 0, count: places.count * length)
    var target = 0
    for place in places {
      let source = images[place.sample]
      let start = place.place / outputArea * image.height * image.width * image.depth
      let (line, column) = (
        place.place % outputArea / outputWidth, place.place % outputArea % outputWidth
      )
      for y in 0..<kernel.height {
        let row = line * stride.0 - pad.0 + y * dilation.0
        for x in 0..<kernel.width {
          let position = column * stride.1 - pad.1 + x * dilation.1
          if (0..<image.height).contains(row), (0..<image.width).contains(position) {
            let first = start + (row * image.width + position) * image.depth + group * groupDepth
            for index in 0..<groupDepth { rows[target + index] = source[first + index] }
          }
          target += groupDepth
        }
      }
    }
    return rows
  }
}
