// SPDX-License-Identifier: Apache-2.0
import CMbedTLS
import COpenSSL
import Constrained
import Wire

/// TLS over TCP against DTLS, over links that are simulated: who has the first reading sooner?
public struct LatencyBenchmark: Sendable {
  public struct Options: Sendable {
    /// Every stack meets the same luck: seed 7 is the same seed for all.
    public var seeds: Int
    public var stacks: [Stack]
    public var links: [LinkName]
    public var losses: [Int]

    public init(
      seeds: Int, stacks: [Stack] = Stack.all, links: [LinkName] = LinkName.allCases,
      losses: [Int] = [0, 5, 20]
    ) {
      self.seeds = seeds
      self.stacks = stacks
      self.links = links
      self.losses = losses
    }

    public static let full = Options(seeds: 200)
    public static let quick = Options(seeds: 7)
  }

  private struct Place: Hashable {
    var stack: Stack
    var link: LinkName
    var loss: Int
  }

  public var options: Options

  public init(_ options: Options = .full) { self.options = options }

  /// `progress` hears how much of the work is done, from 0 to 1. It works on one thread, since
  /// both libraries draw from one seed.
  public func run(progress: (Double) -> Void = { _ in }) throws -> LatencyReport {
    let laboratory = try Laboratory()
    let places = options.links.flatMap { link in
      options.losses.flatMap { loss in
        options.stacks.map { Place(stack: $0, link: link, loss: loss) }
      }
    }
    var runs: [Place: [LatencyRun]] = [:]
    for (done, place) in places.enumerated() {
      progress(Double(done) / Double(places.count))
      let profile = place.link.profile.losing(percent: place.loss)
      runs[place] = try (0..<options.seeds).map {
        try laboratory.run(place.stack, profile, seed: UInt64($0))
      }
    }
    progress(1)
    var report = LatencyReport(
      seeds: options.seeds, versions: libraryVersions(),
      rows: places.map {
        LatencyReport.Row($0.stack, $0.link, loss: $0.loss, runs[$0] ?? [])
      },
      comparisons: places.flatMap { comparisons(with: $0, runs) }, figures: [:])
    report.figures = report.makeFigures()
    return report
  }

  /// DTLS 1.2 against each TLS of the same library and identity.
  private func comparisons(
    with place: Place, _ runs: [Place: [LatencyRun]]
  ) -> [LatencyReport.Comparison] {
    guard place.stack.isDatagrams, let own = runs[place] else { return [] }
    return [Stack.Security.tls13, .tls12].compactMap { security in
      var other = place
      other.stack.security = security
      guard let over = runs[other] else { return nil }
      let stack = place.stack
      return LatencyReport.Comparison(
        "\(place.link.rawValue)/\(place.loss)/\(stack.library.rawValue)/\(stack.identity.rawValue)"
          + "/dtls1.2-over-\(security.rawValue)", own, over: over)
    }
  }

  private func libraryVersions() -> [String: String] {
    var text = [CChar](repeating: 0, count: 18)
    mbedtls_version_get_string_full(&text)
    let mbedTLS = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return [
      "openssl": "OpenSSL " + String(cString: OpenSSL_version(OPENSSL_VERSION_STRING)),
      "mbedtls": String(decoding: mbedTLS, as: UTF8.self),
    ]
  }
}
