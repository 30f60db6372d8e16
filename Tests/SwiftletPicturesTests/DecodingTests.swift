import Testing

@testable import SwiftletPictures

/// Whether the system has the library of a format.
private func hasLibrary(_ format: PictureFormat) -> Bool {
  do throws(PictureFault) {
    _ = try Picture(parsing: format == .png ? PictureSample.png : PictureSample.jpeg)
  } catch .libraryMissing {
    return false
  } catch {
    return true
  }
  return true
}

private let hasPNG = hasLibrary(.png)
private let hasJPEG = hasLibrary(.jpeg)

@Suite struct DecodingTests {
  @Test(.enabled(if: hasPNG, "Skipped: libpng16 is not installed."))
  func aPNGFileHoldsThePicture() throws {
    #expect(try Picture(parsing: PictureSample.png) == PictureSample.noise(4, 3))
  }

  @Test(.enabled(if: hasPNG, "Skipped: libpng16 is not installed."))
  func whatIsTransparentKeepsItsColours() throws {
    #expect(try Picture(parsing: PictureSample.transparentPNG) == PictureSample.noise(4, 3))
  }

  @Test(.enabled(if: hasPNG, "Skipped: libpng16 is not installed."))
  func aDamagedPNGFileIsExplained() {
    let fault = #expect(throws: PictureFault.self) {
      try Picture(parsing: Array(PictureSample.png.prefix(60)))
    }
    #expect(fault?.description.hasPrefix("it is damaged: ") == true)
  }

  @Test(.enabled(if: hasJPEG, "Skipped: libturbojpeg is not installed."))
  func aJPEGFileIsTurnedAsTheCameraWasHeld() throws {
    let picture = try Picture(parsing: PictureSample.jpeg)
    #expect(picture.width == 8 && picture.height == 16)
    for (index, grey) in PictureSample.jpegStart.enumerated() {
      #expect(picture.samples[3 * index..<3 * index + 3].allSatisfy { $0 == grey })
    }
  }

  @Test(.enabled(if: hasJPEG, "Skipped: libturbojpeg is not installed."))
  func aJPEGFileThatIsCutShortIsRefused() {
    let fault = #expect(throws: PictureFault.self) {
      try Picture(parsing: Array(PictureSample.jpeg.dropLast(12)))
    }
    #expect(fault?.description.hasPrefix("it is damaged: ") == true)
  }

  @Test(
    arguments: [
      (1, [1, 2, 3, 4, 5, 6], 3), (2, [3, 2, 1, 6, 5, 4], 3), (3, [6, 5, 4, 3, 2, 1], 3),
      (4, [4, 5, 6, 1, 2, 3], 3), (5, [1, 4, 2, 5, 3, 6], 2), (6, [4, 1, 5, 2, 6, 3], 2),
      (7, [6, 3, 5, 2, 4, 1], 2), (8, [3, 6, 2, 5, 1, 4], 2),
    ] as [(Int, [UInt8], Int)])
  func everyOrientationIsTurnedBack(number: Int, expected: [UInt8], width: Int) throws {
    let samples = (1...6).flatMap { [UInt8]([$0, $0, $0]) }
    let picture = Picture(width: 3, height: 2, samples: samples)
    let turned = picture.turned(try #require(Orientation(rawValue: number)))
    #expect(turned.width == width)
    #expect(stride(from: 0, to: 18, by: 3).map { turned.samples[$0] } == expected)
  }

  @Test func damagedNotesOfACameraAreUpright() {
    #expect(Orientation(jpeg: PictureSample.jpeg) == .turnedRight)
    for count in PictureSample.jpeg.indices {
      _ = Orientation(jpeg: Array(PictureSample.jpeg[..<count]))
    }
    for index in PictureSample.jpeg.indices {
      var damaged = PictureSample.jpeg
      damaged[index] ^= 0xFF
      _ = Orientation(jpeg: damaged)
    }
    #expect(Orientation(jpeg: []) == .upright)
  }
}
