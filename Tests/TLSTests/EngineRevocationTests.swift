// SPDX-License-Identifier: Apache-2.0
import Certificates
import TLS
import Testing

/// Whoever demands to know about revocation has chapter 05 judge, over any engine.
@Suite struct EngineRevocationTests {
  let pki: RevocationPKI

  init() throws { pki = try RevocationPKI.shared.get() }

  private func setups(_ pairing: Pairing) throws -> (client: Setup, server: Setup) {
    let setups = try pairing.setups()
    let roots = [pki.root.der]
    return (
      setups.client.with(\.identity, pki.device).with(\.roots, roots)
        .adding { $0.verification = .chapter05 },
      setups.server.with(\.identity, pki.server).with(\.roots, roots)
        .adding { $0.verification = .chapter05 }
    )
  }

  private func link(
    _ pairing: Pairing, client: RevocationPolicy = RevocationPolicy(),
    server: RevocationPolicy = RevocationPolicy(), stapled: [UInt8] = []
  ) throws -> Link {
    let setups = try setups(pairing)
    let link = try pairing.link(
      setups.client.adding { $0.revocation = client },
      setups.server.adding {
        $0.revocation = server
        $0.stapledResponse = stapled
      })
    link.settle()
    return link
  }

  static let stapling = Pairing.all.filter {
    $0.client.abilities.contains(.stapling) && $0.server.abilities.contains(.stapling)
  }

  @Test(arguments: stapling)
  func aStapledAnswerIsBelieved(pairing: Pairing) throws {
    let link = try link(
      pairing, client: RevocationPolicy(.endEntity),
      stapled: pki.answer(about: pki.server, isRevoked: false))
    #expect(link.client.error == nil && link.server.error == nil)
    #expect(link.client.connected != nil && link.server.connected != nil)
  }

  private func expect(
    _ fault: CertificateFault, _ link: Link, alerts: Set<UInt8>
  ) {
    guard case .certificate(fault, depth: 0, let subject)? = link.client.error?.cause else {
      Issue.record("\(link.client.error as Any)")
      return
    }
    #expect(String(decoding: subject, as: UTF8.self) == "CN=broker")
    #expect(link.client.error?.peer == .server)
    #expect(link.client.connected == nil && link.server.connected == nil)
    guard case .peerAlert(let alert)? = link.server.error?.cause else {
      Issue.record("the server was not told")
      return
    }
    #expect(alerts.contains(alert.code), "\(alert)")
  }

  @Test(arguments: stapling)
  func aStapledAnswerCanSayThatItIsRevoked(pairing: Pairing) throws {
    let link = try link(
      pairing, client: RevocationPolicy(.endEntity),
      stapled: pki.answer(about: pki.server, isRevoked: true))
    expect(.revoked, link, alerts: [44, 113])
  }

  /// Nothing stapled, another's answer, one that is a day old, and one that is none.
  @Test(arguments: stapling, 0..<4)
  func whatProvesNothingIsNotEnough(pairing: Pairing, which: Int) throws {
    let stapled: [UInt8] =
      switch which {
      case 0: []
      case 1: try pki.answer(about: pki.device, isRevoked: false)
      case 2: try pki.answer(about: pki.server, isRevoked: false, madeAt: PKI.now - PKI.day)
      default: [0x30, 3, 0x0A, 1]
      }
    let link = try link(pairing, client: RevocationPolicy(.endEntity), stapled: stapled)
    expect(.revocationUnknown, link, alerts: [46, 113, 40, 42])
  }

  /// Who asks for nothing gets nothing, and who is asked for nothing says nothing.
  @Test(arguments: stapling)
  func nobodyStaplesUnasked(pairing: Pairing) throws {
    let answer = try pki.answer(about: pki.server, isRevoked: true)
    let link = try link(pairing, stapled: answer)
    #expect(link.client.connected != nil && link.server.connected != nil)
  }

  /// What is known already needs no network, and so no stapling: every engine can do it.
  @Test(arguments: Pairing.all)
  func aListAtHandIsEnough(pairing: Pairing) throws {
    let good = RevocationPolicy(.endEntity, lists: [try pki.list()])
    let link = try link(pairing, client: good, server: good)
    #expect(link.client.error == nil && link.server.error == nil)
    #expect(link.server.connected != nil)
  }

  @Test(arguments: Pairing.all)
  func aClientRefusesAServerOnItsList(pairing: Pairing) throws {
    let policy = RevocationPolicy(.endEntity, lists: [try pki.list(revoking: [pki.server])])
    expect(.revoked, try link(pairing, client: policy), alerts: [44, 113])
  }

  @Test(arguments: Pairing.all)
  func aServerRefusesADeviceOnItsList(pairing: Pairing) throws {
    let policy = RevocationPolicy(.ifKnown, lists: [try pki.list(revoking: [pki.device])])
    let link = try link(pairing, server: policy)
    #expect(
      link.server.error?.cause
        == .certificate(.revoked, depth: 0, subject: Array("serialNumber=D-0002".utf8)))
    #expect(link.server.error?.peer == .client)
    #expect(link.server.connected == nil)
    #expect(link.client.error?.cause == .peerAlert(Alert(code: 44)))
  }

  @Test(arguments: Pairing.all)
  func aServerThatKnowsNothingOfADeviceRefusesIt(pairing: Pairing) throws {
    let link = try link(pairing, server: RevocationPolicy(.endEntity))
    guard case .certificate(.revocationUnknown, 0, _)? = link.server.error?.cause else {
      Issue.record("\(link.server.error as Any)")
      return
    }
    #expect(link.server.connected == nil)
  }
}
