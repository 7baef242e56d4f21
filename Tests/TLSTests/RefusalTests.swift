// SPDX-License-Identifier: Apache-2.0
import TLS
import Testing

/// A peer that is not who it should be is refused; both sides hear why.
@Suite struct RefusalTests {
  struct BadServer: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Engines look in different orders, so two faults at once may go by either name.
    let faults: [CertificateFault]
    let subject: String
    let identity: PKI.Identity
    let expectedName: ServerName

    init(
      _ description: String, _ faults: [CertificateFault], _ subject: String,
      _ identity: PKI.Identity, expecting name: ServerName = PKI.host
    ) {
      testDescription = description
      self.faults = faults
      self.subject = subject
      self.identity = identity
      expectedName = name
    }
  }

  static let badServers = Result {
    let pki = try PKI.shared.get()
    let otherAddress = ServerName.ip([192, 0, 2, 8])
    let below = ServerName.dns(Array("sub.broker.example".utf8))
    return [
      BadServer("expired", [.expired], "CN=expired", pki.expiredServer),
      BadServer("not yet valid", [.notYetValid], "CN=future", pki.futureServer),
      BadServer("of another host", [.wrongName], "CN=other", pki.namelessServer),
      BadServer(
        "at another address", [.wrongName], "CN=broker", pki.server, expecting: otherAddress),
      BadServer(
        "of the domain above the one asked for", [.wrongName], "CN=broker", pki.server,
        expecting: below),
      BadServer("of a stranger's", [.unknownIssuer], "CN=broker", pki.strangeServer),
      BadServer(
        "of a forger with our name", [.unknownIssuer, .badSignature], "CN=broker",
        pki.forgedServer),
    ]
  }

  @Test(arguments: Pairing.all, try badServers.get())
  func aClientRefusesAServerThatIsnt(pairing: Pairing, bad: BadServer) throws {
    let setups = try pairing.setups()
    let link = try pairing.link(
      setups.client.with(\.expectedName, bad.expectedName),
      setups.server.with(\.identity, bad.identity), splits: .random(seed: 6))
    link.settle()
    let error = try #require(link.client.error)
    guard case .certificate(let fault, let depth, let subject) = error.cause else {
      Issue.record("not a certificate's fault: \(error)")
      return
    }
    #expect(bad.faults.contains(fault))
    #expect(depth == 0)
    #expect(String(decoding: subject, as: UTF8.self) == bad.subject)
    #expect(error.peer == .server)
    #expect(!error.reason.isEmpty)
    #expect(link.client.connected == nil && link.server.connected == nil)
    try expectAlert(link.server.error)
  }

  /// The server has the last word in TLS 1.3: its client believes itself connected first.
  @Test(arguments: Pairing.all)
  func aServerRefusesADeviceWithAForgedCertificate(pairing: Pairing) throws {
    let setups = try pairing.setups()
    let forged = try PKI.shared.get().forgedDevice
    let link = try pairing.link(setups.client.with(\.identity, forged), setups.server)
    link.settle()
    guard case .certificate(let fault, 0, let subject) = link.server.error?.cause else {
      Issue.record("accepted, or refused for another reason: \(link.server.error as Any)")
      return
    }
    #expect([.unknownIssuer, .badSignature].contains(fault))
    #expect(String(decoding: subject, as: UTF8.self) == "serialNumber=D-0001")
    #expect(link.server.error?.peer == .client)
    #expect(link.server.connected == nil)
    try expectAlert(link.client.error)
  }

  @Test(arguments: Pairing.all)
  func aServersCertificateIsNoClients(pairing: Pairing) throws {
    let setups = try pairing.setups()
    let link = try pairing.link(
      setups.client.with(\.identity, try PKI.shared.get().server), setups.server)
    link.settle()
    #expect(
      link.server.error?.cause
        == .certificate(.wrongPurpose, depth: 0, subject: Array("CN=broker".utf8)))
    try expectAlert(link.client.error)
  }

  /// mbedTLS already refuses to serve with such a certificate; OpenSSL leaves it to its client.
  @Test(arguments: Pairing.all)
  func aDevicesCertificateIsNoServers(pairing: Pairing) throws {
    let setups = try pairing.setups()
    let link = try pairing.link(
      setups.client, setups.server.with(\.identity, try PKI.shared.get().device))
    link.settle()
    let subject = Array("serialNumber=D-0001".utf8)
    switch link.client.error?.cause {
    case .certificate(.wrongPurpose, depth: 0, subject),
      .certificate(.wrongName, depth: 0, subject):
      try expectAlert(link.server.error)
    default:
      #expect(link.server.error?.cause == .nothingInCommon(.suite))
      #expect(link.client.error?.cause == .peerAlert(Alert(code: 40)))
    }
    #expect(link.client.connected == nil && link.server.connected == nil)
  }

  @Test(arguments: Pairing.all)
  func aClientWithoutCertificateIsRefused(pairing: Pairing) throws {
    let setups = try pairing.setups()
    let link = try pairing.link(setups.client.with(\.identity, nil), setups.server)
    link.settle()
    #expect(link.server.error?.cause == .certificateRequired)
    #expect(link.server.connected == nil)
    // certificate_required came with TLS 1.3 (RFC 8446, 6.2).
    let code: UInt8 = pairing.version == .tls13 ? 116 : 40
    #expect(link.client.error?.cause == .peerAlert(Alert(code: code)))
  }

  @Test(arguments: Pairing.all)
  func afterARefusalThereIsSilence(pairing: Pairing) throws {
    let setups = try pairing.setups()
    let link = try pairing.link(
      setups.client, setups.server.with(\.identity, try PKI.shared.get().expiredServer))
    link.settle()
    let refused = try #require(link.client.error)
    link.client.handle([22, 3, 3, 0, 1, 0])
    link.client.send([1])
    link.client.close()
    link.client.handleEnd()
    #expect(link.client.departing().isEmpty)
    #expect(link.client.error == refused)
    #expect(link.client.connected == nil && !link.client.isClosed)
  }

  private func expectAlert(_ error: TLSError?) throws {
    guard case .peerAlert(let alert)? = error?.cause else {
      Issue.record("the peer was not told: \(error as Any)")
      return
    }
    // One of those that speak of certificates (RFC 8446, 6.2).
    #expect([42, 43, 44, 45, 46, 48, 51].contains(alert.code), "\(alert)")
  }
}
