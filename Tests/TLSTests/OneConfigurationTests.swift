// SPDX-License-Identifier: Apache-2.0
import Certificates
import Foundation
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TLS
import TestSupport
import Testing

/// One configuration for all engines; what one of them lacks it refuses by name, and the book's
/// table of that says what the engines do.
@Suite struct OneConfigurationTests {
  struct Option: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let ability: EngineAbilities
    let fault: ConfigurationFault
    let roles: [TLSRole]
    let make: @Sendable (Setup) throws -> Setup

    init(
      _ name: String, _ ability: EngineAbilities, _ fault: ConfigurationFault,
      _ roles: [TLSRole] = [.client, .server],
      _ make: @escaping @Sendable (inout TLSConfiguration) -> Void
    ) {
      testDescription = name
      self.ability = ability
      self.fault = fault
      self.roles = roles
      self.make = { $0.adding(make) }
    }

    init(
      _ name: String, _ ability: EngineAbilities, _ fault: ConfigurationFault,
      of roles: [TLSRole] = [.client, .server], _ make: @escaping @Sendable (Setup) throws -> Setup
    ) {
      testDescription = name
      self.ability = ability
      self.fault = fault
      self.roles = roles
      self.make = make
    }
  }

  static func keys(_ configuration: inout TLSConfiguration) {
    configuration.roots = []
    configuration.chain = []
    configuration.privateKey = nil
    configuration.expectedName = nil
    configuration.preSharedKeys = [OpenSSLPSKTests.key()]
  }

  static let options = [
    Option("a key that stays in its store", .storedKeys, .signer) { setup in
      let identity = try #require(setup.identity)
      let certificate = try Certificate(der: identity.chain[0])
      let publicKey = certificate.publicKey.indices.map { certificate.publicKey[$0] }
      return setup.adding {
        $0.privateKey = nil
        $0.signer = HandshakeSigner(.ecdsaP256, publicKey: publicKey) { _, _ in }
      }
    },
    Option("bare keys of peers, in place of roots", .rawPublicKeys, .trustedKeys) { setup in
      let identity = try #require(setup.identity)
      let certificate = try Certificate(der: identity.chain[0])
      let key = certificate.subjectPublicKeyInfo.indices.map {
        certificate.subjectPublicKeyInfo[$0]
      }
      return setup.adding {
        $0.roots = []
        $0.trustedKeys = [key]
      }
    },
    Option("our own bare key, in place of a chain", .rawPublicKeys, .ownCertificateType) {
      $0.ownCertificateType = .rawPublicKey
      $0.chain = []
    },
    Option("a shared key alone, in TLS 1.3", .preSharedKeysAlone, .preSharedKeyModes) {
      keys(&$0)
      $0.preSharedKeyModes = .alone
    },
    Option("sessions and tickets", .resumption, .resumption) {
      $0.resumption = .tickets(lifetime: 3600)
    },
    Option("sessions that began with shared keys", .resumptionOfSharedKeys, .resumption) {
      keys(&$0)
      $0.resumption = .tickets(lifetime: 3600)
    },
    Option("early data", .earlyData, .earlyData) {
      $0.resumption = .tickets(lifetime: 3600)
      $0.maximumEarlyData = 1024
    },
    Option("a cookie before the handshake", .cookies, .cookie, [.server]) {
      $0.asksForCookie = true
    },
    Option("records shorter than 16,384 bytes", .recordSizeLimit, .recordSizeLimit) {
      $0.recordSizeLimit = 1024
    },
    Option("revocation by the engine's own rules", .revocation, .revocation) {
      $0.revocation = RevocationPolicy(.ifKnown)
    },
    Option("a stapled answer", .stapling, .stapledResponse, [.server]) {
      $0.stapledResponse = [0x30, 0x03, 0x0A, 0x01, 0x03]
    },
    Option("proof in the handshake that nobody was revoked", .stapling, .revocation, [.client]) {
      $0.verification = .chapter05
      $0.revocation = RevocationPolicy(.endEntity)
    },
    Option("secrets for the laboratory", .keyLog, .keyLog) { $0.keyLog = KeyLog { _ in } },
    Option("no disguise for old middleboxes", .plainHandshakes, .compatibility) {
      $0.isMiddleboxCompatible = false
    },
  ]

  @Test(arguments: Engine.all, options)
  func whatAnEngineLacksItRefusesByName(engine: Engine, option: Option) throws {
    for role in option.roles {
      let plain = try role == .client ? Setup.client() : Setup.server()
      let setup = try option.make(plain)
      if engine.abilities.contains(option.ability) {
        #expect(throws: Never.self) { try engine.connect(setup) }
      } else {
        #expect(throws: TLSError(.configuration(option.fault))) { try engine.connect(setup) }
      }
    }
  }

  /// Whichever engine it is, over a stream, these are mistakes.
  static let mistakes: [(ConfigurationFault, @Sendable (inout TLSConfiguration) -> Void)] = [
    (.preSharedKeyModes, { $0.preSharedKeyModes = [] }),
    (.resumption, { $0.resumption = .tickets(lifetime: 0) }),
    (.resumption, { $0.resumption = .tickets(lifetime: 604_801) }),
    (.recordSizeLimit, { $0.recordSizeLimit = 63 }),
    (.recordSizeLimit, { $0.recordSizeLimit = 16_385 }),
    (.earlyData, { $0.maximumEarlyData = -1 }),
    (.earlyData, { $0.maximumEarlyData = 100 }),
    (.groups, { $0.groups = [NamedGroup(code: 0x0018)] }),
    (
      .trustedKeys,
      { $0.trustedKeys = [[0x30]] }
    ),
    (.ownCertificateType, { $0.ownCertificateType = .rawPublicKey }),
  ]

  //= rfc8446#4.6.1
  //= type=test
  //# Servers MUST NOT use any value greater than
  //# 604800 seconds (7 days).
  @Test(arguments: Engine.all, mistakes.indices)
  func aMistakeIsOneForEveryEngine(engine: Engine, which: Int) throws {
    let (fault, make) = Self.mistakes[which]
    for plain in [try Setup.client(), try Setup.server()] {
      let setup = plain.adding(make)
      #expect(throws: TLSError(.configuration(fault))) { try engine.connect(setup) }
    }
  }

  @Test(arguments: Engine.all)
  func whatOnlyAServerHasAClientMayNotHave(engine: Engine) throws {
    let cookie = try Setup.client().adding { $0.asksForCookie = true }
    #expect(throws: TLSError(.configuration(.cookie))) { try engine.connect(cookie) }
    let staple = try Setup.client().adding { $0.stapledResponse = [0x30] }
    #expect(throws: TLSError(.configuration(.stapledResponse))) { try engine.connect(staple) }
  }

  /// `yes`, or the name of the refusal.
  private func cell(_ abilities: EngineAbilities, _ option: Option) -> String {
    abilities.contains(option.ability) ? "yes" : "`.\(option.fault)`"
  }

  private func speaks(_ versions: ClosedRange<TLSVersion>) -> String {
    versions.lowerBound == versions.upperBound
      ? "\(versions.lowerBound)" : "\(versions.lowerBound) and 1.3"
  }

  /// The table in the book is what this test finds.
  @Test func theBooksTableIsTrue() throws {
    let engines: [(String, EngineAbilities)] = [
      ("`book`", .all), ("`openssl`", OpenSSLEngine.abilities),
      ("`mbedtls`", MbedTLSEngine.abilities),
    ]
    // mbedTLS 3.6 can more than the 2.28 of which the book tells.
    guard MbedTLSEngine.versions.upperBound == .tls12 else { return }
    var lines = [
      "| | " + engines.map(\.0).joined(separator: " | ") + " |",
      "| --- |" + engines.map { _ in " --- |" }.joined(),
      "| versions over a stream | \(speaks(.tls12 ... .tls13)) | "
        + "\(speaks(OpenSSLEngine.versions)) | \(speaks(MbedTLSEngine.versions)) |",
    ]
    for option in Self.options {
      let cells = engines.map { cell($0.1, option) }.joined(separator: " | ")
      lines.append("| \(option.testDescription) | \(cells) |")
    }
    let chapters = URL(fileURLWithPath: CProgram.sources).deletingLastPathComponent()
    let section = chapters.appendingPathComponent(
      "Chapters/06-TLS/Three-engines-one-configuration.md")
    let text = try String(contentsOf: section, encoding: .utf8)
    let found = text.split(separator: "\n").filter { $0.hasPrefix("|") }.map(String.init)
    #expect(found == lines, "it should be\n\(lines.joined(separator: "\n"))")
  }
}
