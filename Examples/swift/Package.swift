// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "classify",
  dependencies: [.package(name: "swiftlet", path: "../..")],
  targets: [
    .executableTarget(
      name: "Classify", dependencies: [.product(name: "Swiftlet", package: "swiftlet")])
  ]
)
