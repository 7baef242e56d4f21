// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import Foundation
import PackageDescription

// The dependency arrows below are the book's table of contents:
// a chapter depends only on chapters with smaller numbers.

/// A type that stores a `Span` (the Reader), and an associated type that may be `~Copyable`.
let features: [SwiftSetting] = [
  .enableExperimentalFeature("Lifetimes"),
  .enableExperimentalFeature("SuppressedAssociatedTypes"),
]

/// Generic code specialises across modules only with this flag, which SwiftPM refuses in a
/// dependency; so the Makefile switches it on, and whoever imports the package does without.
let crossModuleOptimization: [SwiftSetting] =
  Context.environment["THINGS_CMO"] == nil
  ? [] : [.unsafeFlags(["-cross-module-optimization"], .when(configuration: .release))]

/// What every target of ours is compiled with.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)] + crossModuleOptimization + features

/// For tests that compute little: to optimise them takes longer than it saves. What they test is
/// optimised as ever.
let plain: [SwiftSetting] =
  strict
  + (crossModuleOptimization.isEmpty
    ? [] : [.unsafeFlags(["-Onone"], .when(configuration: .release))])

/// Chapters also run on a microcontroller, so what Embedded Swift lacks is an error in them.
let embeddedClean: [SwiftSetting] =
  strict + [.treatWarning("EmbeddedRestrictions", as: .error)]

/// A chapter's module; its prose lies beside its code and is no part of the build.
func chapter(_ folder: String, _ dependencies: Target.Dependency...) -> Target {
  let path = "Chapters/\(folder)"
  let files = try? FileManager.default.contentsOfDirectory(
    atPath: "\(Context.packageDirectory)/\(path)")
  return .target(
    name: String(folder.drop { $0 != "-" }.dropFirst()), dependencies: dependencies, path: path,
    exclude: (files ?? []).filter { !$0.hasSuffix(".swift") && !$0.hasPrefix(".") }.sorted(),
    swiftSettings: embeddedClean)
}

let chapters = [
  chapter("01-Threats"),
  chapter("02-Wire"),
  chapter("03-Primitives", "Wire"),
  chapter("03b-Randomness", "Primitives"),
  chapter("04-Identity", "Wire", "Primitives"),
  chapter("05-Certificates", "Wire", "Primitives", "Identity"),
  chapter("06-TLS", "Wire", "Primitives", "Identity", "Certificates"),
  chapter("07-DTLS", "Wire", "Primitives", "TLS"),
  chapter("09-MQTT", "Wire", "Primitives"),
  chapter("10-CoAP", "Wire", "Primitives", "DTLS"),
  chapter("12-Defences", "Wire", "DTLS"),
  chapter("13-Constrained", "Wire"),
]

