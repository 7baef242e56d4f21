// SPDX-License-Identifier: Apache-2.0
import TLS
import TestSupport
import Testing
import Wire

/// The server of each handshake in RFC 8448 says again what it said then, byte for byte.
struct ServerTraceTests {
  private func expected(_ trace: RFC8448) -> [[UInt8]] {
    trace.steps.filter { $0.role == .server && $0.action.hasPrefix("send ") }
      .map { $0["complete record"] } + [[]]
  }

  private func ticketed(_ configuration: inout TLSConfiguration) {
    configuration.resumption = .tickets(lifetime: 30)
    configuration.maximumEarlyData = 1024
  }

  private var ticket: [UInt8] {
    let message = RFC8448.simple.messages(.newSessionTicket)[0]
    return Array(message.dropFirst(4 + 8 + 3 + 2).dropLast(10))
  }

  /// Milliseconds, as the client hid them.
  private func ticketAge() throws -> UInt32 {
    let hello = RFC8448.resumed.messages(.clientHello)[0]
    let offer = try ClientHello(reading: hello.span.extracting(droppingFirst: 4)).preSharedKeys
    let added = RFC8448.simple.messages(.newSessionTicket)[0].dropFirst(8).prefix(4)
    let age = try #require(offer?.identities.first?.obfuscatedTicketAge)
    return age &- added.reduce(0) { $0 << 8 | UInt32($1) }
  }

  @Test func simple() throws {
    var server = ServerTrace(trace: .simple)
    server.sealer = RecordedSealer(ticket)
    server.configuration = { ticketed(&$0) }
    let (said, connected, _) = try server.run()
    #expect(said == expected(.simple))
    #expect(connected?.suite == CipherSuite(code: 0x1301))
    #expect(connected?.group == .x25519)
  }

  @Test func resumedWithEarlyData() throws {
    let sealer = RecordedSealer(ticket)
    var server = ServerTrace(trace: .simple)
    server.sealer = sealer
    server.configuration = { ticketed(&$0) }
    _ = try server.run()

    let age = try ticketAge()
    server = ServerTrace(trace: .resumed)
    server.date += Int64(age / 1000)
    server.sealer = sealer
    server.configuration = { ticketed(&$0) }
    let (said, connected, early) = try server.run()
    #expect(said == expected(.resumed))
    #expect(connected?.isResumed == true)
    #expect(connected?.isEarlyDataAccepted == true)
    #expect(early == RFC8448.resumed.step(.client, "send application_data record")["payload"])
  }

  @Test func askedAgain() throws {
    let retry = RFC8448.retry.messages(.serverHello)[0]
    // key_share with a group comes first, then the cookie, then supported_versions.
    let length = Int(retry[54]) << 8 | Int(retry[55])
    var server = ServerTrace(trace: .retry)
    server.sealer = RecordedSealer(Array(retry.dropFirst(56).prefix(length)))
    server.configuration = {
      $0.asksForCookie = true
      $0.groups = [.secp256r1]
    }
    let (said, connected, _) = try server.run()
    #expect(said == expected(.retry))
    #expect(connected?.group == .secp256r1)
  }

  @Test func withClientAuthentication() throws {
    var server = ServerTrace(trace: .clientAuthentication)
    let shown = RFC8448.clientAuthentication.messages(.certificate)[1]
    let key = try publicKeyInfo(in: Array(shown.dropFirst(11).dropLast(2)))
    server.configuration = {
      $0.roots = []
      $0.trustedKeys = [key]
      $0.clientCertificate = .required
    }
    let (said, connected, _) = try server.run()
    #expect(said == expected(.clientAuthentication))
    #expect(connected?.peerCertificate == Array(shown.dropFirst(11).dropLast(2)))
  }

  @Test func inCompatibilityMode() throws {
    let (said, _, _) = try ServerTrace(trace: .compatibility).run()
    #expect(said == expected(.compatibility))
  }
}
