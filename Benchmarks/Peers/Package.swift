// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

// A package of its own, since only the benchmark compares with these, and building them takes
// minutes. `make bench-peers` builds it, and asks of the root package only what it needs.
let package = Package(
  name: "Peers",
  dependencies: [
    .package(name: "ThingsThatKeepSecrets", path: "../.."),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
  ],
  targets: [
    .executableTarget(
      name: "peers",
      dependencies: [
        .product(name: "BenchmarkProtocol", package: "ThingsThatKeepSecrets"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "X509", package: "swift-certificates"),
      ], swiftSettings: [.treatAllWarnings(as: .error)])
  ],
  swiftLanguageModes: [.v6]
)