let sources: [Target] = [
  .systemLibrary(
    name: "COpenSSL", path: "Sources/COpenSSL", pkgConfig: "openssl",
    providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
  .systemLibrary(
    name: "CMbedTLS", path: "Sources/CMbedTLS",
    providers: [.apt(["libmbedtls-dev"]), .brew(["mbedtls"])]),
  // libssl asks the program, before the C library, what time it is.
  .target(name: "CVirtualClock", path: "Sources/CVirtualClock"),
  // For tests and measurements only: both libraries' random numbers from a seed.
  .target(name: "CSeededRandom", dependencies: ["COpenSSL"], path: "Sources/CSeededRandom"),
  .systemLibrary(name: "CProcessorRandom", path: "Sources/CProcessorRandom"),
  .target(
    name: "SystemRandom", dependencies: ["Primitives", "Randomness", "CProcessorRandom"],
    swiftSettings: strict),
  .systemLibrary(name: "CPKCS11", path: "Sources/CPKCS11"),
  // Who is at the other end of a local socket, and what others may do to a process.
  .systemLibrary(name: "CLocalPeer", path: "Sources/CLocalPeer"),
  // Keys outside of the process, or in files: the stores that chapter 04 describes.
  .target(
    name: "KeyStores",
    dependencies: [
      "Wire", "Primitives", "Identity", "TLS", "SystemRandom", "CMbedTLS", "CPKCS11",
      "CLocalPeer",
    ],
    swiftSettings: strict),
  // A key that libssl may use and not see.
  .target(name: "CStoredKey", dependencies: ["COpenSSL"], path: "Sources/CStoredKey"),
  // A certificate in words and byte by byte, for the command line and for the book's tool.
  .target(
    name: "CertificateView", dependencies: ["Wire", "Certificates"], swiftSettings: strict),
  // A handshake with every byte explained, as a page or as text.
  .target(
    name: "Trace",
    dependencies: [
      "Wire", "Primitives", "Identity", "Certificates", "CertificateView", "TLS",
      .product(name: "Mustache", package: "swift-mustache"),
    ],
    resources: [.embedInCode("Page/trace.css"), .embedInCode("Page/trace.js")],
    swiftSettings: strict),
  .target(
    name: "OpenSSLBackend",
    dependencies: [
      "Wire", "Primitives", "Identity", "Certificates", "TLS", "DTLS", "COpenSSL", "CVirtualClock",
      "CStoredKey",
    ],
    swiftSettings: strict),
  .target(
    name: "MbedTLSBackend",
    dependencies: ["Wire", "Primitives", "Certificates", "TLS", "DTLS", "CMbedTLS"],
    swiftSettings: strict),
  // The book's own TLS on a host, over any provider.
  .target(
    name: "BookEngine",
    dependencies: ["Wire", "Primitives", "Identity", "Certificates", "TLS", "SystemRandom"],
    swiftSettings: strict),
  .target(
    name: "Network",
    dependencies: [
      "Wire", "TLS", "DTLS", "MQTT", "CoAP", "Defences",
      .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
      .product(name: "NIOCore", package: "swift-nio"),
      .product(name: "NIOPosix", package: "swift-nio"),
    ], swiftSettings: strict),
  // What an authority has issued and taken back, in a database; and its responder.
  .target(
    name: "Authority",
    dependencies: [
      "Wire", "Primitives", "Randomness", "SystemRandom", "Identity", "Certificates",
      .product(name: "GRDB", package: "GRDB.swift"),
      .product(name: "NIOCore", package: "swift-nio"),
      .product(name: "NIOHTTP1", package: "swift-nio"),
      .product(name: "NIOPosix", package: "swift-nio"),
    ], swiftSettings: strict),
  .target(
    name: "AttackLab",
    dependencies: [
      "Wire", "Primitives", "Certificates", "TLS", "DTLS", "MQTT", "CoAP", "Defences", "Network",
      "OpenSSLBackend",
      .product(name: "NIOCore", package: "swift-nio"),
      .product(name: "NIOPosix", package: "swift-nio"),
    ], swiftSettings: strict),
  // For measurements only: how often a thread calls for memory.
  .target(name: "CAllocationCounter", path: "Sources/CAllocationCounter"),
  // What a benchmark's child process answers, for our libraries and for peers.
  .target(name: "BenchmarkProtocol", path: "Benchmarks/Protocol", swiftSettings: strict),
  .target(
    name: "BenchmarkRunner",
    dependencies: [
      "Wire", "Primitives", "Certificates", "TLS", "DTLS", "Constrained", "OpenSSLBackend",
      "MbedTLSBackend", "BookEngine", "COpenSSL", "CMbedTLS", "CSeededRandom", "CAllocationCounter",
      "BenchmarkProtocol", "Trace",
      .product(name: "Histogram", package: "hdrhistogram-swift"),
      .product(name: "Mustache", package: "swift-mustache"),
      .product(name: "Subprocess", package: "swift-subprocess"),
      .product(name: "TextTable", package: "TextTable"),
    ], path: "Benchmarks/Runner", swiftSettings: strict),
  .executableTarget(
    name: "things",
    dependencies: [
      "Wire", "Primitives", "Randomness", "SystemRandom", "Identity", "KeyStores", "Certificates",
      "Authority", "CertificateView", "TLS", "DTLS", "MQTT",
      "CoAP", "BookEngine", "OpenSSLBackend", "MbedTLSBackend", "Network", "Defences", "AttackLab",
      "Trace", "BenchmarkProtocol",
      "BenchmarkRunner", "COpenSSL",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
      .product(name: "Mustache", package: "swift-mustache"),
      .product(name: "Rainbow", package: "Rainbow"),
    ], swiftSettings: strict),
  .target(
    name: "FirmwareSelfTest",
    dependencies: ["Wire", "Primitives", "Identity", "Certificates", "MQTT"],
    path: "Firmware/SelfTest", swiftSettings: embeddedClean),
  .systemLibrary(name: "CBoard", path: "Firmware/Board"),
  .target(
    name: "FirmwareNode", dependencies: ["Wire", "MQTT", "CoAP", "CBoard"], path: "Firmware/Node",
    swiftSettings: embeddedClean),
  .systemLibrary(name: "CCredentials", path: "Firmware/HandshakeBoard"),
  .target(
    name: "FirmwareHandshake",
    dependencies: [
      "Wire", "Primitives", "Identity", "Certificates", "TLS", "CBoard", "CCredentials",
    ],
    path: "Firmware/Handshake",
    // One image for a shared key and one for certificates, so that neither carries the other's.
    swiftSettings: embeddedClean
      + (Context.environment["THINGS_SHARED_KEY"] == nil ? [] : [.define("SHARED_KEY")])),
  .systemLibrary(name: "CBench", path: "Firmware/BenchBoard"),
  .target(
    name: "FirmwareBench", dependencies: ["Wire", "Primitives", "CBench"], path: "Firmware/Bench",
    swiftSettings: embeddedClean),
  .target(
    name: "BookTool", path: "Sources/BookTool", resources: [.embedInCode("Edition/book.css")],
    swiftSettings: strict),
  .executableTarget(
    name: "book",
    dependencies: [
      "BookTool", "Wire", "DTLS", "Certificates", "CertificateView", "Trace",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ], swiftSettings: strict),
]

let tests: [Target] = [
  .target(name: "TestSupport", path: "Tests/Support", swiftSettings: strict),
  .testTarget(name: "ThreatsTests", dependencies: ["Threats"], swiftSettings: strict),
  .testTarget(name: "WireTests", dependencies: ["Wire", "TestSupport"], swiftSettings: strict),
  .testTarget(
    name: "PrimitivesTests",
    dependencies: ["Primitives", "OpenSSLBackend", "MbedTLSBackend", "COpenSSL", "TestSupport"],
    swiftSettings: strict),
  // What secrets do to the clock, and to valgrind: `make test-extended`.
  .systemLibrary(name: "CLeaks", path: "Tests/CLeaks"),
  .target(
    name: "LeakSubjects", dependencies: ["Primitives", "CLeaks"], path: "Tests/LeakSubjects",
    swiftSettings: strict),
  .executableTarget(
    name: "SecretsOnTheClock", dependencies: ["LeakSubjects", "CLeaks", "Primitives"],
    path: "Tests/Leaks", swiftSettings: strict),
  .executableTarget(
    name: "SecretsUndefined", dependencies: ["LeakSubjects", "CLeaks", "Primitives"],
    path: "Tests/Undefined", exclude: ["allowed.txt", "judge.py"], swiftSettings: strict),
  .testTarget(
    name: "RandomnessTests",
    dependencies: ["Randomness", "SystemRandom", "Primitives", "OpenSSLBackend", "TestSupport"],
    swiftSettings: strict),
  // What every key store promises, for the tests of each.
  .target(
    name: "KeyStoreContract", dependencies: ["Identity", "Primitives", "TestSupport"],
    path: "Tests/KeyStoreContract", swiftSettings: strict),
  .testTarget(
    name: "IdentityTests",
    dependencies: [
      "Identity", "Primitives", "Wire", "OpenSSLBackend", "MbedTLSBackend", "TestSupport",
      "KeyStoreContract",
    ], exclude: ["layers.py"], swiftSettings: strict),
  // A process with a sealed store, to be killed in the middle of a change.
  .executableTarget(
    name: "SealedStoreChild",
    dependencies: ["KeyStores", "Identity", "Primitives", "SystemRandom", "OpenSSLBackend"],
    path: "Tests/SealedStoreChild", swiftSettings: strict),
  // A key agent, an application that asks it, and one that attacks it, each in a process.
  .executableTarget(
    name: "AgentChild",
    dependencies: [
      "KeyStores", "Identity", "Primitives", "SystemRandom", "OpenSSLBackend", "CLocalPeer",
    ], path: "Tests/AgentChild", swiftSettings: strict),
  .testTarget(
    name: "KeyStoresTests",
    dependencies: [
      "KeyStores", "Identity", "Primitives", "SystemRandom", "OpenSSLBackend", "TestSupport",
      "KeyStoreContract", "SealedStoreChild", "AgentChild", "Wire",
    ], swiftSettings: strict),
  .testTarget(
    name: "CertificatesTests",
    dependencies: [
      "Certificates", "CertificateView", "Identity", "OpenSSLBackend", "MbedTLSBackend",
      "CAllocationCounter",
      "TestSupport",
    ],
    swiftSettings: strict),
  // This book's reader and path rules beside OpenSSL's, on certificates that nobody would issue.
  .executableTarget(
    name: "Differential",
    dependencies: ["Certificates", "Primitives", "Wire", "OpenSSLBackend", "COpenSSL"],
    path: "Tests/Differential", swiftSettings: strict),
  .testTarget(
    name: "AuthorityTests",
    dependencies: [
      "Authority", "Certificates", "Identity", "Primitives", "OpenSSLBackend", "TestSupport",
      .product(name: "GRDB", package: "GRDB.swift"),
    ],
    swiftSettings: strict),
  .testTarget(
    name: "TLSTests",
    dependencies: [
      "TLS", "DTLS", "Identity", "KeyStores", "SystemRandom", "Certificates", "OpenSSLBackend",
      "MbedTLSBackend", "BookEngine", "Constrained", "CSeededRandom", "Trace",
      "TestSupport",
    ], swiftSettings: strict),
  .testTarget(
    name: "DTLSTests",
    dependencies: [
      "DTLS", "Certificates", "OpenSSLBackend", "MbedTLSBackend", "Constrained", "TestSupport",
      "CSeededRandom",
    ],
    swiftSettings: strict),
  .testTarget(name: "MQTTTests", dependencies: ["MQTT", "TestSupport"], swiftSettings: plain),
  .testTarget(
    name: "CoAPTests",
    dependencies: ["CoAP", "TestSupport", "Wire", "OpenSSLBackend", "MbedTLSBackend"],
    swiftSettings: plain),
  .testTarget(
    name: "DefencesTests", dependencies: ["Defences", "DTLS", "Wire", "TestSupport"],
    swiftSettings: strict),
  .testTarget(
    name: "AttackLabTests",
    dependencies: ["AttackLab", "Defences", "TestSupport"], swiftSettings: strict),
  .testTarget(
    name: "ConstrainedTests", dependencies: ["Constrained", "MQTT", "TestSupport"],
    swiftSettings: strict),
  .testTarget(
    name: "NetworkTests",
    dependencies: [
      "Network", "TestSupport", "ProgramSupport", "Wire", "Primitives", "TLS", "DTLS", "Defences",
      "BookEngine", "OpenSSLBackend",
      .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
      .product(name: "NIOCore", package: "swift-nio"),
      .product(name: "NIOPosix", package: "swift-nio"),
    ], swiftSettings: strict),
  .testTarget(name: "BookTests", dependencies: ["BookTool", "TestSupport"], swiftSettings: plain),
  // The benchmark's child process, for the tests; `things bench` is its own child.
  .executableTarget(
    name: "BenchmarkChild", dependencies: ["BenchmarkProtocol", "BenchmarkRunner"],
    path: "Tests/BenchmarkChild", swiftSettings: strict),
  .testTarget(
    name: "BenchmarkTests",
    dependencies: [
      "BenchmarkProtocol", "BenchmarkRunner", "BenchmarkChild", "FirmwareSelfTest", "TestSupport",
    ],
    swiftSettings: strict),
  .target(
    name: "ProgramSupport", dependencies: ["TestSupport"], path: "Tests/ProgramSupport",
    swiftSettings: strict),
  .testTarget(
    name: "CommandLineTests", dependencies: ["ProgramSupport", "TestSupport"],
    swiftSettings: plain),
  .testTarget(
    name: "InteropTests",
    dependencies: [
      "Network", "Wire", "TLS", "Certificates", "OpenSSLBackend", "MbedTLSBackend", "TestSupport",
      "ProgramSupport",
    ], exclude: ["Python"], swiftSettings: plain),
]

let packages: [(product: String, dependency: Package.Dependency)] = [
  ("swift-nio", .package(url: "https://github.com/apple/swift-nio", from: "2.101.2")),
  (
    "swift-argument-parser",
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ),
  (
    "swift-subprocess",
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2")
  ),
  (
    "hdrhistogram-swift",
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0")
  ),
  (
    "swift-mustache",
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1")
  ),
  ("GRDB.swift", .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0")),
  ("swift-system", .package(url: "https://github.com/apple/swift-system", from: "1.8.1")),
  ("TextTable", .package(url: "https://github.com/ordo-one/TextTable", from: "0.0.2")),
  ("Rainbow", .package(url: "https://github.com/onevcat/Rainbow", from: "4.2.2")),
]

// `make test CHAPTER=02` builds one chapter's tests and what they stand on, nothing more:
// THINGS_ONLY names the targets to keep, separated by spaces.
let everything = chapters + sources + tests
let roots = Context.environment["THINGS_ONLY"].map { $0.split(separator: " ").map(String.init) }
var kept = Set(roots ?? everything.map(\.name))
var keptPackages = Set<String>()
var unvisited = Array(kept)
while let name = unvisited.popLast() {
  for dependency in everything.first(where: { $0.name == name })?.dependencies ?? [] {
    switch dependency {
    case .byNameItem(let name, _), .targetItem(let name, _):
      if kept.insert(name).inserted { unvisited.append(name) }
    case .productItem(_, let package, _, _): keptPackages.formUnion([package].compactMap { $0 })
    @unknown default: break
    }
  }
}

let package = Package(
  name: "ThingsThatKeepSecrets",
  // The chapters for readers, and the benchmark's protocol for the peers in `Benchmarks/Peers`.
  products: (chapters.map(\.name) + ["BenchmarkProtocol"]).filter(kept.contains).map {
    .library(name: $0, targets: [$0])
  },
  dependencies: packages.filter { keptPackages.contains($0.product) }.map(\.dependency),
  targets: everything.filter { kept.contains($0.name) },
  swiftLanguageModes: [.v6]
)
