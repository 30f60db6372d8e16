// swift-tools-version: 6.2

import PackageDescription

/// The language every target is written in; a target that needs more says why beside its name.
let house: [SwiftSetting] = [
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// The language of the targets that reach libflatbuffers, which is C++.
let interoperable = house + [.interoperabilityMode(.Cxx)]

/// The page of `swiftlet report`, which the compiled program holds, so that no file lies beside it.
let reportPage: [Resource] = [
  "report.html", "report.css", "text.js", "panel.js", "graph.js", "memory.js", "charts.js",
  "page.js",
].map { .embedInCode("Reporting/Page/\($0)") }

let package = Package(
  name: "swiftlet",
  products: [
    .library(name: "SwiftletCore", targets: ["SwiftletCore"]),
    .library(name: "SwiftletC", type: .static, targets: ["SwiftletC"]),
    .library(name: "Swiftlet", targets: ["Swiftlet"]),
    .library(name: "SwiftletSound", targets: ["SwiftletSound"]),
    .library(name: "SwiftletPictures", targets: ["SwiftletPictures"]),
    .executable(name: "swiftlet", targets: ["SwiftletCommand"]),
  ],
  targets: [
    // MARK: The runtime. No heap, no Foundation, no libc beyond memcpy and memset.
    .target(name: "CSwiftlet", exclude: ["README.md"]),
    .target(name: "CSwiftletKernels", exclude: ["README.md"]),
    .target(name: "SwiftletFormat", exclude: ["Model.fbs", "README.md"], swiftSettings: house),
    .target(
      name: "SwiftletKernels", dependencies: ["CSwiftletKernels", "SwiftletFormat"],
      exclude: ["README.md"], swiftSettings: house),
    .target(
      name: "SwiftletCore",
      dependencies: ["CSwiftletKernels", "SwiftletFormat", "SwiftletKernels"],
      exclude: ["README.md"], swiftSettings: house),
    .target(
      name: "SwiftletC",
      dependencies: ["CSwiftlet", "SwiftletCore", "SwiftletFormat", "SwiftletKernels"],
      exclude: ["README.md"], swiftSettings: house),

    .target(
      name: "SwiftletSound", dependencies: ["SwiftletCore", "SwiftletKernels"],
      exclude: ["README.md"], swiftSettings: house),
    .target(
      name: "SwiftletSoundC", dependencies: ["CSwiftlet", "SwiftletCore", "SwiftletSound"],
      exclude: ["README.md"], swiftSettings: house),

    // MARK: The host. Files, arrays, threads and text live here and nowhere below.
    .target(name: "CSwiftletThreads", exclude: ["README.md"]),
    .target(
      name: "Swiftlet",
      dependencies: [
        "CSwiftletThreads", "SwiftletCore", "SwiftletFormat", "SwiftletKernels", "SwiftletSound",
      ],
      exclude: ["README.md"], swiftSettings: house),
    .target(name: "CSwiftletPictures", exclude: ["README.md"]),
    .target(
      name: "SwiftletPictures",
      dependencies: ["CSwiftletPictures", "Swiftlet", "SwiftletCore", "SwiftletFormat"],
      exclude: ["README.md"], swiftSettings: house),
    .target(name: "SwiftletTerminal", exclude: ["README.md"], swiftSettings: house),
    .target(name: "CxxFlatBuffers", path: "converter/Sources/CxxFlatBuffers"),
    .target(
      name: "SwiftletConverter",
      dependencies: [
        "CxxFlatBuffers", "Swiftlet", "SwiftletCore", "SwiftletFormat", "SwiftletKernels",
      ],
      path: "converter/Sources/SwiftletConverter", swiftSettings: interoperable),
    .executableTarget(
      name: "SwiftletCommand",
      dependencies: [
        "Swiftlet", "SwiftletConverter", "SwiftletCore", "SwiftletFormat", "SwiftletKernels",
        "SwiftletPictures", "SwiftletSound", "SwiftletTerminal",
      ],
      exclude: ["README.md"], resources: reportPage, swiftSettings: interoperable),
    .target(name: "CSwiftletPeak", path: "bench/Sources/CSwiftletPeak"),
    .executableTarget(
      name: "SwiftletBench",
      dependencies: [
        "CSwiftletPeak", "Swiftlet", "SwiftletCases", "SwiftletCore", "SwiftletFormat",
        "SwiftletKernels", "SwiftletTerminal",
      ],
      path: "bench/Sources/SwiftletBench", swiftSettings: house),

    // MARK: Examples that are built with the package; those beside them are packages of their own.
    .executableTarget(
      name: "SwiftletDemo", dependencies: ["Swiftlet", "SwiftletKernels", "SwiftletTerminal"],
      path: "Examples/digits", swiftSettings: house),

    // MARK: Tests, one target for each target above, each file beside its twin's path.
    .target(
      name: "SwiftletCases", dependencies: ["SwiftletCore", "SwiftletFormat", "SwiftletKernels"],
      path: "Tests/SwiftletCases", swiftSettings: house),
    .target(name: "CxxFlatBufferVerifier", path: "Tests/CxxFlatBufferVerifier"),
    .testTarget(
      name: "SwiftletFormatTests",
      dependencies: ["CxxFlatBufferVerifier", "SwiftletCases", "SwiftletFormat"]),
    .testTarget(
      name: "SwiftletKernelsTests",
      dependencies: ["SwiftletCases", "SwiftletFormat", "SwiftletKernels"]),
    .testTarget(name: "SwiftletCoreTests", dependencies: ["SwiftletCases", "SwiftletCore"]),
    .testTarget(
      name: "SwiftletCTests",
      dependencies: ["CSwiftlet", "CSwiftletThreads", "SwiftletC", "SwiftletCases"]),
    .testTarget(
      name: "SwiftletSoundTests", dependencies: ["SwiftletCore", "SwiftletSound"]),
    .testTarget(
      name: "SwiftletSoundCTests",
      dependencies: ["CSwiftlet", "SwiftletCore", "SwiftletSound", "SwiftletSoundC"]),
    .testTarget(
      name: "SwiftletTests", dependencies: ["CSwiftletThreads", "Swiftlet", "SwiftletCases"]),
    .testTarget(
      name: "SwiftletPicturesTests",
      dependencies: ["Swiftlet", "SwiftletCases", "SwiftletPictures"]),
    .testTarget(name: "SwiftletTerminalTests", dependencies: ["SwiftletTerminal"]),
    .testTarget(
      name: "SwiftletBenchTests", dependencies: ["SwiftletBench", "SwiftletTerminal"]),
    .testTarget(
      name: "SwiftletCommandTests",
      dependencies: ["Swiftlet", "SwiftletCases", "SwiftletCommand", "SwiftletTerminal"],
      swiftSettings: [.interoperabilityMode(.Cxx)]),
    .testTarget(
      name: "SwiftletConverterTests",
      dependencies: [
        "CxxFlatBufferVerifier", "Swiftlet", "SwiftletCases", "SwiftletConverter", "SwiftletCore",
        "SwiftletFormat",
      ],
      swiftSettings: [.interoperabilityMode(.Cxx)]),
    .testTarget(
      name: "ModelTests", dependencies: ["Swiftlet", "SwiftletCases", "SwiftletConverter"],
      exclude: ["Dequantized", "Operators"], swiftSettings: [.interoperabilityMode(.Cxx)]),
  ],
  cxxLanguageStandard: .cxx17
)
