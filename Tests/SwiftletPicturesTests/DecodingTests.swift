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

  /// The file with some bytes before a place.
  private func jpeg(_ bytes: [UInt8], before place: Int) -> [UInt8] {
    Array(PictureSample.jpeg[..<place]) + bytes + PictureSample.jpeg[place...]
  }

  @Test(.enabled(if: hasJPEG, "Skipped: libturbojpeg is not installed."))
  func aMarkOfTheEndDoesNotHideThatAJPEGFileIsCutShort() {
    let tables = PictureSample.jpegPlaces.tables
    for file in [PictureSample.jpeg, jpeg([0, 0, 0], before: tables)] {
      for end in [[], [0xFF, 0xD9], [0xFF, 0xD3], [0xFF]] as [[UInt8]] {
        let fault = #expect(throws: PictureFault.self) {
          try Picture(parsing: Array(file.dropLast(20)) + end)
        }
        #expect(fault?.description.hasPrefix("it is damaged: ") == true)
      }
    }
  }

  @Test(
    .enabled(if: hasJPEG, "Skipped: libturbojpeg is not installed."),
    arguments: [
      [0, 0, 0], [0xFF], [0xFF, 0xFF, 0xFF], [1, 0xFF, 0, 2], [0xFF, 0x01, 0xFF, 0xD3],
    ] as [[UInt8]])
  func bytesBetweenTheSegmentsOfAJPEGFileChangeNothing(bytes: [UInt8]) throws {
    let expected = try Picture(parsing: PictureSample.jpeg)
    for place in [PictureSample.jpegPlaces.notes, PictureSample.jpegPlaces.tables] {
      let file = jpeg(bytes, before: place)
      #expect(Orientation(jpeg: file) == .turnedRight)
      #expect(try Picture(parsing: file) == expected)
    }
    // What stands before the end comes after the last pixel.
    let end = jpeg([0, 0, 0], before: PictureSample.jpegPlaces.end)
    #expect(try Picture(parsing: end) == expected)
  }

  @Test func onlyBytesOfNoSegmentAreLeftOut() {
    let places = PictureSample.jpegPlaces
    let plain = JPEGSegments.withoutExtraneousBytes
    #expect(plain(PictureSample.jpeg) == PictureSample.jpeg)
    for place in [places.notes, places.tables] {
      #expect(plain(jpeg([9, 0xFF, 0, 8], before: place)) == PictureSample.jpeg)
      let filled = jpeg([0xFF, 0xFF], before: place)
      #expect(plain(filled) == filled)
    }
    for count in 0...PictureSample.jpeg.count {
      let start = Array(PictureSample.jpeg.prefix(count))
      #expect(plain(start) == start)
    }
  }

  @Test(.enabled(if: hasPNG, "Skipped: libpng16 is not installed."))
  func aSideOfAPNGFileHasItsLimit() {
    #expect(throws: PictureFault.tooLarge(width: 70_000, height: 1)) {
      try Picture(parsing: PictureSample.longPNG)
    }
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
